"""Learning the weights of ranking from published labels: `python -m dalil.search.training --help`.

A listwise softmax (Cao et al. 2007) over the candidates of each query, convex with its penalty, so that it has one optimum;
weights are rounded, so the tables are the same on every machine. What words mean was learned from the same labels, so
each half of the labels is ranked with words that were learned from the other half. Nothing here is needed to search.
"""

import csv
import gzip
import json
import sys
import tempfile
import zlib
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from dalil.names import script_of
from dalil.names.glossary import learned_instead
from dalil.names.training.words import learned_words
from dalil.search.arrays import Floats
from dalil.search.asking import asked
from dalil.search.entry import Entry
from dalil.search.expanding import Expanding
from dalil.search.finding import Finding
from dalil.search.index import Index
from dalil.search.matching import question_in
from dalil.search.ranking import FEATURES, WITH_VECTORS
from dalil.search.storage import current
from dalil.search.vectors import Store
from dalil.search.weights import TABLES
from dalil.search.wording import english_of

LANGUAGES: Final = ("ar", "de", "el", "es", "fa", "fr", "he", "ru", "tr", "uk")
_MOST_EACH: Final = 320
_SPOILED: Final = 320
_ROUNDS: Final = 400
_PENALTY: Final = 0.003
_STEP: Final = 0.1
_LEAST_ASKED: Final = 2


@dataclass(frozen=True, slots=True)
class Label:
    """A name in another language or spelling, and the record that it is of."""

    text: str
    language: str
    record: str

    @property
    def half(self) -> int:
        """In which half of the labels it is: all labels of a record are in one."""
        return zlib.crc32(self.record.encode()) % 2


@dataclass(frozen=True, slots=True)
class Asking:
    """One query's candidates: their features, and which are meant."""

    features: Floats
    is_meant: Any


def indexed_name(record: dict[str, Any]) -> str:
    """Return the one name of a ROR record that is indexed: English, else Latin, else what there is."""
    names = [name for name in record["names"] if "acronym" not in name["t"]] or record["names"]
    ranked = sorted(
        names,
        key=lambda name: (
            not (name["lang"] == "en" and "label" in name["t"]),
            not ("ror_display" in name["t"] and script_of(name["v"]) == "Latn"),
            script_of(name["v"]) != "Latn",
        ),
    )
    return str(ranked[0]["v"])


def records_in(file: Path) -> dict[str, tuple[str, str]]:
    """Return id -> (indexed name, country) of a ROR file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = map(json.loads, lines)
        return {record["id"]: (indexed_name(record), record["country"]) for record in records}


def labels_in(file: Path) -> list[Label]:
    """Return the labels of a file of queries that are in LANGUAGES, in the order of the file."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return [Label(row["query"], row["lang"], row["ror_id"]) for row in rows if row["lang"] in LANGUAGES]


