"""Who acts on a page of the desk, and how a refusal is told to them. It never acts itself."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest

from dalil.access.viewer import viewer_of
from dalil.accounts.models import Person
from dalil.guide.actions.refusals import Refused


def actor_of(request: HttpRequest) -> Person:
    """The person who signed in; the gate has seen to it that there is one."""
    person = viewer_of(request).person
    if person is None:
        raise Http404
    return person


def attempt(request: HttpRequest, action: Callable[[], object], done: str = "") -> bool:
    """Act; say what was done, or why it was refused. Nothing was changed when this is False."""
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    if done:
        messages.success(request, done)
    return True
