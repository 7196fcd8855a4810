"""A guide that grows gives what a run from scratch gives, to the last pair, and reads no more than it must."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.formats.record import Location, Name, Record
from dalil.linkage.incremental import Linker
from dalil.linkage.linking import Linked, link
from dalil.linkage.pairing import MOST_SHARING
from tests.linkage.small_lists import POOL, apart, pairs_among, rows

Rows = list[tuple[Record, str]]


def assert_equal(one: Linked, other: Linked) -> None:
    assert one.clusters == other.clusters
    assert one.contradictions == other.contradictions
    for column in ("left", "right", "bits", "levels"):
        assert np.array_equal(getattr(one, column), getattr(other, column)), column


def named(*names: str, link: str = "") -> Record:
    return Record(names=tuple(map(Name, names)), links=(link,) if link else ())


def numbered(count: int, start: int = 0) -> list[Record]:
    """Return so many bodies whose names are few words each, in combinations."""
    words = "amal noor salam hayat rahma wafa amani huda karama zaytun".split()
    kinds = "society school clinic union league garden theatre museum".split()
    every = list(product(words, words, kinds, ("gaza", "leeds", "jenin")))[start : start + count]
    return [Record(names=(Name(" ".join(one[:3])),), locations=(Location(locality=one[3]),)) for one in every]


@settings(max_examples=120, deadline=None)
@given(st.data(), st.lists(rows, min_size=1, max_size=4))
def test_growing_list_by_list_is_the_same_as_everything_at_once(data: st.DataObject, parts: list[Rows]) -> None:
    linker = Linker()
    given: Rows = []
    same: list[tuple[int, int]] = []
    different: list[tuple[int, int]] = []
    for part in parts:
        given += part
        decided = [data.draw(pairs_among(len(given), most=2)) for _ in range(2)]
        linker.extend(*apart(part), same=decided[0], different=decided[1])
        same += decided[0]
        different += decided[1]
        records, lists = apart(given)
        assert_equal(linker.linked(), link(records, lists=lists, same=same, different=different))


@settings(max_examples=60, deadline=None)
@given(st.data(), rows)
def test_decisions_that_come_later_count_as_if_they_had_been_there(data: st.DataObject, given: Rows) -> None:
    records, lists = apart(given)
    linker = Linker.of(records, lists=lists)
    same, different = (data.draw(pairs_among(len(given))) for _ in range(2))
    linker.decide(same=same)
    linker.decide(different=different)
    assert_equal(linker.linked(), link(records, lists=lists, same=same, different=different))


@pytest.mark.parametrize("before", [1, 2, 3, 7, 8, 23, 24, 55, 56, MOST_SHARING - 1, MOST_SHARING, MOST_SHARING + 1])
def test_a_word_a_host_and_a_name_that_become_too_common_are_noticed(before: int) -> None:
    every = [named(f"Zeytun {one.names[0].value}", link="zeytun.example.org") for one in numbered(MOST_SHARING + 3)]
    every = [one if n % 3 else named("Zeytun Society", link=f"{n}.example.org") for n, one in enumerate(every)]
    linker = Linker.of(every[:before])
    linker.extend(every[before : before + 1])
    linker.extend(every[before + 1 : before + 2])
    assert_equal(linker.linked(), link(every[: before + 2]))


def test_pairs_that_only_a_host_made_are_gone_once_too_many_have_it() -> None:
    words = ("".join(letters) for letters in product("bdgkmprtvz", "aiou", "lnrs", "aeu"))
    every = [
        named(f"{word}x{word}", link="one.example.org") for word, _ in zip(words, range(MOST_SHARING + 1), strict=False)
    ]
    linker = Linker.of(every[:-1])
    before = len(linker.linked().left)
    linker.extend(every[-1:])
    assert before == MOST_SHARING * (MOST_SHARING - 1) / 2
    assert_equal(linker.linked(), link(every))
    assert len(linker.linked().left) < before


def test_crossing_a_half_power_of_two_reads_everything_again() -> None:
    every = numbered(1_460)
    linker = Linker.of(every[:1_440])
    linker.extend(every[1_440:])
    assert linker.touched.records == len(every)
    assert_equal(linker.linked(), link(every))


def test_few_new_rows_touch_few_of_many() -> None:
    every = numbered(1_400)
    linker = Linker.of(every[:1_395], lists=["guide"] * 1_395)
    linker.extend(every[1_395:], ["new"] * 5)
    assert linker.touched.records < 400
    assert linker.touched.read < len(linker.linked().left) / 10
    assert_equal(linker.linked(), link(every, lists=["guide"] * 1_395 + ["new"] * 5))


def test_rows_that_are_there_already_are_not_read() -> None:
    linker = Linker.of(POOL, lists=["a"] * len(POOL))
    linker.extend(POOL, ["a"] * len(POOL))
    assert (linker.touched.records, linker.touched.read) == (0, 0)
    assert_equal(linker.linked(), link([*POOL, *POOL], lists=["a"] * 2 * len(POOL)))


def test_a_wrong_call_adds_nothing() -> None:
    linker = Linker.of(POOL[:5])
    with pytest.raises(IndexError, match="there are 6"):
        linker.extend(POOL[5:6], same=[(0, 6)])
    with pytest.raises(ValueError, match="2 names of lists for 1 records"):
        linker.extend(POOL[5:6], ["a", "b"])
    assert len(linker) == 5
    assert_equal(linker.linked(), link(POOL[:5]))


def test_nothing_at_all_is_linked_to_nothing() -> None:
    assert_equal(Linker().linked(), link([]))
