"""Addresses of the catalogue room."""

from django.shortcuts import render
from django.urls import path

from manju.people.access import may_view

app_name = "catalogue"
room = may_view("see")(lambda request, **kwargs: render(request, "site/empty_room.html"))
urlpatterns = [
    path("properties/", room, name="properties"),
    path("properties/<int:pk>/", room, name="property"),
    path("works/<int:pk>/", room, name="work"),
    path("seasons/<int:pk>/", room, name="season"),
    path("episodes/<int:pk>/", room, name="episode"),
    path("upload/", room, name="receive"),
]
