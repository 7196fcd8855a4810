"""One's own passkeys: listed, named, withdrawn, and one more added. It never shows another's."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.acting import attempt
from dalil.access.actions import passkeys as actions
from dalil.access.factors import has_time_code
from dalil.access.gates import for_signed_in, freshly
from dalil.access.viewer import person_of
from dalil.accounts.models import Passkey


@for_signed_in
def passkeys(request: HttpRequest) -> HttpResponse:
    """All of one's own, oldest first."""
    own = Passkey.objects.in_use().filter(person=person_of(request))
    return render(request, "access/pages/passkeys.html", {"passkeys": own, "here": "account"})


@for_signed_in
@freshly
def new_passkey(request: HttpRequest) -> HttpResponse:
    """The button that makes one more."""
    return render(request, "access/pages/new_passkey.html", {"here": "account"})


@for_signed_in
@freshly
@require_POST
def rename_passkey(request: HttpRequest, passkey: UUID) -> HttpResponse:
    """Another name for one of them."""
    name = request.POST.get("name", "").replace("\0", "")
    actions.rename(by=person_of(request), at=timezone.now(), passkey=_own(request, passkey), name=name)
    return redirect("access:passkeys")


@for_signed_in
@freshly
@require_POST
def withdraw_passkey(request: HttpRequest, passkey: UUID) -> HttpResponse:
    """From now on it opens nothing."""
    person = person_of(request)
    found, has_other = _own(request, passkey), has_time_code(person)
    attempt(
        request,
        lambda: actions.withdraw(by=person, at=timezone.now(), passkey=found, has_other_factor=has_other),
        _("The passkey is withdrawn."),
    )
    return redirect("access:passkeys")


def _own(request: HttpRequest, passkey: UUID) -> Passkey:
    found = Passkey.objects.in_use().filter(person=person_of(request), pk=passkey).first()
    if found is None:
        raise Http404
    return found
