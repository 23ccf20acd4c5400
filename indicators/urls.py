"""Addresses of plans, their parts and their Chỉ tiêu."""

from django.urls import path

from indicators.views import plans

app_name = "indicators"
urlpatterns = [
    path("ke-hoach/", plans.plan_list, name="plan_list"),
    path("ke-hoach/<slug:plan_key>/", plans.plan, name="plan"),
    path("ke-hoach/<slug:plan_key>/phan-cong/", plans.plan_assignments, name="plan_assignments"),
    path("ke-hoach/<slug:plan_key>/han-bao-cao/", plans.plan_deadlines, name="plan_deadlines"),
    path("ke-hoach/<slug:plan_key>/van-ban/", plans.plan_document, name="plan_document"),
    path("ke-hoach/<slug:plan_key>/so-voi-cap-tren/", plans.plan_against_above, name="plan_against_above"),
    path(
        "ke-hoach/<slug:plan_key>/chi-tieu/<str:number>/<str:label>/<slug:span>/xac-nhan/",
        plans.confirm_reading,
        name="confirm_reading",
    ),
]
