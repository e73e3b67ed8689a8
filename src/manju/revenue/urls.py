"""Addresses of the money pages."""

from django.urls import path

from manju.revenue import views

app_name = "revenue"

urlpatterns = [
    path("money/statements/<int:pk>/", views.statement, name="statement"),
]
