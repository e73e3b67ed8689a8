"""Addresses of the distribution room."""

from django.shortcuts import render
from django.urls import path

from manju.people.access import may_view

app_name = "distribution"
room = may_view("see")(lambda request, **kwargs: render(request, "site/empty_room.html"))
urlpatterns = [
    path("deliverables/", room, name="deliverables"),
    path("deliverables/<int:pk>/", room, name="deliverable"),
]
