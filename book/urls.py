from django.urls import path

from book import views

urlpatterns = [
    path("", views.book, name="book"),
    path("totals/", views.totals, name="book_totals"),
]
