"""The addresses of the platform. Each begins with a language; `/` leads to the reader's own (LocaleMiddleware).

It never names a page of another room: each room has its own `urls.py`.
"""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

handler400 = "dalil.web.pages.errors.bad_request"
handler403 = "dalil.web.pages.errors.not_allowed"
handler404 = "dalil.web.pages.errors.not_found"
handler500 = "dalil.web.pages.errors.broken"

rooms = [path("", include("dalil.access.urls"))]
if find_spec("dalil.guide.urls"):
    rooms.append(path("", include("dalil.guide.urls")))

urlpatterns: list[URLPattern | URLResolver] = i18n_patterns(*rooms, prefix_default_language=True)
if find_spec("dalil.guide.plain_urls"):  # Addresses without a language: robots.txt, sitemaps.
    urlpatterns.append(path("", include("dalil.guide.plain_urls")))
