"""The guide's addresses with those of the API, and nothing that is still being built around them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler404 = "dalil.web.pages.errors.not_found"

urlpatterns = [
    *i18n_patterns(
        path("", include("dalil.access.urls")),
        path("", include("dalil.press.api.reader_urls")),
        path("", include("dalil.press.urls")),
        path("", include("dalil.guide.urls")),
        prefix_default_language=True,
    ),
    path("api/", include("dalil.press.api.urls")),
    path("", include("dalil.press.plain_urls")),
    path("", include("dalil.guide.plain_urls")),
]
