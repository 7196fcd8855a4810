"""Nothing is destroyed by one person, nothing that is held, and nothing without a tombstone."""

import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dalil.access.second_wall import as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.ledger.models import Entry
from dalil.vault import client, destroying, holds
from dalil.vault.destroying import AlreadyGone, Held, NoReasonGiven, NotNow, NotTwoPeople, NotYours, destroy, erase_own
from dalil.vault.models import Evidence, Hold, NotDeletable, OnlyByDestroying, Tombstone
from tests.vault.evidence_setting import agreement, kept
from tests.vault.private import Contact

pytestmark = [pytest.mark.t09]


@pytest.fixture
def _at_work(layla: Person, moment: datetime) -> Iterator[None]:
    with as_viewer(viewer_for(layla, at=moment)):
        yield


@pytest.fixture
def salma(db: None) -> Person:
    """Counsel."""
    person = Person.objects.create_person("salma", "Salma Nasser")
    Person.objects.filter(pk=person.pk).update(is_counsel=True)
    person.refresh_from_db()
    return person


def hold_on(salma: Person, moment: datetime, *scope: str) -> Hold:
    served, review = date(2026, 11, 20), date(2027, 5, 1)
    return holds.place(
        by=salma, at=moment, reference="r", issuer="court", scope=scope, served_on=served, review_on=review
    )


pure = pytest.mark.usefixtures("_at_work")


