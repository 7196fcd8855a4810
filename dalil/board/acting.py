"""How the board's pages tell what was done with a form, or which field was wrong. They never act by themselves."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from dalil.access.acting import attempt as attempt
from dalil.access.refusals import Refused
from dalil.board.refusals import CannotBe


def attempt_form(request: HttpRequest, form: forms.Form, action: Callable[[], object], done: str) -> bool:
    """As `attempt`, for a form, which names the field that was wrong."""
    try:
        action()
    except CannotBe as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
        return False
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, done)
    return True
