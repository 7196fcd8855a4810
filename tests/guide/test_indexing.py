"""The search index follows the database, and says so when it could not."""

from datetime import UTC, datetime

import pytest

from dalil import search
from dalil.accounts.models import Person
from dalil.formats.record import Name, Record, encode
from dalil.guide import indexing
from dalil.guide.actions import editing, merging
from dalil.guide.models import Organisation, Source
from dalil.guide.models import Record as Stored

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def editor() -> Person:
    return Person.objects.command_line()


@pytest.fixture
def olive() -> Organisation:
    return organisation("olive", "Olive Branch Society")


def organisation(slug: str, name: str) -> Organisation:
    source, _ = Source.objects.get_or_create(slug="list", defaults={"name": "A list", "created_at": NOON})
    made = Organisation.objects.create(pk=slug, title=name, created_at=NOON, changed_at=NOON)
    values = encode(Record(names=(Name(name, "en"),))).decode()
    Stored.objects.create(
        source=source,
        key=slug,
        organisation=made,
        home=made,
        values=values,
        keys=b"",
        first_seen_at=NOON,
        last_seen_at=NOON,
    )
    return made


def found(words: str) -> list[str]:
    return [hit.id for hit in indexing.find(search.Query(text=words)).hits]


def test_a_missing_index_is_built_when_somebody_asks(olive: Organisation) -> None:
    assert found("olive branch") == ["olive"]


def test_what_is_edited_is_found_at_once_also_at_the_same_moment_as_before(olive: Organisation, editor: Person) -> None:
    assert found("zaytun") == []
    editing.edit_organisation(organisation=olive, values=Record(names=(Name("Zaytun"),)), by=editor, at=NOON)
    assert found("zaytun") == ["olive"]


def test_what_is_taken_off_the_list_or_merged_is_no_longer_found(olive: Organisation, editor: Person) -> None:
    cedar = organisation("cedar", "Cedar Mountain Union")
    assert found("cedar mountain") == ["cedar"]
    operation = merging.merge(stays=olive, moved=cedar, by=editor, at=NOON)
    assert found("cedar mountain") == ["olive"]
    merging.undo(operation=operation, by=editor, at=NOON)
    editing.set_listed(organisation=cedar, is_listed=False, by=editor, at=NOON)
    assert found("cedar mountain") == []


def test_catching_up_takes_in_only_what_changed(olive: Organisation, editor: Person) -> None:
    for number in range(9):
        organisation(f"b{number}", f"Body number {number}")
    assert indexing.catch_up() == 10
    assert indexing.catch_up() == 0
    editing.edit_organisation(organisation=olive, values=Record(names=(Name("Zaytun"),)), by=editor, at=NOON)
    assert not Organisation.objects.filter(is_indexed=False).exists()


def test_an_index_left_half_way_is_built_anew(olive: Organisation) -> None:
    indexing.catch_up()
    organisation("cedar", "Cedar Mountain Union")
    Organisation.objects.update(is_indexed=True)  # marks cleared, then killed before the index was written
    indexing.behind().touch()
    assert indexing.catch_up() == 2
    assert found("cedar mountain") == ["cedar"]
    assert not indexing.behind().exists()


def test_while_another_process_writes_the_index_nobody_waits_and_nothing_is_lost(olive: Organisation) -> None:
    indexing.catch_up()
    with indexing.turn(wait=True):
        organisation("cedar", "Cedar Mountain Union")
        assert indexing.catch_up(wait=False) == 0
    assert indexing.catch_up() >= 1
    assert found("cedar mountain") == ["cedar"]
