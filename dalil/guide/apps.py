"""The guide as a Django application."""

from django.apps import AppConfig
from django.conf import settings

from dalil import kinds


class GuideConfig(AppConfig):
    """Names the room; at start it loads the operator's own kinds, if there are any."""

    name = "dalil.guide"

    def ready(self) -> None:
        """Put the operator's sectors, registers and places over ours. Raises `kinds.KindsFileIsWrong`."""
        if settings.DALIL_KINDS:
            kinds.load(settings.DALIL_KINDS)
