"""What the weights of linking are learned from: jobs whose answer is known, as levels of evidence, and what each counts.

Registry jobs are made of the half of the registry that nothing is measured on; the others are the developers' genuine
files. It never sets a weight, and never reads the half that is kept back.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from bench.linkage.benchmark import Benchmark, WrongData
from bench.linkage.files import shared
from bench.linkage.reading import Row, read, read_text
from bench.linkage.registry import FILES, half_of, make_lists, read_organisations
from dalil.formats.record import Location, Name, Record, encode
from dalil.linkage.comparison import Compared
from dalil.linkage.evidence import Levels, Reader
from dalil.linkage.forms import Forms
from dalil.linkage.frequencies import Frequencies
from dalil.linkage.linking import blocks
from dalil.linkage.pairing import Pairs, pairs_of
from dalil.linkage.ragged import Bools

SIZES: Final = (4_500, 20_000)
# Of the registry so many records stand around the withdrawn ones: enough to have namesakes, and no more to be waited for.
_GUIDE: Final = 12_000
SAME, DIFFERENT, UNKNOWN = 1, 0, -1
# The form of `dalil merge export`, what its verdicts say, and how a decision is come to that nobody made on the pair itself.
_FORM: Final = "dalil-decisions-1"
_VERDICTS: Final = {"same": True, "not_same": False}
_NOT_LOOKED_AT: Final = frozenset({"batch", "automatic"})
Answers = NDArray[np.int8]


class Share(NamedTuple):
    """How much a pair counts that is one body, and one that is not."""

    same: float
    different: float


# Genuine jobs by how their title begins. They are few pairs beside the registry's, and count for what they are worth.
SHARES: Final[dict[str, tuple[Share, str]]] = {
    "UN spreadsheets": (Share(6, 6), "labelled by hand, and the only look-alikes that people told apart"),
    "3 editions of a 3W list": (Share(3, 1), "clusters of the strings of one country, told by hand"),
    "labelled names of companies": (Share(2, 2), "half of it companies, whose names are not quite our matter"),
    "withdrawn records": (Share(2, 1), "what a registry made one; all other pairs are taken to be different"),
    "related but not the same": (Share(0, 30), "what a reader would call absurd if it were merged"),
    "official mergers, without": (Share(0.15, 0), "many took another name: a merger there is no likeness of names"),
    "federated branches, without": (Share(0, 1), "a branch differs by its town alone"),
    "alternative names": (Share(0.5, 0.02), "few, and none has its charity beside it without a register"),
}
REGISTRY_SHARE: Final = Share(0.25, 0.25)  # made of clean names by a generator: it teaches leniency
DISTINCT_SHARE: Final = Share(0, 1)  # that a whole registry has next to nobody twice


@dataclass(frozen=True)
class Lesson:
    """One job: `levels` of its pairs, and for each whether it is one body (1), is not (0), or nobody knows (-1).

    `forms` and `pairs` are kept where the level of the lists is to be learned, which needs weights to be told at all.
    """

    title: str
    levels: Levels
    answers: Answers
    share: Share
    why: str
    forms: Forms | None = None
    pairs: Pairs | None = None

    @property
    def same(self) -> int:
        """How many pairs are known to be one body."""
        return int((self.answers == SAME).sum())

    @property
    def different(self) -> int:
        """How many pairs are known to be two."""
        return int((self.answers == DIFFERENT).sum())


def stand_ins(job: Benchmark) -> dict[int, int]:
    """Return for each record the first of its list that says exactly the same, itself if there is none."""
    first: dict[tuple[bytes | str, str], int] = {}
    marks = zip(map(encode, job.records), job.lists, strict=True)
    return {number: first.setdefault(mark, number) for number, mark in enumerate(marks)}


def lesson(job: Benchmark, share: Share, why: str, *, is_closed: bool = False, has_lists: bool = False) -> Lesson:
    """Return a job as evidence: the pairs of its groups, and all where it has clusters.

    In a closed one every pair that is not told to be one body is two.
    """
    stands_for = stand_ins(job)
    firsts = sorted(set(stands_for.values()))
    place = {number: at for at, number in enumerate(firsts)}
    forms = Forms((job.records[n] for n in firsts), [job.lists[n] for n in firsts])
    pairs = pairs_of(forms)
    reader = Reader(forms, Frequencies.of(forms))
    levels = np.concatenate([reader.levels(block) for block in blocks(pairs)] or [reader.levels(pairs)])
    labels = np.unique(np.array([job.truth[n] for n in firsts]), return_inverse=True)[1]
    is_known = np.array([job.truth[n] != "" for n in firsts])
    equal = labels[pairs.left] == labels[pairs.right]
    is_judged = is_known[pairs.left] & is_known[pairs.right] & bool(len(job.pairs))
    answers = np.where(is_judged, equal, DIFFERENT if is_closed else UNKNOWN)
    codes = pairs.left * len(firsts) + pairs.right
    for group in job.groups:
        for a, b in group.pairs.tolist():
            x, y = sorted((place[stands_for[a]], place[stands_for[b]]))
            answers[codes == x * len(firsts) + y] = DIFFERENT if group.wish == "different" else SAME
    kept = (forms, pairs) if has_lists else (None, None)
    return Lesson(job.title, levels, answers.astype(np.int8), share, why, *kept)


def distinct(rows: Sequence[Row]) -> Benchmark:
    """Return the displayed names of registered bodies, every second with its place: hardly one of them is there twice."""
    records = []
    for number, row in enumerate(rows):
        name = next(one["v"] for one in row.cells["names"] if "ror_display" in one["t"])
        place = Location(country=row.text("country"), locality=row.text("city"))
        records.append(Record(names=(Name(name),), locations=(place,) if number % 2 else ()))
    none = [""] * len(records)
    return Benchmark("a registry against itself", records, none, none)


def lessons(data: Path, tell: Callable[[str], None], sizes: Sequence[int] = SIZES) -> Iterator[Lesson]:
    """Yield all jobs, always in one order. Raises `WrongData`."""
    bodies = read_organisations([data / name for name in FILES])
    for size in sizes:
        tell(f"reading the registry's lists, {size:,} records")
        job = make_lists(bodies, size, half="train")
        yield lesson(job, REGISTRY_SHARE, "every kind of spelling, script and acronym", has_lists=True)
    rows = [row for row in read(data / FILES[0]) if half_of(row.text("id")) == "train"]
    for job in shared(data, lambda: rows[:_GUIDE]).jobs():
        share, why = next((said for title, said in SHARES.items() if job.title.startswith(title)), (None, ""))
        if share is not None:
            tell(f"reading {job.title}, {len(job.records):,} records")
            yield lesson(job, share, why, is_closed=job.title.startswith("withdrawn"))
    tell(f"reading a registry against itself, {len(rows):,} records")
    yield lesson(
        distinct(rows), DISTINCT_SHARE, "names of thousands of bodies that are not one another", is_closed=True
    )


class _Side(msgspec.Struct):
    values: Record


class _Line(msgspec.Struct):
    """Of a line of `dalil merge export` what is learned from; the rest is passed over."""

    form: str
    verdict: str
    holds: bool
    how: str
    left: _Side
    right: _Side


class Decided(NamedTuple):
    """Decisions as evidence: levels of shape (decisions, features), and which say that it is one body."""

    levels: Levels
    same: Bools


def decided(file: Path) -> Decided:
    """Return the decisions that hold and that a person made on that pair. Raises `WrongData` naming the line."""
    records: list[Record] = []
    same: list[bool] = []
    for number, line in enumerate(read_text(file).splitlines(), start=1):
        try:
            one = msgspec.json.decode(line, type=_Line)
        except msgspec.MsgspecError as error:
            raise WrongData(file, f"no decision ({error})", number) from error
        if one.form != _FORM:
            raise WrongData(file, f"the form {one.form!r} is not {_FORM}", number, "form")
        if one.holds and one.verdict in _VERDICTS and one.how not in _NOT_LOOKED_AT:
            records += [one.left.values, one.right.values]
            same.append(_VERDICTS[one.verdict])
    left = list(range(0, len(records), 2))
    levels = Compared(records).levels(left, [n + 1 for n in left])
    return Decided(levels, np.array(same, bool))
