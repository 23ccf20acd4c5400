"""Addresses of people and units."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from units import views

app_name = "units"
urlpatterns = [
    path("dang-nhap/", login_not_required(views.SignIn.as_view()), name="login"),
    path("dang-xuat/", views.SignOut.as_view(), name="logout"),
    path("tai-khoan/", views.account, name="account"),
    path("tai-khoan/mat-khau/", views.password, name="password"),
]
