"""What people decided, as pairs of records: the must-links and cannot-links that `linkage.link` is given.

It only reads. What was joined without asking is no decision: a new linkage may see it otherwise.
"""

from dataclasses import dataclass

from django.db.models import Min

from dalil.guide.models import Decision, How, NotSame, Operation, OperationKind, Record, Verdict

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of record ids, the lesser first, in ascending order: those that are one by decision, and those that are not."""

    same: Pairs
    different: Pairs


def decided() -> Decided:
    """All decisions in force, whoever made them and however; some four queries, whatever their number."""
    made = Decision.objects.in_force().exclude(how=How.AUTOMATIC)
    same = set(made.filter(verdict=Verdict.SAME).values_list("left_id", "right_id"))
    different = set(made.filter(verdict=Verdict.NOT_SAME).values_list("left_id", "right_id"))
    different |= set(NotSame.objects.filter(withdrawn_at=None).values_list("left_id", "right_id"))
    return Decided(in_order(same | merged_before_decisions_were_kept()), in_order(different))


def merged_before_decisions_were_kept() -> set[tuple[int, int]]:
    """For merges in force without a decision of their own: the first record at home in either organisation."""
    older = Operation.objects.in_force().filter(kind=OperationKind.MERGE, decisions=None)
    ends = list(older.values_list("stays_id", "moved_id"))
    homes = {pk for pair in ends for pk in pair}
    firsts = Record.objects.filter(home_id__in=homes).values_list("home_id").annotate(Min("pk"))
    first = dict(firsts)
    return {(first[stays], first[moved]) for stays, moved in ends if stays in first and moved in first}


def in_order(pairs: set[tuple[int, int]]) -> Pairs:
    """The pairs, each with the lesser first, in ascending order, each once."""
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}))
