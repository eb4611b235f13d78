from django.urls import path

from demo import views

urlpatterns = [
    path("demo/enter/", views.enter, name="enter_demo"),
    path("tour/", views.tour, name="tour"),
]
