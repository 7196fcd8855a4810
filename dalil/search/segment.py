"""A segment opened for reading: its arrays by name, mapped from files and shared by all who have them open.

It never changes: what is gone is told by the index that holds the segment.
"""

from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from dalil.search.arrays import Floats, Ints, Longs, Numbers, Rows, Sorted, Texts, mapped
from dalil.search.building import PAYLOADS
from dalil.search.entry import FACETS, Entry
from dalil.search.wording import PLACE

_DECODER: Final = msgspec.json.Decoder(Entry)
_OPENED_AT_ONCE: Final = (
    "rows_starts", "rows_values", "postings_starts", "postings_values", "row_owners", "row_sorts", "row_names",
    "owner_rows_starts", "owner_rows_values", "words_starts", "words_letters", "romans_starts", "romans_letters",
    "word_hashes", "word_numbers", "sound_hashes", "sound_numbers", "english_hashes", "english_numbers", "english_strengths",
    "exact_row_hashes", "exact_row_numbers", "exact_term_hashes", "exact_term_numbers", "id_hashes", "id_numbers",
    "ids_starts", "ids_letters", "titles_starts", "titles_letters", "by_title", "payload_starts",
)  # fmt: skip


class Segment:
    """The arrays of one build, and what is told of words: how rare each is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        arrays = {name: mapped(folder, name) for name in _OPENED_AT_ONCE}
        payloads = folder / PAYLOADS
        self._payloads: Numbers = np.zeros(0, np.uint8)
        if payloads.stat().st_size:
            self._payloads = np.asarray(np.memmap(payloads, np.uint8, "r"))
        self._payload_starts: Longs = arrays["payload_starts"]
        self.rows = Rows(arrays["rows_starts"], arrays["rows_values"])
        self.postings = Rows(arrays["postings_starts"], arrays["postings_values"])
        self.row_owners: Ints = arrays["row_owners"]
        self.row_sorts, self.row_names = arrays["row_sorts"], arrays["row_names"]
        self.owner_rows = Rows(arrays["owner_rows_starts"], arrays["owner_rows_values"])
        self.words = Texts(arrays["words_starts"], arrays["words_letters"])
        self.romans = Texts(arrays["romans_starts"], arrays["romans_letters"])
        self.word_places = Sorted(arrays["word_hashes"], arrays["word_numbers"])
        self.sounds = Sorted(arrays["sound_hashes"], arrays["sound_numbers"])
        self.english = Sorted(arrays["english_hashes"], arrays["english_numbers"])
        self.english_strengths: Floats = arrays["english_strengths"]
        self.exact_rows = Sorted(arrays["exact_row_hashes"], arrays["exact_row_numbers"])
        self.exact_terms = Sorted(arrays["exact_term_hashes"], arrays["exact_term_numbers"])
        self._id_places = Sorted(arrays["id_hashes"], arrays["id_numbers"])
        self.ids = Texts(arrays["ids_starts"], arrays["ids_letters"])
        self.titles = Texts(arrays["titles_starts"], arrays["titles_letters"])
        self.by_title: Ints = arrays["by_title"]
        self.facets = {
            facet: Rows(*(mapped(folder, f"facet_{facet}_{part}") for part in ("starts", "values"))) for facet in FACETS
        }
        self.facet_values = {
            facet: list(Texts(*(mapped(folder, f"facet_{facet}_values_{part}") for part in ("starts", "letters"))))
            for facet in FACETS
        }
        self.vectors: Floats | None = mapped(folder, "vectors") if (folder / "vectors.npy").is_file() else None
        if self.vectors is not None:
            self.vector_mean, self.vector_rows = mapped(folder, "vector_mean"), mapped(folder, "vector_rows")
        self._reference: Segment | None = None
        self._check()

    def weigh_with(self, reference: "Segment") -> None:
        """Take what words tell from a larger segment, so that the scores of both can be compared."""
        self._reference = reference

    def _check(self) -> None:
        """Raise `ValueError` if the arrays do not belong together."""
        ends = (
            (self.rows.starts[-1], len(self.rows.values)), (self.postings.starts[-1], len(self.postings.values)),
            (len(self.row_owners), len(self.rows)), (len(self.postings), len(self.words)),
            (self._payload_starts[-1], len(self._payloads)), (len(self.ids), len(self.by_title)),
        )  # fmt: skip
        if any(told != found for told, found in ends):
            raise ValueError(f"{self.folder} is cut or mixed")

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self.ids)

    @cached_property
    def frequencies(self) -> Ints:
        """In how many rows each word is."""
        return np.diff(self.postings.starts).astype(np.int32)

    @cached_property
    def rarities(self) -> Floats:
        """What each word tells, in nats: the logarithm of how many rows there are for each that has it."""
        frequencies, rows = self.frequencies.astype(np.int64), len(self.rows)
        if self._reference:
            other = self._reference
            rows += len(other.rows)
            starts, ends = other.word_places.places_of(self.word_hashes)
            found = np.flatnonzero(ends > starts)
            frequencies[found] += other.frequencies[other.word_places.numbers[starts[found]]]
        return np.log1p(rows / np.maximum(1, frequencies)).astype(np.float32)

    @cached_property
    def word_hashes(self) -> Longs:
        """The hash of each word, in the order of the words."""
        hashes = np.empty(len(self.words), np.int64)
        hashes[self.word_places.numbers] = self.word_places.hashes
        return hashes

    @cached_property
    def title_places(self) -> Ints:
        """The place of each entry in the order of titles."""
        places = np.empty(len(self), np.int32)
        places[self.by_title] = np.arange(len(self), dtype=np.int32)
        return places

    @cached_property
    def row_rarities(self) -> Floats:
        """What all words of each row tell together."""
        told = np.concatenate(([0.0], np.cumsum(self.rarities[self.rows.values], dtype=np.float64)))
        return (told[self.rows.starts[1:]] - told[self.rows.starts[:-1]]).astype(np.float32)

    @cached_property
    def main_countries(self) -> Ints:
        """The number of each entry's first country in `facet_values`, -1 = none."""
        rows = self.facets["country"]
        has_one = rows.starts[1:] > rows.starts[:-1]
        first = np.full(len(self), -1, np.int32)
        first[has_one] = rows.values[rows.starts[:-1][has_one]]
        return first

    @cached_property
    def country_shares(self) -> dict[str, float]:
        """The share of entries whose first country it is, for each country."""
        counts = np.bincount(self.main_countries + 1, minlength=len(self.facet_values["country"]) + 1)[1:]
        whole = max(1, int(counts.sum()))
        return {
            country: int(count) / whole for country, count in zip(self.facet_values["country"], counts, strict=True)
        }

    def entry(self, place: int) -> Entry:
        """Return an entry. Raises `msgspec.DecodeError` if what is stored is damaged."""
        start, end = self._payload_starts[place], self._payload_starts[place + 1]
        return _DECODER.decode(self._payloads[start:end].tobytes())

    def place_of(self, entry_id: str) -> int:
        """Return where the newest entry with the id lies, or -1."""
        places = [int(place) for place in self._id_places.of_one(entry_id) if self.ids[int(place)] == entry_id]
        return max(places, default=-1)

    @cached_property
    def are_places(self) -> Numbers:
        """Whether each row is of a place and not of a name."""
        return np.asarray(self.row_sorts == PLACE)

    @cached_property
    def place_rows(self) -> Rows | None:
        """The rows of places of each entry, or None when no entry has one."""
        rows = np.flatnonzero(self.are_places).astype(np.int32)
        return Rows.grouped(self.row_owners[rows], rows, len(self)) if len(rows) else None
