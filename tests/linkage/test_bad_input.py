"""What lists hold that nobody meant to put there: linking stays sane in memory and time, and never joins for want of anything."""

import pytest

from dalil.formats.record import Identifier, Location, Name, Record
from dalil.linkage.incremental import Linker
from dalil.linkage.linking import link
from dalil.linkage.pairing import MOST_SHARING
from tests.linkage.small_lists import bits_of, label_of


def body(name: str = "", *, host: str = "", city: str = "", number: str = "", scheme: str = "GB-CHC") -> Record:
    return Record(
        names=(Name(name),) if name else (),
        links=(f"https://{host}",) if host else (),
        locations=(Location(country="PS", locality=city),) if city else (),
        identifiers=(Identifier(scheme, number),) if number else (),
    )


def alone(count: int) -> tuple[tuple[int, ...], ...]:
    return tuple((number,) for number in range(count))


@pytest.mark.parametrize("name", ["", " ", "\u200f", "…", "()", "\ud800", "\u202e\u202c"])
def test_empty_names_are_one_with_nothing(name: str) -> None:
    records = [Record(names=(Name(name),))] * 50 + [Record()] * 50 + [body(name, city="Gaza")] * 3
    linked = link(records)
    assert linked.clusters == alone(len(records))
    assert not len(linked.left)


def test_one_name_fifty_thousand_times_is_read_once_and_proves_nothing() -> None:
    linker = Linker.of([body("School")] * 50_000, lists=["a"] * 50_000)
    linked = linker.linked()
    assert len(linker.forms) == 1
    assert linked.clusters == alone(50_000)
    assert not len(linked.left)


def test_one_name_in_many_places_is_not_compared_with_itself_without_end() -> None:
    records = [body("Al Amal Society", city=f"Town{n} Village{n}", host=f"h{n}.example.org") for n in range(3_000)]
    linked = link(records)
    assert len(linked.left) <= len(records) * MOST_SHARING / 2
    assert linked.clusters == alone(3_000)


def test_ten_thousand_at_one_host_and_one_address_are_not_compared_for_that() -> None:
    vowels, letters = "aeiou", "bdfgklmnprstvz"

    def word(number: int) -> str:
        found = ""
        for _ in range(4):
            number, letter = divmod(number, len(letters))
            number, vowel = divmod(number + letter, len(vowels))
            found += letters[letter] + vowels[vowel]
        return found

    records = [
        body(f"{word(n * 7919)} {word(n * 104_729 + 1)}", host="all.example.org", city="Gaza") for n in range(10_000)
    ]
    linked = link(records)
    assert len(linked.left) <= 50 * len(records)
    assert len(linked.clusters) > 9_000


def test_a_ring_of_contradicting_decisions_is_told_and_not_settled() -> None:
    records = [body(f"Society of Rainwater Number {n}", city="Gaza") for n in range(6)]
    ring = [(n, (n + 1) % 6) for n in range(6)]
    linked = link(records, same=ring, different=[*ring, (0, 3), (3, 0)])
    assert linked.contradictions == ((0, 1, 2, 3, 4, 5),)
    assert linked.clusters == ((0, 1, 2, 3, 4, 5),)


def test_decisions_said_often_and_both_ways_count_once() -> None:
    records = [body("Rainwater Harvesters of Birzeit", host="rain.example.org"), body("Garden"), body("Theatre")]
    once = link(records, same=[(0, 1)], different=[(1, 2)])
    often = link(records, same=[(0, 1), (1, 0), (0, 1), (0, 0)], different=[(1, 2), (2, 1), (2, 1)])
    assert once.clusters == often.clusters == ((0, 1), (2,))
    assert not often.contradictions


def test_a_record_that_is_not_itself_is_a_contradiction() -> None:
    assert link([body("Garden")], different=[(0, 0)]).contradictions == ((0,),)


@pytest.mark.parametrize("pair", [(0, 2), (-1, 0), (2, 2)])
def test_a_decision_on_a_record_that_there_is_not_is_refused(pair: tuple[int, int]) -> None:
    records = [body("Garden"), body("Theatre")]
    with pytest.raises(IndexError, match="there are 2"):
        link(records, same=[pair])
    with pytest.raises(IndexError, match="there are 2"):
        Linker.of(records).decide(different=[pair])


def test_a_number_typed_into_another_register_neither_joins_nor_forbids() -> None:
    known = body("Birzeit Rainwater Harvesters", host="rain.example.org", number="1234567", scheme="GB-CHC")
    wrong = body("Birzeit Rainwater Harvesters", host="rain.example.org", number="1234567", scheme="GB-COH")
    stranger = body("Leeds Model Railway Museum", number="1234567", scheme="GB-COH")
    label = label_of(link([known, wrong, stranger], lists=["a", "b", "c"]))
    assert label[0] == label[1]
    assert label_of(link([known, stranger]))[1] == 1


def test_numbers_without_a_register_say_nothing() -> None:
    one, other = body("Garden", number="1", scheme=""), body("Theatre", number="1", scheme="")
    assert link([one, other]).clusters == alone(2)


def test_two_that_swap_names_are_told_by_their_numbers() -> None:
    before = [body("Birzeit Rainwater Society", number="1"), body("Leeds Railway Museum", number="2")]
    after = [body("Leeds Railway Museum", number="1"), body("Birzeit Rainwater Society", number="2")]
    linked = link([*before, *after], lists=["a", "a", "b", "b"])
    assert linked.clusters == ((0, 2), (1, 3))


def test_letters_of_two_scripts_in_one_word_are_read() -> None:
    mixed = body("Віrzеіt Ѕосіеtу fоr Rаіnwаtеr", host="rain.example.org")
    plain = body("Birzeit Society for Rainwater", host="rain.example.org")
    assert (0, 1) in bits_of(link([mixed, plain], lists=["a", "b"]))


def test_very_long_names_lone_surrogates_and_overrides_of_direction_end_nothing() -> None:
    names = [
        "ab " * 10_000,
        "x" * 10_000,
        "أ" * 10_000,
        "希" * 10_000,
        "\u202eAmal\u202c Society",
        "Amal \ud800 Society",
        "1" * 10_000,
    ]
    linked = link(
        [body(name, city=name, host=name[:9]) for name in names] * 2, lists=["a"] * len(names) + ["b"] * len(names)
    )
    assert sorted(n for members in linked.clusters for n in members) == list(range(2 * len(names)))


def test_records_with_a_thousand_of_everything_are_not_compared_each_with_each() -> None:
    many = Record(
        names=tuple(Name(f"Society {n} of Town{n}") for n in range(1_000)),
        identifiers=tuple(Identifier("GB-CHC", str(n)) for n in range(1_000)),
        links=tuple(f"https://h{n}.example.org" for n in range(1_000)),
        locations=tuple(Location("PS", locality=f"Town{n}") for n in range(1_000)),
    )
    lists = [str(n) for n in range(40)]
    linked = link([many] * 40, lists=lists)
    assert len(linked.left) <= 40 * 39 / 2
    assert len(linked.clusters) == 1
