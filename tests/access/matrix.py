"""The matrix's cast and its table: every address, asked for by every role; what comes back as one short word.

`DALIL_MATRIX=write pytest tests/access/test_matrix.py` writes the table anew: read the difference before it is committed, for
each changed word is a right given or taken.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from dalil.access import duty
from dalil.access.checks import all_pages, gate_of
from dalil.access.leaving import ON_DUTY
from dalil.access.models import DutySession
from dalil.access.state import Act
from dalil.access.strength import Factor, note_proof
from dalil.access.viewer import ACTING_FOR
from dalil.accounts.models import Body, DelegateRole, Delegation, Person

TABLE = Path(__file__).with_name("matrix.tsv")
STAFF = {"editor": "is_editor", "off duty": "is_operator", "on duty": "is_operator", "counsel": "is_counsel"}
ROLES = (
    "stranger",
    "password",
    "code only",
    "member",
    *DelegateRole.values[::-1],
    "other body",
    "guide editor",
    "off duty",
    "on duty",
    "counsel",
    "trustee",
)
DRAWN = frozenset({"stranger", "manager", "guide editor", "on duty"})
OURS, THEIRS = UUID(int=0xA11CE), UUID(int=0xB0B)
ABSENT = {"int": "987654321", "uuid": "00000000-0000-4000-8000-000000000000", "slug": "absent", "str": "absent"}
WORDS = {200: "ok", 204: "ok", 304: "ok", 404: "404", 405: "405", 503: "503"}


class Row(NamedTuple):
    """One address: its gate, what GET and POST of it are, and what each role gets for both."""

    address: str
    gate: str
    acts: str
    answers: tuple[str, ...]

    def as_line(self) -> str:
        """As the table has it."""
        return "\t".join((self.address, self.gate, self.acts, *self.answers))


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every address as it is written in `urls.py`, in English where it begins with a language; sorted."""
    yield from sorted(((address, pattern) for address, pattern in all_pages()), key=lambda one: one[0])


def acts_of(pattern: URLPattern) -> tuple[Act, Act]:
    """What GET and POST of a page are, as the state sees it."""
    said, reading = getattr(pattern.callback, "act", None), getattr(pattern.callback, "reading", None)
    if isinstance(said, Act) and isinstance(reading, Act):
        return reading, said
    gate = gate_of(pattern)
    return Act.READ_PUBLIC if gate and gate.name == "public" else Act.READ_PRIVATE, Act.WRITE


def filled(address: str, pattern: URLPattern, values: dict[str, str]) -> str:
    """The address with its parameters: those of the cast by route and name, else ids that do not exist."""
    path = address
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        kind = {"string": "str"}.get(kind, kind)
        written = f"<{kind}:{name}>" if f"<{kind}:{name}>" in path else f"<{name}>"
        value = values.get(f"{pattern.name}.{name}", ABSENT.get(kind, "absent"))
        path = path.replace(written, value)
        start, end = path.find("<"), path.find(f":{name}>")
        if 0 <= start < end:  # A converter of our own.
            path = path[:start] + value + path[end + len(name) + 2 :]
    return "/" + path.replace("^", "").replace("$", "").replace("\\", "")


def make_cast() -> dict[str, Client]:
    """One ready session for each role; the people of the bodies act for them."""
    now = timezone.now()
    ours, theirs = (Body.objects.create(id=one, name=str(one), made_at=now) for one in (OURS, THEIRS))
    cast = {"stranger": Client()}
    for role in ROLES[1:]:
        flag = {"code only": "is_editor", "guide editor": "is_editor", "trustee": "is_trustee", **STAFF}.get(role)
        if role == "editor":  # of a body
            flag = None
        person = Person.objects.create_person(f"{role}@cast.example", role.title())
        if flag:
            setattr(person, flag, True)
            person.save()
        weak = {"password": Factor.PASSWORD, "code only": Factor.TIME_CODE, "member": Factor.TIME_CODE}
        client = Client()
        client.force_login(person)
        session = client.session
        note_proof(session, weak.get(role, Factor.PASSKEY), now)
        body = theirs if role == "other body" else ours if role in DelegateRole.values else None
        if body is not None:
            held = "manager" if role == "other body" else role
            Delegation.objects.create(body=body, person=person, role=held, since=now - timedelta(days=1))
            session[ACTING_FOR] = str(body.pk)
        if role == "on duty":
            begun = DutySession.objects.create(person=person, why="a test", began_at=now, until=now + duty.LONGEST)
            session[ON_DUTY] = str(begun.pk)
        session.save()
        client.get("/en/factor")  # Notes that the session lives, which is then not noted again at each request.
        cast[role] = client
    return cast


def asked(client: Client, method: str, address: str, fields: Mapping[str, str] | None = None) -> HttpResponseBase:
    """The answer, and everything as it was before."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        form = "application/x-www-form-urlencoded"
        answer: Any = client.generic(method, address, urlencode(fields or {}), content_type=form)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer  # type: ignore[no-any-return]


@contextmanager
def drawn(role: str) -> Iterator[None]:
    """Pages are drawn for those who see most and least; for the others what comes back is enough, and takes half the time."""
    if role in DRAWN:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda self, context=None, request=None: "")
        yield


def word(answer: HttpResponseBase) -> str:
    """The class of an answer; where somebody is sent to sign in or to show more, that."""
    where = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
    for page, meaning in (("/sign-in", "sign"), ("/factor", "factor"), ("/prove", "prove")):
        if where.split("?")[0].endswith(page):
            return meaning
    status = answer.status_code
    if status in WORDS:
        return WORDS[status]
    return {3: "to", 4: "bad"}.get(status // 100, str(status)) if status != 403 else "403"


def listed() -> dict[str, Row]:
    """The table as it is kept, by address."""
    lines = TABLE.read_text("utf-8").splitlines()[1:] if TABLE.exists() else []
    rows = [Row(*line.split("\t")[:3], tuple(line.split("\t")[3:])) for line in lines]
    return {row.address: row for row in rows}
