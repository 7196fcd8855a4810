"""Merges, splits and judgements, each with a button that takes it back. It never removes one from the record."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt
from dalil.guide.actions import merging
from dalil.guide.models import NotSame, Operation

ON_A_PAGE = 50


@for_editors
def operations(request: HttpRequest) -> HttpResponse:
    """The page: merges and splits, or with `kind=judgements` what was judged not to be the same."""
    is_judgements = request.GET.get("kind") == "judgements"
    done = Operation.objects.select_related("stays", "moved", "by", "undone_by").order_by("-pk")
    judged = NotSame.objects.select_related("left__organisation", "right__organisation", "by").order_by("-pk")
    here = Paginator(judged if is_judgements else done, ON_A_PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": _("Merges and splits"), "address": "?", "is_current": not is_judgements},
        {"label": _("Not the same"), "address": "?kind=judgements", "is_current": is_judgements},
    ]
    page = {"here": "operations", "page": here, "tabs": tabs, "is_judgements": is_judgements}
    return render(request, "guide/pages/staff/operations.html", page)


@for_editors
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a merge or a split, whatever came after it."""
    operation, by, at = get_object_or_404(Operation, pk=number), person_of(request), timezone.now()
    attempt(request, lambda: merging.undo(operation=operation, by=by, at=at), _("Undone."))
    return back(request)


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
