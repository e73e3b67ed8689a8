"""Addresses of the localisation room."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "localisation"


def stub(request: HttpRequest, **_: object) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("localisation/episodes/<int:pk>/<slug:language>/", stub, name="editor")]
