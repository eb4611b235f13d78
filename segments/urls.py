from django.urls import path

from segments import views

urlpatterns = [
    path("", views.segments, name="segments"),
    path("moves/<int:proposal_id>/", views.decide_move, name="decide_move"),
]
