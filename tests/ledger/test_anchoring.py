"""The head kept outside: each hour, at every place, in spite of failures; and what is kept finds what was done."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction

from dalil.accounts.models import Person
from dalil.ledger import actions, anchors, guards, tasks, timestamps
from dalil.ledger.actions import Fault, Head, anchoring
from dalil.ledger.actions.anchoring import Kept, NotKept, Post
from dalil.ledger.models import Anchor, Place, Walk

pytestmark = pytest.mark.django_db
Tamper = Callable[..., None]
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def write(by: Person, count: int = 1) -> None:
    for _ in range(count):
        actions.write(by=by, action="try_something", subject="thing:1", data={}, at=AT)


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.DALIL_ANCHOR_FILE = str(tmp_path / "anchors")
    return tmp_path / "anchors"


@pytest.fixture(autouse=True)
def _never_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_looked", {})


def work(at: datetime, **more: Any) -> bool:
    return tasks.work_once(lambda: at, **more)


def heads_in(file: Path) -> list[Head]:
    return [Head(told.number, told.hash) for told in anchors.read(file.read_bytes()).told]


def test_the_worker_keeps_the_head_each_hour_and_only_when_something_was_written(layla: Person, file: Path) -> None:
    assert not work(AT)
    assert not file.exists()
    write(layla, 3)
    assert work(AT + timedelta(minutes=1))
    write(layla)
    work(AT + timedelta(minutes=30))
    assert [head.number for head in heads_in(file)] == [3]

    work(AT + timedelta(minutes=61))
    work(AT + timedelta(hours=3))

    assert heads_in(file)[1:] == [actions.head()]
    assert [(row.number, row.place, row.problem) for row in Anchor.objects.order_by("id")] == [
        (3, "file", ""),
        (4, "file", ""),
    ]


def test_a_place_that_fails_is_noted_and_tried_again_and_keeps_no_other_waiting(layla: Person, file: Path) -> None:
    write(layla)
    letters: list[int] = []

    def fails(now: Head, at: datetime, token: bytes) -> Kept:
        letters.append(now.number)
        raise NotKept("the mail server is away")

    posts = [Post(Place.MAIL, fails), *tasks.posts()]
    for minutes in (0, 1, 6, 7):
        anchoring.anchor_due(posts=posts, at=AT + timedelta(minutes=minutes))

    assert len(letters) == 2  # not every minute
    assert len(heads_in(file)) == 1
    kept, failing = anchoring.standing()["mail"]
    assert kept is None
    assert failing is not None
    assert failing.problem == "the mail server is away"
    assert anchoring.standing()["file"][1] is None


def test_a_disk_that_is_not_mounted_is_shown_and_nothing_is_written_beside(
    layla: Person, tmp_path: Path, settings: Any
) -> None:
    settings.DALIL_ANCHOR_FILE = str(tmp_path / "stick" / "anchors")
    write(layla)
    work(AT)

    (row,) = Anchor.objects.all()
    assert "No such file" in row.problem
    (tmp_path / "stick").mkdir()
    work(AT + timedelta(minutes=6))
    assert anchoring.standing()["file"][1] is None


def test_a_clock_that_was_put_back_stops_nothing(layla: Person, file: Path) -> None:
    write(layla)
    work(AT)
    write(layla)
    work(AT - timedelta(days=400))

    assert [head.number for head in heads_in(file)] == [1, 2]
    write(layla)
    work(AT - timedelta(days=400) + timedelta(minutes=10))
    assert len(heads_in(file)) == 2


def test_mail_goes_where_the_settings_say_and_as_seldom(layla: Person, settings: Any) -> None:
    sent: list[int] = []

    def mail(now: Head, at: datetime, token: bytes) -> Kept:
        sent.append(now.number)
        return Kept("2 addresses")

    write(layla)
    work(AT, by_mail=mail)
    assert sent == []
    settings.DALIL_ANCHOR_MAIL, settings.DALIL_ANCHOR_MAIL_HOURS = ["trustees"], 24
    work(AT + timedelta(minutes=1), by_mail=mail)
    write(layla)
    work(AT + timedelta(hours=23), by_mail=mail)
    work(AT + timedelta(hours=25), by_mail=mail)
    assert sent == [1, 2]


@pytest.mark.t10
def test_the_worker_finds_within_the_hour_that_the_tail_was_cut(layla: Person, file: Path, tamper: Tamper) -> None:
    write(layla, 5)
    work(AT)
    assert Walk.objects.get().fault == ""
    tamper("DELETE FROM ledger_anchor", "DELETE FROM ledger_entry WHERE number > 3")

    work(AT + HOUR)

    last = Walk.objects.last()
    assert last is not None
    assert (last.fault, last.first_broken, last.entries) == (Fault.CUT, 4, 3)


@pytest.mark.t10
def test_a_rebuild_is_found_and_said_from_where(layla: Person, file: Path, tamper: Tamper) -> None:
    write(layla, 2)
    work(AT)
    write(layla, 3)
    work(AT + HOUR)
    kept = heads_in(file)
    tamper("DELETE FROM ledger_anchor", "DELETE FROM ledger_entry WHERE number > 2")
    for _ in range(4):
        actions.write(by=layla, action="forged", subject="thing:1", data={}, at=AT)

    assert actions.check().is_whole
    found = actions.check(anchors=kept)
    assert (found.fault, found.first_broken, found.holds_to) == (Fault.REBUILT, 5, 2)
    # Our own rows alone find it too, if they were forgotten.
    Anchor.objects.create(number=5, hash=kept[1].hash, place="file", at=AT, kept_where="x")
    assert anchoring.walk(at=AT, file=None).fault == Fault.REBUILT


def test_an_anchor_of_nothing_holds_and_a_false_one_does_not(layla: Person) -> None:
    write(layla)
    assert actions.check(anchors=[Head(0, "0" * 64)]).is_whole
    assert actions.check(anchors=[Head(0, "1" * 64)]).fault == Fault.REBUILT
    assert actions.check(anchors=[actions.head(), Head(1, "1" * 64)]).fault == Fault.REBUILT
    assert actions.check(anchors=[Head(-1, "1" * 64)]).fault == Fault.REBUILT


def test_long_ledgers_are_walked_less_often(layla: Person) -> None:
    write(layla)
    Walk.objects.create(at=AT, entries=5_000_000, anchors=0)

    assert not anchoring.is_walk_due(AT + timedelta(hours=9))
    assert anchoring.is_walk_due(AT + timedelta(hours=10))
    assert anchoring.is_walk_due(AT - timedelta(days=1))


@pytest.mark.parametrize("table", ["ledger_anchor", "ledger_walk"])
@pytest.mark.parametrize("verb", ["UPDATE {table} SET at = at", "DELETE FROM {table}"])
def test_anchors_and_walks_are_append_only(layla: Person, file: Path, table: str, verb: str) -> None:
    write(layla)
    work(AT)

    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table=table))


def test_a_trigger_that_is_gone_is_named(layla: Person) -> None:
    assert guards.missing() == []
    gone = {
        "sqlite": ("DROP TRIGGER ledger_no_update", "ledger_no_update"),
        "postgresql": ("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_no_change", "ledger_no_change"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(gone[0])
    assert guards.missing() == [gone[1]]


def test_a_stamp_is_asked_for_verified_and_kept_with_the_other_anchors(
    layla: Person, file: Path, stamp_service: Any, settings: Any
) -> None:
    settings.DALIL_TIMESTAMP_URL = stamp_service.url
    settings.DALIL_TIMESTAMP_CERTIFICATE = str(stamp_service.certificates)
    write(layla, 2)
    work(AT)

    row = Anchor.objects.get(place="timestamp")
    (told,) = anchors.read(file.read_bytes()).told
    assert (row.number, row.problem, told.token) == (2, "", bytes(row.token))
    stamp = timestamps.verify(told.token, actions.head(), stamp_service.certificates)
    assert abs((stamp.at - datetime.now(UTC)).total_seconds()) < 60
    assert actions.check(imprints={stamp.imprint}).is_whole
    assert actions.check(imprints={b"x" * 32}).fault == Fault.UNKNOWN
    with pytest.raises(timestamps.NotStamped):
        timestamps.verify(told.token, Head(2, "1" * 64), stamp_service.certificates)
    with pytest.raises(timestamps.NotStamped):
        timestamps.verify(told.token, actions.head(), stamp_service.folder / "other.pem")
    with pytest.raises(timestamps.NotStamped):
        timestamps.verify_alone(told.token[:-40] + bytes(40), stamp_service.certificates)


@pytest.mark.parametrize("mood", ["broken", "silly", "endless", "repeating"])
def test_a_service_that_answers_badly_is_noted(layla: Person, stamp_service: Any, mood: str) -> None:
    """`repeating` gives a good answer once more: the number that we sent along shows that it is old."""
    write(layla)
    keep = anchoring.at_service(stamp_service.url, stamp_service.certificates)
    if mood == "repeating":
        keep(actions.head(), AT, b"")
    stamp_service.mood = mood

    (row,) = anchoring.anchor(posts=[Post(Place.TIMESTAMP, keep)], at=AT)

    assert row.problem
    assert not row.token


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:1/", "http://[", "nothing"]
)
def test_an_address_that_is_no_service_is_noted(layla: Person, url: str, tmp_path: Path) -> None:
    write(layla)

    (row,) = anchoring.anchor(posts=[Post(Place.TIMESTAMP, anchoring.at_service(url, tmp_path / "none"))], at=AT)

    assert row.problem
