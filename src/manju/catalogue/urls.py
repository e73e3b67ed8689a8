"""Addresses of the catalogue room."""

from django.urls import path, re_path

from manju.catalogue import taking, tracks, tus, views

app_name = "catalogue"
urlpatterns = [
    path("properties/", views.properties, name="properties"),
    path("properties/new/", views.property_add, name="property_add"),
    path("properties/<int:pk>/", views.property_page, name="property"),
    path("properties/<int:pk>/edit/", views.property_edit, name="property_edit"),
    path("properties/<int:pk>/stop/", views.property_stop, name="property_stop"),
    path("properties/<int:pk>/resume/", views.property_resume, name="property_resume"),
    path("properties/<int:pk>/art", views.art, name="art"),
    path("properties/<int:pk>/works/new/", views.work_add, name="work_add"),
    path("works/<int:pk>/", views.work, name="work"),
    path("works/<int:pk>/edit/", views.work_edit, name="work_edit"),
    path("works/<int:pk>/seasons/new/", views.season_add, name="season_add"),
    path("seasons/<int:pk>/", views.season, name="season"),
    path("seasons/<int:pk>/edit/", views.season_edit, name="season_edit"),
    path("episodes/<int:pk>/", views.episode, name="episode"),
    path("episodes/<int:pk>/edit/", views.episode_edit, name="episode_edit"),
    path("episodes/<int:pk>/tracks/", tracks.tracks, name="tracks"),
    path("stems/<int:pk>/edit/", tracks.stem_edit, name="stem_edit"),
    path("stems/<int:pk>/remove/", tracks.stem_remove, name="stem_remove"),
    path("stems/<int:pk>/sound", tracks.stem_sound, name="stem_sound"),
    path("layers/<int:pk>/remove/", tracks.layer_remove, name="layer_remove"),
    path("layers/<int:pk>/preview", tracks.layer_preview, name="layer_preview"),
    path("masters/<int:pk>/text-free/", tracks.master_text_free, name="master_text_free"),
    re_path(r"^masters/(?P<pk>\d+)/(?P<part>poster|waveform|film|original)$", views.media, name="media"),
    path("upload/", taking.receive, name="receive"),
    path("upload/numbers/", taking.numbers, name="numbers"),
    path("uploads/", tus.uploads, name="uploads"),
    path("uploads/<uuid:pk>/", tus.upload, name="upload"),
    path("uploads/<uuid:pk>/forget/", taking.forget, name="forget"),
]
