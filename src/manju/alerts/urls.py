"""Alerts, and where they are sent."""

from django.urls import path

from manju.alerts import views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.alert_list, name="list"),
    path("alerts/<int:pk>/seen/", views.seen, name="seen"),
    path("alerts/<int:pk>/settle/", views.settle, name="settle"),
    path("alerts/destinations/", views.destinations, name="destinations"),
    path("alerts/destinations/add/", views.add, name="add"),
    path("alerts/destinations/<int:pk>/", views.destination, name="destination"),
    path("alerts/destinations/<int:pk>/test/", views.test, name="test"),
    path("alerts/destinations/<int:pk>/remove/", views.remove, name="remove"),
    path("alerts/sendings/<uuid:pk>/again/", views.again, name="again"),
]
