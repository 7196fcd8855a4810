"""The addresses of the API, below `/api/`, without a language: programs say which they prefer."""

from django.urls import URLPattern, re_path

from dalil.press.api.catalogue import DESCRIBED, DESCRIPTION
from dalil.press.api.nowhere import nowhere

urlpatterns: list[URLPattern] = [
    *(endpoint.pattern() for endpoint in (*DESCRIBED, DESCRIPTION)),
    re_path(r"^(?P<rest>.*)$", nowhere, name="api_nowhere"),
]
