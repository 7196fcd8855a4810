"""The register of interests for trustees, and one's own: declared and ended. Nobody declares for another."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_trustees, freshly
from dalil.access.once import once
from dalil.access.viewer import person_of, viewer_of
from dalil.board.acting import attempt, attempt_form
from dalil.board.actions import interests as acts
from dalil.board.forms import InterestForm
from dalil.board.models import Interest
from dalil.board.visibility import INTERESTS, register_is_public

ON_A_PAGE = 50


@for_trustees
def interest_list(request: HttpRequest) -> HttpResponse:
    """The register, and a form for one's own; three queries."""
    form = InterestForm()
    return shown(request, form)


@for_trustees
@require_POST
@freshly
@once()
def interest_add(request: HttpRequest) -> HttpResponse:
    """Declare one."""
    form, by, at = InterestForm(request.POST), person_of(request), timezone.now()
    if form.is_valid() and attempt_form(
        request, form, lambda: acts.declare(by=by, at=at, **form.cleaned_data), _("Declared.")
    ):
        return redirect("board:interest_list")
    return shown(request, form)


@for_trustees
@require_POST
@freshly
def interest_end(request: HttpRequest, key: int) -> HttpResponse:
    """One's own is over, as of today."""
    by, at = person_of(request), timezone.now()
    interest = get_object_or_404(Interest, pk=key, person=by)
    attempt(request, lambda: acts.end(by=by, at=at, interest=interest, ended_on=at.date()), _("Noted."))
    return redirect("board:interest_list")


def shown(request: HttpRequest, form: InterestForm) -> HttpResponse:
    """The page."""
    rows = INTERESTS.visible(Interest.objects.select_related("person"), viewer_of(request))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"here": "board_desk", "page": page, "form": form, "is_public": register_is_public()}
    return render(request, "board/pages/staff/interest_list.html", told, status=422 if form.errors else 200)
