"""Addresses of the localisation room."""

from django.urls import path

from manju.localisation.views import editor, settings, tracks

app_name = "localisation"
urlpatterns = [
    path("localisation/episodes/<int:pk>/", tracks.of_episode, name="of_episode"),
    path("localisation/episodes/<int:pk>/<slug:language>/", editor.editor, name="editor"),
    path("localisation/episodes/<int:pk>/<slug:language>/import/", tracks.take, name="import"),
    path("localisation/episodes/<int:pk>/<slug:language>/begin/", tracks.begin, name="begin"),
    path("localisation/tracks/<int:pk>/changes/", editor.changes, name="changes"),
    path("localisation/tracks/<int:pk>/insert/", editor.insert, name="insert"),
    path("localisation/tracks/<int:pk>/shift/", editor.shift, name="shift"),
    path("localisation/tracks/<int:pk>/undo/", editor.undo, name="undo"),
    path("localisation/tracks/<int:pk>/translate/", tracks.translate, name="translate"),
    path("localisation/tracks/<int:pk>/remove/", tracks.remove, name="remove"),
    path("localisation/tracks/<int:pk>/<slug:form>/", tracks.export, name="export"),
    path("localisation/subtitle-lines/<int:pk>/", editor.line, name="line"),
    path("localisation/subtitle-lines/<int:pk>/<slug:deed>/", editor.deed, name="deed"),
    path("localisation/properties/<int:pk>/terms/", settings.terms, name="terms"),
    path("localisation/properties/<int:pk>/terms/from-bible/", settings.terms_from_bible, name="terms_from_bible"),
    path("localisation/terms/<int:pk>/remove/", settings.term_remove, name="term_remove"),
    path("localisation/machine/", settings.machine, name="machine"),
]
