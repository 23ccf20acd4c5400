"""Addresses of plans and their Chỉ tiêu."""

from django.urls import path

from indicators import views

app_name = "indicators"
urlpatterns = [
    path("ke-hoach/", views.plan_list, name="plan_list"),
    path("ke-hoach/<slug:plan_key>/", views.plan, name="plan"),
]
