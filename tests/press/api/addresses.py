"""The guide's addresses with those of the API, and nothing that is still being built around them."""

from importlib import import_module

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

# Pages are imported by the addresses of their own room; these stand in for them.
feed_changes = import_module("dalil.press.pages.feed_changes").feed_changes

handler404 = "dalil.web.pages.errors.not_found"

urlpatterns = [
    *i18n_patterns(
        path("", include("dalil.access.urls")),
        path("", include("dalil.press.api.reader_urls")),
        path("feeds/changes/", feed_changes),
        path("", include("dalil.press.urls")),
        path("", include("dalil.guide.urls")),
        prefix_default_language=True,
    ),
    path("feeds/changes.atom", feed_changes),
    path("api/", include("dalil.press.api.urls")),
    path("", include("dalil.press.plain_urls")),
    path("", include("dalil.guide.plain_urls")),
]
