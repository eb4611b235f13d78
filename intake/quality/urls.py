from django.urls import path

from intake.quality import views

urlpatterns = [
    path("", views.quality, name="quality"),
    path("check/", views.check, name="check_quality"),
    path("rhythm/", views.rhythm, name="set_rhythm"),
    path("findings/", views.findings, name="findings"),
    path("findings/<int:finding_id>/", views.finding, name="finding"),
    path("findings/<int:finding_id>/act/", views.act_on_finding, name="act_on_finding"),
    path("accounts/<slug:gap>/", views.accounts, name="quality_accounts"),
]
