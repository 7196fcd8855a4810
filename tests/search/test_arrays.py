"""Arrays and texts in files: what is put in comes out, whatever it is; what is cut is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.search.arrays import Rows, Sorted, Texts, hash_of, mapped, save, spans

words = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=30)


@given(words)
def test_texts_come_out_as_they_went_in(given: list[str]) -> None:
    texts = Texts(*Texts.arrays_of(given))
    assert list(texts) == given
    places = np.arange(len(given))[::-1]
    assert texts.many(places) == given[::-1]
    assert texts.lengths(places).tolist() == [len(text.encode()) for text in given[::-1]]


@given(words, st.text("abאب", max_size=3))
def test_a_range_holds_exactly_the_texts_with_the_beginning(given: list[str], prefix: str) -> None:
    ordered = sorted(given, key=lambda text: text.encode())
    start, end = Texts(*Texts.arrays_of(ordered)).range_of(prefix)
    assert ordered[start:end] == [text for text in ordered if text.startswith(prefix)]


@given(st.lists(st.lists(st.integers(0, 99), max_size=5), max_size=20), st.data())
def test_rows_give_the_lists_of_several_owners(lists: list[list[int]], data: st.DataObject) -> None:
    rows = Rows.of(lists)
    places = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=10)) if lists else []
    values, counts = rows.of_all(np.array(places, np.int64))
    assert values.tolist() == [value for place in places for value in lists[place]]
    assert counts.tolist() == [len(lists[place]) for place in places]


def test_grouping_keeps_order_and_empty_owners() -> None:
    rows = Rows.grouped(np.array([2, 0, 2]), np.array([7, 8, 9]), 4)
    assert [rows.of_one(place).tolist() for place in range(4)] == [[8], [], [7, 9], []]


def test_a_dictionary_of_hashes_gives_all_numbers_of_a_text() -> None:
    table = Sorted.of(np.array([hash_of("a"), hash_of("b"), hash_of("a")]), np.array([1, 2, 3]))
    assert table.of_one("a").tolist() == [1, 3]
    assert table.of_one("c").tolist() == []


def test_ranges_one_after_the_other() -> None:
    assert spans(np.array([3, 9, 5]), np.array([5, 9, 8])).tolist() == [3, 4, 5, 6, 7]


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    save(tmp_path, {"numbers": np.arange(1000)})
    assert mapped(tmp_path, "numbers").sum() == 499500
    file = tmp_path / "numbers.npy"
    for size in (0, 40, 4000):
        file.write_bytes(file.read_bytes()[:size])
        with pytest.raises((ValueError, OSError)):
            mapped(tmp_path, "numbers")
