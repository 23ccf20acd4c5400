"""Addresses of people and units."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from units.views import account, signing_in

app_name = "units"
urlpatterns = [
    path("dang-nhap/", login_not_required(signing_in.SignIn.as_view()), name="login"),
    path("dang-xuat/", signing_in.SignOut.as_view(), name="logout"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/mat-khau/", account.password, name="password"),
]
