"""Every address of the house: each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from manju.site import pages

site_urls = (
    [
        path("", pages.today, name="today"),
        path("slate/", pages.slate, name="slate"),
    ],
    "site",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(site_urls)),
    path("", include("manju.people.urls")),
    path("", include("manju.catalogue.urls")),
    path("", include("manju.distribution.urls")),
    path("", include("manju.jobs.urls")),
]
