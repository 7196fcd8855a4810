"""One proposed merge: two organisations side by side, why they may be one, and the answers.

Same, not the same, unsure, skip, and undo the last; the keys are the same links and buttons. It never loses anything:
each answer can be taken back.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide import asking, automation, judgements
from dalil.guide.acting import attempt, typed
from dalil.guide.actions import merging
from dalil.guide.isolating import isolated
from dalil.guide.models import How, Proposal, ProposalState, Verdict
from dalil.guide.side_by_side import pair_of
from dalil.guide.waterfall import waterfall_of_proposal


@for_editors
def merge_pair(request: HttpRequest, number: int) -> HttpResponse:
    """The page, or an answer."""
    proposal = get_object_or_404(Proposal.objects.select_related("left", "right"), pk=number)
    order = asking.order_asked(request)
    ids = asking.ids_in(order, asking.rate_of(request))
    before, after = asking.neighbours(ids, proposal.pk)
    if request.method == "POST":
        return redirect(address_of(following(after, proposal) if answered(request, proposal) else proposal.pk, order))
    left, right = proposal.left.standing(), proposal.right.standing()
    pair = pair_of(left, right, get_language() or "en")
    calibration = automation.calibration_now()
    page = {
        "here": "proposals",
        "proposal": proposal,
        "is_open": proposal.state == ProposalState.OPEN and left.pk != right.pk,
        "pair": pair,
        "answers": asking.answers(pair.left, pair.right),
        "waterfall": waterfall_of_proposal(proposal, calibration),
        "basis": automation.basis_sentence(calibration.curve(proposal.mode)),
        "next": address_of(after, order) if after else "",
        "previous": address_of(before, order) if before else "",
        "list_address": reverse("guide:merge_queue"),
        "list_name": _("The queue"),
        "waiting": len(ids),
        "last": asking.last_decision(person_of(request).pk),
    }
    return render(request, "guide/pages/staff/merge_pair.html", page)


@for_editors
def merge_why(request: HttpRequest, number: int) -> HttpResponse:
    """The waterfall of a pair alone, for a list that opens it."""
    proposal = get_object_or_404(Proposal, pk=number)
    fall = waterfall_of_proposal(proposal, automation.calibration_now())
    return render(request, "web/templates/components/waterfall.html", {"waterfall": fall})


def following(after: int | None, proposal: Proposal) -> int | None:
    """The pair to show after an answer: the next, unless the answer settled that too; then the one that is first now."""
    if after and Proposal.objects.filter(pk=after, state=ProposalState.OPEN).exists():
        return after
    waiting = [pk for pk in judgements.teaching_order(limit=2) if pk != proposal.pk]
    return waiting[0] if waiting else None


def address_of(number: int | None, order: str) -> str:
    """Where a pair is shown in this order; the queue when there is none."""
    if number is None:
        return reverse("guide:merge_queue")
    query = "" if order == asking.TEACHING else f"?{urlencode({'order': order})}"
    return reverse("guide:merge_pair", args=[number]) + query


def answered(request: HttpRequest, proposal: Proposal) -> bool:
    """Do what was answered; False when it was refused, or was no answer."""
    by, at, reason = person_of(request), timezone.now(), typed(request, "reason")
    left, right = proposal.left.standing(), proposal.right.standing()
    answer = request.POST.get("answer", "")
    if answer == Verdict.NOT_SAME:
        return attempt(
            request,
            lambda: merging.judge_not_same(
                left=left, right=right, by=by, at=at, reason=reason, how=How.QUEUE, proposal=proposal
            ),
            _("Noted: they are not the same. Key u takes it back."),
        )
    if answer == Verdict.UNSURE:
        return attempt(
            request,
            lambda: merging.judge_unsure(proposal=proposal, by=by, at=at, reason=reason),
            _("Noted: it cannot be told yet. The pair comes again at the end."),
        )
    stays, moved = (right, left) if answer == right.pk else (left, right)
    return answer in (left.pk, right.pk) and attempt(
        request,
        lambda: merging.merge(stays=stays, moved=moved, by=by, at=at, reason=reason, how=How.QUEUE, proposal=proposal),
        _("Merged into “%(title)s”. Key u takes it back.") % {"title": isolated(stays.title)},
    )
