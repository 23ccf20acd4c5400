"""Addresses of plans, their parts and their Chỉ tiêu."""

from django.urls import path

from indicators import views

app_name = "indicators"
urlpatterns = [
    path("ke-hoach/", views.plan_list, name="plan_list"),
    path("ke-hoach/<slug:plan_key>/", views.plan, name="plan"),
    path("ke-hoach/<slug:plan_key>/phan-cong/", views.plan_assignments, name="plan_assignments"),
    path("ke-hoach/<slug:plan_key>/han-bao-cao/", views.plan_deadlines, name="plan_deadlines"),
    path("ke-hoach/<slug:plan_key>/van-ban/", views.plan_document, name="plan_document"),
    path("ke-hoach/<slug:plan_key>/so-voi-cap-tren/", views.plan_against_above, name="plan_against_above"),
    path(
        "ke-hoach/<slug:plan_key>/chi-tieu/<str:number>/<str:label>/<slug:span>/xac-nhan/",
        views.confirm_reading,
        name="confirm_reading",
    ),
]
