"""What a page writes to the ledger waits until the page is done, in the same transaction: nothing is shown without its entry."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil.access.gates import for_signed_in
from dalil.access.strength import Factor, note_proof
from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.ledger import chain
from dalil.ledger.actions import writing
from dalil.ledger.models import BatchLeaf, Entry

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
is_postgresql = connection.vendor == "postgresql"
on_postgresql = pytest.mark.skipif(not is_postgresql, reason="a page is one transaction on PostgreSQL alone")


def note(by: Person, subject: str, **more: Any) -> Entry:
    return ledger.write(by=by, action="look", subject=subject, data={}, at=AT, **more)


def written() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("subject", flat=True))


def opened(person: Person, page: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    request = RequestFactory().get("/en/a-page/")
    request.user, request.session = person, SessionStore()
    note_proof(request.session, Factor.PASSKEY, timezone.now())
    answer = for_signed_in(page)(request)
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.django_db
def test_entries_wait_for_the_end_and_keep_their_order_and_leaves(noa: Person) -> None:
    with transaction.atomic(), ledger.at_the_end():
        first = note(noa, "a:1")
        ledger.write_batch(by=noa, action="open", leaves=[ledger.Leaf("c:1")], subject="b:1", data={}, at=AT)
        with ledger.at_the_end():
            note(noa, "a:2")
        assert written() == [] and first.number is None

    assert written() == ["a:1", "b:1", "a:2"] and first.number == 1
    assert BatchLeaf.objects.get().entry_id == 2
    assert ledger.check().is_whole


@pytest.mark.django_db
def test_who_needs_the_number_gets_it_at_once(noa: Person) -> None:
    with transaction.atomic(), ledger.at_the_end():
        note(noa, "a:1")
        assert note(noa, "a:2", is_numbered=True).number == 1
    assert written() == ["a:2", "a:1"] and ledger.check().is_whole


@pytest.mark.django_db
def test_what_cannot_be_recorded_is_refused_where_it_is_said(noa: Person) -> None:
    with transaction.atomic(), ledger.at_the_end():
        for wrong in (
            {"subject": ""},
            {"subject": "a\n"},
            {"at": datetime(2026, 11, 22, 8)},
            {"data": {"x": object()}},
        ):
            with pytest.raises(chain.NotRecordable):
                ledger.write(**{"by": noa, "action": "look", "subject": "a:1", "data": {}, "at": AT, **wrong})
    assert written() == []


STEPS = st.recursive(st.just("note"), lambda inner: st.tuples(st.booleans(), st.lists(inner, max_size=4)), max_leaves=9)


class Undone(Exception):
    """This savepoint is given up."""


def done(by: Person, each: Any, count: list[int]) -> None:
    """One entry, or a savepoint with more in it, that may be undone."""
    if each == "note":
        count.append(len(count))
        note(by, f"a:{len(count)}")
        return
    is_undone, inner = each
    with suppress(Undone), transaction.atomic():
        for one in inner:
            done(by, one, count)
        if is_undone:
            raise Undone


@pytest.mark.django_db
@given(steps=st.lists(STEPS, max_size=5))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_savepoint_that_is_undone_takes_its_entries_along_and_no_others(noa: Person, steps: list[Any]) -> None:
    """Whatever is nested in whatever: what is written is what would have been without waiting."""
    came: list[list[str]] = []
    for waits in (nullcontext, ledger.at_the_end):
        with transaction.atomic():
            with waits():
                done(noa, (False, steps), [])
            came.append(written())
            transaction.set_rollback(True)
    assert came[0] == came[1]


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_nothing_waits(noa: Person) -> None:
    with ledger.at_the_end():
        note(noa, "a:1")
        assert written() == ["a:1"]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_ended_too_early_is_told(noa: Person) -> None:
    with pytest.raises(ledger.NotWritten), transaction.atomic():
        transaction.on_commit(writing._Waiting(Entry(action="look", subject="a:1"), []))


@pytest.mark.django_db(transaction=True)
def test_a_page_that_breaks_after_it_noted_leaves_no_entry_of_what_was_not_shown(noa: Person) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        note(noa, "a:1")
        raise Undone

    with pytest.raises(Undone):
        opened(noa, page)
    # On SQLite a page is no transaction: what it did stands, and so does its entry.
    assert written() == ([] if is_postgresql else ["a:1"])
    assert opened(noa, lambda request: HttpResponse("seen")).content == b"seen"
    assert written() == ([] if is_postgresql else ["a:1"])


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_shown_when_its_entry_cannot_be_written(noa: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise DatabaseError("the disk is full")

    def page(request: HttpRequest) -> HttpResponse:
        note(noa, "a:1")
        Person.objects.filter(pk=noa.pk).update(display_name="Changed")
        return HttpResponse("a private value")

    monkeypatch.setattr(writing, "_wait_for_other_writers", fails)
    with pytest.raises(DatabaseError):
        opened(noa, page)
    noa.refresh_from_db()
    assert written() == [] and noa.display_name == "Noa Levi"


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_page_whose_transaction_the_database_gave_up_is_not_shown(noa: Person) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        note(noa, "a:1")
        try:
            connection.cursor().execute("SELECT 1/0")
        except DatabaseError:
            return HttpResponse("a private value")
        raise AssertionError

    with pytest.raises(DatabaseError):
        opened(noa, page)
    assert written() == []


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_while_a_page_is_drawn_others_write_the_ledger(noa: Person, layla: Person) -> None:
    def another() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 5000")
            note(layla, "a:of another")
        finally:
            connection.close()

    def page(request: HttpRequest) -> HttpResponse:
        note(noa, "a:of the page")
        meanwhile = Thread(target=another)
        meanwhile.start()
        meanwhile.join()
        assert written() == ["a:of another"]
        return HttpResponse("drawn")

    opened(noa, page)
    assert written() == ["a:of another", "a:of the page"] and ledger.check().is_whole
