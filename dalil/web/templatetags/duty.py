"""What every page tells whoever signed in: that they are on duty and for how long, and how much waits for their decision.

It never reads the clock for anything but that, and says nothing to strangers.
"""

from typing import Any

from django.http import HttpRequest
from django.template import Library
from django.utils import timezone

from dalil.access.approvals import waiting_for
from dalil.access.leaving import ON_DUTY
from dalil.access.viewer import Viewer, viewer_of

register = Library()


@register.inclusion_tag("web/templates/components/duty_banner.html", takes_context=True)
def duty_banner(context: dict[str, Any]) -> dict[str, Any]:
    """The line on top of every page while on duty."""
    viewer = _viewer(context)
    if viewer is None or viewer.duty is None:
        return {}
    left = viewer.duty.until - timezone.now()
    return {
        "duty": viewer.duty,
        "minutes": max(1, int(left.total_seconds() // 60)),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def waiting_for_you(context: dict[str, Any]) -> int:
    """How many requests the reader could decide now."""
    viewer = _viewer(context)
    return waiting_for(viewer, timezone.now()).count() if viewer is not None else 0


@register.simple_tag(takes_context=True)
def on_duty(context: dict[str, Any]) -> bool:
    """Whether the reader has an operator's rights now."""
    viewer = _viewer(context)
    return viewer is not None and viewer.is_operator


def _viewer(context: dict[str, Any]) -> Viewer | None:
    """Whoever the gate let in; on a public page an operator on duty is looked up, and nobody else."""
    request = context.get("request")
    if not isinstance(request, HttpRequest) or not hasattr(request, "user"):
        return None
    known = getattr(request, "viewer", None)
    if isinstance(known, Viewer):
        return known
    if not request.user.is_authenticated or ON_DUTY not in request.session:
        return None
    return viewer_of(request)
