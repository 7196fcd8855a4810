"""Between the password and the pages: here the second factor is shown, or the first one set up. Nothing else opens before.

Staff, counsel and trustees find no other way than a passkey. It never lets anybody past by a link of its own: the gates
ask the session.
"""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from dalil.access.entering import better_address, may_change_factors, onwards
from dalil.access.factors import has_time_code, strongest_of
from dalil.access.gates import for_known
from dalil.access.strength import Factor, factor_of
from dalil.access.viewer import person_of, viewer_of


@for_known
def factor(request: HttpRequest) -> HttpResponseBase:
    """Shows what this person still has to show or set up; whoever is recognised goes on at once."""
    person = person_of(request)
    going = onwards(request)
    if better := better_address(request):
        return redirect(better)
    if viewer_of(request).is_recognised:
        return redirect(going)
    strongest = strongest_of(person)
    reached = factor_of(request.session)
    if strongest <= reached and not may_change_factors(request, strongest, at=timezone.now()):
        return redirect(f"{reverse('access:prove')}?{urlencode({'next': request.get_full_path()})}")
    shown = {
        "going": going,
        "person": person,
        "has_passkey": strongest is Factor.PASSKEY,
        "asks_code": reached < Factor.TIME_CODE and has_time_code(person),
        "must_be_passkey": person.needs_passkey,
    }
    return render(request, "access/pages/factor.html", shown)
