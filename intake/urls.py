from django.urls import path

from intake import views

urlpatterns = [
    path("", views.uploads, name="uploads"),
    path("<int:upload_id>/", views.upload, name="upload"),
    path("<int:upload_id>/refused.csv", views.refused_rows, name="refused_rows"),
    path("templates/<slug:dataset>.csv", views.template_file, name="template_file"),
]
