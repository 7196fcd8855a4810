"""One entry for many records: each is found by what it is about, can be proved, and cannot be exchanged unseen."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from dalil.accounts.models import Person
from dalil.ledger import actions, chain
from dalil.ledger.actions import Leaf
from dalil.ledger.actions.checking import Fault
from dalil.ledger.models import BatchLeaf, Entry

pytestmark = pytest.mark.django_db
Tamper = Callable[..., None]
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def batch(by: Person, *subjects: str, **more: Any) -> Entry:
    given = {"action": "take_in", "subject": "intake:1", "data": {"rows": len(subjects)}, "at": AT, **more}
    return actions.write_batch(by=by, leaves=[Leaf(subject, {"row": subject}) for subject in subjects], **given)


def single(by: Person, subject: str) -> Entry:
    return actions.write(by=by, action="touch", subject=subject, data={}, at=AT)


def test_a_batch_is_one_entry_that_holds_the_root_and_the_count(layla: Person) -> None:
    body = uuid4()
    entry = batch(layla, *(f"organisation:{number}" for number in range(4500)), acting_for=body, why="the yearly list")

    assert Entry.objects.count() == 1
    assert BatchLeaf.objects.filter(entry=entry).count() == 4500
    assert entry.data["merkle"]["count"] == 4500
    assert (entry.acting_for, entry.why, entry.data["rows"]) == (str(body), "the yearly list", 4500)
    check = actions.check()
    assert (check.is_whole, check.leaves) == (True, 4500)


def test_one_record_of_a_batch_is_proved_with_what_is_handed_out_alone(layla: Person) -> None:
    entry = batch(layla, *(f"organisation:{number}" for number in range(45)))
    leaf = BatchLeaf.objects.get(subject="organisation:17")

    proof = actions.prove(leaf)

    assert proof.holds()
    assert (proof.entry, proof.root, proof.place) == (entry.number, entry.data["merkle"]["root"], 17)
    assert not actions.Proof(**{**vars_of(proof), "subject": "organisation:18"}).holds()
    assert not actions.Proof(**{**vars_of(proof), "content": "0" * 64}).holds()


def vars_of(proof: actions.Proof) -> dict[str, Any]:
    return {name: getattr(proof, name) for name in proof.__slots__}


def test_what_is_about_a_thing_is_found_directly_and_by_leaf_the_newest_first(
    layla: Person, django_assert_num_queries: Any
) -> None:
    single(layla, "organisation:2")
    batch(layla, "organisation:1", "organisation:2")
    batch(layla, "organisation:1", "organisation:3")
    batch(layla, "organisation:2", "organisation:2", subject="organisation:2")
    single(layla, "organisation:22")

    with django_assert_num_queries(1):
        found = [(entry.number, entry.actor.display_name) for entry in actions.entries_about("organisation:2")]
    assert found == [(4, "Layla Haddad"), (2, "Layla Haddad"), (1, "Layla Haddad")]
    assert [entry.number for entry in actions.entries_about("organisation:3", "organisation:22")] == [5, 3]
    assert not actions.entries_about("organisation:4").exists()
    assert actions.entries_about("organisation:2").count() == 3
    assert [entry.number for entry in actions.entries_about("organisation:2").filter(action="touch")[:5]] == [1]


def test_a_batch_of_nothing_or_of_what_cannot_be_kept_is_refused(layla: Person) -> None:
    for subjects in ([], ["organisation:1", ""], ["x" * 201], ["nul:\x00"], ["half:\ud800"]):
        with pytest.raises(chain.NotRecordable), transaction.atomic():
            batch(layla, *subjects)
    with pytest.raises(chain.NotRecordable):
        batch(layla, "a:1", data={"merkle": {}})
    with pytest.raises(chain.NotRecordable):
        actions.write(by=layla, action="x", subject="a:1", data={"merkle": {"count": 0}}, at=AT)
    assert (Entry.objects.count(), BatchLeaf.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_batchleaf SET subject = 'other:1' WHERE place = 0",
        "DELETE FROM ledger_batchleaf WHERE place = 0",
        "DELETE FROM ledger_batchleaf",
    ],
)
def test_the_database_refuses_to_change_a_leaf(layla: Person, statement: str) -> None:
    batch(layla, "a:1", "a:2")

    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert actions.check().is_whole


def test_the_database_refuses_to_put_another_leaf_in_the_place_of_one(layla: Person) -> None:
    batch(layla, "a:1", "a:2")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    for columns in ("id, entry_id, place", "id + 1000, entry_id, place"):
        with (
            pytest.raises(Error, match=r"append-only|unique"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"{verb} INTO ledger_batchleaf (id, entry_id, place, subject, content_hash) "
                f"SELECT {columns}, 'forged:1', content_hash FROM ledger_batchleaf WHERE place = 0"
            )
    assert BatchLeaf.objects.get(place=0).subject == "a:1"


@pytest.mark.t10
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_batchleaf SET subject = 'other:1' WHERE entry_id = 2 AND place = 1",
        f"UPDATE ledger_batchleaf SET content_hash = '{'0' * 64}' WHERE entry_id = 2 AND place = 2",
        "DELETE FROM ledger_batchleaf WHERE entry_id = 2 AND place = 2",
        "DELETE FROM ledger_batchleaf WHERE entry_id = 2 AND place = 0",
        "DELETE FROM ledger_batchleaf WHERE entry_id = 2",
        "INSERT INTO ledger_batchleaf (id, entry_id, place, subject, content_hash) "
        f"VALUES (990, 2, 3, 'other:1', '{'0' * 64}')",
        "UPDATE ledger_batchleaf SET entry_id = 2, place = 3 WHERE entry_id = 4 AND place = 0",
    ],
    ids=["subject", "content", "last cut", "first cut", "all cut", "put in", "moved"],
)
def test_the_check_finds_the_batch_whose_records_were_touched(layla: Person, tamper: Tamper, statement: str) -> None:
    single(layla, "a:0")
    batch(layla, "a:1", "a:2", "a:3")
    single(layla, "a:0")
    batch(layla, "a:4", "a:5")

    tamper(statement)
    check = actions.check()

    assert (check.is_whole, check.first_broken, check.fault) == (False, 2, Fault.LEAVES)


@pytest.mark.t10
def test_a_leaf_given_to_an_entry_that_is_no_batch_is_found(layla: Person, tamper: Tamper) -> None:
    single(layla, "a:0")
    batch(layla, "a:1")

    tamper(
        "INSERT INTO ledger_batchleaf (id, entry_id, place, subject, content_hash) "
        f"VALUES (990, 1, 0, 'other:1', '{'0' * 64}')"
    )

    assert actions.check().first_broken == 1


def test_a_batch_in_an_action_that_fails_leaves_nothing(layla: Person) -> None:
    class Stop(Exception):
        pass

    def act() -> None:
        with transaction.atomic():
            batch(layla, "a:1", "a:2")
            raise Stop

    with pytest.raises(Stop):
        act()
    assert (actions.head().number, BatchLeaf.objects.count()) == (0, 0)


def test_a_batch_takes_few_queries_however_long(layla: Person, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        batch(layla, *(f"a:{number}" for number in range(1000)))
