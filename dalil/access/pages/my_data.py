"""Everything that is kept about oneself: seen, taken away as a file, and, once a second person agreed, erased.

It never shows another person's data. Name, language and address are corrected on pages of their own.
"""

import json
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dalil.access import kept_about
from dalil.access.actions import erasing
from dalil.access.gates import does, for_signed_in, freshly
from dalil.access.models import Approval, ApprovalState
from dalil.access.refusals import Refused
from dalil.access.state import Act
from dalil.access.viewer import person_of
from dalil.ledger import actions as ledger

SHOWN = 50


class EraseForm(forms.Form):
    """Why one wants to be erased."""

    why = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("The person who agrees reads this, and it is kept. Name nobody, yourself included."),
    )


@for_signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything at a glance."""
    return _page(request, EraseForm())


@for_signed_in
@does(Act.EXPORT)
@freshly
def take_away(request: HttpRequest) -> HttpResponse:
    """All of it as a file; that it was taken away is noted."""
    person, at = person_of(request), timezone.now()
    told = kept_about.as_file(person, at)
    ledger.write(by=person, action="take_away_my_data", subject=f"person:{person.pk}", data={}, at=at)
    text = json.dumps(told, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="my-data-{at:%Y-%m-%d}.json"'
    return response


@for_signed_in
@does(Act.DESTROY)
@require_POST
@freshly
def erase_me(request: HttpRequest) -> HttpResponse:
    """Asks to be erased."""
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        erasing.ask_to_erase(by=person_of(request), at=timezone.now(), why=form.cleaned_data["why"])
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, form, status=422)
    return redirect("access:my_data")


def _page(request: HttpRequest, form: EraseForm, status: int = 200) -> HttpResponse:
    person = person_of(request)
    entries = kept_about.entries_on(person)
    waiting = Approval.objects.filter(kind=erasing.KIND, subject=f"person:{person.pk}", state=ApprovalState.ASKED)
    shown = {
        "here": "account",
        "parts": [(part.heading, [_told(row) for row in rows]) for part, rows in kept_about.parts(person)],
        "entries": entries[:SHOWN],
        "count": entries.count(),
        "form": form,
        "waiting": waiting.filter(expires_at__gt=timezone.now()).first(),
    }
    return render(request, "access/pages/my_data.html", shown, status=status)


def _told(row: kept_about.Row) -> list[tuple[str, object, datetime | None]]:
    """Names and values of a row, moments apart, without those that say nothing."""
    return [
        (
            str(kept_about.LABELS.get(name, name.replace("_", " "))),
            _("yes") if said is True else said,
            said if isinstance(said, datetime) else None,
        )
        for name, said in row.items()
        if said not in (None, "", False)
    ]
