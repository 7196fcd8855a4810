"""Addresses of the press without a language: what machines ask for, and the files of the mirror."""

from django.urls import URLPattern, URLResolver, include, path

from dalil.press.pages.feed_changes import feed_changes
from dalil.press.pages.mirror_file import mirror_file

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("dalil.press.api.urls")),
    path("feeds/changes.atom", feed_changes, name="feed_changes"),
    path("mirror/", mirror_file, {"path": ""}, name="mirror"),
    path("mirror/<path:path>", mirror_file, name="mirror_file"),
]
