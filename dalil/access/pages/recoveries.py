"""For staff: who asked to get back in, vouching for them, stopping it, and the link that is handed over in the end.

It never shows a link twice, and lets nobody do it alone: the actions count.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.acting import attempt
from dalil.access.actions import recoveries as actions
from dalil.access.forms import VouchForm
from dalil.access.gates import for_signed_in, for_staff, freshly, freshly_sent
from dalil.access.refusals import Refused
from dalil.access.viewer import person_of
from dalil.accounts.models import Means, Person, Recovery

MOST_SHOWN = 50


@for_staff
def recoveries(request: HttpRequest) -> HttpResponse:
    """Those that are under way, and lately ended ones."""
    under_way = Recovery.objects.under_way(timezone.now()).of_lost_accounts().select_related("person")
    ended = Recovery.objects.of_lost_accounts().exclude(stopped_at=None, used_at=None).select_related("person")[:10]
    shown = {
        "under_way": under_way.prefetch_related("vouchings__by")[:MOST_SHOWN],
        "ended": ended,
        "here": "recoveries",
    }
    return render(request, "access/pages/recoveries.html", shown)


@for_staff
@freshly_sent
def recovery(request: HttpRequest, recovery: UUID) -> HttpResponse:
    """One of them: who vouched, and the form to vouch oneself."""
    found = _found(recovery)
    form = VouchForm(request.POST or None)
    if form.is_valid():
        try:
            actions.vouch(
                by=person_of(request),
                at=timezone.now(),
                recovery=found,
                means=Means(form.cleaned_data["means"]),
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your word is noted."))
            return redirect("access:recovery", found.pk)
    return _shown(request, found, form)


@for_staff
@freshly
@require_POST
def begin_recovery(request: HttpRequest, number: int) -> HttpResponse:
    """A colleague begins it for somebody who called."""
    somebody = get_object_or_404(Person.objects.human().active(), pk=number)
    try:
        begun = actions.begin(by=person_of(request), at=timezone.now(), person=somebody)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("access:recoveries")
    return redirect("access:recovery", begun.pk)


@for_staff
@freshly
@require_POST
def hand_over_recovery(request: HttpRequest, recovery: UUID) -> HttpResponse:
    """Makes the link, and shows it this once."""
    found, link = _found(recovery), ""
    base = f"{request.scheme}://{request.get_host()}"
    try:
        link = actions.hand_over(by=person_of(request), at=timezone.now(), recovery=found, base=base)
    except Refused as refused:
        messages.error(request, str(refused))
    return _shown(request, found, VouchForm(), link)


@for_signed_in
@require_POST
def stop_recovery(request: HttpRequest, recovery: UUID) -> HttpResponse:
    """The owner, or one of the staff, stops it."""
    person = person_of(request)
    found = _found(recovery)
    if found.person_id != person.pk and not person.needs_passkey:
        raise Http404
    attempt(
        request,
        lambda: actions.stop(by=person, at=timezone.now(), recovery=found),
        _("The recovery is stopped."),
    )
    return redirect("access:account" if found.person_id == person.pk else "access:recoveries")


def _found(recovery: UUID) -> Recovery:
    return get_object_or_404(Recovery.objects.of_lost_accounts().select_related("person"), pk=recovery)


def _shown(request: HttpRequest, found: Recovery, form: VouchForm, link: str = "") -> HttpResponse:
    at, person = timezone.now(), person_of(request)
    found.refresh_from_db()
    is_under_way = Recovery.objects.under_way(at).filter(pk=found.pk).exists()
    vouchings = list(found.vouchings.select_related("by"))
    may_vouch = is_under_way and actions.may_vouch(person, found.person, at)
    has_vouched = person.pk in {vouching.by_id for vouching in vouchings}
    shown = {
        "here": "recoveries",
        "recovery": found,
        "vouchings": vouchings,
        "needed": actions.NEEDED,
        "is_under_way": is_under_way,
        "form": form if may_vouch and not has_vouched else None,
        "may_hand_over": may_vouch and found.ready_at is not None and found.ready_at <= at,
        "link": link,
    }
    status = 422 if form.errors else 200
    return render(request, "access/pages/recovery.html", shown, status=status)
