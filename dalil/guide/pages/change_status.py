"""What became of a proposed change, for whoever proposed it: under a link that nobody can guess. It shows no address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from dalil.access.gates import public
from dalil.guide.changing import in_words
from dalil.guide.models import ChangeProposal, ProposedState
from dalil.guide.tokens import key_of


@public("whoever holds the link proposed the change, and has no account")
@never_cache
def change_status(request: HttpRequest, token: str) -> HttpResponse:
    """The page."""
    rows = ChangeProposal.objects.select_related("organisation", "anchor__organisation", "owner")
    proposal = get_object_or_404(rows, status_key=key_of(token))
    language = get_language() or "en"
    page = {
        "proposal": proposal,
        "stands": in_words(proposal.stands, proposal.aspect, language),
        "wanted": in_words(proposal.proposed, proposal.aspect, language),
        "is_open": proposal.state == ProposedState.OPEN,
    }
    return render(request, "guide/pages/change_status.html", page)
