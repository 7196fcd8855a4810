"""What an organisation states of itself: the form for its delegates. It overwrites nothing that others say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil import kinds
from dalil.access.gates import for_delegates
from dalil.formats.record import Record as Values
from dalil.guide.acting import attempt, typed
from dalil.guide.acting_for import Acting, acting
from dalil.guide.actions.editing import mark_of
from dalil.guide.actions.stating_own import latest, state_own
from dalil.guide.owners_visibility import KEEPERS
from dalil.guide.owning import ownership_of
from dalil.guide.side_by_side import values_of
from dalil.guide.spelt_out import own_word, spelt_out
from dalil.guide.stating import Statement


@for_delegates(*KEEPERS)
def member_entry(request: HttpRequest) -> HttpResponse:
    """The page, or what was typed."""
    own = acting(request)
    held = ownership_of(own.body.pk)
    if held is None:
        raise Http404
    stated = latest(own.body)
    statement = Statement(stated, request.POST if request.method == "POST" else None)
    del statement.facts.fields["reason"]
    is_right = request.method == "POST" and statement.is_valid()
    if is_right and _state(request, own, statement.record()):
        return redirect("guide:member")
    page = {
        "here": "member_entry",
        "own": own,
        "organisation": held.entry,
        "statement": statement,
        # What was stated when the form was first shown; after a refusal what is stated now is shown beside it.
        "seen": mark_of(stated) if is_right or request.method == "GET" else typed(request, "seen"),
        "mine": own_word(stated, get_language() or "en") if is_right else [],
        "says": spelt_out(values_of(held.entry), get_language() or "en"),
        "registers": kinds.registers().values(),
    }
    return render(request, "guide/pages/member/entry.html", page, status=422 if request.method == "POST" else 200)


def _state(request: HttpRequest, own: Acting, values: Values) -> bool:
    seen, done = typed(request, "seen") or "-", _("Your organisation states this now.")
    return attempt(request, lambda: state_own(body=own.body, values=values, by=own.person, at=own.at, seen=seen), done)
