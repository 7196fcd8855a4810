"""Legal holds for counsel and trustees: listed, placed at once, looked at again. No page releases one: the board votes."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import does, for_counsel, freshly
from dalil.access.once import once
from dalil.access.state import Act
from dalil.access.viewer import person_of, viewer_of
from dalil.board.acting import attempt_form
from dalil.board.actions import holds as acts
from dalil.board.forms import HoldForm, ReviewForm
from dalil.board.models import Motion
from dalil.board.visibility import HOLDS
from dalil.ledger.models import Entry
from dalil.vault.models import Hold

ON_A_PAGE = 50
MOST_TOUCHED = 100


@for_counsel
def hold_list(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    rows = HOLDS.visible(Hold.objects.select_related("registered_by"), viewer_of(request))
    page = Paginator(rows.order_by("released_at", "review_on", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"here": "holds", "page": page, "today": timezone.localdate()}
    return render(request, "board/pages/staff/hold_list.html", told)


@for_counsel
@does(Act.HOLD)
@freshly
@once()
def hold_place(request: HttpRequest) -> HttpResponse:
    """Place one; it holds from that moment on."""
    by, at = person_of(request), timezone.now()
    form = HoldForm(request.POST if request.method == "POST" else None, initial={"served_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        if attempt_form(
            request,
            form,
            lambda: acts.place(by=by, at=at, wanted=wanted),
            _("The hold is in force. Nothing of it is destroyed."),
        ):
            return redirect("board:hold_list")
    page = {"here": "holds", "form": form}
    return render(request, "board/pages/staff/hold_place.html", page, status=422 if form.errors else 200)


@for_counsel
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """One hold, what it touches, and the motions to release it."""
    found = known(request, number)
    return shown(request, found, ReviewForm())


@for_counsel
@require_POST
@freshly
def hold_review(request: HttpRequest, number: int) -> HttpResponse:
    """Looked at again, left in force."""
    found, by, at, form = known(request, number), person_of(request), timezone.now(), ReviewForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["review_on"]
        if attempt_form(request, form, lambda: acts.review(by=by, at=at, hold=found, review_on=day), _("Noted.")):
            return redirect("board:hold", number)
    return shown(request, found, form)


def shown(request: HttpRequest, found: Hold, form: ReviewForm) -> HttpResponse:
    """The page of one hold."""
    touched = touched_by(found)
    page = {
        "here": "holds",
        "hold": found,
        "today": timezone.localdate(),
        "form": form,
        "touched": touched[:MOST_TOUCHED],
        "has_more": len(touched) > MOST_TOUCHED,
        "motions": Motion.objects.filter(kind="release_hold", subject=found.subject),
        "orders": found.orders.all(),
        "is_trustee": viewer_of(request).is_trustee,
    }
    return render(request, "board/pages/staff/hold.html", page, status=422 if form.errors else 200)


def touched_by(found: Hold) -> list[str]:
    """The subjects that the ledger knows and the hold takes in, as far as they are to be shown; more are not looked for."""
    begins = [part.rstrip("*") for part in found.scope]
    subjects: list[str] = []
    for begin in begins[:20]:
        if begin:
            known_ones = Entry.objects.filter(subject__gte=begin, subject__lt=begin + "\U0010ffff")
            asked = known_ones.values_list("subject", flat=True).distinct().order_by("subject")
            subjects += [one for one in asked[: MOST_TOUCHED + 1] if found.takes_in(one.casefold())]
    return sorted(set(subjects))


def known(request: HttpRequest, number: int) -> Hold:
    """The hold, if this viewer may see it."""
    rows = HOLDS.visible(Hold.objects.select_related("registered_by", "released_by"), viewer_of(request))
    found = rows.filter(pk=number).first() if number < 2**62 else None
    if found is None:
        raise Http404
    return found
