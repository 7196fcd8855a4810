"""One claim with its evidence, for the editor who decides; who claims is opened here, and that is written down.

It never shows a document in the page: it is downloaded. It decides nothing without a reason.
"""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access import unusual
from dalil.access.gates import does, for_editors, freshly
from dalil.access.models import Approval
from dalil.access.state import Act
from dalil.access.viewer import person_of, viewer_of
from dalil.accounts.models import Person
from dalil.guide.acting import attempt, version_in
from dalil.guide.actions import deciding_claims
from dalil.guide.actions.delegating import agree_to_manager
from dalil.guide.actions.inviting import ever_managed, manager_invitations, managers_of
from dalil.guide.actions.refusals import Refused
from dalil.guide.claim_evidence import is_enough, listing, voices
from dalil.guide.claim_forms import DecisionForm, ReasonForm
from dalil.guide.models import Claim, ClaimantContact, ClaimState, EvidenceKind, ManagerOffer
from dalil.guide.models.owners import WAITING_CLAIMS
from dalil.guide.owners_visibility import CLAIMS, OFFERS
from dalil.guide.owning import holders_of
from dalil.vault.actions import open_records
from dalil.vault.evidence.downloads import download
from dalil.vault.models import Evidence


def seen(request: HttpRequest, number: int) -> Claim:
    """The claim, if the viewer may see it."""
    rows = Claim.objects.select_related("organisation", "anchor__organisation", "holder", "body", "decided_by")
    return get_object_or_404(CLAIMS.visible(rows, viewer_of(request)), pk=number)


@for_editors
def claim_one(request: HttpRequest, number: int) -> HttpResponse:
    """The page. Who claims is shown once it is asked for, by a button."""
    claim, at = seen(request, number), timezone.now()
    contact = None
    if request.method == "POST":
        row = get_object_or_404(ClaimantContact, claim=claim)
        _tell_managers(claim, person_of(request), at)
        (contact,) = open_records([row], by=person_of(request), at=at, why=f"deciding claim {claim.pk}")
    page = {
        "here": "claims",
        "claim": claim,
        "contact": contact,
        "evidence": claim.evidence.select_related("listed_in__source", "voucher", "voucher_by").order_by("pk"),
        "voices": voices(claim, at),
        "is_enough": is_enough(claim, at),
        "domains": listing(claim.entry).items(),
        "holders": [body for body in holders_of(claim.entry) if body.pk != claim.body_id],
        "others": Claim.objects.waiting()
        .filter(anchor=claim.anchor, organisation=claim.organisation)
        .exclude(pk=claim.pk),
        "is_waiting": claim.state in WAITING_CLAIMS,
        "is_approved": claim.state == ClaimState.APPROVED,
        "unmanaged": _unmanaged(claim, at),
        "form": DecisionForm(),
        "reason_form": ReasonForm(),
        "again_form": ReasonForm(auto_id="again_%s"),
    }
    return render(request, "guide/pages/staff/claim_one.html", page)


def _unmanaged(claim: Claim, at: datetime) -> dict[str, object] | None:
    """Of an approved claim whose organisation nobody manages now: what became of the last invitation."""
    body = claim.body
    if claim.state != ClaimState.APPROVED or body is None or body.ended_at or managers_of(body, at).exists():
        return None
    waiting = Approval.objects.waiting(at).filter(kind=deciding_claims.INVITE_MANAGER, subject=f"body:{body.pk}")
    last = manager_invitations(body).first()
    return {
        "last": last,
        "is_open": last is not None and manager_invitations(body).open(at).filter(pk=last.pk).exists(),
        "needs_two": ever_managed(body),
        "asked": waiting.first(),
    }


@for_editors
@freshly
def claim_document_of(request: HttpRequest, number: int, piece: int) -> StreamingHttpResponse:
    """A document, as a download; that it was read is written down."""
    claim = seen(request, number)
    one = get_object_or_404(claim.evidence, pk=piece, kind=EvidenceKind.DOCUMENT)
    kept = get_object_or_404(Evidence, pk=one.document)
    by, at = person_of(request), timezone.now()
    _tell_managers(claim, by, at)
    return download(kept, by=by, at=at, why=f"deciding claim {claim.pk}")


def _tell_managers(claim: Claim, by: Person, at: datetime) -> None:
    """Of an approved claim the papers belong to an organisation, whose managers are told that they were opened again."""
    if claim.body_id:
        unusual.tell_managers(opened_by=by, bodies=[claim.body_id], at=at)


@for_editors
@freshly
@require_POST
def claim_decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve or deny."""
    claim, by, at, form = seen(request, number), person_of(request), timezone.now(), DecisionForm(request.POST)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    version, passes_on = version_in(request), form.cleaned_data.get("passes_on", False)
    if request.POST.get("decision") == "approve":
        attempt(
            request,
            lambda: deciding_claims.approve_claim(
                claim=claim, by=by, at=at, reason=reason, version=version, passes_on=passes_on
            ),
            _("Approved. The claimant is invited as the first manager."),
        )
    elif request.POST.get("decision") == "deny":
        attempt(
            request,
            lambda: deciding_claims.deny_claim(claim=claim, by=by, at=at, reason=reason, version=version),
            _("Denied. The claimant is told, and may appeal."),
        )
    return redirect("guide:claim_one", number)


@for_editors
@freshly
@require_POST
def claim_revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take an approval back."""
    claim, by, at, form = seen(request, number), person_of(request), timezone.now(), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    attempt(
        request,
        lambda: deciding_claims.revoke_claim(claim=claim, by=by, at=at, reason=reason),
        _("Revoked. Nobody acts for the organisation any more."),
    )
    return redirect("guide:claim_one", number)


@for_editors
@does(Act.INVITE)
@freshly
@require_POST
def claim_invite(request: HttpRequest, number: int) -> HttpResponse:
    """Invite the claimant again; where somebody was manager before, ask another editor to agree."""
    claim, by, at, form = seen(request, number), person_of(request), timezone.now(), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        done = deciding_claims.invite_again(claim=claim, by=by, at=at, reason=reason)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        is_asked = isinstance(done, Approval)
        said = _("Another editor must agree; they are asked.") if is_asked else _("The claimant is invited again.")
        messages.success(request, said)
    return redirect("guide:claim_one", number)


@for_editors
@freshly
@require_POST
def offer_agree(request: HttpRequest, number: int) -> HttpResponse:
    """Agree, as an editor, to a further manager of a body."""
    rows = ManagerOffer.objects.select_related("delegation__body", "asked_by")
    offer = get_object_or_404(OFFERS.visible(rows, viewer_of(request)), pk=number)
    by, at = person_of(request), timezone.now()
    attempt(request, lambda: agree_to_manager(offer=offer, by=by, at=at), _("Noted."))
    return redirect("guide:claims")
