"""The keys with which trustees sign: one's own registered, another's confirmed by the fingerprint that its owner said.

It never knows more than public halves.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_trustees, freshly
from dalil.access.viewer import person_of, viewer_of
from dalil.board.acting import attempt, attempt_form
from dalil.board.actions import keys as acts
from dalil.board.forms import ConfirmForm, KeyForm
from dalil.board.models import SigningKey
from dalil.board.visibility import KEYS

MOST = 200


@for_trustees
def key_list(request: HttpRequest) -> HttpResponse:
    """The page; one query."""
    return shown(request, KeyForm())


@for_trustees
@require_POST
@freshly
def key_add(request: HttpRequest) -> HttpResponse:
    """Register one's own."""
    form, by, at = KeyForm(request.POST), person_of(request), timezone.now()
    if form.is_valid():
        line = form.cleaned_data["line"]
        said = _(
            "Registered. Tell another trustee its fingerprint, by voice or in person, so that they can confirm it."
        )
        if attempt_form(request, form, lambda: acts.register_key(by=by, at=at, line=line), said):
            return redirect("board:key_list")
    return shown(request, form)


@for_trustees
@require_POST
@freshly
def key_confirm(request: HttpRequest, key: int) -> HttpResponse:
    """Confirm another's."""
    found, by, at, form = (
        get_object_or_404(SigningKey, pk=key),
        person_of(request),
        timezone.now(),
        ConfirmForm(request.POST),
    )
    said = form.cleaned_data["fingerprint"] if form.is_valid() else ""
    attempt(
        request, lambda: acts.confirm_key(by=by, at=at, key=found, fingerprint=said), _("Confirmed: the key counts.")
    )
    return redirect("board:key_list")


@for_trustees
@require_POST
@freshly
def key_end(request: HttpRequest, key: int) -> HttpResponse:
    """End one."""
    found, by, at = get_object_or_404(SigningKey, pk=key), person_of(request), timezone.now()
    attempt(request, lambda: acts.end_key(by=by, at=at, key=found), _("The key no longer counts."))
    return redirect("board:key_list")


def shown(request: HttpRequest, form: KeyForm) -> HttpResponse:
    """The page. A key that waits is shown without its fingerprint to others: they must hear it from its owner."""
    by = person_of(request)
    rows = KEYS.visible(SigningKey.objects.select_related("person", "confirmed_by"), viewer_of(request))
    keys = [(one, one.person_id == by.pk, ConfirmForm(auto_id=f"key-{one.pk}-%s")) for one in rows[:MOST]]
    page = {"here": "board_desk", "form": form, "keys": keys}
    return render(request, "board/pages/staff/key_list.html", page, status=422 if form.errors else 200)
