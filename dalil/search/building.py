"""Making a segment: from entries to the arrays that answer questions.

Entries come one at a time and only their words stay in memory. Time O(words) and the sorting of each table.
"""

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import numpy as np

from dalil.names import clean
from dalil.names.folding import romanise_word
from dalil.names.stems import without_latin_article
from dalil.search.arrays import Ints, Numbers, Rows, Sorted, Texts, hash_of, hashes_of, save
from dalil.search.entry import FACETS, Entry
from dalil.search.vectors import SIZE, Progress, Store
from dalil.search.wording import (
    LONGEST_NAME,
    NAME,
    english_of,
    exact_terms,
    rows_of,
    sound_keys,
    sound_of,
)

PAYLOADS: Final = "entries.bin"
_ENCODER: Final = msgspec.json.Encoder()


class _Rowed:
    """What is gathered while entries pass by: flat arrays, so that a million names take tens of bytes each."""

    def __init__(self, *, keeps_texts: bool) -> None:
        self.words: dict[str, int] = {}
        self.row_words, self.row_starts = array("i"), array("q", [0])
        self.row_owners, self.row_sorts, self.row_names = array("i"), array("b"), array("h")
        self.row_hashes = array("q")
        self.exact_hashes, self.exact_owners = array("q"), array("i")
        self.name_texts: list[str] = []
        self.keeps_texts = keeps_texts
        self.ids: list[str] = []
        self.titles: list[str] = []
        self.payload_starts = array("q", [0])
        self.facets = {facet: _Values() for facet in FACETS}

    def take(self, entry: Entry, payloads: BinaryIO) -> None:
        owner = len(self.ids)
        self.ids.append(entry.id)
        self.titles.append(entry.title_sort)
        packed = _ENCODER.encode(entry)
        payloads.write(packed)
        self.payload_starts.append(self.payload_starts[-1] + len(packed))
        for row in rows_of(entry):
            for word in row.words:
                self.row_words.append(self.words.setdefault(word, len(self.words)))
            self.row_starts.append(len(self.row_words))
            self.row_owners.append(owner)
            self.row_sorts.append(row.sort)
            self.row_names.append(row.name)
            self.row_hashes.append(hash_of(" ".join(row.words)))
            if self.keeps_texts and row.sort == NAME:
                self.name_texts.append(clean(entry.names[row.name][0][:LONGEST_NAME]))
        for term in exact_terms(entry):
            self.exact_hashes.append(hash_of(term))
            self.exact_owners.append(owner)
        for facet, values in facet_values(entry):
            self.facets[facet].take(values)


