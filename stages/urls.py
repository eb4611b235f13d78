from django.urls import path

from stages import views

urlpatterns = [
    path("rounds/<int:round_id>/", views.classification_round, name="classification_round"),
]
