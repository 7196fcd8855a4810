"""One's own account: what happened to it, by what one is recognised, where one is signed in.

It changes nothing but what is read.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from dalil.access import notices
from dalil.access.factors import has_time_code
from dalil.access.gates import for_signed_in
from dalil.access.viewer import person_of
from dalil.accounts.models import LiveSession, Notice, Passkey, Recovery


@for_signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Everything at a glance, each with the page where it is changed."""
    person = person_of(request)
    shown = {
        "here": "account",
        "recovery": Recovery.objects.under_way(timezone.now()).filter(person=person).first(),
        "notices": Notice.objects.filter(person=person).select_related("about")[:20],
        "passkeys": Passkey.objects.in_use().filter(person=person).count(),
        "has_time_code": has_time_code(person),
        "sessions": LiveSession.objects.alive(timezone.now()).filter(person=person).count(),
    }
    return render(request, "access/pages/account.html", shown)


@for_signed_in
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """What was told need not be told again."""
    notices.read(by=person_of(request), at=timezone.now())
    return redirect("access:account")