def spoiled(records: dict[str, tuple[str, str]]) -> list[Label]:
    """Return names with a letter lost, doubled or changed, or two words joined: always the same."""
    labels = []
    for record in sorted(records, key=lambda record: zlib.crc32(record.encode()))[:_SPOILED]:
        name = records[record][0]
        chance = zlib.crc32(name.encode())
        place = chance % len(name)
        ways = (
            name[:place] + name[place + 1 :],
            name[:place] + name[place] + name[place:],
            name[:place] + "abdegiklmnoprstu"[chance % 16] + name[place + 1 :],
            name.replace(" ", "", 1),
        )
        labels.append(Label(ways[chance // 16 % len(ways)], "spoiled", record))
    return labels


def words_of(labels: list[Label], records: dict[str, tuple[str, str]]) -> dict[str, list[tuple[str, str, str]]]:
    """Return what each language's words mean by these labels."""
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for label in labels:
        if label.record in records:
            pairs[label.language].append((label.text, records[label.record][0]))
    return {
        language: [(word, english, str(share)) for word, english, share in learned_words(of_language, language)]
        for language, of_language in sorted(pairs.items())
    }


def asked_for(labels: list[Label], records: dict[str, tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Return (guessed language or script, country, how many labels), in ascending order."""
    counts: Counter[tuple[str, str]] = Counter()
    for label in labels:
        question = asked(label.text)
        counts[question.language or question.script, records[label.record][1]] += 1
    return sorted((language, country, count) for (language, country), count in counts.items() if count >= _LEAST_ASKED)


def askings(folder: Path, labels: list[Label], records: dict[str, tuple[str, str]]) -> Iterator[Asking]:
    """Yield the candidates of each label that finds the record that is meant; a record of the same name counts too."""
    index = Index.open(folder)
    part: Finding = index._opened().parts[0]
    part.expanding = Expanding(part.segment)
    ids = [part.segment.ids[place] for place in range(len(part.segment))]
    vectors = Store(folder)
    named = np.array([zlib.crc32(records[record][0].encode()) for record in ids])
    for label in labels:
        question = question_in(part.segment, part.expanding, asked(label.text))
        vector = vectors.of([question.asked.text])[0] if part.segment.vectors is not None else None
        lines = part.lines(question, vector, part.alive, np.zeros(0, np.int32))
        if lines is not None:
            held, features = lines
            meant = named[part.segment.row_owners[held.rows]] == zlib.crc32(records[label.record][0].encode())
            if meant.any() and not meant.all():
                yield Asking(features, meant)


def fitted(taken: list[Asking]) -> Floats:
    """Return the weights that make what is meant likeliest among its candidates, on features as they are."""
    every = np.concatenate([one.features for one in taken]).astype(np.float64)
    spread = every.std(axis=0)
    spread[spread < 1e-6] = np.inf  # a feature that never differs is learned as nothing
    scaled = (every - every.mean(axis=0)) / spread
    meant = np.concatenate([one.is_meant for one in taken])
    starts = np.cumsum([0, *(len(one.is_meant) for one in taken)])[:-1]
    lengths = np.diff(np.append(starts, len(scaled)))
    weights = np.zeros(every.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, _ROUNDS + 1):
        scores = scaled @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
        chance = raised / np.repeat(np.add.reduceat(raised, starts), lengths)
        right = raised * meant
        wanted = right / np.repeat(np.add.reduceat(right, starts), lengths)
        slope = scaled.T @ (chance - wanted) / len(taken) + _PENALTY * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights -= _STEP / turn**0.25 * (first / (1 - 0.9**turn)) / (np.sqrt(second / (1 - 0.99**turn)) + 1e-8)
    return np.asarray(weights / spread, np.float64)


def learn(records: dict[str, tuple[str, str]], labels: list[Label], store: Path, *, has_vectors: bool) -> Floats:
    """Return the weights, learned over both halves of the labels."""
    taken: list[Asking] = []
    for half in (0, 1):
        words = words_of([label for label in labels if label.half != half], records)
        entries = [
            Entry(id=record, names=((name, "en"),), countries=(country,)) for record, (name, country) in records.items()
        ]
        with learned_instead(words):
            english_of.cache_clear()
            Index.build(store, entries, vectors=has_vectors)
            taken += askings(store, _sample(labels, records, half), records)
        english_of.cache_clear()
        sys.stderr.write(f"half {half}: {len(taken)} queries in {current(store)}\n")
    return fitted(taken)


def _sample(labels: list[Label], records: dict[str, tuple[str, str]], half: int) -> list[Label]:
    of_half = [label for label in [*labels, *spoiled(records)] if label.half == half]
    counts: Counter[str] = Counter()
    kept = []
    for label in of_half:
        counts[label.language] += 1
        if counts[label.language] <= _MOST_EACH // 2:
            kept.append(label)
    return kept


def main() -> None:
    """Write the tables of this room from the files given."""
    parser = ArgumentParser(prog="python -m dalil.search.training", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with ror-orgs.jsonl.gz and ror-multilingual-dev.csv"
    )
    parser.add_argument("--into", type=Path, default=Path(str(TABLES)), help="folder for the tables")
    parser.add_argument("--store", type=Path, help="keep vectors here, to go on where a run was ended")
    chosen = parser.parse_args()
    records = records_in(chosen.data / "ror-orgs.jsonl.gz")
    labels = [label for label in labels_in(chosen.data / "ror-multilingual-dev.csv") if label.record in records]
    counts = asked_for(labels, records)
    lines = [f"{language}\t{country}\t{count}\n" for language, country, count in counts]
    (chosen.into / "countries.tsv").write_text(
        "# " + _ORIGIN + "# language, country, labels\n" + "".join(lines), "utf-8"
    )
    with tempfile.TemporaryDirectory() as made:
        store = chosen.store or Path(made)
        plain, dense = (learn(records, labels, store, has_vectors=vectors) for vectors in (False, True))
    told = dict(zip(FEATURES, plain, strict=True))
    lines = [
        f"{name}\t{told.get(name, 0.0):.3f}\t{weight:.3f}\n"
        for name, weight in zip((*FEATURES, *WITH_VECTORS), dense, strict=True)
    ]
    (chosen.into / "weights.tsv").write_text(
        "# " + _ORIGIN + "# feature, weight, weight beside vectors\n" + "".join(lines), "utf-8"
    )


_ORIGIN: Final = (
    "Made by `python -m dalil.search.training` from labels of the Research Organization Registry (CC0 1.0).\n"
)


if __name__ == "__main__":
    main()
