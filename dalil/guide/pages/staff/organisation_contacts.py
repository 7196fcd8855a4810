"""An entry's private contacts at the desk: for whom each is, and which organisations have the same. It opens none.

An editor sees those that a list told and that are for members; once one is for fewer, it is gone from this page.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors, freshly, freshly_sent
from dalil.access.viewer import person_of, viewer_of
from dalil.guide.acting import attempt, typed
from dalil.guide.actions.contacts import set_audience
from dalil.guide.actions.refusals import Refused
from dalil.guide.actions.same_contacts import same_as_in, with_contact
from dalil.guide.contact_forms import AudienceForm, SameForm
from dalil.guide.models import Contact, ContactReason, Organisation
from dalil.guide.models.contacts import AUDIENCES
from dalil.guide.visibility import CONTACTS

MOST_SHOWN = 200


@for_editors
@freshly_sent
def organisation_contacts(request: HttpRequest, number: str) -> HttpResponse:
    """The page; by POST, with a reason, who else has the same contacts."""
    shown = get_object_or_404(Organisation.objects.current(), pk=number)
    viewer = viewer_of(request)
    rows = CONTACTS.visible(Contact.objects.of_entry(shown.pk), viewer).select_related("source")
    page: dict[str, object] = {
        "here": "organisations",
        "organisation": shown,
        "contacts": rows.order_by("kind", "since", "pk")[:MOST_SHOWN],
        "audiences": [(one.value, one.label) for one in AUDIENCES],
        "reasons": ContactReason.choices,
    }
    status = 200
    if request.method == "POST":
        try:
            reason = typed(request, "reason", 10)
            page["same"] = same_as_in(organisation=shown, viewer=viewer, reason=reason, at=timezone.now())
            page["has_asked"] = True
        except Refused as refused:
            page["refused"], status = str(refused), 422
    return render(request, "guide/pages/staff/organisation_contacts.html", page, status=status)


@for_editors
@freshly
@require_POST
def contact_audience(request: HttpRequest, pk: str) -> HttpResponse:
    """Say for whom one contact is from now on, and why."""
    rows = CONTACTS.visible(Contact.objects.select_related("record"), viewer_of(request))
    found, form = get_object_or_404(rows, pk=pk), AudienceForm(request.POST)
    if found.record is None:
        raise Http404
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {' '.join(map(str, errors))}")
    else:
        said = form.cleaned_data
        attempt(
            request,
            lambda: set_audience(
                contact=found, audience=said["audience"], why=said["why"], by=person_of(request), at=timezone.now()
            ),
            _("Noted. For whom it is now stands in the record."),
        )
    return redirect("guide:organisation_contacts", found.record.organisation_id)


@for_editors
@freshly_sent
def same_contacts(request: HttpRequest) -> HttpResponse:
    """Which organisations have a contact that one types. What was typed is in no address and is shown to nobody."""
    form = SameForm(request.POST if request.method == "POST" else None)
    page: dict[str, object] = {"here": "organisations", "form": form}
    if request.method == "POST" and form.is_valid():
        said, viewer = form.cleaned_data, viewer_of(request)
        try:
            found = with_contact(value=said["value"], reason=said["reason"], viewer=viewer, at=timezone.now())
            page |= {"found": found, "has_asked": True}
        except Refused as refused:
            form.add_error("value", str(refused))
    return render(request, "guide/pages/staff/same_contacts.html", page, status=422 if form.errors else 200)
