"""Every address of the house: each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from manju.site import pages, search

site_urls = (
    [
        path("", pages.today, name="today"),
        path("search/", search.search, name="search"),
        path("language/", pages.set_language, name="language"),
        path("theme/", pages.set_theme, name="theme"),
        path("healthz", pages.healthz, name="healthz"),
    ],
    "site",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(site_urls)),
    path("", include("manju.people.urls")),
    path("", include("manju.catalogue.urls")),
    path("", include("manju.bible.urls")),
    path("", include("manju.localisation.urls")),
    path("", include("manju.topics.urls")),
    path("", include("manju.production.urls")),
    path("", include("manju.distribution.urls")),
    path("", include("manju.filings.urls")),
    path("", include("manju.protection.urls")),
    path("", include("manju.seals.urls")),
    path("", include("manju.launch.urls")),
    path("", include("manju.licensing.urls")),
    path("", include("manju.royalties.urls")),
    path("", include("manju.revenue.urls")),
    path("", include("manju.portfolio.urls")),
    path("", include("manju.jobs.urls")),
    path("", include("manju.alerts.urls")),
]

handler403 = "manju.site.pages.refused"
handler404 = "manju.site.pages.not_found"
handler500 = "manju.site.pages.broken"
