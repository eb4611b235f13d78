from django.urls import path

from dashboards import views
from dashboards.account import promise_views
from dashboards.account import views as account_views
from dashboards.account.company_views import company
from dashboards.day import away_views, meeting_views
from dashboards.day import views as day_views
from dashboards.explain.views import explain
from dashboards.renewals import views as renewal_views
from dashboards.search.views import search
from dashboards.segment.goal_views import segment_goals, set_segment_goals
from dashboards.segment.views import segment, segment_arpa, segment_journey, segments
from dashboards.writing import views as writing

urlpatterns = [
    path("", day_views.home, name="home"),
    path("search/", search, name="search"),
    path("meeting/", meeting_views.meeting, name="meeting"),
    path("day/<int:account_id>/away/", away_views.put_away, name="put_away"),
    path("day/<int:account_id>/back/", away_views.bring_back, name="bring_back"),
    path("accounts/<int:account_id>/", account_views.account, name="account"),
    path("accounts/<int:account_id>/judgement/", account_views.judge, name="judge_account"),
    path("accounts/<int:account_id>/usage/", account_views.usage_table, name="usage_table"),
    path("accounts/<int:account_id>/usage.json", account_views.usage_data, name="usage_data"),
    path("accounts/<int:account_id>/timeline/", account_views.happened, name="account_timeline"),
    path("accounts/<int:account_id>/promises/new/", promise_views.new_promise, name="new_promise"),
    path("promises/<int:promise_id>/", promise_views.promise, name="promise"),
    path("companies/<int:company_id>/", company, name="company"),
    path("write/", writing.choose, name="write"),
    path("write/<slug:what>/", writing.pick, name="pick_account"),
    path("accounts/<int:account_id>/write/<slug:what>/", writing.write, name="write_about"),
    path("written/<slug:kind>/<int:written_id>/", writing.written, name="written"),
    path("written/<slug:kind>/<int:written_id>/change/", writing.change, name="change_written"),
    path("written/<slug:kind>/<int:written_id>/delete/", writing.remove, name="remove_written"),
    path("next-steps/<int:written_id>/done/", writing.tick, name="tick_next_step"),
    path("written/<int:event_id>/undo/", writing.undo, name="undo_writing"),
    path("explain/account/<int:account_id>/<path:subject>/", explain, name="explain"),
    path("segments/", segments, name="segments"),
    path("segments/<slug:segment_key>/", segment, name="segment"),
    path("segments/<slug:segment_key>/journey/", segment_journey, name="segment_journey"),
    path("segments/<slug:segment_key>/arpa/", segment_arpa, name="segment_arpa"),
    path("segments/<slug:segment_key>/goals/", segment_goals, name="segment_goals"),
    path("segments/<slug:segment_key>/goals/set/", set_segment_goals, name="set_segment_goals"),
    path("renewals/", renewal_views.renewals, name="renewals"),
    path("renewals/file/<slug:form>/", renewal_views.renewals_file, name="renewals_file"),
    path("glossary/", views.glossary, name="glossary"),
    path("metrics/", views.monitoring, name="monitoring"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
