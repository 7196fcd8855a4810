"""What editors have judged, followed through merges, what that leaves of the queue, and in which order to ask.

It reads, and settles the queue; it never judges.
"""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from dalil.guide import automation
from dalil.guide.models import Decision, NotSame, Organisation, Proposal, ProposalState, Verdict
from dalil.linkage import calibration
from dalil.linkage.calibration import Asked

SETTLED_AT_ONCE = 2000


def pairs_judged(organisation_ids: Iterable[str]) -> set[frozenset[str]]:
    """Pairs of organisations, as they stand now, of which an editor judged that they differ; one query.

    A judgement is between two records, so it holds for whatever organisations those records belong to.
    """
    ids = list(organisation_ids)
    judged = NotSame.objects.filter(withdrawn_at=None).filter(
        Q(left__organisation_id__in=ids) | Q(right__organisation_id__in=ids)
    )
    return {frozenset(pair) for pair in judged.values_list("left__organisation_id", "right__organisation_id")}


def judgements_between(left: str, right: str) -> QuerySet[NotSame]:
    """The judgements in force that these two are not the same."""
    held = NotSame.objects.filter(withdrawn_at=None).order_by("pk")
    so = Q(left__organisation_id=left, right__organisation_id=right)
    return held.filter(so | Q(left__organisation_id=right, right__organisation_id=left))


def judgement_between(left: str, right: str) -> NotSame | None:
    """The judgement in force that these two are not the same, if there is one."""
    return judgements_between(left, right).first()


def are_known_to_differ(left: str, right: str) -> bool:
    """Whether an editor judged that these two are not the same."""
    return judgement_between(left, right) is not None


def survivor(left: Organisation, right: Organisation) -> Organisation:
    """The one of two whose address stays when nobody chooses: the older; of two equally old the one with the lesser id."""
    return min(left, right, key=lambda one: (one.created_at, one.pk))


def queue() -> QuerySet[Proposal]:
    """The open proposals, the likeliest first."""
    return Proposal.objects.filter(state=ProposalState.OPEN).select_related("left", "right").order_by("-score", "id")


def open_rated() -> list[Asked]:
    """All open proposals with their calibrated probabilities: two queries, whatever their number."""
    waiting = Proposal.objects.filter(state=ProposalState.OPEN).order_by("pk")
    return automation.rated(waiting.values_list(*automation.RATED_BY).iterator(5000), automation.calibration_now())


def in_teaching_order(rated: Iterable[Asked]) -> list[int]:
    """The ids of these proposals, the one that teaches most first; those of which an editor was unsure come last."""
    unsure = Decision.objects.in_force().filter(verdict=Verdict.UNSURE).exclude(proposal=None)
    waiting = set(unsure.values_list("proposal_id", flat=True))
    return sorted(calibration.teaching_order(rated), key=waiting.__contains__)


def teaching_order(limit: int | None = None) -> list[int]:
    """The ids of the open proposals, the one whose answer teaches most first."""
    return in_teaching_order(open_rated())[:limit]


def grey_zone(error_rate: float, limit: int | None = None) -> list[int]:
    """The ids of the open proposals that are too unsure for a batch at this error rate, in the order to ask them."""
    return in_teaching_order(one for one in open_rated() if one.probability < 1 - error_rate)[:limit]


def settle(organisation_ids: Iterable[str]) -> None:
    """Bring every proposal that touches these organisations, or what was merged into them, in line with how they stand now.

    A pair that has become one is merged; a pair known to differ is not the same; any other is open (again).
    """
    ends = ends_of_proposals(organisation_ids)
    judged = pairs_judged({end for pair in ends.values() for end in pair})
    asked: set[frozenset[str]] = set()
    for proposal in sorted(ends, key=lambda p: (-p.score, p.pk)):
        pair = ends[proposal]
        if len(pair) == 1:
            proposal.state = ProposalState.MERGED
        elif pair in judged:
            proposal.state = ProposalState.NOT_SAME
        else:
            proposal.state = ProposalState.MOOT if pair in asked else ProposalState.OPEN
            asked.add(pair)
    Proposal.objects.bulk_update(ends, ["state"], batch_size=500)


def ends_of_proposals(organisation_ids: Iterable[str]) -> dict[Proposal, frozenset[str]]:
    """The proposals of these organisations, or of what was merged into them, with the one or two they are about now."""
    ids = sorted(set(organisation_ids))
    found: dict[Proposal, frozenset[str]] = {}
    for start in range(0, len(ids), SETTLED_AT_ONCE):
        some = ids[start : start + SETTLED_AT_ONCE]
        led = Proposal.objects.annotate(left_now=F("left__merged_into"), right_now=F("right__merged_into"))
        at_ends = Q(left_id__in=some) | Q(right_id__in=some) | Q(left_now__in=some) | Q(right_now__in=some)
        for proposal in led.filter(at_ends):
            found[proposal] = frozenset(
                (proposal.left_now or proposal.left_id, proposal.right_now or proposal.right_id)
            )
    return found
