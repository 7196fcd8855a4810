"""One proposed merge: two organisations side by side, and four answers: same, not the same, skip, undo the last.

The keys j, k, m, n and u are the same links and buttons. It never loses anything: each answer can be taken back.
"""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.accounts.models import Person
from dalil.guide import judgements, reasons
from dalil.guide.acting import attempt, typed
from dalil.guide.actions import merging
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import NotSame, Operation, Organisation, Proposal, ProposalState
from dalil.guide.side_by_side import pair_of


@for_editors
def merge_pair(request: HttpRequest, number: int) -> HttpResponse:
    """The page, or an answer."""
    proposal = get_object_or_404(Proposal.objects.select_related("left", "right"), pk=number)
    following = neighbour(proposal, ahead=True)
    if request.method == "POST":
        if answered(request, proposal):
            return redirect("guide:merge_pair", following.pk) if following else redirect("guide:merge_queue")
        return redirect("guide:merge_pair", proposal.pk)
    left, right = proposal.left.standing(), proposal.right.standing()
    page = {
        "here": "proposals",
        "proposal": proposal,
        "is_open": proposal.state == ProposalState.OPEN and left.pk != right.pk,
        "pair": pair_of(left, right, get_language() or "en"),
        "reasons": reasons.worded_all(proposal.reasons),
        "score": round(proposal.score * 100),
        "next": following,
        "previous": neighbour(proposal, ahead=False),
        "waiting": judgements.queue().count(),
        "last": last_decision(person_of(request)),
    }
    return render(request, "guide/pages/staff/merge_pair.html", page)


def last_decision(by: Person) -> dict[str, str] | None:
    """What this person decided last and did not take back: in words, and where it is taken back."""
    done = Operation.objects.in_force().select_related("stays", "moved").filter(by=by).last()
    kept = NotSame.objects.filter(by=by, withdrawn_at=None).order_by("pk")
    judged = kept.select_related("left__organisation", "right__organisation").last()
    if judged is not None and (done is None or judged.at >= done.at):
        return {
            "address": reverse("guide:judgement_withdraw", args=[judged.pk]),
            "label": _("Not the same"),
            "one": judged.left.organisation.title,
            "other": judged.right.organisation.title,
        }
    if done is None:
        return None
    return {
        "address": reverse("guide:operation_undo", args=[done.pk]),
        "label": done.get_kind_display(),
        "one": done.moved.title,
        "other": done.stays.title,
    }


def neighbour(proposal: Proposal, *, ahead: bool) -> Proposal | None:
    """The proposal after this one in the queue, or before it; whether this one still waits or not."""
    if ahead:
        later = Q(score__lt=proposal.score) | Q(score=proposal.score, pk__gt=proposal.pk)
        return judgements.queue().filter(later).first()
    earlier = Q(score__gt=proposal.score) | Q(score=proposal.score, pk__lt=proposal.pk)
    return judgements.queue().filter(earlier).order_by("score", "-pk").first()


def answered(request: HttpRequest, proposal: Proposal) -> bool:
    """Do what was answered; False when it was refused, or was no answer."""
    by, at = person_of(request), timezone.now()
    reason = typed(request, "reason")
    left, right = proposal.left.standing(), proposal.right.standing()
    answer = request.POST.get("answer", "")
    if answer == "different":
        return attempt(
            request,
            lambda: merging.judge_not_same(left=left, right=right, reason=reason, by=by, at=at),
            _("Noted: they are not the same. It can be withdrawn under Decisions."),
        )
    stays, moved = (right, left) if answer == right.pk else (left, right)
    if answer not in (left.pk, right.pk):
        return False
    return merged(request, stays, moved, reason)


def merged(request: HttpRequest, stays: Organisation, moved: Organisation, reason: str) -> bool:
    """Merge, and say how to take it back."""
    try:
        merging.merge(stays=stays, moved=moved, reason=reason, by=person_of(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("Merged into “%(title)s”. Key u takes it back.") % {"title": stays.title})
    return True
