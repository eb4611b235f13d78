"""Every URL of the platform, app by app."""

urlpatterns: list = []
