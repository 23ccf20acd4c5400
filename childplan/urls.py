"""Where does each address lead? Vietnamese words without diacritics, read aloud over the phone."""

from django.urls import include, path

from reporting.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("units.urls")),
    path("", include("indicators.urls")),
    path("", include("reporting.urls")),
    path("", include("guide.urls")),
]
