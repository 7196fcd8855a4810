"""What was typed on a page of the desk. It never acts itself."""

from django.http import HttpRequest

from dalil.access.acting import attempt as attempt
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
