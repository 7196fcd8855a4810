"""Tells Django that this room exists, and registers the checks on how the database keeps its promises."""

from django.apps import AppConfig
from django.core import checks

from dalil.web.checks import commits_are_durable


class WebConfig(AppConfig):
    """Settings, addresses and what every page shares."""

    name = "dalil.web"

    def ready(self) -> None:
        """Database checks run with `migrate` and with `check --database`, so never on a page's time."""
        checks.register(commits_are_durable, checks.Tags.database)
