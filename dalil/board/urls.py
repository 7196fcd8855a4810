"""The addresses of the board, in a language."""

from django.urls import URLPattern, URLResolver

app_name = "board"

urlpatterns: list[URLPattern | URLResolver] = []
