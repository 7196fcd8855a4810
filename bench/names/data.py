"""The protocol: which names are indexed, which questions are asked, and what counts as a hit.

One name of each body is indexed. A question is a label in another language or script, or an indexed name spoilt on
purpose; a hit is a row whose name equals the indexed name of any body that owns the question's text. It never
measures, and never looks at what an engine answers.
"""

import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TextIO, cast

from bench.names.spoiling import KINDS, spoilt
from dalil.names import fold, script_of

SMALLEST: Final = 4_500
# Whose targets are in an index of any size.
TARGETED: Final = ("ar", "he", "fa", "ru", "el")
OTHER_SCRIPT: Final = ("ar", "he", "fa", "ru", "uk", "el")
LATIN_SCRIPT: Final = ("fr", "es", "de", "tr")
SETS: Final = (*OTHER_SCRIPT, *LATIN_SCRIPT, *KINDS)
SPOILT_OF_A_KIND: Final = 400
NEEDED_COLUMNS: Final = ("query", "lang", "ror_id")
_SEED: Final = 7


class WrongData(Exception):
    """A file of the bench is not as the protocol needs it; the sentence names file, row and column."""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation of the index file: the one name that is indexed ("" if none can be), and all that it has."""

    id: str
    name: str
    country: str
    is_english: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A row of the queries file; where it tells no language it only owns its text."""

    text: str
    lang: str
    kind: str
    body_id: str


@dataclass(frozen=True, slots=True)
class Question:
    """A text to be asked, and the names of which any is a hit."""

    text: str
    wanted: frozenset[str]


@dataclass(slots=True)
class Corpus:
    """What every engine of one table gets: rows to index and sets of questions."""

    names: list[str]
    countries: list[str]
    sets: dict[str, list[Question]] = field(default_factory=dict)


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open a text file, gzip or not. What cannot be read as such becomes `WrongData`."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig") as file
        ):
            yield cast(TextIO, file)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise WrongData(f"{path}: {error}") from error


def _indexed_name(names: Sequence[Mapping[str, Any]]) -> tuple[str, bool]:
    """Return the name to index and whether it is the English label."""
    for name in names:
        if name["lang"] == "en" and "label" in name["t"]:
            return name["v"].strip(), True
    latin = [name for name in names if "acronym" not in name["t"] and script_of(name["v"]) == "Latn"]
    latin.sort(key=lambda name: "ror_display" not in name["t"])
    return (latin[0]["v"].strip(), False) if latin else ("", False)


def read_bodies(path: Path) -> dict[str, Body]:
    """Return the bodies of a ROR file in the flattened shape, by id. Raises `WrongData`."""
    bodies: dict[str, Body] = {}
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
                names = row["names"]
                name, is_english = _indexed_name(names)
                every = tuple(one["v"].strip() for one in names)
                bodies[row["id"]] = Body(row["id"], name, row.get("country") or "", is_english, every)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise WrongData(f"{path}, row {number}: no organisation in ROR's shape ({error!r})") from error
    if not bodies:
        raise WrongData(f"{path}: no organisation in it")
    return bodies


def read_labels(path: Path, known: Mapping[str, Body]) -> list[Label]:
    """Return the rows of a queries file. Raises `WrongData`."""
    with opened(path) as file:
        reader = csv.DictReader(file)
        columns = reader.fieldnames or ()
        if missing := [column for column in NEEDED_COLUMNS if column not in columns]:
            found = ", ".join(columns) or "none"
            raise WrongData(f"{path}, row 1: the column {missing[0]} is missing (columns: {found})")
        return list(_labels(path, reader, known))


def _labels(path: Path, reader: "csv.DictReader[str]", known: Mapping[str, Body]) -> Iterator[Label]:
    for row in reader:
        body_id = (row["ror_id"] or "").strip().removeprefix("https://ror.org/")
        if body_id not in known:
            raise WrongData(f"{path}, row {reader.line_num}, column ror_id: {body_id!r} is not in the index file")
        text, lang = (row["query"] or "").strip(), (row["lang"] or "").strip()
        if not text:
            raise WrongData(f"{path}, row {reader.line_num}, column query: empty")
        yield Label(text, lang, (row.get("kind") or "").strip(), body_id)


def select(bodies: Mapping[str, Body], labels: Iterable[Label], size: int) -> list[Body]:
    """Return the bodies of an index of about that size, in the order of the file: all targets, and a seeded fill.

    A smaller index is a part of every larger one.
    """
    targets = {label.body_id for label in labels if label.lang in TARGETED}
    named = [body for body in bodies.values() if body.name]
    rest = [body.id for body in named if body.id not in targets]
    random.Random(_SEED).shuffle(rest)
    chosen = targets | set(rest[: max(0, size - sum(body.id in targets for body in named))])
    return [body for body in named if body.id in chosen]


def label_sets(
    bodies: Mapping[str, Body], labels: Sequence[Label], indexed: frozenset[str]
) -> dict[str, list[Question]]:
    """Return the questions of each language, in a seeded order, of those whose answer is indexed."""
    owners: dict[str, set[str]] = defaultdict(set)
    for body in bodies.values():
        for text in body.names:
            owners[text].add(body.name)
    for label in labels:
        owners[label.text].add(bodies[label.body_id].name)
    sets: dict[str, list[Question]] = {}
    for lang in (*OTHER_SCRIPT, *LATIN_SCRIPT):
        texts = dict.fromkeys(label.text for label in labels if label.lang == lang and _is_asked(label))
        questions = [Question(text, frozenset(owners[text]) & indexed) for text in texts]
        sets[lang] = [one for one in questions if one.wanted and not (lang in LATIN_SCRIPT and _is_plain(one))]
        random.Random(f"{lang} {_SEED}").shuffle(sets[lang])
    return sets


def _is_asked(label: Label) -> bool:
    """In languages of Latin script only what is in another language counts, where the file tells."""
    return label.lang not in LATIN_SCRIPT or label.kind in ("", "cross-language")


def _is_plain(question: Question) -> bool:
    return fold(question.text) in {fold(name) for name in question.wanted}


def spoilt_sets(names: Sequence[str], count: int = SPOILT_OF_A_KIND) -> dict[str, list[Question]]:
    """Return the synthetic sets made of these names."""
    return {kind: [Question(text, frozenset({name})) for name, text in spoilt(names, kind, count)] for kind in KINDS}


def corpus(bodies: Mapping[str, Body], labels: Sequence[Label], size: int, wanted: Sequence[str] = SETS) -> Corpus:
    """Return the rows and the sets of questions of one size; spoilt names are the same at every size."""
    chosen = select(bodies, labels, size)
    indexed = frozenset(body.name for body in chosen)
    sets = label_sets(bodies, labels, indexed)
    if any(kind in wanted for kind in KINDS):
        smallest = select(bodies, labels, min(size, SMALLEST))
        sets |= spoilt_sets([body.name for body in smallest if body.is_english])
    asked = {name: sets[name] for name in SETS if name in wanted and sets.get(name)}
    return Corpus([body.name for body in chosen], [body.country for body in chosen], asked)
