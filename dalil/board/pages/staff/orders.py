"""The register of lawful process for counsel and trustees: registered, checked, answered or refused. It hands nothing over."""

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
from dalil.board.actions import orders as acts
from dalil.board.forms import AnswerForm, CheckForm, OrderForm
from dalil.board.models import Order
from dalil.board.visibility import ORDERS

ON_A_PAGE = 50


@for_counsel
def order_list(request: HttpRequest) -> HttpResponse:
    """The page; two queries."""
    rows = ORDERS.visible(Order.objects.select_related("hold"), viewer_of(request))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "board/pages/staff/order_list.html", {"here": "holds", "page": page})


@for_counsel
@does(Act.HOLD)
@freshly
@once()
def order_add(request: HttpRequest) -> HttpResponse:
    """Register one; the hold that follows is placed in the same act."""
    by, at = person_of(request), timezone.now()
    form = OrderForm(request.POST if request.method == "POST" else None, initial={"served_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        served, hold, why = form.served(), form.hold(), form.cleaned_data["why_no_hold"]
        if attempt_form(
            request,
            form,
            lambda: acts.register_order(by=by, at=at, served=served, hold=hold, why_no_hold=why),
            _("Registered."),
        ):
            return redirect("board:order_list")
    page = {"here": "holds", "form": form}
    return render(request, "board/pages/staff/order_add.html", page, status=422 if form.errors else 200)


@for_counsel
def order(request: HttpRequest, number: int) -> HttpResponse:
    """One order."""
    return shown(request, known(request, number), CheckForm(), AnswerForm())


@for_counsel
@require_POST
@freshly
def order_check(request: HttpRequest, number: int) -> HttpResponse:
    """Counsel's finding."""
    found, by, at, form = known(request, number), person_of(request), timezone.now(), CheckForm(request.POST)
    if form.is_valid() and attempt_form(
        request, form, lambda: acts.check_order(by=by, at=at, order=found, **form.cleaned_data), _("Noted.")
    ):
        return redirect("board:order", number)
    return shown(request, found, form, AnswerForm())


@for_counsel
@require_POST
@freshly
def order_answer(request: HttpRequest, number: int) -> HttpResponse:
    """The answer; or, by the other button, the refusal."""
    found, by, at, form = known(request, number), person_of(request), timezone.now(), AnswerForm(request.POST)
    if form.is_valid():
        data, rows = form.cleaned_data, form.rows()
        told = {"told_on": data["told_on"], "why_not_told": data["why_not_told"]}
        if attempt_form(
            request,
            form,
            lambda: acts.answer_order(by=by, at=at, order=found, answer=data["answer"], handed_over=rows, **told),
            _("Noted."),
        ):
            return redirect("board:order", number)
    return shown(request, found, CheckForm(), form)


@for_counsel
@require_POST
@freshly
def order_refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Nothing is handed over."""
    found, by, at, form = known(request, number), person_of(request), timezone.now(), AnswerForm(request.POST)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if attempt_form(
            request, form, lambda: acts.refuse_order(by=by, at=at, order=found, answer=answer), _("Noted.")
        ):
            return redirect("board:order", number)
    return shown(request, found, CheckForm(), form)


def shown(request: HttpRequest, found: Order, check: CheckForm, answer: AnswerForm) -> HttpResponse:
    """The page of one order."""
    page = {
        "here": "holds",
        "order": found,
        "handed_over": found.handed_over.all(),
        "check": check if found.state == "received" and viewer_of(request).is_counsel else None,
        "answer": answer if found.state == "checked" else None,
    }
    is_wrong = check.errors or answer.errors
    return render(request, "board/pages/staff/order.html", page, status=422 if is_wrong else 200)


def known(request: HttpRequest, number: int) -> Order:
    """The order, if this viewer may see it."""
    rows = Order.objects.select_related("registered_by", "checked_by", "answered_by", "hold")
    found = ORDERS.visible(rows, viewer_of(request)).filter(pk=number).first() if number < 2**62 else None
    if found is None:
        raise Http404
    return found
