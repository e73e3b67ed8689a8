"""Addresses of the launch room."""

from __future__ import annotations

from django.urls import path

from manju.launch.views import exports, gate, matching, titles, watching

app_name = "launch"

urlpatterns = [
    path("launch/", exports.home, name="home"),
    path("launch/sample.csv", exports.sample, name="sample"),
    path("launch/matching/", matching.matching, name="matching"),
    path("exports/<int:pk>/", exports.export, name="export"),
    path("exports/<int:pk>/file/", exports.file, name="file"),
    path("platform-items/<int:pk>/match/", matching.match_one, name="match"),
    path("works/<int:pk>/gate/", gate.gate, name="gate"),
    path("works/<int:pk>/gate/rule/", gate.rule, name="rule"),
    path("watching/", watching.watching, name="trends"),
    path("works/<int:pk>/watching/", watching.of_work, name="watching"),
    path("works/<int:pk>/launch/", titles.work, name="work"),
    path("episodes/<int:pk>/launch/", titles.episode, name="episode"),
]
