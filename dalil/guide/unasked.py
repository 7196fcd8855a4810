"""The pairs that a list joins, or would join if it were trusted, without asking: what a sample of it is drawn from.

It only reads.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dalil.guide import automation
from dalil.guide.deciding import Pair
from dalil.guide.models import Decision, How, Proposal, ProposalState, Source, Verdict
from dalil.linkage.calibration import MODEL


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that the list would join, or has joined, without asking."""

    pair: Pair
    probability: float

    @property
    def name(self) -> str:
        """What the lot is drawn by: source and key of both records, the same on every machine."""
        left, right = sorted((self.pair.left, self.pair.right), key=lambda record: record.pk)
        return f"{left.source.slug}:{left.key}\n{right.source.slug}:{right.key}"


def candidates(source: Source, bar: float) -> list[Candidate]:
    """All pairs of a list that are or would be joined without asking at this bar, whatever was decided on them since.

    What an editor refused in the queue counts too: without it a list would look better than it is. An equal official number
    needs no trust and is left out.
    """
    calibration = automation.calibration_now()
    found: dict[frozenset[int], Candidate] = {}
    for pair in pairs_asked(source):
        chance = calibration.probability(pair.bits, mode=pair.mode, size=pair.size)
        if chance >= bar and not automation.is_certain(automation.evidence_in(pair.reasons)):
            found.setdefault(frozenset((pair.left.pk, pair.right.pk)), Candidate(pair, chance))
    return list(found.values())


def pairs_asked(source: Source) -> Iterator[Pair]:
    """The pairs that rows of this list asked about, and those that it joined without asking, on the evidence in use."""
    related = ("left_record__source", "right_record__source")
    asked = Proposal.objects.filter(source=source, model=MODEL, left_record__isnull=False, right_record__isnull=False)
    for one in asked.exclude(state=ProposalState.MOOT).select_related(*related).order_by("pk"):
        if one.left_record is not None and one.right_record is not None:
            yield Pair(
                one.left_record,
                one.right_record,
                one.bits,
                one.score,
                one.reasons,
                one.mode,
                one.size,
                MODEL,
                one,
                source,
            )
    joined = Decision.objects.filter(source=source, model=MODEL, how=How.AUTOMATIC, verdict=Verdict.SAME)
    for made in joined.select_related("left__source", "right__source").order_by("pk"):
        yield Pair(
            made.left, made.right, made.bits, made.score, made.reasons, made.mode, made.size, MODEL, None, source
        )


def decided_before(drawn: Iterable[Candidate]) -> dict[frozenset[int], Decision]:
    """The last decision in force that a person made on each of these very pairs, looking at it."""
    ids = {record.pk for one in drawn for record in (one.pair.left, one.pair.right)}
    made = Decision.objects.in_force().looked_at().filter(left_id__in=ids, right_id__in=ids)
    return {frozenset((one.left_id, one.right_id)): one for one in made.exclude(verdict=Verdict.UNSURE)}
