"""Merges, splits, judgements and batches, each with the way to take it back. It never removes one from the record.

Before an operation is undone it says what else depended on it.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide import consequences
from dalil.guide.acting import attempt
from dalil.guide.actions import merging
from dalil.guide.models import Batch, NotSame, Operation

ON_A_PAGE = 50
MOST_NAMED = 20
KINDS = ("operations", "judgements", "batches")


@for_editors
def operations(request: HttpRequest) -> HttpResponse:
    """The page: merges and splits; with `kind=judgements` what was judged to differ, with `kind=batches` the batches."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS else "operations"
    here = Paginator(decisions(kind), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "guide/pages/staff/operations.html",
        {"here": "operations", "page": here, "tabs": tabs(kind), "kind": kind},
    )


def decisions(kind: str) -> QuerySet[Any]:
    """The decisions of one kind, the newest first."""
    if kind == "judgements":
        return NotSame.objects.select_related("left__organisation", "right__organisation", "by").order_by("-pk")
    if kind == "batches":
        return Batch.objects.select_related("by", "undone_by").order_by("-pk")
    return Operation.objects.select_related("stays", "moved", "by", "undone_by", "batch").order_by("-pk")


def tabs(kind: str) -> list[dict[str, object]]:
    """The kinds of decisions beside each other."""
    labels = (_("Merges and splits"), _("Not the same"), _("Batches"))
    found: list[dict[str, object]] = [
        {"label": label, "address": "?" if code == "operations" else f"?kind={code}", "is_current": code == kind}
        for code, label in zip(KINDS, labels, strict=True)
    ]
    return [*found, {"label": _("Contradictions"), "address": reverse("guide:contradictions"), "is_current": False}]


@for_editors
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """What else depends on a merge or a split; and undoing it, at once when nothing does, else once that was seen."""
    related = ("stays", "moved", "by", "undone_by", "batch")
    operation = get_object_or_404(Operation.objects.select_related(*related), pk=number)
    found = None if operation.undone_at else consequences.of(operation)
    if request.method == "POST" and (found is None or found.is_alone or "seen" in request.POST):
        by, at = person_of(request), timezone.now()
        attempt(request, lambda: merging.undo(operation=operation, by=by, at=at), _("Undone."))
        return back(request)
    page = {
        "here": "operations",
        "operation": operation,
        "consequences": found,
        "later": later_in(found),
        "next": request.POST.get("next", ""),
    }
    return render(request, "guide/pages/staff/operations_undo.html", page)


def later_in(found: consequences.Consequences | None) -> list[Operation]:
    """The first of the operations that came after and depend on it, with their titles; one query."""
    ids = [one.pk for one in found.later[:MOST_NAMED]] if found else []
    return (
        list(Operation.objects.filter(pk__in=ids).select_related("stays", "moved", "by").order_by("pk")) if ids else []
    )


@for_editors
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw the judgement that two are not the same."""
    judgement, by, at = get_object_or_404(NotSame, pk=number), person_of(request), timezone.now()
    attempt(request, lambda: merging.withdraw_not_same(judgement=judgement, by=by, at=at), _("Withdrawn."))
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    """To the page of ours that the form stood on, or to the list."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return HttpResponseRedirect(wanted)
    return redirect("guide:operations")
