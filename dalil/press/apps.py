"""The press as a Django application. It never does work of its own."""

from django.apps import AppConfig


class PressConfig(AppConfig):
    """Editions, statements, mirrors."""

    name = "dalil.press"
    label = "press"
    verbose_name = "Press"
