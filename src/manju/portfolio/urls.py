"""Addresses of the slate, the gates and the risk page."""

from django.urls import path

from manju.portfolio import gate_views, risk_views, views

app_name = "portfolio"

urlpatterns = [
    path("slate/", views.slate_page, name="slate"),
    path("slate/risk/", risk_views.risk_page, name="risk"),
    path("slate/risk/simulate/", risk_views.simulate_now, name="simulate"),
    path("slate/risk/private/", risk_views.private_share, name="private"),
    path("slate/thresholds/", gate_views.thresholds, name="thresholds"),
    path("properties/<int:pk>/gates/", gate_views.gates, name="gates"),
    path("properties/<int:pk>/gates/<str:gate>/", gate_views.gate, name="gate"),
    path("properties/<int:pk>/gates/<str:gate>/decide/", gate_views.decide_at, name="decide"),
    path("gate-evidence/<int:pk>/file", gate_views.evidence_file, name="evidence_file"),
]
