"""Keys and the index of keys: whoever should be compared is found, in any order and after any growth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.formats.record import Record
from dalil.linkage import Candidates, are_worth_comparing, keys_of, pack_keys
from dalil.linkage.blocking import MEANING, OTHER, SOUND
from dalil.linkage.keys import KIND_BITS
from tests.linkage.test_comparing import body, records


def shares_a_key(a: Record, b: Record) -> bool:
    return bool({key >> KIND_BITS for key in keys_of(a)} & {key >> KIND_BITS for key in keys_of(b)})


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (body("جامعة بيرزيت"), body("Birzeit University")),
        (body("Bir Zeit Univ"), body("Birzeit University")),
        (body("אוניברסיטת ביר זית"), body("Birzeit University")),
        (body("جمعية المرأة والتنمية"), body("Association Femme et Développement")),
        (body("Ministry of Women's Health"), body("وزارة صحة المرأة")),
        (body("Friends of the Earth (FOE)"), body("F.O.E.", acronym="FOE")),
        (body("International Committee of Blue Shield"), body("X", acronym="ICBS")),
        (body("Saga Medical Hospital"), body("Sagaa Hospital")),
        (body("A", number="GB-CHC 7"), body("B", number="GB-CHC 7")),
        (body("A", link="https://www.amal.example.org/x"), body("B", link="amal.example.org")),
    ],
)
def test_spellings_translations_and_numbers_share_a_key(a: Record, b: Record) -> None:
    assert shares_a_key(a, b)


def test_strangers_share_no_key() -> None:
    assert not shares_a_key(body("Nithyananda Temple of Houston"), body("Oxfam Luxembourg"))


def test_keys_are_the_same_on_every_machine() -> None:
    assert keys_of(body("Oxfam", number="GB-CHC 202918")) == (
        -6867498605336227912,
        -6720292229540393660,
        -6073987086318845584,
        -345699858880609644,
        361490973418972084,
        2296676156154982900,
        6514404167739107170,
        7909333230705100692,
        8818318465164577796,
    )


@given(records)
def test_keys_do_not_depend_on_the_order_of_parts(record: Record) -> None:
    turned = Record(names=record.names[::-1], identifiers=record.identifiers[::-1], links=record.links)
    straight = Record(names=record.names, identifiers=record.identifiers, links=record.links)
    assert keys_of(turned) == keys_of(straight)
    assert list(keys_of(record)) == sorted(set(keys_of(record)))
    assert len(pack_keys(keys_of(record))) == 8 * len(keys_of(record))


# The last four bits of a key are its kind: two numbers that differ in those alone are one key.
numbers = (st.integers(-(2**59), 2**59 - 1) | st.integers(0, 9)).map(lambda number: number * 16)
keys = st.lists(numbers, max_size=6, unique=True)


@given(st.lists(keys, max_size=12), st.lists(keys, max_size=12), keys)
def test_building_and_adding_find_the_same(built: list[list[int]], added: list[list[int]], asked: list[int]) -> None:
    grown = Candidates.build((owner, pack_keys(some)) for owner, some in enumerate(built))
    for owner, some in enumerate(added, start=len(built)):
        grown.add(owner, some)
    whole = Candidates.build((owner, pack_keys(some)) for owner, some in enumerate(built + added))
    assert grown.near(asked) == whole.near(asked)
    assert len(grown) == len(built) + len(added)


def test_much_growth_loses_nobody() -> None:
    index = Candidates()
    for owner in range(9_000):
        index.add(owner, tuple(16 * key for key in (owner * 7, owner * 7 + 1, 3, owner * 7 + 2)))
    assert [index.near((16 * (owner * 7 + 1),)) for owner in (0, 1, 4_321, 8_999)] == [[0], [1], [4_321], [8_999]]


def test_a_key_of_everybody_finds_nobody() -> None:
    index = Candidates.build((owner, pack_keys((16, 16 * (owner + 10)))) for owner in range(500))
    assert index.near((16,)) == []
    assert index.near((16, 12 * 16)) == [2]


def test_rare_keys_come_first_and_no_more_than_asked_for() -> None:
    index = Candidates()
    for owner in range(20):
        index.add(owner, (16,))
    index.add(50, (32,))
    assert index.near((16, 32))[0] == 50
    assert index.near((16, 32), most=3) == [50, 0, 1]
    assert index.near(()) == []


def test_an_owner_added_twice_is_found_once() -> None:
    index = Candidates()
    index.add(-5, (16, 32))
    index.add(-5, (32, 48))
    assert index.near((16, 32, 48)) == [-5]


def test_a_key_is_found_whatever_kind_it_is_to_the_other() -> None:
    index = Candidates.build([(1, pack_keys((16 + MEANING,)))])
    index.add(2, (16 + OTHER,))
    assert index.near((16 + SOUND,)) == [1, 2]


def test_keys_that_are_cut_short_are_refused() -> None:
    with pytest.raises(ValueError, match="keys of 4"):
        Candidates.build([(4, b"1234567")])


@pytest.mark.parametrize(
    ("a", "b", "is_worth"),
    [
        (body("Birzeit University"), body("Bir Zeit Univ"), True),
        (body("A", number="GB-CHC 7"), body("Kites of Zanzibar", number="GB-CHC 7"), True),
        (body("Nithyananda Temple of Houston"), body("Kites of Zanzibar"), False),
        (body("Palmyra Society of Kite Builders"), body("Oxfam Luxembourg Branch Office"), False),
    ],
)
def test_only_records_that_share_a_number_or_enough_keys_are_read(a: Record, b: Record, is_worth: bool) -> None:
    assert are_worth_comparing(frozenset(keys_of(a)), pack_keys(keys_of(b))) is is_worth
    assert are_worth_comparing(frozenset(keys_of(b)), pack_keys(keys_of(a))) is is_worth


@given(
    st.lists(st.lists(st.integers(0, 12).map(lambda n: 16 * n), max_size=5, unique=True), max_size=12),
    st.integers(1, 4),
)
def test_asking_for_many_in_turn_is_the_same_as_asking_and_adding_one_by_one(
    arriving: list[list[int]], most: int
) -> None:
    at_once = Candidates.build([(100, pack_keys([48, 112, 144]))])
    one_by_one = Candidates.build([(100, pack_keys([48, 112, 144]))])
    expected = []
    for owner, keys in enumerate(arriving):
        expected.append(one_by_one.near(keys, most=most))
        one_by_one.add(owner, keys)
    assert at_once.near_each(list(enumerate(arriving)), most=most) == expected
    assert at_once.near([48, 112, 144], most=20) == one_by_one.near([48, 112, 144], most=20)
