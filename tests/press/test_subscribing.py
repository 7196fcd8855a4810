"""Subscribing: what is trusted, and what a hostile edition or a broken connection comes to."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dalil.accounts.models import Person
from dalil.guide.actions import planning
from dalil.guide.models import Intake, IntakeState, Outcome, Source
from dalil.ledger.models import Entry
from dalil.press import fetching, tasks
from dalil.press.actions import subscribing
from dalil.press.actions.subscribing import (
    FingerprintNeeded,
    NoMirror,
    NotAuthentic,
    NotReadable,
    SubscribedAlready,
    subscribe,
    update_subscription,
)
from dalil.press.models import Subscription, SubscriptionState
from tests.press.other_platform import Other
from tests.press.small_edition import small_edition

pytestmark = pytest.mark.django_db


def test_a_root_is_trusted_only_with_its_fingerprint(other: Other, layla: Person, moment: datetime) -> None:
    other.publish()
    for said, told in (("", "Compare it"), ("00" * 32, "that you gave, 0000")):
        with pytest.raises(FingerprintNeeded, match=other.fingerprint) as refused:
            subscribe(address=str(other.public), fingerprint=said, by=layla, at=moment)
        assert told in str(refused.value)
    assert not Source.objects.exists()

    spaced = " ".join(other.fingerprint[at : at + 4] for at in range(0, 64, 4)).upper()
    look = subscribe(address=str(other.public), fingerprint=spaced, by=layla, at=moment)

    assert look.intake is not None and look.intake.state == IntakeState.READY
    assert (look.taken, look.left) == (5, 0)
    assert look.subscription.source.slug == f"cedar-{other.fingerprint[:8]}"
    assert list(Entry.objects.order_by("number").values_list("action", flat=True))[-1] == "take_in_edition"
    with pytest.raises(SubscribedAlready):
        subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment)


def test_what_was_taken_in_before_is_not_taken_in_again(taken: Subscription, layla: Person, moment: datetime) -> None:
    assert update_subscription(subscription=taken, by=layla, at=moment).intake is None
    assert Intake.objects.count() == 1


def test_what_was_revoked_is_told_also_when_an_earlier_edition_takes_its_place(
    taken: Subscription, other: Other, layla: Person, moment: datetime
) -> None:
    assert update_subscription(subscription=taken, by=layla, at=moment).revoked is None
    other.publish(number=1, state="revoked")
    look = update_subscription(subscription=taken, by=layla, at=moment)
    assert (look.revoked, look.intake) == (1, None)

    other.publish(number=2)
    taken.refresh_from_db()
    look = update_subscription(subscription=taken, by=layla, at=moment)
    assert look.intake is not None


def test_two_entries_of_an_edition_stay_two_even_if_they_say_the_same(
    other: Other, layla: Person, moment: datetime
) -> None:
    lines = (small_edition(other.place / "x").folder / "entries.jsonl").read_bytes()
    first = lines.splitlines()[0]
    other.publish(lines=first + b"\n" + first.replace(b"aaaaaaaaaaaa", b"zzzzzzzzzzzz") + b"\n")
    look = subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment)
    assert look.intake is not None

    intake = planning.plan_intake(intake=look.intake, by=layla, at=moment)

    assert intake.counts == {Outcome.NEW: 2}
    assert intake.rows.exclude(near_key="").count() == 1


def test_names_that_are_scripts_are_names(
    taken: Subscription, layla: Person, moment: datetime, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    intake = planning.plan_intake(intake=Intake.objects.get(), by=layla, at=moment)

    assert intake.counts == {Outcome.NEW: 5}
    rows = {row.key: row for row in intake.rows.all()}
    assert "<script>alert(1)</script>" in rows["dalil:dddddddddddd"].values
    assert json.loads(rows["dalil:aaaaaaaaaaaa"].cells)["witnesses"][0]["source"] == "register"


def test_lines_that_are_no_entries_are_refused_and_named(other: Other, layla: Person, moment: datetime) -> None:
    good = (small_edition(other.place / "x").folder / "entries.jsonl").read_bytes()
    bad = b'{"id": 7, "witnesses": "none", "changed_on": ""}\n[1, 2]\n' + b'{"a":' * 3000 + b"\n\xff\xfe\n"
    other.publish(lines=good + bad)

    look = subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment)
    assert look.intake is not None
    intake = planning.plan_intake(intake=look.intake, by=layla, at=moment)

    assert intake.counts[Outcome.NEW] == 5
    assert intake.counts[Outcome.REFUSED] >= 3
    numbers = {problem["row"] for row in intake.rows.filter(outcome=Outcome.REFUSED) for problem in row.problems}
    assert 6 in numbers


@pytest.mark.parametrize("told", [{"editions": "none"}, {"editions": [{"number": "one"}]}, {"platform": 7}])
def test_a_list_of_the_wrong_types_is_refused(
    told: dict[str, Any], other: Other, layla: Person, moment: datetime
) -> None:
    other.publish(**told)
    with pytest.raises(NotReadable, match=r"editions\.json"):
        subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment)
    assert not Source.objects.exists()


def test_an_edition_that_is_too_large_is_refused(other: Other, layla: Person, moment: datetime, settings: Any) -> None:
    settings.DALIL_UPLOAD_MIB = 1
    other.publish(lines=b'{"id": "x"}' + b" " * (2 << 20) + b"\n")
    with pytest.raises(NoMirror, match=r"entries\.jsonl.*larger than 1 MiB"):
        subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=moment)
    assert "larger than 1 MiB" in Subscription.objects.get().problem
    assert not Intake.objects.exists()


def test_one_byte_changed_on_the_way_is_refused_and_what_we_have_stays(
    taken: Subscription, other: Other, layla: Person, moment: datetime
) -> None:
    other.publish(number=2, lines=b"")
    path = (other.public / "editions.json").resolve()
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data.replace(b"Cedar", b"Ceder"))

    with pytest.raises(NotAuthentic, match=r"altered editions\.json"):
        update_subscription(subscription=taken, by=layla, at=moment)

    taken.refresh_from_db()
    assert taken.state == SubscriptionState.REFUSED and "editions.json" in taken.problem
    assert taken.number == 1


def test_an_older_state_than_we_saw_is_refused(
    taken: Subscription, other: Other, layla: Person, moment: datetime, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for path in other.public.rglob("*"):
        if path.is_file():
            goal = older / path.relative_to(other.public)
            goal.parent.mkdir(parents=True, exist_ok=True)
            goal.write_bytes(path.read_bytes())
    other.publish(number=2)
    update_subscription(subscription=taken, by=layla, at=moment)
    subscribing.keep(taken, address=str(older))

    with pytest.raises(NotAuthentic):
        update_subscription(subscription=taken, by=layla, at=moment)


def test_a_suspended_platform_is_still_taken_in_as_authentic_but_old(
    other: Other, layla: Person, moment: datetime
) -> None:
    other.publish()
    later = moment + timedelta(days=200)

    look = subscribe(address=str(other.public), fingerprint=other.fingerprint, by=layla, at=later)

    assert look.intake is not None
    assert look.subscription.stamped_on is not None and look.subscription.stamped_on < moment + timedelta(days=1)


def test_the_worker_looks_once_a_day_and_keeps_what_it_was_told(
    taken: Subscription, other: Other, moment: datetime
) -> None:
    other.publish(number=2, lines=b"")
    for hours, number in ((1, 1), (25, 2)):
        while tasks.work_once(lambda hours=hours: moment + timedelta(hours=hours)):  # type: ignore[misc]
            pass
        taken.refresh_from_db()
        assert taken.number == number
    other.public.rename(other.place / "away")
    assert tasks.work_once(lambda: moment + timedelta(hours=60)) is True
    taken.refresh_from_db()
    assert "There is no signed edition" in taken.problem and taken.number == 2


def test_what_is_no_mirror_says_so(layla: Person, moment: datetime, tmp_path: Path) -> None:
    for address in (str(tmp_path), str(tmp_path / "nowhere"), "ftp://x.example/", "http://127.0.0.1:9/"):
        with pytest.raises(NoMirror, match=r"no signed edition at"):
            subscribe(address=address, fingerprint="", by=layla, at=moment)


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a word on the terminal."""

    def log_message(self, *anything: object) -> None:
        pass


