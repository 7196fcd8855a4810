"""The guide as a Django application."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from dalil import kinds


class GuideConfig(AppConfig):
    """Names the room; at start it loads the operator's own kinds, if there are any, and says what it keeps about whom."""

    name = "dalil.guide"

    def ready(self) -> None:
        """Put the operator's sectors, registers and places over ours. Raises `kinds.KindsFileIsWrong`."""
        if settings.DALIL_KINDS:
            kinds.load(settings.DALIL_KINDS)
        import_module("dalil.guide.kept")  # not at the top: there are no models yet when this file is read
