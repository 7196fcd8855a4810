"""Who acts for the organisation: inviting, roles, ending, asking for further managers, handing over, giving the entry back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import does, for_delegates, freshly
from dalil.access.once import once
from dalil.access.state import Act
from dalil.accounts.models import DelegateRole, Delegation, Invitation
from dalil.guide.acting import attempt, typed
from dalil.guide.acting_for import Acting, acting
from dalil.guide.actions import delegating, inviting
from dalil.guide.actions.refusals import Refused
from dalil.guide.claim_forms import InviteForm, RoleForm
from dalil.guide.models import ManagerOffer
from dalil.guide.owners_visibility import DELEGATIONS, OFFERS

MANAGER = DelegateRole.MANAGER


@for_delegates()
def member_delegates(request: HttpRequest) -> HttpResponse:
    """The page."""
    return shown(request, acting(request), InviteForm())


def shown(request: HttpRequest, own: Acting, form: InviteForm, link: str = "") -> HttpResponse:
    """The page with its form; `link` is one just made, to be handed over."""
    standing = Delegation.objects.in_force(own.at).filter(body=own.body).select_related("person")
    offers = ManagerOffer.objects.filter(closed_at=None, delegation__body=own.body)
    page = {
        "here": "member_delegates",
        "own": own,
        "delegates": [(one, RoleForm(initial={"role": one.role, "until": one.until})) for one in standing],
        "offers": OFFERS.visible(offers, own.viewer).select_related("delegation__person", "asked_by__person"),
        "invitations": _in_words(inviting.open_invitations(own.body, own.at)) if own.is_manager else [],
        "run_out": _in_words(inviting.run_out_invitations(own.body, own.at)) if own.is_manager else [],
        "form": form,
        "link": link,
    }
    return render(request, "guide/pages/member/delegates.html", page, status=422 if form.errors else 200)


def _in_words(invitations: list[Invitation]) -> list[dict[str, object]]:
    """Each with the role that it offers, and until when."""
    return [
        {"one": one, "role": DelegateRole(one.given["role"]).label, "until": inviting.last_day(one)}
        for one in invitations
        if one.given.get("role") in DelegateRole.values
    ]


@for_delegates(MANAGER)
@does(Act.INVITE)
@freshly
@require_POST
@once(shown_at="guide:member_delegates")
def member_invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown once."""
    own, form = acting(request), InviteForm(request.POST)
    if not form.is_valid():
        return shown(request, own, form)
    said = form.cleaned_data
    link = inviting.invite_delegate(
        body=own.body,
        role=said["role"],
        until=said["until"],
        mail=said["mail"],
        language=get_language() or "en",
        by=own.person,
        at=own.at,
    )
    return shown(request, own, InviteForm(), link)


@for_delegates(MANAGER)
@does(Act.INVITE)
@freshly
@require_POST
def member_invite_anew(request: HttpRequest, number: UUID) -> HttpResponse:
    """A new link for an invitation that ran out or was lost; it is shown once."""
    own, link = acting(request), ""
    invitation = get_object_or_404(Invitation, pk=number, kind=inviting.DELEGATE, given__body=str(own.body.pk))
    language = get_language() or "en"
    try:
        link = inviting.invite_anew(invitation=invitation, body=own.body, by=own.person, at=own.at, language=language)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("guide:member_delegates")
    return shown(request, own, InviteForm(), link)


@for_delegates(MANAGER)
@require_POST
def member_take_back(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take an invitation back."""
    own = acting(request)
    invitation = get_object_or_404(Invitation, pk=number, kind=inviting.DELEGATE, given__body=str(own.body.pk))
    try:
        inviting.take_back(invitation=invitation, body=own.body, by=own.person, at=own.at)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("guide:member_delegates")


def _of_mine(own: Acting, number: int) -> Delegation:
    """A delegate of the body that one acts for; an editor's wider view does not count here."""
    mine = DELEGATIONS.visible(Delegation.objects.all(), own.viewer)
    return get_object_or_404(mine, pk=number, body=own.body, ended_at=None)


@for_delegates(MANAGER)
@freshly
@require_POST
def member_role(request: HttpRequest, number: int) -> HttpResponse:
    """Give a delegate another role or another last day."""
    own, form = acting(request), RoleForm(request.POST)
    found = _of_mine(own, number)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("guide:member_delegates")
    said = form.cleaned_data
    attempt(
        request,
        lambda: delegating.change_delegate(
            delegation=found, role=said["role"], until=said["until"], by=own.person, acting_for=own.body, at=own.at
        ),
        _("Changed."),
    )
    return redirect("guide:member_delegates")


@for_delegates()
@require_POST
def member_end(request: HttpRequest, number: int) -> HttpResponse:
    """End a delegate's standing, or one's own."""
    own = acting(request)
    found = _of_mine(own, number)
    if not own.is_manager and found.person_id != own.person.pk:
        raise Http404
    has_ended = attempt(
        request,
        lambda: delegating.end_delegate(delegation=found, by=own.person, acting_for=own.body, at=own.at),
        _("From now on they no longer act for the organisation."),
    )
    return redirect("guide:home" if has_ended and found.person_id == own.person.pk else "guide:member_delegates")


@for_delegates(MANAGER)
@freshly
@require_POST
def member_ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a delegate to become a manager: beside oneself, or in one's place."""
    own = acting(request)
    found, in_place = _of_mine(own, number), request.POST.get("how") == "in_place"
    attempt(
        request,
        lambda: delegating.offer_management(
            delegation=found, is_in_place=in_place, by=own.person, acting_for=own.body, at=own.at
        ),
        _("They are asked. It is done once they say yes."),
    )
    return redirect("guide:member_delegates")


@for_delegates()
@freshly
@require_POST
def member_offer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer an offer: accept, agree, decline or take back."""
    own = acting(request)
    mine = OFFERS.visible(ManagerOffer.objects.select_related("delegation__body", "asked_by"), own.viewer)
    offer = get_object_or_404(mine, pk=number, delegation__body=own.body)
    answer = typed(request, "answer", 10)
    if answer == "agree":
        attempt(request, lambda: delegating.agree_to_manager(offer=offer, by=own.person, at=own.at), _("Noted."))
    else:
        act = delegating.accept_management if answer == "accept" else delegating.decline_management
        attempt(request, lambda: act(offer=offer, by=own.person, acting_for=own.body, at=own.at), _("Noted."))
    return redirect("guide:member")


@for_delegates(MANAGER)
@freshly
@require_POST
def member_give_back(request: HttpRequest) -> HttpResponse:
    """Give the entry back to the secretariat: nobody acts for the organisation any more."""
    own, why = acting(request), typed(request, "why", 500)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick that you are sure."))
        return redirect("guide:member_delegates")
    done = _("Given back. Nobody acts for the organisation any more.")
    attempt(request, lambda: delegating.give_back(body=own.body, by=own.person, at=own.at, why=why), done)
    return redirect("guide:home")
