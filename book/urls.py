from django.urls import path

from book import column_views, views
from book.companies import views as company_views
from book.editing import views as edit_views
from book.fields import views as filter_views
from book.files import views as file_views
from book.tabs import views as tab_views

urlpatterns = [
    path("", views.book, name="book"),
    path("totals/", views.totals, name="book_totals"),
    path("companies/", company_views.companies, name="companies"),
    path("views/", tab_views.views, name="saved_views"),
    path("views/<int:view_id>/", tab_views.view, name="saved_view"),
    path("edit/", edit_views.edit, name="edit_accounts"),
    path("edits/<int:edit_id>/undo/", edit_views.undo, name="undo_edit"),
    path("filter/", filter_views.book_filter, name="book_filter"),
    path("file/<slug:form>/", file_views.book_file, name="book_file"),
    path("columns/", column_views.book_columns, name="book_columns"),
]
