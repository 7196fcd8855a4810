"""Entering one organisation by hand; before it is added, "Already in the guide?": who is like it, and why.

While one types, the answer comes as a fragment for htmx. Without it the first sending shows it, and a button there adds. What
nobody saw is never passed over: an answer that has changed is shown again. It never joins two organisations.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil import kinds
from dalil.access.gates import for_editors
from dalil.access.viewer import person_of, viewer_of
from dalil.formats.record import Record
from dalil.guide.acting import asked
from dalil.guide.actions.entering import add_organisation, number_is_taken
from dalil.guide.actions.refusals import Refused
from dalil.guide.already import Alike, alike_to, all_alike_to
from dalil.guide.by_hand import ByHand
from dalil.names import clean

MOST_SAID = 100
MOST_OF_AN_ID = 12


@for_editors
def organisation_add(request: HttpRequest) -> HttpResponse:
    """The page, or what was typed."""
    if request.method != "POST":
        return shown(request, ByHand(source=asked(request, "source")))
    typed, at = ByHand(request.POST), timezone.now()
    is_valid = typed.is_valid()
    alike = all_alike_to(typed.record(), viewer_of(request), get_language() or "en", at)
    if mark_taken(typed, alike, said(request, "other")) or not is_valid:
        return shown(request, typed, alike, status=422)
    if not is_passed_over(request, alike):
        return shown(request, typed, alike, is_asked=True)
    return added(request, typed, alike, at)


@for_editors
@require_POST
def organisation_already(request: HttpRequest) -> HttpResponse:
    """The fragment: who is like what is typed so far. It writes nothing."""
    typed = ByHand(request.POST)
    typed.is_valid()
    alike = alike_to(typed.record(), viewer_of(request), get_language() or "en")
    return render(request, "guide/pages/staff/_already.html", answer(request, typed, alike))


def added(request: HttpRequest, typed: ByHand, alike: Sequence[Alike], at: datetime) -> HttpResponse:
    """Add it, and begin the next one of the same source; or show again what was typed, and why it was refused."""
    facts = typed.facts.cleaned_data
    try:
        made = add_organisation(
            values=typed.record(),
            source=facts["source"],
            by=person_of(request),
            at=at,
            reason=facts["reason"],
            passed_over=[one.number for one in alike],
            other_bodies=said(request, "other"),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        alike = all_alike_to(typed.record(), viewer_of(request), get_language() or "en", at)
        return shown(request, typed, alike, status=422)
    link = format_html('<a href="{}"><bdi>{}</bdi></a>', made.get_absolute_url(), made)
    messages.success(request, format_html(_("Added to the guide: {organisation}"), organisation=link))
    return redirect(reverse("guide:organisation_add", query={"source": facts["source"].slug}))


def mark_taken(typed: ByHand, alike: Sequence[Alike], others: Collection[str]) -> bool:
    """Say beside each number that is taken whose it is; False when none is, or each is another body as the editor says."""
    taken = [(one.shared, one.card.title.value) for one in alike if one.shared and one.number not in others]
    for number, title in taken:
        typed.mark_number(number, number_is_taken(title))
    return bool(taken)


def said(request: HttpRequest, name: str) -> list[str]:
    """The ids that came back from the page under this name."""
    return [clean(number)[:MOST_OF_AN_ID] for number in request.POST.getlist(name)[:MOST_SAID]]


def is_passed_over(request: HttpRequest, alike: Sequence[Alike]) -> bool:
    """Whether the editor saw all of them and said that it is none of these; so it is when there are none."""
    seen = set(said(request, "seen"))
    says_so = request.POST.get("decision") == "new" and all(one.number in seen for one in alike)
    return says_so or not alike


def answer(request: HttpRequest, typed: ByHand, alike: Sequence[Alike]) -> dict[str, object]:
    """What the fragment shows."""
    return {"alike": alike, "other": said(request, "other"), "is_something_typed": typed.record() != Record()}


def shown(
    request: HttpRequest, typed: ByHand, alike: Sequence[Alike] = (), *, is_asked: bool = False, status: int = 200
) -> HttpResponse:
    """The page; with `is_asked`, at the question whether it is one of these."""
    page = {
        "here": "organisations",
        "typed": typed,
        "registers": kinds.registers().values(),
        "is_asked": is_asked,
        **(answer(request, typed, alike) if request.method == "POST" else {}),
    }
    return render(request, "guide/pages/staff/organisation_add.html", page, status=status)
