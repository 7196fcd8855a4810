"""The addresses of the editors' desk, mounted at `staff/` within the namespace `guide`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
