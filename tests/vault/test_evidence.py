"""Evidence reads back as it came or not at all, who touched it is in the ledger, and it cannot be changed."""

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dalil.access.second_wall import as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.ledger.models import Entry
from dalil.vault import client, envelope, evidence
from dalil.vault.evidence import EvidenceAltered, NoReason, NotInStore, Origin, pieces
from dalil.vault.evidence.commitments import opening
from dalil.vault.evidence.reading import opened
from dalil.vault.models import Evidence, OnlyByDestroying, Sensitivity
from dalil.vault.sealed import NotReadable
from tests.vault.evidence_setting import MINUTES, kept, read

pytestmark = [pytest.mark.django_db, pytest.mark.t21]


@pytest.fixture(autouse=True)
def _at_work(layla: Person, moment: datetime) -> Iterator[None]:
    """The second wall of PostgreSQL knows who is looking."""
    with as_viewer(viewer_for(layla, at=moment)):
        yield


def file_of(item: Evidence, home: Path) -> Path:
    return home / "evidence" / item.stored_as[:2] / item.stored_as


def damage(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


@pytest.mark.parametrize("size", [0, 1, pieces.PIECE, pieces.PIECE * 2 + 5])
def test_a_file_reads_back_byte_for_byte(layla: Person, moment: datetime, size: int) -> None:
    content = os.urandom(size)
    item = kept(layla, moment, content, name="recording.bin")

    assert read(Evidence.objects.get(pk=item.pk), layla, moment) == content


def test_what_is_known_of_it_is_sealed_and_complete(layla: Person, moment: datetime, dalil_home: Path) -> None:
    when = datetime(2026, 11, 1, 9, tzinfo=UTC)
    origin = Origin(
        captured_at=when, collected_by="Rim", source_url="https://x.example/1", rights="ours", method="phone"
    )
    item = kept(layla, moment, origin=origin, about=["organisation:12"], sensitivity=Sensitivity.CASE_TEAM)
    item.refresh_from_db()
    _, said = opened(item)

    assert said["sha256"] == hashlib.sha256(MINUTES).hexdigest()
    assert said["sha512"] == hashlib.sha512(MINUTES).hexdigest()
    assert (said["size"], said["media_type"], said["original_filename"]) == (
        len(MINUTES),
        "application/pdf",
        "minutes.pdf",
    )
    assert (said["captured_at"], said["collected_by"], said["source_url"]) == (
        "2026-11-01T09:00:00+00:00",
        "Rim",
        "https://x.example/1",
    )
    assert item.is_original and item.held_under == [item.subject, "organisation:12"]
    assert str(item.particulars) == "•••"


def test_neither_name_nor_content_nor_their_hashes_lie_anywhere_in_the_clear(
    layla: Person, moment: datetime, dalil_home: Path
) -> None:
    item = kept(layla, moment, origin=Origin(collected_by="canary-collector"), name="canary-name.pdf")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_evidence")
        row = b"|".join(bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in cursor.fetchone())
    everything = row + file_of(item, dalil_home).read_bytes() + repr(list(Entry.objects.values())).encode()

    secrets = ["canary-name", "canary-collector", "minutes of the meeting", hashlib.sha256(MINUTES).hexdigest()]
    secrets.append(hashlib.sha512(MINUTES).hexdigest())
    assert not [secret for secret in secrets if secret.encode() in everything]


def test_two_equal_files_do_not_look_equal(layla: Person, moment: datetime) -> None:
    one, two = kept(layla, moment), kept(layla, moment)

    assert one.stored_as != two.stored_as and one.commitment != two.commitment


def test_the_name_in_the_store_is_the_hash_of_what_lies_there(
    layla: Person, moment: datetime, dalil_home: Path
) -> None:
    item = kept(layla, moment)
    lying = file_of(item, dalil_home).read_bytes()

    assert hashlib.sha256(lying).hexdigest() == item.stored_as and len(lying) == item.stored_size


def test_custody_stands_in_the_ledger_and_commits_to_the_file(layla: Person, moment: datetime) -> None:
    item = kept(layla, moment)
    read(item, layla, moment)

    intake, reading = Entry.objects.about(item.subject).order_by("number")
    assert (intake.action, intake.actor, intake.why) == ("evidence.keep", layla, "brought by the owner")
    assert (reading.action, reading.why, reading.data["hash_before"]) == ("evidence.read", "checking", item.stored_as)
    _, said = opened(item)
    text = opening(salt=said["salt"], sha256=said["sha256"], sha512=said["sha512"])
    assert hashlib.sha256(text.encode()).hexdigest() == intake.data["commitment"]


@pytest.mark.parametrize("why", ["", "  "])
def test_nothing_is_kept_or_read_without_a_reason(layla: Person, moment: datetime, why: str) -> None:
    item = kept(layla, moment)
    with pytest.raises(NoReason):
        evidence.read(item, by=layla, at=moment, why=why)
    with pytest.raises(NoReason):
        evidence.keep(io.BytesIO(b"x"), file_name="x", by=layla, at=moment, why=why)
    assert Evidence.objects.count() == 1


def test_a_changed_byte_is_found_before_the_last_piece_and_written_down(
    layla: Person, moment: datetime, dalil_home: Path
) -> None:
    item = kept(layla, moment, os.urandom(pieces.PIECE * 2 + 9), name="x")
    path = file_of(item, dalil_home)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    damage(path, bytes(content))

    given = []
    with pytest.raises(EvidenceAltered):
        given += list(evidence.read(item, by=layla, at=moment, why="checking"))
    assert given == []
    assert Entry.objects.about(item.subject).first().action == "evidence.found_altered"  # type: ignore[union-attr]


def test_a_file_of_another_record_put_in_its_place_is_found(layla: Person, moment: datetime, dalil_home: Path) -> None:
    one, two = kept(layla, moment, b"one" * 9), kept(layla, moment, b"two" * 9)
    damage(file_of(one, dalil_home), file_of(two, dalil_home).read_bytes())

    with pytest.raises(EvidenceAltered):
        read(one, layla, moment)


def test_ciphertext_made_anew_under_the_right_key_is_found_by_its_hash(
    layla: Person, moment: datetime, dalil_home: Path
) -> None:
    """Whoever has the keys could seal another text for this record: the name of the file and the recorded hashes tell."""
    item = kept(layla, moment)
    key, _ = opened(item)
    where = envelope.place("vault.evidence", "file", str(item.pk))
    damage(file_of(item, dalil_home), b"".join(pieces.seal(key, where, [MINUTES])))

    with pytest.raises(EvidenceAltered):
        read(item, layla, moment)


def test_a_missing_file_is_said_before_anything_is_given_and_is_no_reading(
    layla: Person, moment: datetime, dalil_home: Path
) -> None:
    item = kept(layla, moment)
    file_of(item, dalil_home).unlink()

    with pytest.raises(NotInStore):
        evidence.read(item, by=layla, at=moment, why="checking")
    assert Entry.objects.about(item.subject).count() == 1


CHANGES = [
    "stored_as = 'x'",
    "particulars = record_key",
    "commitment = 'x'",
    "kept_at = '2020-01-01'",
    "stored_size = 1",
    "is_original = (derived_from_id IS NOT NULL)",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_evidence(layla: Person, moment: datetime, change: str) -> None:
    kept(layla, moment)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE vault_evidence SET {change}")


def test_the_program_too_cannot_change_it(layla: Person, moment: datetime) -> None:
    item = kept(layla, moment)
    item.particulars = {"sha256": "0" * 64}

    with pytest.raises(DatabaseError), transaction.atomic():
        item.save()
    with pytest.raises(NotReadable):
        Evidence.objects.update(particulars={"sha256": ""})


def test_who_may_see_it_and_what_it_is_about_may_change(layla: Person, moment: datetime) -> None:
    item = kept(layla, moment)

    assert Evidence.objects.filter(pk=item.pk).update(sensitivity="members", about=["case:1"]) == 1


@pytest.mark.t09
def test_it_goes_by_no_other_way_than_destroying(layla: Person, moment: datetime) -> None:
    item = kept(layla, moment)

    for way in (item.delete, Evidence.objects.all().delete, Evidence.objects.filter(pk=item.pk).delete):
        with pytest.raises(OnlyByDestroying), transaction.atomic():
            way()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_evidence")
    assert Evidence.objects.count() == 1


def test_a_copy_names_its_original_and_how_it_was_made(layla: Person, moment: datetime) -> None:
    item = kept(layla, moment)
    copy = kept(layla, moment, b"faces covered", copy_of=item, derivation="faces covered by hand", name="copy.txt")

    assert not copy.is_original and copy.derived_from == item and item.subject in copy.held_under
    assert list(Evidence.objects.originals()) == [item]
    entry = Entry.objects.get(action="evidence.copy")
    assert (entry.data["copy_of"], entry.data["hash_before"]) == (item.subject, item.stored_as)
    assert read(item, layla, moment) == MINUTES


def test_without_keys_nothing_is_kept_and_nothing_lies_in_the_store(
    layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch, dalil_home: Path
) -> None:
    def no_agent(*asked: Any) -> None:
        raise client.NoKeys

    monkeypatch.setattr(client, "ask", no_agent)
    with pytest.raises(client.NoKeys):
        kept(layla, moment)
    assert not Evidence.objects.exists() and not (dalil_home / "evidence").exists()


def test_what_the_ledger_does_not_take_is_not_evidence(
    layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**entry: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr("dalil.ledger.actions.write", full)
    with pytest.raises(DatabaseError), transaction.atomic():
        kept(layla, moment)
    assert not Evidence.objects.exists()


@pytest.mark.t01
def test_rows_are_empty_for_whom_the_second_wall_does_not_know(
    layla: Person, noa: Person, moment: datetime, database_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    kept(layla, moment)
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has a second wall")
    with as_viewer(viewer_for(noa, at=moment)):
        assert not Evidence.objects.exists()
