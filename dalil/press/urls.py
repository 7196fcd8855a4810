"""The addresses of the press, in a language: editions, statements, and the desk's pages for both."""

from django.urls import URLPattern, URLResolver

app_name = "press"

urlpatterns: list[URLPattern | URLResolver] = []
