"""The private contacts of an entry for those to whom the table of rules shows them; and those of one's own entry.

Opening is a POST with a reason, written down before a value is shown. No value is ever in an address or kept in the session.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_delegates, only
from dalil.access.once import once
from dalil.access.shown_as import names_of_bodies, shown_as
from dalil.access.viewer import viewer_of
from dalil.guide.acting import attempt, typed
from dalil.guide.acting_for import acting
from dalil.guide.actions.contacts import MOST_A_DAY, give_contact, open_contacts, set_audience, withdraw_contact
from dalil.guide.actions.refusals import Refused
from dalil.guide.mine import KEEPERS, mine
from dalil.guide.models import Contact, ContactKind, ContactOpening, ContactReason, Organisation
from dalil.guide.models.contacts import AUDIENCES
from dalil.guide.owning import ownership_of
from dalil.guide.visibility import CONTACTS, ORGANISATIONS, may_ask

MOST_SHOWN = 200


@only("members and editors", may_ask)
def contacts(request: HttpRequest, number: str) -> HttpResponse:
    """How many contacts there are for the viewer; by POST, with a reason, what they are."""
    viewer = viewer_of(request)
    shown = get_object_or_404(ORGANISATIONS.visible(Organisation.objects.all(), viewer), pk=number)
    rows = list(
        CONTACTS.visible(Contact.objects.of_entry(shown.pk), viewer).order_by("kind", "since", "pk")[:MOST_SHOWN]
    )
    page: dict[str, object] = {
        "organisation": shown,
        "contacts": rows,
        "why": CONTACTS.explain(rows[0], viewer) if rows else (),
        "reasons": ContactReason.choices,
        "most": MOST_A_DAY,
    }
    status = 200
    if request.method == "POST":
        try:
            reason = typed(request, "reason", 10)
            page["opened"] = open_contacts(contacts=rows, viewer=viewer, reason=reason, at=timezone.now())
        except Refused as refused:
            page["refused"], status = str(refused), 422
    return render(request, "guide/pages/member/contacts.html", page, status=status)


@for_delegates(*KEEPERS)
@once()
def own_contacts(request: HttpRequest) -> HttpResponse:
    """The contacts of the own entry: what there is, for whom, who opened them; giving one."""
    own = mine(request)
    viewer = viewer_of(request)
    if request.method == "POST":
        held = ownership_of(own.body)
        if held is None:
            raise Http404
        attempt(
            request,
            lambda: give_contact(
                organisation=own.entry,
                body=held.body,
                kind=typed(request, "kind", 10),
                value=typed(request, "value", 1000),
                audience=typed(request, "audience", 10),
                by=own.person,
                at=timezone.now(),
            ),
            _("Kept, sealed."),
        )
        return redirect("guide:own_contacts")
    rows = CONTACTS.visible(Contact.objects.of_entry(own.entry.pk), viewer).order_by("kind", "since", "pk")[:MOST_SHOWN]
    of_these = ContactOpening.objects.filter(contact__in=[one.pk for one in rows]).select_related("contact", "person")
    openings, acts = list(of_these.order_by("-at")[:50]), acting(request)
    names = names_of_bodies(str(one.acting_for or "") for one in openings)
    page = {
        "here": "own_contacts",
        "own": acts,
        "organisation": own.entry,
        "contacts": rows,
        "kinds": ContactKind.choices,
        "audiences": [(one.value, one.label) for one in AUDIENCES],
        "openings": [
            (one, shown_as(one.person, str(one.acting_for or ""), mine=acts.body, names=names)) for one in openings
        ],
    }
    return render(request, "guide/pages/member/own_contacts.html", page)


@for_delegates(*KEEPERS)
def own_contact_withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    """Withdraw one of the own entry's contacts."""
    own = mine(request)
    visible = CONTACTS.visible(Contact.objects.of_entry(own.entry.pk), viewer_of(request))
    if request.method == "POST":
        found = get_object_or_404(visible, pk=pk)
        done = _("Withdrawn. From now on nobody is shown it.")
        attempt(
            request,
            lambda: withdraw_contact(contact=found, by=own.person, at=timezone.now(), acting_for=own.body),
            done,
        )
    return redirect("guide:own_contacts")


@for_delegates(*KEEPERS)
@require_POST
def own_contact_audience(request: HttpRequest, pk: str) -> HttpResponse:
    """Say for whom one of the own entry's contacts is from now on. For fewer than oneself, it is gone from one's page."""
    own = mine(request)
    found = get_object_or_404(CONTACTS.visible(Contact.objects.of_entry(own.entry.pk), viewer_of(request)), pk=pk)
    audience, at = typed(request, "audience", 10), timezone.now()
    attempt(
        request,
        lambda: set_audience(contact=found, audience=audience, by=own.person, at=at, acting_for=own.body),
        _("Saved."),
    )
    return redirect("guide:own_contacts")
