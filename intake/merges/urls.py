from django.urls import path

from intake.merges import views

urlpatterns = [
    path("", views.merges, name="merges"),
    path("<int:merge_id>/", views.merged, name="merged"),
    path("<int:account_id>/<int:other_id>/", views.merge_accounts, name="merge_accounts"),
    path("<int:account_id>/<int:other_id>/apart/", views.keep_two, name="keep_two"),
]
