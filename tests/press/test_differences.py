"""What changed from one edition to the next."""

from pathlib import Path

import msgspec
import pytest

from dalil.formats.record import Location, Name, Record
from dalil.press.differences import Difference, counted, differences
from dalil.press.frozen import Entry, Witness
from tests.press.small_edition import CLOSED, ENTRIES, HOPE, PEACE, said, small_edition


def changes(tmp_path: Path, before: list[Entry], after: list[Entry]) -> list[Difference]:
    old = small_edition(tmp_path / "before", before)
    return list(differences(old, small_edition(tmp_path / "after", after, number=2)))


def entry(number: str, *names: str, **values: object) -> Entry:
    """One whose name is in English, said by row 1 of a list."""
    record = msgspec.structs.replace(Record(names=tuple(Name(name, "en") for name in names)), **values)
    return Entry(number, "2026-03-01", (said("ngo-list", record, 1),))


def test_of_the_first_edition_nothing_is_told(tmp_path: Path) -> None:
    assert list(differences(None, small_edition(tmp_path))) == []


def test_an_edition_equals_itself_also_when_it_was_seen_again_later(tmp_path: Path) -> None:
    def later(one: Entry) -> Entry:
        seen = tuple(msgspec.structs.replace(witness, as_of="2026-10-10") for witness in one.witnesses)
        return msgspec.structs.replace(one, changed_on="2026-10-10", witnesses=seen)

    # All are of the same new day, so that the order of their words stays what it was.
    assert changes(tmp_path, list(ENTRIES), [later(one) for one in (CLOSED, PEACE)] + [HOPE, *ENTRIES[3:]]) == []


def test_new_removed_and_merged(tmp_path: Path) -> None:
    stays = msgspec.structs.replace(
        PEACE, merged=("cccccccccccc",), witnesses=(*PEACE.witnesses, *CLOSED.witnesses[:1])
    )
    found = changes(tmp_path, [PEACE, CLOSED, entry("ffffffffffff", "Gone")], [stays, entry("gggggggggggg", "Fresh")])

    assert [(one.kind, one.id, one.title, one.other) for one in found if one.kind != "corrected"] == [
        ("new", "gggggggggggg", "Fresh", ""),
        ("merged", "cccccccccccc", "Société des Amis de l’École", "bbbbbbbbbbbb"),
        ("removed", "ffffffffffff", "", ""),
    ]


def test_what_was_split_off_says_from_what(tmp_path: Path) -> None:
    apart = Entry("ffffffffffff", "2026-04-01", HOPE.witnesses[1:])
    left = msgspec.structs.replace(HOPE, witnesses=HOPE.witnesses[:1])

    found = changes(tmp_path, [HOPE], [left, apart])

    assert ("split", "ffffffffffff", "aaaaaaaaaaaa") in {(one.kind, one.id, one.other) for one in found}


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ({}, {"names": (Name("Other", "en"),)}, ["renamed"]),
        ({"status": "active"}, {"status": "closed"}, ["closed"]),
        ({"status": "inactive"}, {"status": "closed"}, ["corrected"]),
        ({"locations": (Location("PS"),)}, {"locations": (Location("LB"),)}, ["moved"]),
        ({}, {"locations": (Location("LB"),)}, ["corrected"]),
        ({}, {"links": ("https://new.example/",)}, ["corrected"]),
        (
            {"locations": (Location("PS"),)},
            {"locations": (Location("LB"),), "names": (Name("Other", "en"),), "status": "closed"},
            ["renamed", "closed", "moved"],
        ),
    ],
)
def test_each_way_in_which_one_may_change(
    tmp_path: Path, before: dict[str, object], after: dict[str, object], kinds: list[str]
) -> None:
    found = changes(tmp_path, [entry("ffffffffffff", "One", **before)], [entry("ffffffffffff", "One", **after)])

    assert [one.kind for one in found] == kinds


def test_a_renamed_body_is_told_with_both_names(tmp_path: Path) -> None:
    found = changes(tmp_path, [entry("ffffffffffff", "Old name")], [entry("ffffffffffff", "New name")])

    assert [(one.before, one.after) for one in found] == [("Old name", "New name")]


def test_they_are_counted_in_one_order() -> None:
    found = [Difference(kind, "x", "t") for kind in ("removed", "new", "removed", "closed")]

    assert list(counted(found).items()) == [("new", 1), ("closed", 1), ("removed", 2)]


def test_a_witness_is_known_by_its_row(tmp_path: Path) -> None:
    # Two rows of one list that say the same are two witnesses: neither was split off from the other.
    record = Record(names=(Name("Twin", "en"),))
    one = Entry(
        "ffffffffffff", "2026-04-01", (Witness("ngo-list", record, "2026-01-01T00:00:00+00:00", "2026-01-01", 1),)
    )
    two = Entry(
        "gggggggggggg", "2026-04-01", (Witness("ngo-list", record, "2026-01-01T00:00:00+00:00", "2026-01-01", 2),)
    )

    assert [change.kind for change in changes(tmp_path, [one], [one, two])] == ["new"]
