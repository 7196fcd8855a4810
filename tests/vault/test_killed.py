"""A key agent that dies under a request: a clean page, nothing half-written, and it comes up again by itself (t18)."""

import fcntl
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.guide.models import Contact, ContactOpening, Ownership
from dalil.ledger.models import BatchLeaf, Entry
from dalil.vault import client
from dalil.vault.client import NoKeys
from dalil.vault.protocol import Binding
from dalil.vault.watching import Watch
from tests.guide.bodies import body
from tests.vault.agents import make_keys

HERE = Binding(DataClass.S, b"here")
OWN = "/en/mine/contacts/"
GIVEN = {"kind": "email", "value": "boss@olive.example", "audience": "strict"}


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Keys and an agent of this test alone; the agent is started by whoever asks first."""
    settings.DALIL_KEYS = tmp_path / "own-keys"
    make_keys(settings.DALIL_KEYS)
    yield settings.DALIL_KEYS
    settings.DALIL_KEYS_ATTENDED = False
    client.stop()


@pytest.fixture
def killed_once(own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The next request that this process sends reaches an agent that is killed before it answers."""
    agent = client.condition().pid
    received, killed = client._received, list[int]()

    def kill_first(connection: Any, size: int) -> bytes:
        if not killed:
            killed.append(agent)
            os.kill(agent, signal.SIGKILL)
        return received(connection, size)

    def stopped(request: Any) -> Any:
        if not killed:
            os.kill(agent, signal.SIGSTOP)
        return exchanged(request)

    exchanged = client._exchanged
    monkeypatch.setattr(client, "_exchanged", stopped)
    monkeypatch.setattr(client, "_received", kill_first)
    return killed


@pytest.fixture
def owner(signed_in: Callable[..., Client], moment: datetime) -> Client:
    """Mona keeps an entry for its organisation, which gave one contact already."""
    entry = body("olive")
    mona = Person.objects.create_person("mona", "Mona", password="a-long-enough-word-1")
    holder = Body.objects.create(name="Olive", made_at=moment)
    Delegation.objects.create(body=holder, person=mona, role=DelegateRole.MANAGER, since=moment - timedelta(days=900))
    Ownership.objects.create(organisation=entry, anchor=entry.records.get(), body=holder, since=moment)
    browser = signed_in(mona)
    browser.raise_request_exception = False
    session = browser.session
    session["acting_for"] = str(holder.pk)
    session.save()
    return browser


@pytest.fixture
def written(database_owner: Callable[[], AbstractContextManager[None]]) -> Callable[[], tuple[int, ...]]:
    """How much there is of everything that giving or opening a contact writes, as the owner of the database sees it."""

    def counted() -> tuple[int, ...]:
        with database_owner():
            return tuple(model.objects.count() for model in (Contact, ContactOpening, Entry, BatchLeaf))

    return counted


def is_a_clean_503(answer: HttpResponse) -> bool:
    page = answer.content.decode()
    return answer.status_code == 503 and answer["Retry-After"] == "60" and "boss@olive" not in page and "503" in page


@pytest.mark.t18
@pytest.mark.django_db
def test_killed_while_attended_a_page_that_writes_says_503_and_leaves_nothing(
    owner: Client, written: Callable[[], tuple[int, ...]], killed_once: list[int], settings: Any
) -> None:
    before = written()
    settings.DALIL_KEYS_ATTENDED = True

    answer = owner.post(OWN, GIVEN)

    assert killed_once and is_a_clean_503(answer)
    assert written() == before
    assert owner.get("/en/").status_code == 200


@pytest.mark.t18
@pytest.mark.django_db
def test_killed_while_attended_a_page_that_opens_writes_no_opening_down(
    owner: Client, written: Callable[[], tuple[int, ...]], own_keys: Path, settings: Any
) -> None:
    assert owner.post(OWN, {**GIVEN, "audience": "members"}).status_code == 302
    before = written()
    settings.DALIL_KEYS_ATTENDED = True
    os.kill(client.condition().pid, signal.SIGKILL)

    answer = owner.post("/en/organisations/olive/contacts/", {"reason": "write"})

    assert is_a_clean_503(answer) and written() == before and before[0] == 1


