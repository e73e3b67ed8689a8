"""Addresses of the distribution room."""

from django.urls import path

from manju.distribution.views import channels, covers, deliverables, files, framings, orders, publications, signing

app_name = "distribution"
urlpatterns = [
    path("deliverables/", deliverables.deliverables, name="deliverables"),
    path("deliverables/order/", orders.order, name="order"),
    path("deliverables/<int:pk>/", deliverables.deliverable, name="deliverable"),
    path("deliverables/<int:pk>/video", files.video, name="video"),
    path("deliverables/<int:pk>/player/", deliverables.player, name="player"),
    path("deliverables/<int:pk>/cover", files.cover, name="cover"),
    path("deliverables/<int:pk>/cover/choose/", covers.choose, name="cover_choose"),
    path("deliverables/<int:pk>/cover/find/", covers.find, name="cover_find"),
    path("deliverables/<int:pk>/cover/moment/<int:n>", covers.moment, name="cover_moment"),
    path("deliverables/<int:pk>/cover/preview/<int:n>", covers.preview, name="cover_preview"),
    path("publications/<int:pk>/switch/<slug:switch>/", publications.prove, name="switch"),
    path("publications/<int:pk>/switch/<slug:switch>/proof", publications.proof, name="switch_proof"),
    path("distribution/credentials/", signing.signing, name="signing"),
    path("deliverables/<int:pk>/package", files.package, name="package"),
    path("deliverables/<int:pk>/render/", deliverables.render_again, name="render_again"),
    path("deliverables/<int:pk>/check/", deliverables.check_again, name="check_again"),
    path("deliverables/<int:pk>/plan/", publications.plan, name="plan"),
    path("episodes/<int:pk>/deliverables/", deliverables.of_episode, name="of_episode"),
    path("seasons/<int:pk>/deliverables/", deliverables.of_season, name="of_season"),
    path("seasons/<int:pk>/packages/<slug:channel>", files.season_packages, name="season_packages"),
    path("channels/", channels.channels, name="channels"),
    path("channels/<slug:channel>/", channels.channel, name="channel"),
    path("channels/<slug:channel>/figures/", channels.figures, name="channel_figures"),
    path("channels/<slug:channel>/reset/", channels.reset, name="channel_reset"),
    path("episodes/<int:pk>/framings/", framings.of_episode, name="framings"),
    path("episodes/<int:pk>/framings/look/", framings.look, name="frame"),
    path("framings/<int:pk>/", framings.framing, name="framing"),
    path("framings/<int:pk>/shots/<int:number>/", framings.shot, name="shot"),
    path("framings/<int:pk>/shots/<int:number>/back/", framings.back, name="shot_back"),
    path("framings/<int:pk>/shots/<int:number>/still", framings.shot_still, name="shot_still"),
    path("framings/<int:pk>/shots/<int:number>/shown", framings.shot_shown, name="shot_shown"),
    path("publications/", publications.calendar, name="calendar"),
    path("publications/sheet", publications.sheet, name="sheet"),
    path("publications/<int:pk>/", publications.publication, name="publication"),
    path("accounts/", publications.accounts, name="accounts"),
]
