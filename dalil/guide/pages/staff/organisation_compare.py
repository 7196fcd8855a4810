"""Any two organisations side by side, to say that they are one, or that they are not. Each answer can be taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt, typed
from dalil.guide.actions import merging
from dalil.guide.automation import calibration_now
from dalil.guide.judgements import are_known_to_differ
from dalil.guide.models import Organisation
from dalil.guide.side_by_side import pair_of
from dalil.guide.waterfall import Yardstick, waterfall_between


@for_editors
def organisation_compare(request: HttpRequest, left: str, right: str) -> HttpResponse:
    """The page, or the answer."""
    one, other = (get_object_or_404(Organisation.objects.current(), pk=pk) for pk in (left, right))
    if request.method == "POST":
        if answered(request, one, other):
            return redirect("guide:operations")
        return redirect("guide:organisation_compare", left, right)
    pair = pair_of(one, other, get_language() or "en")
    page = {
        "here": "organisations",
        "pair": pair,
        "waterfall": waterfall_between(pair.mine, pair.others, Yardstick(calibration_now())),
        "are_known_to_differ": are_known_to_differ(one.pk, other.pk),
    }
    return render(request, "guide/pages/staff/organisation_compare.html", page)


def answered(request: HttpRequest, one: Organisation, other: Organisation) -> bool:
    """Do what was answered; False when it was refused, or was no answer."""
    by, at, reason = person_of(request), timezone.now(), typed(request, "reason")
    answer = request.POST.get("answer", "")
    if answer == "different":
        noted = _("Noted: they are not the same.")
        return attempt(
            request, lambda: merging.judge_not_same(left=one, right=other, reason=reason, by=by, at=at), noted
        )
    stays, moved = (other, one) if answer == other.pk else (one, other)
    if answer not in (one.pk, other.pk):
        return False
    return attempt(request, lambda: merging.merge(stays=stays, moved=moved, reason=reason, by=by, at=at), _("Merged."))