@pytest.mark.t18
@pytest.mark.django_db
def test_killed_while_unattended_the_same_request_goes_through_with_the_next_agent(
    owner: Client, written: Callable[[], tuple[int, ...]], killed_once: list[int]
) -> None:
    answer = owner.post(OWN, GIVEN)

    assert answer.status_code == 302 and written()[0] == 1
    assert client.condition().pid not in killed_once


@pytest.mark.t18
def test_where_a_dying_agent_still_has_the_place_the_next_is_tried_again(
    own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = os.open(own_keys / "agent.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    start, started = client.start, list[None]()

    def dead_at_the_second() -> None:
        started.append(None)
        if len(started) == 2:
            os.close(lock)
        start()

    monkeypatch.setattr(client, "start", dead_at_the_second)

    assert client.condition().state == "open" and len(started) == 2


@pytest.mark.t18
def test_where_a_dying_agent_takes_one_more_connection_the_next_is_asked(
    own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_keys)
    with socket.socket(socket.AF_UNIX) as dying:
        dying.bind(client.protocol.SOCKET)
        dying.listen()

        def die() -> None:
            for _connection in range(2):
                dying.accept()[0].close()
            dying.close()

        thread = threading.Thread(target=die)
        thread.start()
        assert client.condition().state == "open"
        thread.join()


@pytest.mark.t18
def test_what_changes_keys_is_never_asked_twice(own_keys: Path, killed_once: list[int]) -> None:
    with pytest.raises(NoKeys):
        client.ask(client.protocol.NewEpoch([DataClass.C1]))

    assert len([one for one in client.condition().epochs if one.data_class == DataClass.C1]) == 1


def test_an_agent_that_hangs_is_waited_for_once(own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SECONDS_TO_ANSWER", 0.05)
    client.forget()
    agent, connected, asked = client.condition().pid, client._connect, list[None]()
    monkeypatch.setattr(client, "_connect", lambda: asked.append(None) or connected())  # type: ignore[func-returns-value]
    os.kill(agent, signal.SIGSTOP)
    try:
        with pytest.raises(NoKeys):
            client.fresh([HERE])
        assert asked == []
    finally:
        os.kill(agent, signal.SIGCONT)

    assert client.fresh([HERE])


def test_the_server_starts_an_agent_that_was_killed_and_ends_its_own(own_keys: Path, settings: Any) -> None:
    watch = Watch()
    first = client.condition().pid
    os.kill(first, signal.SIGKILL)

    assert watch.look()
    client.forget()
    second = client.condition().pid
    assert second != first
    assert watch.started
    watch.stop()
    assert not client.listens()
    settings.DALIL_KEYS_ATTENDED = True
    with pytest.raises(NoKeys):
        client.condition()


def test_a_server_that_is_sealed_starts_none(own_keys: Path) -> None:
    (own_keys / client.protocol.INTENT).touch()

    watch = Watch()

    assert not watch.started and not watch.look()
    with pytest.raises(NoKeys, match="sealed"):
        client.fresh([HERE])
    (own_keys / client.protocol.INTENT).unlink()


class Asks:
    """A middleware that needs a key, before the view or after it."""

    when = "before"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.when == "before":
            raise NoKeys("the keys are locked")
        self.get_response(request)
        if self.when == "after":
            raise NoKeys("the keys are locked")
        raise ValueError("something else")


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 8, None])
@pytest.mark.parametrize("when", ["before", "after"])
def test_keys_that_a_middleware_misses_are_a_clean_503_too(
    settings: Any, monkeypatch: pytest.MonkeyPatch, place: int | None, when: str
) -> None:
    monkeypatch.setattr(Asks, "when", when)
    stack = list(settings.MIDDLEWARE)
    stack.insert(len(stack) if place is None else place, "tests.vault.test_killed.Asks")
    settings.MIDDLEWARE = stack
    browser = Client(raise_request_exception=False)

    answer, program = browser.get("/en/"), browser.get("/api/organizations")

    assert is_a_clean_503(answer)
    assert program.status_code == 503 and program["Content-Type"] == "application/problem+json"
    monkeypatch.setattr(Asks, "when", "other")
    assert browser.get("/en/").status_code == 500
