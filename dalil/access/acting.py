"""How a page tells what was done, or why it was refused. It never acts by itself."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from dalil.access.once import not_carried_out
from dalil.access.refusals import Refused


def attempt(request: HttpRequest, action: Callable[[], object], done: str = "") -> bool:
    """Act; say what was done, or why it was refused. Nothing was changed when this is False."""
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
        not_carried_out(request)
        return False
    if done:
        messages.success(request, done)
    return True
