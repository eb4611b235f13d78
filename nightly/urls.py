from django.urls import path

from nightly import views

urlpatterns = [
    path("", views.nights, name="nights"),
    path("<int:run_id>/", views.night, name="night"),
    path("<int:run_id>/again/", views.run_again, name="run_again"),
]
