"""What is kept how long, and how much of it is due; with the button that asks for what two people must destroy.

It never destroys anything: what is asked for here waits under "Approvals" for another person.
"""

from collections import Counter
from itertools import islice
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.due_by_two import ask_for_due
from dalil.access.gates import freshly, only
from dalil.access.refusals import Refused
from dalil.access.second_wall import as_machine
from dalil.access.viewer import Viewer, person_of
from dalil.vault import retention as rules
from dalil.vault.retention import Way

# Beyond it the page says so many, and the next look, after they went, shows the rest.
MOST_COUNTED: Final = 500


def _answers_for_it(viewer: Viewer) -> bool:
    return viewer.is_trustee or viewer.is_counsel or viewer.is_operator


for_those_who_answer = only("retention", _answers_for_it)


@for_those_who_answer
def retention(request: HttpRequest) -> HttpResponse:
    """Every rule with what is due by it."""
    at, due = timezone.now(), Counter[tuple[str, bool]]()
    with as_machine("retention"):
        for rule in rules.rules():
            due.update((rule.code, one.is_held) for one in islice(rules.due(at, [rule]), MOST_COUNTED))
    shown = [
        {
            "rule": one,
            "due": due[one.code, False],
            "held": due[one.code, True],
            "needs_two": one.way is Way.BY_TWO,
            "is_listed_only": one.way is Way.ELSEWHERE,
        }
        for one in rules.rules()
    ]
    return render(request, "access/pages/retention.html", {"rules": shown, "here": "retention"})


@for_those_who_answer
@require_POST
@freshly
def ask_for_what_is_due(request: HttpRequest, rule: str) -> HttpResponse:
    """Asks another person to agree to what is due by one rule."""
    known = rules.rule_called(rule)
    if known is None:
        raise Http404
    try:
        approval = ask_for_due(known, by=person_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("access:retention")
    messages.success(request, _("Asked. Another person must agree before anything is destroyed."))
    return redirect("access:approval", approval.pk)
