"""Addresses of the topics room."""

from django.urls import path

from manju.topics.views import backtests, directions, lexicon, lists, maps

app_name = "topics"

urlpatterns = [
    path("topics/", maps.elements, name="map"),
    path("topics/element/", maps.element, name="element"),
    path("topics/evidence/", maps.evidence, name="evidence"),
    path("topics/directions/", directions.directions, name="directions"),
    path("topics/direction/", directions.direction, name="direction"),
    path("topics/direction/choose/", directions.choose, name="choose"),
    path("choices/<int:pk>/", directions.choice, name="choice"),
    path("topics/lists/", lists.lists, name="lists"),
    path("topics/lists/sample.csv", lists.sample, name="sample"),
    path("topics/lists/window/", lists.window, name="window"),
    path("hit-lists/<int:pk>/", lists.hit_list, name="list"),
    path("hit-lists/<int:pk>/rejected.csv", lists.rejected, name="list_rejected"),
    path("hit-lists/<int:pk>/withdraw/", lists.take_back, name="list_withdraw"),
    path("waiting-lists/<int:pk>/columns/", lists.columns, name="columns"),
    path("topics/lexicon/", lexicon.lexicon, name="lexicon"),
    path("topics/lexicon/save/", lexicon.save, name="element_save"),
    path("topics/lexicon/<slug:deed>/", lexicon.do, name="element_do"),
    path("topics/fit/", lexicon.fit, name="fit"),
    path("topics/backtest/", backtests.backtest, name="backtest"),
]
