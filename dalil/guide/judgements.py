"""What editors have judged to differ, followed through merges, and what that leaves of the queue. Reads, and settles."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from dalil.guide.models import NotSame, Proposal, ProposalState


def pairs_judged(organisation_ids: Iterable[str]) -> set[frozenset[str]]:
    """Pairs of organisations, as they stand now, of which an editor judged that they differ; one query.

    A judgement is between two records, so it holds for whatever organisations those records belong to.
    """
    ids = list(organisation_ids)
    judged = NotSame.objects.filter(withdrawn_at=None).filter(
        Q(left__organisation_id__in=ids) | Q(right__organisation_id__in=ids)
    )
    return {frozenset(pair) for pair in judged.values_list("left__organisation_id", "right__organisation_id")}


def judgement_between(left: str, right: str) -> NotSame | None:
    """The judgement in force that these two are not the same, if there is one."""
    held = NotSame.objects.filter(withdrawn_at=None)
    so = Q(left__organisation_id=left, right__organisation_id=right)
    return held.filter(so | Q(left__organisation_id=right, right__organisation_id=left)).first()


def are_known_to_differ(left: str, right: str) -> bool:
    """Whether an editor judged that these two are not the same."""
    return judgement_between(left, right) is not None


def queue() -> QuerySet[Proposal]:
    """The open proposals, the likeliest first."""
    return Proposal.objects.filter(state=ProposalState.OPEN).select_related("left", "right").order_by("-score", "id")


def settle(organisation_ids: Iterable[str]) -> None:
    """Bring every proposal that touches these organisations, or what was merged into them, in line with how they stand now.

    A pair that has become one is merged; a pair known to differ is not the same; any other is open (again).
    """
    ids = list(organisation_ids)
    touching = list(
        Proposal.objects.annotate(left_now=F("left__merged_into"), right_now=F("right__merged_into")).filter(
            Q(left_id__in=ids) | Q(right_id__in=ids) | Q(left_now__in=ids) | Q(right_now__in=ids)
        )
    )
    ends = {
        proposal.pk: frozenset((proposal.left_now or proposal.left_id, proposal.right_now or proposal.right_id))
        for proposal in touching
    }
    judged = pairs_judged({end for pair in ends.values() for end in pair})
    asked: set[frozenset[str]] = set()
    for proposal in sorted(touching, key=lambda p: (-p.score, p.pk)):
        pair = ends[proposal.pk]
        if len(pair) == 1:
            proposal.state = ProposalState.MERGED
        elif pair in judged:
            proposal.state = ProposalState.NOT_SAME
        else:
            proposal.state = ProposalState.MOOT if pair in asked else ProposalState.OPEN
            asked.add(pair)
    Proposal.objects.bulk_update(touching, ["state"], batch_size=500)
