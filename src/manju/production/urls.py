"""Addresses of the production room."""

from django.urls import path

from manju.production.views import api, capture, deciding, files, papers, recording, story

app_name = "production"
urlpatterns = [
    path("properties/<int:pk>/creation/", story.stories, name="stories"),
    path("properties/<int:pk>/creation/story/", story.story, name="story"),
    path("properties/<int:pk>/creation/takes/", story.takes, name="takes"),
    path("properties/<int:pk>/creation/record/", recording.record, name="record"),
    path("properties/<int:pk>/creation/drop/", recording.drop, name="drop"),
    path("properties/<int:pk>/creation/edit/", recording.record_an_edit, name="record_edit"),
    path("properties/<int:pk>/creation/generate/", capture.generate, name="generate"),
    path("properties/<int:pk>/creation/capture/", capture.capture, name="capture"),
    path("properties/<int:pk>/creation/folders/", capture.folder_add, name="folder_add"),
    path("watched-folders/<int:pk>/look/", capture.folder_look, name="folder_look"),
    path("watched-folders/<int:pk>/stop/", capture.folder_stop, name="folder_stop"),
    path("studio/creation-tools/", capture.tools, name="tools"),
    path("studio/creation-tools/tokens/", capture.token_add, name="token_add"),
    path("studio/creation-tools/generators/", capture.generator_add, name="generator_add"),
    path("capture-tokens/<int:pk>/revoke/", capture.token_revoke, name="token_revoke"),
    path("generators/<int:pk>/remove/", capture.generator_remove, name="generator_remove"),
    path("creation-entries/<int:pk>/", story.entry, name="entry"),
    path("creation-outputs/<int:pk>/decide/", deciding.decide_one, name="decide"),
    path("creation-outputs/<int:pk>/file", files.output, name="output"),
    path("creation-references/<int:pk>/file", files.reference, name="reference"),
    path("creation-edits/<int:pk>/", story.edit, name="edit"),
    path("creation-edits/<int:pk>/<slug:part>", files.edit, name="edit_file"),
    path("properties/<int:pk>/papers/", papers.papers, name="papers"),
    path("properties/<int:pk>/papers/new/", papers.start, name="paper_add"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/add/", papers.add, name="version_add"),
    path("papers/<int:pk>/write/", papers.write, name="write"),
    path("papers/<int:pk>/compare/", papers.compare, name="compare"),
    path("properties/<int:pk>/papers/preview/", papers.preview, name="preview"),
    path("paper-versions/<int:pk>/", papers.version, name="version"),
    path("paper-versions/<int:pk>/file", files.version, name="version_file"),
    path("api/creation", api.receive, name="api"),
]