class Elsewhere(BaseHTTPRequestHandler):
    """Whatever is asked for is said to be on another host."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://localhost:1{self.path}")
        self.end_headers()

    def log_message(self, *anything: object) -> None:
        pass


class Endless(BaseHTTPRequestHandler):
    """Bytes without an end."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def log_message(self, *anything: object) -> None:
        pass


@pytest.fixture
def serving() -> Iterator[Callable[[Any], str]]:
    """Begins a server on this machine; its address."""
    servers: list[ThreadingHTTPServer] = []

    def begin(handler: Any) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_mirror_on_any_web_server_is_taken_in(
    other: Other, layla: Person, moment: datetime, serving: Callable[[Any], str]
) -> None:
    other.publish()
    address = serving(partial(Quiet, directory=str(other.public)))

    look = subscribe(address=f"{address}/", fingerprint=other.fingerprint, by=layla, at=moment)

    assert look.taken == 5
    assert look.subscription.source.address == f"{address}/"


@pytest.mark.parametrize("handler", [Elsewhere, Endless])
def test_a_server_that_leads_elsewhere_or_never_ends_is_left(
    handler: Any, layla: Person, moment: datetime, serving: Callable[[Any], str]
) -> None:
    with pytest.raises(NoMirror):
        subscribe(address=serving(handler), fingerprint="", by=layla, at=moment)


class Dripping(BaseHTTPRequestHandler):
    """A byte now and then, without an end."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *anything: object) -> None:
        pass


def test_a_server_that_drips_is_left_after_a_while(
    layla: Person, moment: datetime, serving: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS_IN_ALL", 0.3)
    with pytest.raises(NoMirror, match="longer than"):
        subscribe(address=serving(Dripping), fingerprint="", by=layla, at=moment)
