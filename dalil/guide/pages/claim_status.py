"""How a claim stands, for the claimant: under a link that nobody can guess. Evidence is added here, and appeals are made.

Whoever holds the link is the claimant; it shows no name and no address. It is in no cache and no search engine.
"""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dalil.access.gates import does, public
from dalil.access.once import not_carried_out, once
from dalil.access.refusals import Refused
from dalil.access.state import Act
from dalil.guide.acting import attempt
from dalil.guide.actions import claiming, deciding_claims
from dalil.guide.actions.inviting import manager_invitations, unmanaged, waiting_for_claimant
from dalil.guide.claim_evidence import listing, voices
from dalil.guide.claim_forms import AppealForm, DocumentForm, DomainForm
from dalil.guide.knocking import Door, may_knock
from dalil.guide.models import Claim, ClaimantContact, EvidenceKind
from dalil.guide.models.owners import WAITING_CLAIMS
from dalil.guide.tokens import key_of

THE_LINK = "whoever holds the link is the claimant, and has no account yet"


def claim_of(token: str) -> Claim:
    """The claim that this link opens."""
    rows = Claim.objects.select_related("organisation", "anchor__organisation", "body")
    return get_object_or_404(rows, status_key=key_of(token))


def has_run_out(claim: Claim, at: datetime) -> bool:
    """Whether the claimant was invited and nobody manages: the link was not used in time."""
    if claim.body is None or not unmanaged(at).filter(pk=claim.pk).exists():
        return False
    return not manager_invitations(claim.body).open(at).exists()


def may_begin(claim: Claim, at: datetime) -> bool:
    """Whether the claimant, who was invited to be the first manager, can begin here instead of by the mail."""
    if claim.body is None or not unmanaged(at).filter(pk=claim.pk).exists():
        return False
    return waiting_for_claimant(claim.body) is not None


@public(THE_LINK)
@never_cache
def claim_status(request: HttpRequest, token: str) -> HttpResponse:
    """The page."""
    claim, at = claim_of(token), timezone.now()
    page = {
        "claim": claim,
        "token": token,
        "evidence": claim.evidence.order_by("pk"),
        "voices": len(voices(claim, at)),
        "is_waiting": claim.state in WAITING_CLAIMS,
        "may_begin": may_begin(claim, at),
        "has_run_out": has_run_out(claim, at),
        "may_appeal": deciding_claims.may_appeal(claim, at),
        "domains": sorted(listing(claim.entry)),
        "domain_form": DomainForm(),
        "document_form": DocumentForm(),
        "appeal_form": AppealForm(),
        "kinds": EvidenceKind,
    }
    return render(request, "guide/pages/claim_status.html", page)


@public(THE_LINK)
@require_POST
def claim_add(request: HttpRequest, token: str) -> HttpResponse:
    """Send another link to an address at the domain."""
    claim, form, at = claim_of(token), DomainForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, _("This is no mail address."))
    elif not may_knock(Door.MAIL, address=request.META["REMOTE_ADDR"], at=at):
        messages.error(request, _("Too many mails were asked for. Try again tomorrow."))
    else:
        address = form.cleaned_data["mail_at_domain"]
        attempt(
            request,
            lambda: claiming.send_to_domain(claim=claim, address=address, at=at),
            _("We sent a link there. It holds for 48 hours."),
        )
    return redirect("guide:claim_status", token)


@public(THE_LINK)
@require_POST
@once()
def claim_document(request: HttpRequest, token: str) -> HttpResponse:
    """Add a document to the evidence: into the evidence store, encrypted."""
    claim, form, at = claim_of(token), DocumentForm(request.POST, request.FILES), timezone.now()
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["document"])))
        not_carried_out(request)
    elif claim.state not in WAITING_CLAIMS or not may_knock(Door.MAIL, address=request.META["REMOTE_ADDR"], at=at):
        messages.error(request, _("No further document can be added now."))
        not_carried_out(request)
    else:
        attempt(
            request,
            lambda: claiming.keep_document(claim=claim, upload=form.cleaned_data["document"], at=at),
            _("We have it. An editor will look at it."),
        )
    return redirect("guide:claim_status", token)


@public(THE_LINK)
@does(Act.INVITE)
@require_POST
@never_cache
def claim_begin(request: HttpRequest, token: str) -> HttpResponse:
    """A new invitation to be the first manager, on the spot: its secret stands behind the `#` of where this leads."""
    claim, at = claim_of(token), timezone.now()
    if not may_knock(Door.MAIL, address=request.META["REMOTE_ADDR"], at=at):
        messages.error(request, _("Too many mails were asked for. Try again tomorrow."))
        return redirect("guide:claim_status", token)
    try:
        link = deciding_claims.begin_to_act(claim=claim, at=at)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("guide:claim_status", token)
    # Here and in the language of this page, whatever the address in the mail says.
    return redirect(f"{reverse('access:invitation')}#{link.partition('#')[2]}")


@public(THE_LINK)
@require_POST
def claim_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take the claim back."""
    claim, at = claim_of(token), timezone.now()
    attempt(request, lambda: claiming.withdraw_claim(claim=claim, at=at), _("Your claim is withdrawn."))
    return redirect("guide:claim_status", token)


@public(THE_LINK)
@require_POST
def claim_appeal(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for another editor's word."""
    claim, form, at = claim_of(token), AppealForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, _("Say why the answer is wrong, in at most 2,000 characters."))
    elif attempt(request, lambda: deciding_claims.appeal(claim=claim, at=at), _("Another editor will look at it.")):
        contact = ClaimantContact.objects.get(claim=claim)
        contact.appeal = form.cleaned_data["words"]
        contact.save()
    return redirect("guide:claim_status", token)
