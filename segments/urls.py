from django.urls import path

from segments import views

urlpatterns = [
    path("", views.moves, name="segment_moves"),
    path("<int:proposal_id>/", views.decide_move, name="decide_move"),
]
