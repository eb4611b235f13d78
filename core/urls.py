from django.urls import path

from core import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("language/", views.choose_language, name="choose_language"),
    path("theme/", views.choose_theme, name="choose_theme"),
    path("keys/", views.choose_keys, name="choose_keys"),
    path("healthz/", views.health, name="health"),
    path("readyz/", views.ready, name="ready"),
    path("favicon.ico", views.favicon, name="favicon"),
]
