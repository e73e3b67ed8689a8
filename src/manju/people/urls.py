"""Login and studio pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from manju.people.middleware import open_to_all

app_name = "people"
urlpatterns = [
    path("login/", open_to_all(LoginView.as_view(template_name="people/login.html")), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
