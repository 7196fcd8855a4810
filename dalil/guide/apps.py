"""The guide as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuideConfig(AppConfig):
    """Names the room; it does nothing at start."""

    name = "dalil.guide"
    label = "guide"
    verbose_name = _("Guide")
    default_auto_field = "django.db.models.BigAutoField"
