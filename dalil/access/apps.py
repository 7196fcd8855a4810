"""Tells Django that this room exists, and has every page looked at for its gate at start."""

from django.apps import AppConfig
from django.core import checks

from dalil.access.checks import every_page_has_a_gate


class AccessConfig(AppConfig):
    """Who may see and do what."""

    name = "dalil.access"

    def ready(self) -> None:
        """A page without a gate stops every command, `serve` and `test` among them."""
        checks.register(every_page_has_a_gate, checks.Tags.security)
