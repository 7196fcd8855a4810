"""Pairs sure enough to be accepted together, at an error rate that the editor states; and the batch taken back.

Nothing is merged before a second page has said what would happen. It never offers what was judged to differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide import asking, consequences
from dalil.guide.acting import attempt
from dalil.guide.actions import batching
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import Batch, Organisation, Proposal
from dalil.guide.precisions import in_percent
from dalil.guide.queue_tabs import tabs_of_queue
from dalil.guide.waterfall import signed

MOST = 100
# Nothing is quite certain, whatever a rounded figure would say.
MOST_SURE = 0.999


@dataclass(frozen=True, slots=True)
class Joining:
    """One pair of a batch: whose address leads where, and how likely it is that the two are one."""

    proposal: Proposal
    moved: str
    stays: str
    percent: str


def joinings(offered: Sequence[batching.Offered]) -> list[Joining]:
    """What is offered, with titles; one query. A pair that others unite already shows its own two."""
    bodies = Organisation.objects.in_bulk({pk for one in offered for pk in (one.moved, one.stays)})
    found = []
    for one in offered:
        moved, stays = (one.proposal.right, one.proposal.left)
        if one.moved != one.stays:
            moved, stays = bodies[one.moved], bodies[one.stays]
        percent = in_percent(min(one.probability, MOST_SURE))
        found.append(Joining(one.proposal, moved.title, stays.title, percent))
    return found


def tenth(count: float) -> str:
    """A count that is an estimate: with one decimal, in its own direction."""
    return signed(count).replace("+", "")


@for_editors
def merge_batch(request: HttpRequest) -> HttpResponse:
    """The page; with a `rate` in the address that is the error rate from now on."""
    typed = request.GET.get("rate")
    if typed is not None:
        chosen = asking.rate_typed(typed)
        if chosen is None:
            messages.error(request, _("The error rate must be a number between 0.01 and 50 in a hundred."))
        else:
            request.session[asking.IN_SESSION] = chosen
        return redirect("guide:merge_batch")
    rate = asking.rate_of(request)
    offer = batching.batch(rate, most=MOST)
    page = {
        "here": "proposals",
        "offer": offer,
        "offered": joinings(offer.proposals),
        "rate": asking.in_hundred(rate),
        "expected": tenth(offer.expected_wrong),
        "tabs": tabs_of_queue("batch"),
    }
    return render(request, "guide/pages/staff/merge_batch.html", page)


@for_editors
@require_POST
def merge_batch_confirm(request: HttpRequest) -> HttpResponse:
    """What accepting the ticked ones would do, before it is done."""
    return confirming(request, ids_in(request), rate_in(request))


def confirming(
    request: HttpRequest, ids: Sequence[int], rate: float, changed: Sequence[batching.Changed] = ()
) -> HttpResponse:
    """The second page; without anything to accept, back to the first."""
    wanted = set(ids) - {one.proposal_id for one in changed}
    offer = batching.batch(rate, most=MOST)
    offered = [one for one in offer.proposals if one.proposal.pk in wanted]
    if not offered:
        for one in changed:
            messages.error(request, one.sentence)
        messages.error(request, _("Nothing is ticked that could still be accepted."))
        return redirect("guide:merge_batch")
    page = {
        "here": "proposals",
        "offered": joinings(offered),
        "changed": changed,
        "gone": len(wanted) - len(offered),
        "rate": asking.in_hundred(rate),
        "expected": tenth(sum(1 - one.probability for one in offered)),
        "seen_at": timezone.now().isoformat(),
    }
    return render(request, "guide/pages/staff/merge_batch_confirm.html", page)


@for_editors
@require_POST
def merge_batch_accept(request: HttpRequest) -> HttpResponse:
    """Accept what the second page showed; what changed meanwhile is told and left out of a new second page."""
    ids, rate, at = ids_in(request), rate_in(request), timezone.now()
    seen_at = moment_in(request)
    try:
        batch = batching.accept_batch(ids=ids, error_rate=rate, by=person_of(request), at=at, seen_at=seen_at)
    except batching.BatchHasChanged as refused:
        messages.error(request, str(refused))
        return confirming(request, ids, rate, refused.changed)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("guide:merge_batch")
    done = ngettext("%(count)d pair is merged.", "%(count)d pairs are merged.", batch.count) % {"count": batch.count}
    # Apart from the f-string: what stands inside one is not gathered for translation.
    whole = _("The whole batch can be undone here.")
    messages.success(request, f"{done} {whole}")
    return redirect(f"{reverse('guide:operations')}?kind=batches")


@for_editors
def merge_batch_undo(request: HttpRequest, number: int) -> HttpResponse:
    """What undoing a batch would change, and the button that does it."""
    batch = get_object_or_404(Batch.objects.select_related("by", "undone_by"), pk=number)
    if request.method == "POST":
        by, at = person_of(request), timezone.now()
        attempt(request, lambda: batching.undo_batch(batch=batch, by=by, at=at), _("The batch is undone."))
        return redirect(f"{reverse('guide:operations')}?kind=batches")
    found = None if batch.undone_at else consequences.of_batch(batch)
    merges = batch.operations.select_related("stays", "moved").order_by("pk")[:MOST]
    page = {"here": "operations", "batch": batch, "consequences": found, "merges": merges}
    return render(request, "guide/pages/staff/merge_batch_undo.html", page)


def ids_in(request: HttpRequest) -> list[int]:
    """The ticked proposals; what is no number is none."""
    texts = request.POST.getlist("ids")
    return [int(text) for text in dict.fromkeys(texts) if text.isascii() and text.isdigit() and len(text) < 16]


def rate_in(request: HttpRequest) -> float:
    """The error rate that the form was made for; what is no number is the one in use."""
    return asking.rate_typed(request.POST.get("rate", "")) or asking.rate_of(request)


def moment_in(request: HttpRequest) -> datetime | None:
    """When the form was made; nothing for what is no moment."""
    try:
        moment = parse_datetime(request.POST.get("seen_at", ""))
    except ValueError:
        return None
    return moment if moment is None or timezone.is_aware(moment) else timezone.make_aware(moment)