class _Values:
    """The values of one facet: which there are, and which each entry has."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.values, self.starts = array("i"), array("q", [0])

    def take(self, values: Iterable[str]) -> None:
        for value in dict.fromkeys(filter(None, values)):
            self.values.append(self.known.setdefault(value, len(self.known)))
        self.starts.append(len(self.values))


def facet_values(entry: Entry) -> Iterable[tuple[str, Iterable[str]]]:
    """Return what an entry has in each facet."""
    values = (
        entry.sectors, entry.countries, entry.regions, (entry.kind,), entry.languages, entry.sources, (entry.status,)
    )  # fmt: skip
    return zip(FACETS, values, strict=True)


def _texts(name: str, texts: Iterable[str]) -> dict[str, Numbers]:
    starts, letters = Texts.arrays_of(texts)
    return {f"{name}_starts": starts, f"{name}_letters": letters}


def _sorted(name: str, hashes: Numbers, numbers: Numbers) -> dict[str, Numbers]:
    table = Sorted.of(hashes, numbers)
    return {f"{name}_hashes": table.hashes, f"{name}_numbers": table.numbers}


def _rows(name: str, rows: Rows) -> dict[str, Numbers]:
    return {f"{name}_starts": rows.starts, f"{name}_values": rows.values}


def _ordered(words: dict[str, int]) -> tuple[list[str], Ints]:
    """Return the words in ascending order of their bytes, and for each old number the new one."""
    order = sorted(words, key=lambda word: word.encode("utf-8", "replace"))
    renumbered = np.empty(len(order), np.int32)
    renumbered[[words[word] for word in order]] = np.arange(len(order), dtype=np.int32)
    return order, renumbered


def _found_by(words: list[str]) -> dict[str, Numbers]:
    """Return the tables by which words are found: as they are, by their English readings, by their sound."""
    english, english_words, strengths = array("q"), array("i"), array("f")
    sounds, sound_words = array("q"), array("i")
    for place, word in enumerate(words):
        for meaning, strength in english_of(word):
            english.append(hash_of(meaning))
            english_words.append(place)
            strengths.append(strength)
        keys = [] if word.isdigit() else sound_keys(sound_of(word))
        if rest := without_latin_article(word):
            keys = list(dict.fromkeys((*keys, *sound_keys(sound_of(rest)))))
        for key in keys:
            sounds.append(hash_of(key))
            sound_words.append(place)
    order = np.argsort(np.array(english, np.int64), kind="stable")
    return {
        **_sorted("word", hashes_of(words), np.arange(len(words), dtype=np.int32)),
        "english_hashes": np.array(english, np.int64)[order],
        "english_numbers": np.array(english_words, np.int32)[order],
        "english_strengths": np.array(strengths, np.float32)[order],
        **_sorted("sound", np.array(sounds, np.int64), np.array(sound_words, np.int32)),
        **_texts("words", words),
        **_texts("romans", map(romanise_word, words)),
    }


def build_segment(
    folder: Path, entries: Iterable[Entry], vectors: Store | None = None, progress: Progress | None = None
) -> int:
    """Write the segment of these entries into an empty folder; return how many there are.

    With a store of vectors, each name gets one; `progress` is told how many of those to be made are made.
    """
    gathered = _Rowed(keeps_texts=vectors is not None)
    with (folder / PAYLOADS).open("wb") as payloads:
        for entry in entries:
            gathered.take(entry, payloads)
    words, renumbered = _ordered(gathered.words)
    row_words = renumbered[np.array(gathered.row_words, np.int32)] if words else np.zeros(0, np.int32)
    rows = Rows(np.array(gathered.row_starts, np.int64), row_words)
    row_of_word = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(rows.starts))
    once = np.unique(row_words.astype(np.int64) << 32 | row_of_word) if words else np.zeros(0, np.int64)
    postings = Rows.grouped((once >> 32).astype(np.int32), (once & 0xFFFFFFFF).astype(np.int32), len(words))
    owners = np.array(gathered.row_owners, np.int32)
    row_order = np.arange(len(rows), dtype=np.int32)
    save(folder, _found_by(words))
    save(folder, {**_rows("rows", rows), **_rows("postings", postings), "row_owners": owners})
    save(folder, _rows("owner_rows", Rows.grouped(owners, row_order, len(gathered.ids))))
    save(
        folder,
        {"row_sorts": np.array(gathered.row_sorts, np.int8), "row_names": np.array(gathered.row_names, np.int16)},
    )
    save(folder, _sorted("exact_row", np.array(gathered.row_hashes, np.int64), row_order))
    exact = np.array(gathered.exact_hashes, np.int64), np.array(gathered.exact_owners, np.int32)
    save(folder, _sorted("exact_term", *exact))
    _save_entries(folder, gathered)
    if vectors is not None:
        _save_vectors(folder, gathered, vectors, progress)
    return len(gathered.ids)


def _save_vectors(folder: Path, gathered: _Rowed, store: Store, progress: Progress | None) -> None:
    """Write one vector for each row of a name, less the mean of all, of length 1: names of one sort lie closely together."""
    rows = [place for place, sort in enumerate(gathered.row_sorts) if sort == NAME]
    vectors = store.of(gathered.name_texts, progress) if rows else np.zeros((0, SIZE), np.float32)
    mean = vectors.mean(axis=0) if rows else np.zeros(SIZE, np.float32)
    centred = vectors - mean
    centred /= np.maximum(1e-6, np.linalg.norm(centred, axis=1, keepdims=True))
    save(folder, {"vectors": centred, "vector_mean": mean, "vector_rows": np.array(rows, np.int32)})


def _save_entries(folder: Path, gathered: _Rowed) -> None:
    """Write what belongs to whole entries: ids, facets, the order of browsing, where each payload lies."""
    ids = hashes_of(gathered.ids)
    save(folder, _sorted("id", ids, np.arange(len(ids), dtype=np.int32)))
    by_title = sorted(range(len(gathered.titles)), key=lambda n: (gathered.titles[n], gathered.ids[n]))
    save(
        folder,
        {"by_title": np.array(by_title, np.int32), "payload_starts": np.array(gathered.payload_starts, np.int64)},
    )
    save(folder, _texts("ids", gathered.ids) | _texts("titles", gathered.titles))
    for facet, values in gathered.facets.items():
        rows = Rows(np.array(values.starts, np.int64), np.array(values.values, np.int32))
        save(folder, _rows(f"facet_{facet}", rows) | _texts(f"facet_{facet}_values", values.known))
