from django.urls import path

from intake import undo_views, views

urlpatterns = [
    path("", views.uploads, name="uploads"),
    path("<int:upload_id>/", views.upload, name="upload"),
    path("<int:upload_id>/refused.csv", views.refused_rows, name="refused_rows"),
    path("<int:upload_id>/undo/", undo_views.undo, name="undo_upload"),
    path("templates/<slug:dataset>.csv", views.template_file, name="template_file"),
]
