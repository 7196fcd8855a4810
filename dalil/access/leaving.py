"""What ends when somebody signs out: the duty that was begun in that session.

It is loaded before the models, so it asks for them by their app. It never keeps anybody from leaving.
"""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils import timezone

ON_DUTY = "on_duty"
"""Where the session notes the duty session (its id as text) that was begun in it."""


def end_duty(request: HttpRequest | None, **more: Any) -> None:
    """Signing out, by one's own hand or because the session is over, ends the duty of this session."""
    begun = request.session.get(ON_DUTY) if request is not None and hasattr(request, "session") else None
    if begun:
        apps.get_model("access", "DutySession").objects.filter(pk=begun, ended_at=None).update(ended_at=timezone.now())
