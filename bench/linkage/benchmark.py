"""What every linkage job of the bench looks like: records, which list each stands in, and which body it is.

It never links anything and never makes a record: those are `ours` and `peers`, and `registry`, `genuine` and `files`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from dalil.formats.record import Name, Record
from dalil.names import script_of

STRATA: Final = ("same script", "Arabic-Latin", "other scripts", "acronym-name")
SAME_SCRIPT, ARABIC_LATIN, OTHER_SCRIPTS, ACRONYM_NAME = range(len(STRATA))

Pairs = NDArray[np.int64]


Wish = Literal["same", "different", "proposed"]


class WrongData(Exception):
    """A file of the bench is not as it must be; the sentence names file, row and column."""

    def __init__(self, path: Path | str, what: str, row: int = 0, column: str = "") -> None:
        where = "".join((f", row {row}" if row else "", f", column {column}" if column else ""))
        super().__init__(f"{path}{where}: {what}")


@dataclass(frozen=True)
class Group:
    """Pairs of records of which it is known what should become of them, shape (n, 2).

    `same` and `different`: one body, or not. `proposed`: of a record and the one it should be led to.
    """

    name: str
    wish: Wish
    pairs: Pairs


@dataclass(frozen=True)
class Benchmark:
    """A linkage job whose answer is known: `truth` and `lists` have one entry a record.

    `truth` is the label of the body that a record is about; records of one label are one cluster. "" is not judged: the
    record is linked like all others, and no pair that it is in counts. Where little is known, `groups` have the pairs
    that are.
    """

    title: str
    records: Sequence[Record]
    truth: Sequence[str]
    lists: Sequence[str]
    note: str = ""
    groups: Sequence[Group] = ()

    @cached_property
    def pairs(self) -> Pairs:
        """All true pairs, shape (n, 2), the smaller number first, in ascending order."""
        return pairs_of(self.truth)

    @cached_property
    def strata(self) -> NDArray[np.int8]:
        """For each true pair the place of its stratum in `STRATA`."""
        return self.strata_of(self.pairs)

    def strata_of(self, pairs: Pairs) -> NDArray[np.int8]:
        """Return for each of these pairs, shape (n, 2), the place of its stratum in `STRATA`."""
        scripts, short = self._scripts
        left, right = pairs[:, 0], pairs[:, 1]
        strata = np.full(len(pairs), OTHER_SCRIPTS, dtype=np.int8)
        both = scripts[left] | scripts[right]
        strata[both == _BIT["Arab"] | _BIT["Latn"]] = ARABIC_LATIN
        strata[(scripts[left] & scripts[right]) > 0] = SAME_SCRIPT
        strata[(scripts[left] == 0) | (scripts[right] == 0)] = SAME_SCRIPT
        strata[short[left] != short[right]] = ACRONYM_NAME
        return strata

    @cached_property
    def _scripts(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """For each record the scripts of its names as bits, and whether it has nothing but acronyms."""
        scripts = np.zeros(len(self.records), dtype=np.int64)
        short = np.zeros(len(self.records), dtype=np.bool_)
        has_types = any("acronym" in name.types for record in self.records for name in record.names)
        is_short = _is_acronym if has_types else _looks_like_acronym
        for number, record in enumerate(self.records):
            for name in record.names:
                scripts[number] |= _BIT.get(script_of(name.value), 0)
            short[number] = bool(record.names) and all(map(is_short, record.names))
        return scripts, short


def _is_acronym(name: Name) -> bool:
    return "acronym" in name.types


def _looks_like_acronym(name: Name) -> bool:
    """Whether a name is one word of few letters, all capital: for lists that do not tell what is an acronym."""
    text = name.value.strip()
    return text.isupper() and " " not in text and len(text) <= _LONGEST_ACRONYM


_LONGEST_ACRONYM: Final = 7
_SCRIPTS: Final = (
    "Latn", "Arab", "Cyrl", "Grek", "Hebr", "Hani", "Jpan", "Hang", "Thai", "Armn", "Geor", "Deva", "Beng", "Taml",
    "Telu", "Knda", "Mlym", "Guru", "Gujr", "Orya", "Sinh", "Laoo", "Tibt", "Mymr", "Ethi", "Khmr", "Mong", "Syrc",
    "Thaa", "Tfng",
)  # fmt: skip
_BIT: Final = {script: 1 << place for place, script in enumerate(_SCRIPTS)}


def pairs_of(labels: Sequence[object]) -> Pairs:
    """Return all pairs of places that have an equal label that is not empty, shape (n, 2), in ascending order."""
    members: defaultdict[object, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        if label != "":
            members[label].append(number)
    parts = [np.empty((0, 2), dtype=np.int64)]
    for group in members.values():
        if len(group) > 1:
            left, right = np.triu_indices(len(group), 1)
            numbers = np.array(group, dtype=np.int64)
            parts.append(np.stack((numbers[left], numbers[right]), axis=1))
    pairs = np.concatenate(parts)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
