"""One proposed change: what stands, what is proposed, from where; an editor takes it over, as it is or in part, or refuses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of, viewer_of
from dalil.formats.record import decode
from dalil.guide.acting import attempt, typed, version_in
from dalil.guide.actions import proposing_changes
from dalil.guide.change_forms import VALUE_FORMS, ValueForm, initial_of
from dalil.guide.changing import in_words
from dalil.guide.models import ChangeProposal, ProposedState
from dalil.guide.owners_visibility import CHANGES
from dalil.guide.side_by_side import values_of
from dalil.guide.spelt_out import spelt_out


@for_editors
def change_one(request: HttpRequest, number: int) -> HttpResponse:
    """The page, or the decision."""
    rows = ChangeProposal.objects.select_related(
        "organisation", "anchor__organisation", "owner", "decided_by", "decided_for"
    )
    proposal = get_object_or_404(CHANGES.visible(rows, viewer_of(request)), pk=number)
    initial = initial_of(proposal.proposed, proposal.aspect, proposal.happened, proposal.happened_on)
    form = VALUE_FORMS[proposal.aspect](request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and _decided(request, proposal, form):
        return redirect("guide:change_list")
    language = get_language() or "en"
    page = {
        "here": "changes",
        "organisation": proposal.entry,
        "proposal": proposal,
        "stands": in_words(proposal.stands, proposal.aspect, language),
        "wanted": in_words(proposal.proposed, proposal.aspect, language),
        "is_open": proposal.state == ProposedState.OPEN,
        "says": spelt_out(values_of(proposal.entry), language),
        "form": form,
        "answer": typed(request, "answer", 1000),
    }
    return render(request, "guide/pages/staff/change_one.html", page, status=422 if request.method == "POST" else 200)


def _decided(request: HttpRequest, proposal: ChangeProposal, form: ValueForm) -> bool:
    """Carry the decision out; False where it was refused, or the value cannot be understood."""
    by, at = person_of(request), timezone.now()
    answer, version = typed(request, "answer", 1000), version_in(request)
    if request.POST.get("decision") == "refuse":
        return attempt(
            request,
            lambda: proposing_changes.refuse_change(proposal=proposal, by=by, at=at, answer=answer, version=version),
            _("Refused. Whoever proposed it is told why."),
        )
    if request.POST.get("decision") != "accept" or not form.is_valid():
        return False
    values = form.record()
    return attempt(
        request,
        lambda: proposing_changes.accept_change(
            proposal=proposal,
            values=values,
            is_partly=values != decode(proposal.proposed),
            by=by,
            at=at,
            answer=answer,
            version=version,
        ),
        _("Accepted. It stands in the entry now, with its source."),
    )
