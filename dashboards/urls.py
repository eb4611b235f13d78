from django.urls import path

from dashboards import account_views, day_views, renewal_views, views
from dashboards.explain.views import explain
from dashboards.segment.views import segment, segment_journey, segments

urlpatterns = [
    path("", day_views.home, name="home"),
    path("accounts/<int:account_id>/", account_views.account, name="account"),
    path("accounts/<int:account_id>/judgement/", account_views.judge, name="judge_account"),
    path("accounts/<int:account_id>/usage/", account_views.usage_table, name="usage_table"),
    path("accounts/<int:account_id>/usage.json", account_views.usage_data, name="usage_data"),
    path("accounts/<int:account_id>/timeline/", account_views.happened, name="account_timeline"),
    path("explain/account/<int:account_id>/<path:subject>/", explain, name="explain"),
    path("segments/", segments, name="segments"),
    path("segments/<slug:segment_key>/", segment, name="segment"),
    path("segments/<slug:segment_key>/journey/", segment_journey, name="segment_journey"),
    path("renewals/", renewal_views.renewals, name="renewals"),
    path("renewals/renewals.csv", renewal_views.renewals_file, name="renewals_file"),
    path("glossary/", views.glossary, name="glossary"),
    path("metrics/", views.monitoring, name="monitoring"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
