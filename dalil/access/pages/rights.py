"""Who has which rights, until when, and when they last came: for trustees, who look it through each quarter, and operators.

It changes no right: that is done where each is given.
"""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access import reviewing
from dalil.access.acting import attempt
from dalil.access.gates import does, for_trustees, freshly, only
from dalil.access.state import Act
from dalil.access.viewer import Viewer, person_of, viewer_of
from dalil.accounts.models import Delegation

A_PAGE = 100


class SeenForm(forms.Form):
    """What was looked through."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


def _answers_for_it(viewer: Viewer) -> bool:
    return viewer.is_trustee or viewer.is_operator


for_those_who_answer = only("trustees and operators", _answers_for_it)


@for_those_who_answer
def rights(request: HttpRequest) -> HttpResponse:
    """The list, by name."""
    at = timezone.now()
    in_force = Delegation.objects.in_force(at).select_related("body").order_by("body__name", "pk")
    found = reviewing.those_with_rights(at).prefetch_related(Prefetch("delegations", in_force, to_attr="acting"))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    people = list(page.object_list)
    done, whole, due = reviewing.last_done_by(people), reviewing.rights_list(at), reviewing.due_at()
    shown = {
        "here": "rights",
        "page": page,
        "rows": [{"person": one, "last_done": done.get(one.pk)} for one in people],
        "whole": whole,
        "last": reviewing.last_review(),
        "due": due,
        "is_due": due is not None and due <= at,
        "may_review": viewer_of(request).is_trustee,
        "form": SeenForm(initial={"seen": whole.fingerprint}),
    }
    return render(request, "access/pages/rights.html", shown)


@for_those_who_answer
@does(Act.EXPORT)
@freshly
def take_rights(request: HttpRequest) -> HttpResponse:
    """The whole list as a file of text."""
    at = timezone.now()
    taken = reviewing.take(by=person_of(request), at=at)
    response = HttpResponse(taken.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rights-{at:%Y-%m-%d}.txt"'
    return response


@for_trustees
@freshly
@require_POST
def note_review(request: HttpRequest) -> HttpResponse:
    """A trustee looked it through."""
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    attempt(
        request,
        lambda: reviewing.note_review(by=person_of(request), at=timezone.now(), seen=seen),
        _("Noted in the ledger, with the fingerprint of the list."),
    )
    return redirect("access:rights")
