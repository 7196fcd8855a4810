"""One request: what exactly would be done, who asked and why; and the form with which another person decides.

What is decided is what was shown: its hash goes with the form. It never carries anything out itself.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access import approvals
from dalil.access.acting import attempt
from dalil.access.approvals import Line
from dalil.access.forms_of_two import DecisionForm
from dalil.access.gates import for_signed_in, freshly
from dalil.access.models import Approval, ApprovalState
from dalil.access.refusals import Refused
from dalil.access.viewer import person_of, viewer_of
from dalil.access.visibility import APPROVALS


@for_signed_in
def approval(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002 - the address says so
    """Shows it."""
    return _shown(request, _visible(request, id))


@for_signed_in
@require_POST
@freshly
def decide(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002 - the address says so
    """Approves or refuses what was shown."""
    asked = _visible(request, id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _shown(request, asked, form, status=422)
    by, at, viewer = person_of(request), timezone.now(), viewer_of(request)
    try:
        if form.cleaned_data["decision"] == "approve":
            done = approvals.approve(asked, by=by, at=at, seen=form.cleaned_data["seen"], viewer=viewer)
        else:
            done = approvals.refuse(asked, by=by, at=at, why=form.cleaned_data["why"], viewer=viewer)
    except Refused as refused:
        form.add_error(None, str(refused))
        asked.refresh_from_db()
        return _shown(request, asked, form, status=409)
    messages.success(request, _said(done))
    return redirect("access:approvals")


@for_signed_in
@require_POST
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002 - the address says so
    """Takes back one's own request."""
    asked = _visible(request, id)
    if attempt(
        request,
        lambda: approvals.withdraw(asked, by=person_of(request), at=timezone.now()),
        _("Your request is withdrawn."),
    ):
        return redirect("access:approvals")
    return redirect("access:approval", asked.pk)


def _visible(request: HttpRequest, id: UUID) -> Approval:  # noqa: A002 - the address says so
    return get_object_or_404(APPROVALS.visible(Approval.objects.newest_first(), viewer_of(request)), pk=id)


def _said(done: Approval) -> str:
    if done.state == ApprovalState.APPROVED:
        return _("Approved, and done.")
    if done.state == ApprovalState.REFUSED:
        return _("Refused. Nothing was done.")
    return _("You agreed. Others must agree too before it is done.")


def _lines(asked: Approval) -> list[Line]:
    """What would be different, in words; for a kind without words of its own, the particulars as they were given."""
    known = approvals.kind_of(asked)
    if known is not None and known.lines is not None:
        return known.lines(asked)
    return [Line(name, "", str(value)) for name, value in sorted(asked.data.items())]


def _shown(request: HttpRequest, asked: Approval, form: DecisionForm | None = None, status: int = 200) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    known = approvals.kind_of(asked)
    is_open = asked.state == ApprovalState.ASKED and asked.expires_at > now
    is_intact = asked.hash == asked.hash_of_content()
    has_agreed = asked.assents.filter(person=viewer.person).exists()
    shown = {
        "approval": asked,
        "sentence": known.sentence if known else asked.kind,
        "lines": _lines(asked) if is_intact else [],
        "is_intact": is_intact,
        "is_open": is_open,
        "is_overdue": asked.state == ApprovalState.ASKED and not is_open,
        "agreed": asked.assents.select_related("person"),
        "still_needed": max(0, asked.needed - 1 - asked.assents.count()),
        "may_decide": is_open and is_intact and not has_agreed and approvals.may_decide(asked, viewer),
        "may_withdraw": is_open and asked.asked_by_id == person_of(request).pk,
        "form": form or DecisionForm(initial={"seen": asked.hash}),
        "reasons": APPROVALS.explain(asked, viewer),
        "here": "approvals",
    }
    return render(request, "access/pages/approval.html", shown, status=status)
