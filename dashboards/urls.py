from django.urls import path

from dashboards import views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/<int:account_id>/", views.account, name="account"),
]
