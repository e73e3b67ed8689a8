"""Login and studio pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import render
from django.urls import path

from manju.people.access import may_view
from manju.people.middleware import open_to_all

app_name = "people"
room = may_view("see")(lambda request, **kwargs: render(request, "site/empty_room.html"))
urlpatterns = [
    path("login/", open_to_all(LoginView.as_view(template_name="people/login.html")), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("studio/", room, name="studio"),
    path("me/", room, name="me"),
    path("members/<int:pk>/portrait", room, name="portrait"),
]
