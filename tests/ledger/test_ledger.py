"""The ledger: what is written stays, and what was touched is found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from dalil.accounts.models import Person
from dalil.ledger import actions, chain
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db
Tamper = Callable[..., None]


def write(by: Person, count: int = 1, **more: Any) -> list[Entry]:
    given = {"action": "try_something", "subject": "thing:1", "data": {"what": "ماء"}, **more}
    given.setdefault("at", datetime(2026, 11, 22, 8, 0, tzinfo=UTC))
    return [actions.write(by=by, **given) for _ in range(count)]


def test_an_entry_reads_back_as_it_was_written(layla: Person) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone(timedelta(hours=2)))
    write(layla, subject="organisation:7", data={"b": [1, 2.5, None, True], "a": "\x00\ud800"}, at=at)

    entry = Entry.objects.about("organisation:7").get()

    assert (entry.number, entry.actor, entry.at) == (1, layla, at)
    assert entry.data == {"a": "\x00\ud800", "b": [1, 2.5, None, True]}
    assert actions.check().is_whole


def test_an_empty_ledger_is_whole() -> None:
    assert actions.check() == actions.Check(True, 0, None, actions.Head(0, chain.BEFORE_THE_FIRST))


def test_each_entry_holds_the_hash_of_the_one_before(layla: Person) -> None:
    first, second, third = write(layla, 3)

    assert [first.previous_hash, second.previous_hash] == [chain.BEFORE_THE_FIRST, first.hash]
    assert actions.check() == actions.Check(True, 3, None, actions.Head(3, third.hash))
    assert actions.head().as_json() == f'{{"hash":"{third.hash}","number":3}}'


def test_the_hash_is_what_a_stranger_computes_by_hand(layla: Person) -> None:
    """The published form: whoever holds a copy can check it without Dalil."""
    (entry,) = write(layla, data={"z": 1, "a": "é"})
    by_hand = (
        f'{{"action":"try_something","actor":{layla.pk},"at":"2026-11-22T08:00:00.000000+00:00",'
        r'"data":"{\"a\":\"\\u00e9\",\"z\":1}","number":1,'
        f'"previous_hash":"{"0" * 64}","subject":"thing:1"}}'
    )

    assert entry.hash == sha256(by_hand.encode()).hexdigest()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET action = 'other' WHERE number = 1",
        "DELETE FROM ledger_entry WHERE number = 1",
        "DELETE FROM ledger_entry",
    ],
)
def test_the_database_refuses_to_change_an_entry(layla: Person, statement: str) -> None:
    write(layla, 2)

    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert actions.check().entries == 2


def test_the_database_refuses_to_put_another_entry_in_the_place_of_one(layla: Person) -> None:
    first, _ = write(layla, 2)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"

    with pytest.raises(Error, match=r"append-only|unique"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO ledger_entry (number, at, actor_id, action, subject, data_json, previous_hash, hash) "
            "SELECT number, at, actor_id, 'forged', subject, data_json, previous_hash, hash "
            "FROM ledger_entry WHERE number = 1"
        )

    assert Entry.objects.get(number=1).action == first.action


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_empty_the_ledger(layla: Person) -> None:
    write(layla)

    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE ledger_entry CASCADE")


@pytest.mark.parametrize(
    ("statements", "first_broken"),
    [
        (["UPDATE ledger_entry SET data_json = '{}' WHERE number = 3"], 3),
        (["UPDATE ledger_entry SET subject = 'thing:2' WHERE number = 1"], 1),
        (["UPDATE ledger_entry SET at = '2020-01-01 00:00:00+00:00' WHERE number = 4"], 4),
        (["DELETE FROM ledger_entry WHERE number = 1"], 1),
        (["DELETE FROM ledger_entry WHERE number = 3"], 3),
        (
            [
                "DELETE FROM ledger_entry WHERE number = 3",
                "UPDATE ledger_entry SET number = 3 WHERE number = 4",
                "UPDATE ledger_entry SET number = 4 WHERE number = 5",
            ],
            3,
        ),
        (
            [
                "UPDATE ledger_entry SET number = 9 WHERE number = 2",
                "UPDATE ledger_entry SET number = 2 WHERE number = 3",
                "UPDATE ledger_entry SET number = 3 WHERE number = 9",
            ],
            2,
        ),
    ],
    ids=["data", "subject", "moment", "first cut", "middle cut", "cut and renumbered", "two exchanged"],
)
def test_the_check_names_the_first_entry_that_was_touched(
    layla: Person, tamper: Tamper, statements: list[str], first_broken: int
) -> None:
    write(layla, 5)

    tamper(*statements)
    check = actions.check()

    assert (check.is_whole, check.first_broken, check.entries) == (False, first_broken, first_broken - 1)


def test_a_tail_cut_off_is_found_by_an_anchor_alone(layla: Person, tamper: Tamper) -> None:
    write(layla, 5)
    anchor = actions.head()

    tamper("DELETE FROM ledger_entry WHERE number > 3")

    assert actions.check().is_whole
    check = actions.check(anchors=[anchor])
    assert (check.is_whole, check.first_broken) == (False, 4)


def test_a_chain_rebuilt_from_the_start_is_found_by_an_anchor(layla: Person, tamper: Tamper) -> None:
    write(layla, 3)
    anchor = actions.head()

    tamper("DELETE FROM ledger_entry")
    write(layla, 4, action="forged")

    assert actions.check().is_whole
    assert not actions.check(anchors=[anchor]).is_whole


def test_an_anchor_further_back_still_fits_a_ledger_that_grew(layla: Person) -> None:
    write(layla, 2)
    anchor = actions.head()
    write(layla, 3)

    assert actions.check(anchors=[anchor]).is_whole


def test_an_action_that_fails_leaves_no_entry(layla: Person) -> None:
    class Stop(Exception):
        pass

    def act() -> None:
        with transaction.atomic():
            write(layla)
            raise Stop

    with pytest.raises(Stop):
        act()
    assert actions.head().number == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"data": {"number": float("nan")}},
        {"data": {"moment": datetime(2026, 1, 1, tzinfo=UTC)}},
        {"at": datetime(2026, 1, 1)},
    ],
    ids=["not a number", "not JSON", "no time zone"],
)
def test_what_would_not_read_back_the_same_is_refused(layla: Person, bad: dict[str, Any]) -> None:
    with pytest.raises(chain.NotRecordable):
        write(layla, **bad)


def test_a_person_named_in_the_ledger_cannot_be_deleted(layla: Person) -> None:
    write(layla)

    with pytest.raises(Error):
        layla.delete()


def test_a_change_of_name_leaves_the_ledger_whole(layla: Person) -> None:
    """Names are erased in `accounts`; the ledger holds numbers."""
    write(layla)
    Person.objects.filter(pk=layla.pk).update(sign_in_name="erased-1", display_name="-")

    assert actions.check().is_whole


def test_a_long_ledger_is_checked_in_few_queries(layla: Person, django_assert_max_num_queries: Any) -> None:
    write(layla, 50)

    with django_assert_max_num_queries(4):
        assert actions.check().entries == 50


@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            st.lists,
        ),
    )
)
def test_canonical_form_does_not_depend_on_the_order_of_keys(data: dict[str, Any]) -> None:
    turned = dict(reversed(data.items()))

    assert chain.canonical(data) == chain.canonical(turned)
    assert chain.canonical(data).isascii()


@given(
    st.integers(1, 2**62),
    st.datetimes(timezones=st.just(UTC)),
    st.integers(1, 2**31),
    st.text(),
    st.text(),
    st.text(),
)
def test_the_hash_is_that_of_the_canonical_form_whatever_was_written(
    number: int, at: datetime, actor: int, action: str, subject: str, data: str
) -> None:
    parts = {"number": number, "actor": actor, "action": action, "subject": subject, "previous_hash": "0" * 64}
    form = chain.canonical({**parts, "at": chain.moment(at), "data": data})

    assert chain.hash_of(**parts, at=at, data_json=data) == sha256(form.encode()).hexdigest()  # type: ignore[arg-type]
