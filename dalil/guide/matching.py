"""Finding what a new record may be about: a record of the guide, or an earlier row of the same list.

It holds only hashed keys in memory, whatever the size of the guide, and fetches the few records worth comparing.
It never decides: it says how alike two are, and why, and whether the list may join them without asking (`automation`).
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dalil.formats.entries import KEY
from dalil.formats.record import decode
from dalil.guide.automation import Automation
from dalil.guide.models import Mode, Record, Row
from dalil.guide.preparing import Prepared
from dalil.linkage import ASK_BAR, SAME_BAR, Candidates, Compared, Comparison, are_worth_comparing, unpack_keys

MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Known:
    """Something to compare with: its keys and values, and the organisation that it belongs or will belong to."""

    keys: bytes
    text: str
    organisation: str
    row_number: int | None = None
    record: int | None = None
    row_key: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The best of the candidates: `is_same` when it may be joined without asking, else worth asking about."""

    known: Known
    comparison: Comparison
    is_same: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """What the list that asks may join without asking, among how many records of the guide and rows of its own."""

    automation: Automation
    guide_size: int
    list_size: int

    def may_join(self, read: Prepared, known: Known, comparison: Comparison) -> bool:
        """Whether this row may go where that one is: trusted, or a row of the same list that says the very same."""
        if known.row_number is None:
            return self.automation.may_join(comparison, mode=Mode.LIST, size=self.guide_size)
        if read.key.startswith(KEY):
            # Two entries of an edition are two to those who know them best, even if they say the same.
            return False
        is_repeated = known.text == read.values and comparison.score >= SAME_BAR and not comparison.is_forbidden
        return is_repeated or self.automation.may_join(comparison, mode=Mode.WITHIN, size=self.list_size)


def packed_keys(organisation_ids: Iterable[str] | None = None) -> Iterable[tuple[int, bytes]]:
    """Record ids with their packed keys, streamed."""
    records = (
        Record.objects.all()
        if organisation_ids is None
        else Record.objects.filter(organisation_id__in=list(organisation_ids))
    )
    return ((pk, bytes(keys)) for pk, keys in records.values_list("pk", "keys").iterator(chunk_size=5000))


class Pool:
    """All that a plan compares its rows with: the guide's records by positive ids, the plan's own rows by negative."""

    def __init__(self) -> None:
        self.candidates = Candidates.build(packed_keys())
        self.row_ids = array("q")

    def note_rows(self, ids: Iterable[int]) -> None:
        """Remember the database ids of rows just stored, in the order in which they were read."""
        self.row_ids.extend(ids)

    def near(self, arriving: Sequence[tuple[int, tuple[int, ...]]]) -> list[list[int]]:
        """Ids of the nearest candidates for each (ordinal, keys) in turn, which then joins the pool itself.

        The ordinal counts the rows of the plan from 0 in the order in which they were read.
        """
        return self.candidates.near_each([(-ordinal - 1, keys) for ordinal, keys in arriving], most=MOST_CANDIDATES)

    def fetch(self, ids: Iterable[int]) -> dict[int, Known]:
        """The records and earlier rows of these ids: two queries. Rows not yet stored are left out."""
        wanted = set(ids)
        records = Record.objects.filter(pk__in=[i for i in wanted if i > 0])
        known = {
            pk: Known(bytes(keys), values, organisation, record=pk)
            for pk, keys, values, organisation in records.values_list("pk", "keys", "values", "organisation_id")
        }
        stored = {self.row_ids[-i - 1]: i for i in wanted if i < 0 and -i - 1 < len(self.row_ids)}
        rows = Row.objects.filter(pk__in=list(stored)).values_list("pk", "keys", "values", "target", "number", "key")
        for pk, keys, values, target, number, key in rows:
            known[stored[pk]] = Known(bytes(keys), values, target, number, row_key=key)
        return known


Texts = tuple[str, str]


def compared(asked: Iterable[tuple[Prepared, Iterable[Known]]]) -> dict[Texts, Comparison]:
    """The comparisons of rows with what is near them, by the two texts of values: those that are worth asking about.

    All at once: what takes milliseconds for a pair alone takes a fiftieth of that in a thousand.
    """
    numbers: dict[str, int] = {}
    pairs: dict[Texts, tuple[int, int]] = {}
    for read, near in asked:
        mine = frozenset(unpack_keys(read.keys))
        for known in near:
            if are_worth_comparing(mine, known.keys):
                a, b = (numbers.setdefault(text, len(numbers)) for text in (read.values, known.text))
                pairs[read.values, known.text] = a, b
    reader = Compared([decode(text) for text in numbers])
    left, right = ([pair[side] for pair in pairs.values()] for side in (0, 1))
    found = reader.compare(left, right, least=ASK_BAR)
    return {texts: comparison for texts, comparison in zip(pairs, found, strict=True) if comparison is not None}


def best_match(
    read: Prepared,
    near: Sequence[int],
    known: Callable[[int], Known | None],
    comparisons: Mapping[Texts, Comparison],
    asking: Asking,
) -> Match | None:
    """The most alike of the candidates, what may be joined before what may not; None when none is worth asking about.

    Two different organisations to which it might be joined are a question, not an answer.
    """
    scored: list[tuple[bool, float, int, Known, Comparison]] = []
    for candidate in near:
        other = known(candidate)
        comparison = comparisons.get((read.values, other.text)) if other else None
        if other is None or comparison is None:
            continue
        may_join = asking.may_join(read, other, comparison)
        if may_join or not comparison.is_forbidden:
            scored.append((may_join, comparison.score, candidate, other, comparison))
    if not scored:
        return None
    may_join, _, _, best, comparison = max(scored, key=lambda item: (item[0], item[1], -abs(item[2])))
    rivals = {other.organisation for joinable, _, _, other, _ in scored if joinable}
    return Match(best, comparison, is_same=may_join and len(rivals) == 1)
