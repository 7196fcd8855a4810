"""The desk of a member: the entry of the organisation that one acts for, its delegates, what waits. And choosing for whom.

It shows nothing of a body that one does not act for now.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_delegates, for_signed_in
from dalil.access.viewer import ACTING_FOR, Viewer, viewer_of
from dalil.accounts.models import Body, DelegateRole, Delegation
from dalil.guide.acting import attempt, typed
from dalil.guide.acting_for import Acting, acting
from dalil.guide.actions.claiming import answer_claim_of_another, vouch
from dalil.guide.actions.stating_own import latest
from dalil.guide.models import ChangeProposal, Claim, ClaimEvidence, ManagerOffer, OwnStatement, StatementState
from dalil.guide.models.owners import WAITING_CLAIMS
from dalil.guide.owners_visibility import CHANGES, CLAIMS, KEEPERS, OFFERS, VOICES
from dalil.guide.owning import ownership_of
from dalil.guide.spelt_out import own_word


@for_signed_in
def member(request: HttpRequest) -> HttpResponse:
    """The desk, or the choice for whom one acts."""
    viewer = viewer_of(request)
    bodies = list(Body.objects.filter(pk__in=list(viewer.acts_for)))
    if not bodies:
        raise Http404
    if viewer.acting_for is None and len(bodies) == 1:
        request.session[ACTING_FOR] = str(bodies[0].pk)
        return redirect("guide:member")
    if viewer.acting_for is None:
        return choosing(request, viewer, bodies)
    return render(request, "guide/pages/member/desk.html", _desk(acting(request), several=len(bodies) > 1))


def _desk(own: Acting, *, several: bool) -> dict[str, object]:
    held = ownership_of(own.body.pk)
    entry = held.entry if held else None
    waiting = (
        CHANGES.visible(ChangeProposal.objects.waiting(), own.viewer) if own.keeps else ChangeProposal.objects.none()
    )
    claims = Claim.objects.filter(state__in=WAITING_CLAIMS)
    asked = ClaimEvidence.objects.filter(voucher_by=None, claim__state__in=WAITING_CLAIMS)
    offers = ManagerOffer.objects.filter(closed_at=None).select_related("delegation__person", "asked_by__person")
    statements = OwnStatement.objects.filter(body=own.body)
    return {
        "here": "member",
        "own": own,
        "several": several,
        "entry": entry,
        "says": own_word(latest(own.body), own.person.language) if held else [],
        "last": statements.exclude(state=StatementState.REPLACED).order_by("-at").first(),
        "changes": waiting.count(),
        "claims": CLAIMS.visible(claims, own.viewer) if own.is_manager else [],
        "voices": VOICES.visible(asked, own.viewer).select_related(
            "claim__organisation", "claim__anchor__organisation"
        ),
        "offers": OFFERS.visible(offers, own.viewer),
        "delegates": Delegation.objects.in_force(own.at).filter(body=own.body).select_related("person"),
    }


@for_signed_in
def member_choose(request: HttpRequest) -> HttpResponse:
    """Choose for which organisation one acts from now on in this session."""
    viewer = viewer_of(request)
    bodies = list(Body.objects.filter(pk__in=list(viewer.acts_for)))
    if not bodies:
        raise Http404
    if request.method != "POST":
        return choosing(request, viewer, bodies)
    chosen = next((body for body in bodies if str(body.pk) == request.POST.get("body")), None)
    if chosen is None:
        raise Http404
    request.session[ACTING_FOR] = str(chosen.pk)
    return redirect("guide:member")


def choosing(request: HttpRequest, viewer: Viewer, bodies: list[Body]) -> HttpResponse:
    """The page of the choice."""
    choices = [(body, viewer.acts_for[body.pk].label, body.pk == viewer.acting_for) for body in bodies]
    return render(request, "guide/pages/member/choose.html", {"here": "member_choose", "choices": choices})


@for_delegates(*KEEPERS)
@require_POST
def member_vouch(request: HttpRequest, number: int) -> HttpResponse:
    """Give the word of one's body for a claim, or refuse it."""
    own = acting(request)
    asked = get_object_or_404(VOICES.visible(ClaimEvidence.objects.all(), own.viewer), pk=number)
    does = request.POST.get("answer") == "yes"
    done = _("Noted. An editor decides.")
    attempt(request, lambda: vouch(evidence=asked, does=does, by=own.person, acting_for=own.body, at=own.at), done)
    return redirect("guide:member")


@for_delegates(DelegateRole.MANAGER)
@require_POST
def member_claim(request: HttpRequest, number: int) -> HttpResponse:
    """Say what one thinks of another's claim to one's own entry."""
    own = acting(request)
    claim = get_object_or_404(CLAIMS.visible(Claim.objects.all(), own.viewer), pk=number, holder=own.body)
    agrees, says = request.POST.get("answer") == "yes", typed(request, "says", 1000)
    attempt(
        request,
        lambda: answer_claim_of_another(
            claim=claim, agrees=agrees, says=says, by=own.person, acting_for=own.body, at=own.at
        ),
        _("Noted. An editor decides."),
    )
    return redirect("guide:member")
