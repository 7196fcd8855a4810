"""What was typed on a page of the desk, and how a refusal is told to whoever typed it. It never acts itself."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from dalil.access.once import not_carried_out
from dalil.guide.actions.refusals import Refused
from dalil.names import clean


def typed(request: HttpRequest, name: str, length: int = 500) -> str:
    """What was typed into a plain field, in a form that every database takes."""
    return clean(request.POST.get(name, ""))[:length]


def asked(request: HttpRequest, name: str, length: int = 200) -> str:
    """What an address asks for, in a form that every database takes."""
    return clean(request.GET.get(name, ""))[:length]


def version_in(request: HttpRequest) -> int:
    """The version that a form was made for; what is no number is no version at all."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


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
