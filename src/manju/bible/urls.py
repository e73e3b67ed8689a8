"""Addresses of the bible room."""

from __future__ import annotations

from django.urls import path

from manju.bible.views import checking, handing, importing, parts, pictures, sheets, versions

app_name = "bible"

_OF = "properties/<int:pk>/bible/"

urlpatterns = [
    path(_OF, parts.overview, name="overview"),
    path(_OF + "characters/", parts.part, {"part": "character"}, name="characters"),
    path(_OF + "relations/", parts.part, {"part": "relation"}, name="relations"),
    path(_OF + "world/", parts.part, {"part": "world"}, name="world"),
    path(_OF + "timeline/", parts.part, {"part": "event"}, name="timeline"),
    path(_OF + "conflicts/", parts.part, {"part": "conflict"}, name="conflicts"),
    path(_OF + "glossary/", parts.part, {"part": "term"}, name="glossary"),
    path(_OF + "story/", sheets.head, name="head"),
    path(_OF + "add/", sheets.add, name="add"),
    path(_OF + "versions/", versions.versions, name="versions"),
    path(_OF + "publish/", versions.publish_it, name="publish"),
    path(_OF + "hand-off/", handing.hand_off, name="hand_off"),
    path(_OF + "import/", importing.bring, name="import"),
    path(_OF + "check/", checking.check, name="check"),
    path("bible-sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("bible-sheets/<int:pk>/remove/", sheets.remove, name="remove"),
    path("bible-sheets/<int:pk>/restore/", sheets.restore, name="restore"),
    path("bible-sheets/<int:pk>/move/", sheets.move, name="move"),
    path("bible-sheets/<int:pk>/pictures/", pictures.change, name="pictures"),
    path("bible-versions/<int:pk>/", versions.version, name="version"),
    path("bible-versions/<int:pk>/document/", versions.document, name="document"),
    path("bible-pictures/<int:pk>/", pictures.small, name="picture"),
    path("bible-pictures/<int:pk>/original/", pictures.original, name="original"),
    path("hand-offs/<int:pk>/", handing.file, name="hand_off_file"),
]
