"""Addresses of Trợ giúp."""

from django.urls import path

from guide.views import article, start

app_name = "guide"
urlpatterns = [
    path("tro-giup/", start, name="start"),
    path("tro-giup/<slug:page_key>/", article, name="article"),
]