@pure
def test_two_people_destroy_and_a_tombstone_stays(
    layla: Person, omar: Person, moment: datetime, dalil_home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    item = kept(layla, moment)
    file = dalil_home / "evidence" / item.stored_as[:2] / item.stored_as
    with django_capture_on_commit_callbacks(execute=True):
        stone = destroy(item, approval=agreement(layla, omar), at=moment, reason="Consent was withdrawn.")
        assert file.exists()

    assert not Evidence.objects.exists() and not file.exists()
    assert (stone.subject, stone.destroyed_class, stone.ciphertext_sha256) == (item.subject, "C2", item.stored_as)
    assert (stone.asked_by, stone.approved_by, stone.approval, stone.at) == (layla, omar, "approval:1", moment)
    entry = Entry.objects.get(action="destroy")
    assert (entry.subject, entry.why) == (item.subject, "Consent was withdrawn.")
    assert (entry.data["asked_by"], entry.data["approved_by"]) == (layla.pk, omar.pk)


@pure
def test_one_person_destroys_nothing(layla: Person, omar: Person, moment: datetime) -> None:
    item = kept(layla, moment)
    same = Person.objects.get(pk=layla.pk)
    machine = Person.objects.command_line()
    Person.objects.filter(pk=omar.pk).update(is_active=False)

    for pair in (agreement(layla, same), agreement(layla, machine), agreement(layla, omar), agreement(omar, layla)):
        with pytest.raises(NotTwoPeople):
            destroy(item, approval=pair, at=moment, reason="x")
    Person.objects.filter(pk=omar.pk).update(is_active=True)
    with pytest.raises(NotTwoPeople):
        destroy(item, approval=agreement(layla, omar, " "), at=moment, reason="x")
    assert Evidence.objects.exists() and not Tombstone.objects.exists()


@pure
@pytest.mark.parametrize("reason", ["", " ", "x" * 1001])
def test_a_reason_is_needed(layla: Person, omar: Person, moment: datetime, reason: str) -> None:
    with pytest.raises(NoReasonGiven):
        destroy(kept(layla, moment), approval=agreement(layla, omar), at=moment, reason=reason)


@pure
@pytest.mark.t25
@pytest.mark.parametrize("scope", ["evidence:{id}", "organisation:12", "body:{body}", "*", "organisation:*"])
def test_a_hold_on_it_or_on_what_it_is_about_beats_two_people(
    layla: Person, omar: Person, salma: Person, moment: datetime, scope: str
) -> None:
    body = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    item = kept(layla, moment, about=["organisation:12"], acting_for=body)
    hold = hold_on(salma, moment, scope.format(id=item.pk, body=body))

    with pytest.raises(Held) as refusal:
        destroy(item, approval=agreement(layla, omar), at=moment, reason="x")
    assert refusal.value.holds == (hold,)
    assert Evidence.objects.exists() and not Tombstone.objects.exists()

    holds.release(hold=hold, by=salma, at=moment, resolution="7", reason="over")
    destroy(item, approval=agreement(layla, omar), at=moment, reason="x")
    assert not Evidence.objects.exists()


@pure
def test_a_hold_on_a_copy_or_on_the_original_keeps_both(
    layla: Person, omar: Person, salma: Person, moment: datetime
) -> None:
    item = kept(layla, moment)
    copy = kept(layla, moment, b"copy", copy_of=item)
    for held, asked in ((copy, item), (item, copy)):
        hold = hold_on(salma, moment, held.subject)
        with pytest.raises(Held):
            destroy(asked, approval=agreement(layla, omar), at=moment, reason="x")
        holds.release(hold=hold, by=salma, at=moment, resolution="7", reason="over")

    destroy(item, approval=agreement(layla, omar), at=moment, reason="x")
    assert set(Tombstone.objects.values_list("subject", flat=True)) == {item.subject, copy.subject}


@pure
def test_what_is_gone_is_not_destroyed_twice(layla: Person, omar: Person, moment: datetime) -> None:
    item = kept(layla, moment)
    destroy(item, approval=agreement(layla, omar), at=moment, reason="x")
    item.pk = Tombstone.objects.get().subject.partition(":")[2]

    with pytest.raises(AlreadyGone):
        destroy(item, approval=agreement(layla, omar), at=moment, reason="x")
    assert Tombstone.objects.count() == 1


@pure
def test_sealed_nothing_is_destroyed(
    layla: Person, omar: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = kept(layla, moment)
    monkeypatch.setattr(destroying, "_stops", [lambda: False, lambda: True])

    with pytest.raises(NotNow):
        destroy(item, approval=agreement(layla, omar), at=moment, reason="x")
    assert client.is_sealed() is False and Evidence.objects.exists()


@pure
@pytest.mark.parametrize(
    "change", ["UPDATE vault_tombstone SET reason = 'other'", "DELETE FROM vault_tombstone", "DELETE FROM vault_hold"]
)
def test_the_database_keeps_tombstones_and_holds(
    layla: Person, omar: Person, salma: Person, moment: datetime, change: str
) -> None:
    destroy(kept(layla, moment), approval=agreement(layla, omar), at=moment, reason="x")
    hold_on(salma, moment, "organisation:12")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    for rows in (Tombstone.objects.all(), Hold.objects.all()):
        with pytest.raises(NotDeletable):
            rows.delete()


@pure
@pytest.mark.parametrize("change", ["scope = '[]'", "reference = 'x'", "served_on = '2020-01-01'", "issuer = 'x'"])
def test_the_database_keeps_a_hold_as_it_was_placed(salma: Person, moment: datetime, change: str) -> None:
    hold_on(salma, moment, "organisation:12")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE vault_hold SET {change}")


@pure
def test_a_released_hold_is_not_put_back_into_force(salma: Person, moment: datetime) -> None:
    hold = hold_on(salma, moment, "organisation:12")
    holds.release(hold=hold, by=salma, at=moment, resolution="7", reason="over")

    with pytest.raises(DatabaseError), transaction.atomic():
        Hold.objects.update(released_at=None, released_by=None, resolution="", release_reason="")


@pure
def test_without_a_tombstone_of_its_own_file_the_database_lets_no_evidence_go(
    layla: Person, omar: Person, moment: datetime
) -> None:
    one, two = kept(layla, moment), kept(layla, moment)
    destroy(one, approval=agreement(layla, omar), at=moment, reason="x")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_evidence")
    assert list(Evidence.objects.all()) == [two]


class TestPrivateRecords:
    """Contacts go by the same way."""

    pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_tables")]

    def test_a_contact_is_not_simply_deleted(self, db: None) -> None:
        contact = Contact(value="rim@x.example")
        contact.save()

        with pytest.raises(OnlyByDestroying), transaction.atomic():
            contact.delete()
        with pytest.raises(OnlyByDestroying), transaction.atomic():
            Contact.objects.all().delete()
        assert Contact.objects.exists()

    def test_two_destroy_it_and_its_hash_stays(self, layla: Person, omar: Person, moment: datetime) -> None:
        contact = Contact(value="rim@x.example", note="n")
        contact.save()
        stone = destroy(contact, approval=agreement(layla, omar), at=moment, reason="x")

        assert not Contact.objects.exists()
        assert len(stone.ciphertext_sha256) == 64 and stone.destroyed_class == "C1" and stone.stored_as == ""
        assert "rim@x.example" not in str(list(Tombstone.objects.values()) + list(Entry.objects.values()))

    def test_ones_own_is_erased_on_ones_own_word_unless_held(
        self, noa: Person, layla: Person, salma: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contact = Contact(value="noa@x.example")
        contact.save()
        monkeypatch.setattr(Contact, "held_under", [f"person:{noa.pk}"], raising=False)

        with pytest.raises(NotYours):
            erase_own(contact, by=layla, at=moment, reason="x")
        hold = hold_on(salma, moment, f"person:{noa.pk}")
        with pytest.raises(Held):
            erase_own(contact, by=noa, at=moment, reason="x")
        holds.release(hold=hold, by=salma, at=moment, resolution="7", reason="over")
        stone = erase_own(contact, by=noa, at=moment, reason="asked for it")

        assert not Contact.objects.exists()
        assert (stone.asked_by, stone.approved_by) == (noa, None)


@pure
def test_nobody_erases_evidence_on_their_own_word(layla: Person, moment: datetime) -> None:
    item = kept(layla, moment, about=[f"person:{layla.pk}"])

    with pytest.raises(NotYours):
        erase_own(item, by=layla, at=moment, reason="x")
    assert Evidence.objects.exists()


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite's writers take turns from the first statement; its test database has one",
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.t25
def test_a_hold_that_is_being_placed_wins_over_a_destruction_that_begins(
    layla: Person, omar: Person, salma: Person, moment: datetime
) -> None:
    """The hold is written but not committed; whoever destroys meanwhile waits, and then sees it."""
    with as_viewer(viewer_for(layla, at=moment)):
        item = kept(layla, moment, about=["organisation:12"])
    written, outcome = threading.Event(), []

    def destroys() -> None:
        written.wait(10)
        try:
            with as_viewer(viewer_for(layla, at=moment)):
                destroy(item, approval=agreement(layla, omar), at=moment, reason="x")
            outcome.append("destroyed")
        except Held:
            outcome.append("held")
        finally:
            connection.close()

    thread = threading.Thread(target=destroys)
    thread.start()
    with transaction.atomic():
        hold_on(salma, moment, "organisation:12")
        written.set()
        thread.join(0.3)
        assert outcome == []
    thread.join(10)

    assert outcome == ["held"]
    with as_viewer(viewer_for(layla, at=moment)):
        assert Evidence.objects.exists()


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite's writers take turns from the first statement; its test database has one",
)
@pytest.mark.django_db(transaction=True)
def test_two_who_destroy_at_once_leave_one_tombstone(
    layla: Person, omar: Person, moment: datetime, dalil_home: Path
) -> None:
    with as_viewer(viewer_for(layla, at=moment)):
        item = kept(layla, moment)
    together, outcome = threading.Barrier(2), []

    def destroys() -> None:
        together.wait(10)
        try:
            with as_viewer(viewer_for(layla, at=moment)):
                destroy(item, approval=agreement(layla, omar), at=moment, reason="x")
            outcome.append("destroyed")
        except AlreadyGone:
            outcome.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=destroys) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcome) == ["destroyed", "gone"]
    assert Tombstone.objects.count() == 1
    assert not (dalil_home / "evidence" / item.stored_as[:2] / item.stored_as).exists()
