"""Linking as a whole: scores do not depend on sides, clusters not on order, and what people decided always holds."""

from collections import Counter
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.formats.record import Location, Name, Record
from dalil.linkage.linking import Linked, link
from tests.linkage.small_lists import POOL, apart, bits_of, label_of, pairs_among, rows

Rows = list[tuple[Record, str]]


def body(*names: str, country: str = "", link: str = "") -> Record:
    return Record(
        names=tuple(map(Name, names)),
        locations=(Location(country=country),) if country else (),
        links=(link,) if link else (),
    )


def partition(linked: Linked, contents: Sequence[object]) -> Counter[tuple[str, ...]]:
    """Return the clusters by what their records say, so that equal records are told apart by nothing."""
    return Counter(tuple(sorted(repr(contents[n]) for n in members)) for members in linked.clusters)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(POOL), st.sampled_from(POOL))
def test_two_records_have_the_same_bits_whichever_comes_first(a: Record, b: Record) -> None:
    one, other = link([a, b]), link([b, a])
    assert bits_of(one) == bits_of(other)
    assert np.array_equal(one.levels, other.levels)


@settings(max_examples=100, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_bits_and_clusters_do_not_depend_on_the_order_of_the_records(given: Rows, random: Random) -> None:
    order = list(range(len(given)))
    random.shuffle(order)
    turned = [given[n] for n in order]
    first, second = link(apart(given)[0], lists=apart(given)[1]), link(apart(turned)[0], lists=apart(turned)[1])
    assert partition(first, given) == partition(second, turned)
    said = Counter((*sorted((repr(given[a]), repr(given[b]))), bits) for (a, b), bits in bits_of(first).items())
    again = Counter((*sorted((repr(turned[a]), repr(turned[b]))), bits) for (a, b), bits in bits_of(second).items())
    assert said == again


@settings(max_examples=100, deadline=None)
@given(st.data(), rows)
def test_every_record_is_in_one_cluster_and_decisions_hold(data: st.DataObject, given: Rows) -> None:
    same, different = (data.draw(pairs_among(len(given))) for _ in range(2))
    records, lists = apart(given)
    linked = link(records, lists=lists, same=same, different=different)
    label = label_of(linked)
    assert sorted(n for members in linked.clusters for n in members) == list(range(len(given)))
    assert all(label[a] == label[b] for a, b in same)
    told = {n for group in linked.contradictions for n in group}
    for a, b in different:
        assert label[a] != label[b] or {a, b} <= told
    for group in linked.contradictions:
        assert len({label[n] for n in group}) == 1, "what contradicts itself was said to be one"


@settings(max_examples=60, deadline=None)
@given(st.data(), rows)
def test_contradictions_are_those_that_decisions_alone_make(data: st.DataObject, given: Rows) -> None:
    same, different = (data.draw(pairs_among(len(given), most=8)) for _ in range(2))
    linked = link(apart(given)[0], same=same, different=different)
    reach = {n: {n} for n in range(len(given))}
    for a, b in same:
        union = reach[a] | reach[b]
        for n in union:
            reach[n] = union
    wrong = [(a, b) for a, b in different if b in reach[a]]
    assert {n for group in linked.contradictions for n in group} == {n for pair in wrong for n in pair}
    assert len(linked.contradictions) == len({min(reach[a]) for a, _ in wrong})


def test_what_is_the_same_as_one_is_kept_apart_from_whom_that_one_is_kept_apart() -> None:
    equal = [body("Women of Birzeit Society", link="women.example.org")] * 4
    linked = link(equal, same=[(0, 1)], different=[(1, 2)])
    label = label_of(linked)
    assert label[0] == label[1] != label[2]
    assert not linked.contradictions


def test_equal_rows_with_much_to_say_are_one_body() -> None:
    rich = body("Birzeit Society for Rainwater", country="PS", link="https://rain.example.org")
    assert link([rich, rich, rich]).clusters == ((0, 1, 2),)


def test_a_common_name_without_anything_else_is_no_proof_however_often_it_is_repeated() -> None:
    assert link([body("School")] * 9).clusters == tuple((n,) for n in range(9))


def test_a_decision_on_one_of_many_equals_touches_no_other() -> None:
    linked = link([*[body("School")] * 9, body("Rainwater Harvesters of Birzeit")], same=[(4, 9)])
    assert (4, 9) in linked.clusters
    assert len(linked.clusters) == 9


def test_lists_must_be_named_for_every_record() -> None:
    with pytest.raises(ValueError, match="1 names of lists for 2 records"):
        link(POOL[:2], lists=["a"])
