"""Addresses of plans and their Chỉ tiêu."""

from django.urls import path

from indicators.views import plan, plan_list

app_name = "indicators"
urlpatterns = [
    path("ke-hoach/", plan_list, name="plan_list"),
    path("ke-hoach/<slug:plan_key>/", plan, name="plan"),
]
