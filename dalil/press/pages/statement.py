"""One statement at its permanent address, with date and digest. A withdrawn one says so and why, and stays readable."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil.access.gates import public
from dalil.press.known import known_statement
from dalil.press.saying import said_in


@public("statements are made to everyone")
def statement(request: HttpRequest, number: int) -> HttpResponse:
    """The page; one query."""
    shown = known_statement(number)
    page = {"here": "statements", "statement": shown, "saying": said_in(shown, get_language() or "en")}
    return render(request, "press/pages/statement.html", page)
