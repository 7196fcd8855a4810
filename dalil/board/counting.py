"""From the rows of a motion to what `quorum` counts, as of one moment. It reads and never writes."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from dalil.board.kinds import kind_of
from dalil.board.models import Attending, Motion, Term
from dalil.board.quorum import Choice, Outcome, Sitting, count, may_close
from dalil.board.standing import in_the_chair


def counted_as_of(motion: Motion, at: datetime) -> datetime:
    """The closing time once it has come, whenever it is counted: a slow machine changes nothing."""
    return min(at, motion.closes_at)


def sitting_of(motion: Motion, at: datetime) -> Sitting:
    """Who is in office at that moment, stands aside, is there, and voted how; each by the number of the person.

    The moment of closing decides: whose term ended before it does not count, whose term began before it does.
    """
    chair = in_the_chair(at)
    remote_counts = motion.rules.rules.remote_counts
    ways = {Attending.IN_PERSON, Attending.REMOTE} if remote_counts else {Attending.IN_PERSON}
    meeting = motion.meeting
    return Sitting(
        in_office=frozenset(Term.objects.in_office(at).values_list("person_id", flat=True)),
        votes=votes_of(motion),
        recused=frozenset(motion.recusals.filter(noted_at__lte=at).values_list("term__person_id", flat=True)),
        present=frozenset(
            meeting.attendance.filter(how__in=ways, noted_at__lte=at).values_list("term__person_id", flat=True)
        )
        if meeting is not None
        else frozenset(),
        chair=chair.person_id if chair else None,
        by_circulation=meeting is None,
    )


def votes_of(motion: Motion) -> dict[int, Choice]:
    """The last vote of each person."""
    cast = motion.ballots.order_by("pk").values_list("term__person_id", "choice")
    return {person: Choice(choice) for person, choice in cast}


def outcome_of(motion: Motion, at: datetime) -> Outcome:
    """The outcome as of that moment."""
    return count(motion.rules.rules, kind_of(motion).count, sitting_of(motion, at))


def may_close_now(motion: Motion, at: datetime) -> bool:
    """Whether its time has come, or the rules let it end before."""
    if at >= motion.closes_at:
        return True
    rules = motion.rules.rules
    is_over = motion.opened_at is not None and at >= motion.opened_at + timedelta(days=rules.notice_days)
    return may_close(rules, kind_of(motion).count, sitting_of(motion, at), notice_is_over=is_over)


def as_figures(outcome: Outcome) -> dict[str, Any]:
    """The outcome as it is kept with the motion and in the ledger."""
    return asdict(outcome)
