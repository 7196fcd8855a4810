"""Changes that others propose to the organisation's entry: those that wait, and what the organisation says to them."""

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_delegates
from dalil.guide.acting import attempt, typed, version_in
from dalil.guide.acting_for import acting
from dalil.guide.actions import proposing_changes
from dalil.guide.actions.stating_own import latest
from dalil.guide.changing import in_words
from dalil.guide.models import ChangeProposal, ProposedState
from dalil.guide.owners_visibility import KEEPERS, changes_to_my_entry

ON_A_PAGE = 30
AGREES = {"agree": True, "disagree": False}


def mine(request: HttpRequest) -> QuerySet[ChangeProposal]:
    """What is proposed to the entry of the body that one acts for; an editor's wider view does not count here."""
    own = acting(request)
    rule = changes_to_my_entry(own.viewer)
    rows = ChangeProposal.objects.select_related("organisation", "anchor__organisation", "owner")
    return rows.none() if rule is None else rows.filter(rule)


@for_delegates(*KEEPERS)
def member_changes(request: HttpRequest) -> HttpResponse:
    """Those that wait first, oldest first."""
    found = mine(request).order_by(F("decided_at").asc(nulls_first=True), "filed_at", "pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "guide/pages/member/changes.html", {"here": "member_changes", "own": acting(request), "page": page}
    )


@for_delegates(*KEEPERS)
def member_change(request: HttpRequest, number: int) -> HttpResponse:
    """One of them, or what the organisation says to it."""
    own = acting(request)
    proposal = get_object_or_404(mine(request), pk=number)
    if request.method == "POST":
        answer, says = typed(request, "answer", 10), typed(request, "says", 1000)
        if answer == "accept":
            version = version_in(request)
            attempt(
                request,
                lambda: proposing_changes.accept_as_owner(
                    proposal=proposal, by=own.person, acting_for=own.body, at=own.at, version=version, answer=says
                ),
                _("Accepted: your organisation states it now."),
            )
        else:
            agrees = AGREES.get(answer)
            attempt(
                request,
                lambda: proposing_changes.comment_as_owner(
                    proposal=proposal, agrees=agrees, says=says, by=own.person, acting_for=own.body, at=own.at
                ),
                _("Noted. An editor decides."),
            )
        return redirect("guide:member_changes")
    language = get_language() or "en"
    page = {
        "here": "member_changes",
        "own": own,
        "proposal": proposal,
        "stands": in_words(proposal.stands, proposal.aspect, language),
        "wanted": in_words(proposal.proposed, proposal.aspect, language),
        "is_open": proposal.state == ProposedState.OPEN,
        "is_own": proposing_changes.is_own_value(proposal, latest(own.body)),
    }
    return render(request, "guide/pages/member/change.html", page)
