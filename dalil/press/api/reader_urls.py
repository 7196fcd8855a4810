"""The page about the API, in a language."""

from django.urls import URLPattern, path

from dalil.press.api.documentation import documentation

urlpatterns: list[URLPattern] = [path("api/", documentation, name="api_documentation")]
