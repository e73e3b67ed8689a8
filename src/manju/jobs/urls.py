"""Addresses of the jobs room."""

from django.shortcuts import render
from django.urls import path

from manju.people.access import may_view

app_name = "jobs"
room = may_view("see")(lambda request, **kwargs: render(request, "site/empty_room.html"))
urlpatterns = [
    path("jobs/", room, name="list"),
]
