"""Addresses of people and units."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from units.views import (
    account,
    choosing,
    people,
    people_bulk,
    postings,
    rearranging,
    signing_in,
    trees,
    units,
)

app_name = "units"
urlpatterns = [
    path("dang-nhap/", login_not_required(signing_in.SignIn.as_view()), name="login"),
    path("dang-xuat/", signing_in.SignOut.as_view(), name="logout"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/mat-khau/", account.password, name="password"),
    path("dat-mat-khau/", choosing.choose_password, name="choose_password"),
    path("doi-don-vi/", choosing.act_for, name="act_for"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/sap-xep/", rearranging.reorganisations, name="reorganisations"),
    path("don-vi/sap-xep/moi/", rearranging.reorganise_new, name="reorganise_new"),
    path("don-vi/sap-xep/moi/<slug:kind>/", rearranging.reorganise, name="reorganise"),
    path("don-vi/sap-xep/<int:number>/", rearranging.reorganisation, name="reorganisation"),
    path("don-vi/<slug:unit_key>/", units.unit, name="unit"),
    path("don-vi/<slug:unit_key>/theo-ngay/", trees.unit_tree, name="unit_tree"),
    path("don-vi/<slug:unit_key>/them/", units.unit_add, name="unit_add"),
    path("don-vi/<slug:unit_key>/sua/", units.unit_edit, name="unit_edit"),
    path("don-vi/<slug:unit_key>/ket-thuc/", units.unit_end, name="unit_end"),
    path("don-vi/<slug:unit_key>/khoi-phuc/", units.unit_restore, name="unit_restore"),
    path("don-vi/<slug:unit_key>/xoa/", units.unit_delete, name="unit_delete"),
    path("don-vi/<slug:unit_key>/ai-nhap/", units.unit_direct, name="unit_direct"),
    path("nguoi-dung/", people.people, name="people"),
    path("nguoi-dung/them/", people.person_new, name="person_new"),
    path("nguoi-dung/nhieu/", people_bulk.people_many, name="people_many"),
    path("nguoi-dung/mau/", people_bulk.people_template, name="people_template"),
    path("nguoi-dung/<str:username>/", people.person, name="person"),
    path("nguoi-dung/<str:username>/sua/", people.person_edit, name="person_edit"),
    path("nguoi-dung/<str:username>/ma/", people.person_code, name="person_code"),
    path("nguoi-dung/<str:username>/ngung/", people.person_stop, name="person_stop"),
    path("nguoi-dung/<str:username>/phan-cong/", postings.posting_new, name="posting_new"),
    path("nguoi-dung/<str:username>/phan-cong/<int:posting_id>/", postings.posting, name="posting"),
    path(
        "nguoi-dung/<str:username>/phan-cong/<int:posting_id>/ban-giao/",
        postings.posting_hand_over,
        name="posting_hand_over",
    ),
]
