from django.urls import path

from intake import views
from intake.deciding import views as deciding_views
from intake.pickup import views as pickup_views
from intake.undo import views as undo_views

urlpatterns = [
    path("", views.uploads, name="uploads"),
    path("<int:upload_id>/", views.upload, name="upload"),
    path("<int:upload_id>/reading/", deciding_views.read_anew, name="read_anew"),
    path("<int:upload_id>/load/", deciding_views.load, name="load_upload"),
    path("<int:upload_id>/again/", deciding_views.try_again, name="try_upload_again"),
    path("<int:upload_id>/discard/", deciding_views.discard, name="discard_upload"),
    path("<int:upload_id>/forget/", deciding_views.forget, name="forget_reading"),
    path("<int:upload_id>/refused.csv", views.refused_rows, name="refused_rows"),
    path("<int:upload_id>/undo/", undo_views.undo, name="undo_upload"),
    path("templates/<slug:dataset>.csv", views.template_file, name="template_file"),
    path("columns/<slug:dataset>.csv", views.columns_file, name="columns_file"),
    path("pickups/", pickup_views.pickups, name="pickups"),
    path("pickups/new/", pickup_views.new_pickup, name="new_pickup"),
    path("pickups/<int:pickup_id>/", pickup_views.pickup, name="pickup"),
    path("pickups/<int:pickup_id>/pause/", pickup_views.pause_pickup, name="pause_pickup"),
    path("pickups/<int:pickup_id>/look/", pickup_views.look_now, name="look_now"),
]
