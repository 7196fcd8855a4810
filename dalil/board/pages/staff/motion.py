"""One motion: its words, who stands aside, who voted how, how it is or was counted; and what the trustee who looks may do.

While the vote is open it shows no sums that are not in the ballots already. It never counts by itself.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_trustees, freshly
from dalil.access.viewer import person_of, viewer_of
from dalil.accounts.models import Person
from dalil.board import subjects
from dalil.board.acting import attempt, attempt_form
from dalil.board.actions import closing, motions
from dalil.board.counting import may_close_now, votes_of
from dalil.board.forms import VoteForm, WhyForm
from dalil.board.kinds import kind_of
from dalil.board.models import Motion, MotionState, Resolution, Term
from dalil.board.models.motions import CHOICES
from dalil.board.visibility import MOTIONS
from dalil.board.wording import arithmetic


@for_trustees
def motion(request: HttpRequest, number: int) -> HttpResponse:
    """The page."""
    return shown(request, known(request, number), VoteForm(), WhyForm())


def known(request: HttpRequest, number: int) -> Motion:
    """The motion, if this viewer may see it."""
    rows = Motion.objects.select_related("rules", "meeting", "proposed_by__person", "seconded_by__person")
    found = MOTIONS.visible(rows, viewer_of(request)).filter(pk=number).first() if number < 2**62 else None
    if found is None:
        raise Http404
    return found


def shown(request: HttpRequest, found: Motion, vote_form: VoteForm, why_form: WhyForm) -> HttpResponse:
    """The motion with its forms."""
    by, at = person_of(request), timezone.now()
    votes, words = votes_of(found), dict(CHOICES)
    aside = list(found.recusals.select_related("term__person", "noted_by"))
    is_aside = by.pk in {one.term.person_id for one in aside}
    named = Person.objects.in_bulk(votes)
    is_open = found.state == MotionState.OPEN
    page = {
        "here": "board_desk",
        "motion": found,
        "kind": kind_of(found),
        "about": subjects.thing_called(found.subject),
        "texts": [
            (code, found.texts[code]) for code in sorted(found.texts, key=lambda one: one != found.authoritative)
        ],
        "particulars": particulars_in_words(found),
        "counted": arithmetic(found.figures),
        "votes": [
            (named[who].display_name, None if found.rules.rules.secret else words[said]) for who, said in votes.items()
        ],
        "own": words.get(votes.get(by.pk, "")) if is_open else None,
        "aside": aside,
        "is_aside": is_aside,
        "may_second": found.state == MotionState.PROPOSED and found.proposed_by.person_id != by.pk and not is_aside,
        "may_vote": is_open and at < found.closes_at and not is_aside,
        "may_close": is_open and may_close_now(found, at),
        "may_withdraw": found.is_undecided and found.proposed_by.person_id == by.pk and not votes,
        "resolution": Resolution.objects.filter(motion=found).first(),
        "vote_form": vote_form,
        "why_form": why_form,
    }
    is_wrong = vote_form.errors or why_form.errors
    return render(request, "board/pages/staff/motion.html", page, status=422 if is_wrong else 200)


def particulars_in_words(found: Motion) -> list[tuple[str, str]]:
    """What the motion would do, as far as it stands beside its words; numbers of people and terms as names."""
    told = dict(found.particulars)
    if "person" in told:
        told["person"] = Person.objects.filter(pk=told["person"]).values_list("display_name", flat=True).first() or "?"
    if "term" in told:
        term = Term.objects.with_names().filter(pk=told["term"]).first()
        told["term"] = f"{term.person.display_name} ({term.seat})" if term else "?"
    return [(name, str(value)) for name, value in sorted(told.items())]


@for_trustees
@require_POST
@freshly
def motion_vote(request: HttpRequest, number: int) -> HttpResponse:
    """Vote, or change one's vote."""
    found, by, at = known(request, number), person_of(request), timezone.now()
    form = VoteForm(request.POST)
    if form.is_valid():
        choice = form.cleaned_data["choice"]
        if attempt_form(
            request, form, lambda: motions.vote(by=by, at=at, motion=found, choice=choice), _("Your vote is noted.")
        ):
            return redirect("board:motion", number)
    return shown(request, found, form, WhyForm())


@for_trustees
@require_POST
@freshly
def motion_recuse(request: HttpRequest, number: int) -> HttpResponse:
    """Stand aside."""
    found, by, at = known(request, number), person_of(request), timezone.now()
    form = WhyForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["why"]
        if attempt_form(
            request,
            form,
            lambda: motions.recuse(by=by, at=at, motion=found, why=why),
            _("You stand aside in this motion."),
        ):
            return redirect("board:motion", number)
    return shown(request, found, VoteForm(), form)


@for_trustees
@require_POST
@freshly
def motion_second(request: HttpRequest, number: int) -> HttpResponse:
    """Second it: the vote begins."""
    return done(request, number, motions.second, _("Seconded. The vote is open."))


@for_trustees
@require_POST
@freshly
def motion_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take it back."""
    return done(request, number, motions.withdraw, _("Taken back."))


@for_trustees
@require_POST
@freshly
def motion_close(request: HttpRequest, number: int) -> HttpResponse:
    """End the vote and count."""
    return done(request, number, closing.close, _("The vote is closed and counted."))


def done(request: HttpRequest, number: int, act: Callable[..., object], said: str) -> HttpResponse:
    """One act that needs nothing typed."""
    found, by, at = known(request, number), person_of(request), timezone.now()
    attempt(request, lambda: act(by=by, at=at, motion=found), said)
    return redirect("board:motion", number)
