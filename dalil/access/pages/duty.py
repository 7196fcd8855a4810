"""Duty: an operator begins it with a reason and for a time, ends it; trustees and operators see who was on duty and why.

It never lengthens one that runs: whoever needs longer begins another, with its own reason.
"""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access import duty as actions
from dalil.access.forms_of_two import DutyForm
from dalil.access.gates import freshly, only
from dalil.access.leaving import ON_DUTY
from dalil.access.models import DutySession
from dalil.access.refusals import Refused
from dalil.access.viewer import Viewer, person_of, viewer_of
from dalil.access.visibility import DUTY

ON_A_PAGE = 25


def _operates_or_watches(viewer: Viewer) -> bool:
    """Operators, on duty or off, and trustees."""
    is_operator = viewer.is_recognised and viewer.person is not None and viewer.person.is_operator
    return is_operator or viewer.is_trustee


@only("operators, on duty or off, and trustees", _operates_or_watches)
def duty(request: HttpRequest) -> HttpResponseBase:
    """Lists all duty sessions; for operators with the form to begin one."""
    form = DutyForm(request.POST or None)
    if request.method == "POST":
        return begin_duty(request)
    return _shown(request, form)


@freshly
def begin_duty(request: HttpRequest) -> HttpResponse:
    """Begins, in this session alone."""
    form = DutyForm(request.POST)
    if form.is_valid():
        lasts = timedelta(minutes=form.cleaned_data["minutes"])
        try:
            begun = actions.begin(by=person_of(request), at=timezone.now(), why=form.cleaned_data["why"], lasts=lasts)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            request.session[ON_DUTY] = str(begun.pk)
            messages.success(request, _("You are on duty. Everything you do now names this duty in the ledger."))
            return redirect("access:duty")
    return _shown(request, form, status=422)


@only("operators, on duty or off, and trustees", _operates_or_watches)
@require_POST
def end_duty(request: HttpRequest) -> HttpResponse:
    """Ends one's own."""
    actions.end(by=person_of(request), at=timezone.now())
    request.session.pop(ON_DUTY, None)
    messages.success(request, _("Your duty has ended."))
    return redirect("access:duty")


def _shown(request: HttpRequest, form: DutyForm, status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    sessions = DUTY.visible(DutySession.objects.select_related("person").order_by("-began_at", "id"), viewer)
    shown = {
        "form": form,
        "is_operator": person_of(request).is_operator,
        "on_duty": viewer.duty,
        "page": Paginator(sessions, ON_A_PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
        "here": "duty",
    }
    return render(request, "access/pages/duty.html", shown, status=status)
