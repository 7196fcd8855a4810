"""The addresses of the platform. Each begins with a language; `/` leads to the reader's own (LocaleMiddleware).

It never names a page of another room: each room has its own `urls.py`.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler400 = "dalil.web.pages.errors.bad_request"
handler403 = "dalil.web.pages.errors.not_allowed"
handler404 = "dalil.web.pages.errors.not_found"
handler500 = "dalil.web.pages.errors.broken"

urlpatterns = [
    *i18n_patterns(
        path("", include("dalil.access.urls")),
        path("", include("dalil.board.urls")),
        path("", include("dalil.press.urls")),
        path("", include("dalil.guide.urls")),
        prefix_default_language=True,
    ),
    path("", include("dalil.access.plain_urls")),
    path("", include("dalil.press.plain_urls")),
    path("", include("dalil.guide.plain_urls")),
]
