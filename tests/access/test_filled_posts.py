"""Filled forms at every address that takes any, sent by every role that its gate refuses: nothing is written.

The fields are those that the pages show to whoever may send them, filled as a person would.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.urls import URLPattern

from dalil.access.checks import gate_of
from tests.access.forms_of_pages import Form, forms_in
from tests.access.matrix import ROLES, addresses, asked, drawn, filled, word
from tests.access.world import World, made

pytestmark = [pytest.mark.django_db, pytest.mark.t23, pytest.mark.t05]

DELEGATES = frozenset({"manager", "editor", "caseworker", "reader", "other body"})
STAFF = frozenset({"guide editor", "off duty", "on duty", "counsel", "trustee"})
KNOWN = frozenset(ROLES) - {"stranger"}
PASS = {
    "public": frozenset(ROLES),
    "known": KNOWN,
    "signed in": KNOWN - {"password", "code only"},
    "staff": STAFF,
    "retention": frozenset({"on duty", "counsel", "trustee"}),
    "editors": frozenset({"guide editor"}),
    "operators": frozenset({"on duty"}),
    "operators, on duty or off, and trustees": frozenset({"off duty", "on duty", "trustee"}),
    "counsel and trustees": frozenset({"counsel", "trustee"}),
    "trustees": frozenset({"trustee"}),
    "trustees and operators": frozenset({"on duty", "trustee"}),
    "delegates": DELEGATES,
    "delegates: manager": frozenset({"manager", "other body"}),
    "delegates: editor, manager": frozenset({"manager", "editor", "other body"}),
    "members and editors": DELEGATES | {"guide editor"},
}
"""Whom each gate lets through. A gate that is not here fails."""
BY_WHOEVER_COMES = ("django_session", "accounts_livesession", "accounts_attempt")
"""What a request may write before anybody is known: that a session lives, that somebody tried."""
REFUSED = frozenset({"404", "sign", "factor"})


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A platform in full use; nothing is noted of what is not found."""
    logging.disable(logging.WARNING)
    yield made()
    logging.disable(logging.NOTSET)


class Writes:
    """Notes each statement that would change a table."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"} and not any(
            f'"{table}"' in sql for table in BY_WHOEVER_COMES
        ):
            self.found.append(sql[:100])
        return execute(sql, params, many, context)


def path_of(world: World, address: str, pattern: URLPattern) -> str:
    """The address with what there is in this world."""
    there = {key.split(":")[1]: str(value) for key, value in world.ids.items()}
    return filled(address, pattern, there | {f"{pattern.name}.number": there.get(f"{pattern.name}.number", "lamp")})


def sent(world: World, role: str, path: str, fields: dict[str, str]) -> tuple[HttpResponseBase, list[str]]:
    """The answer, and what was written for it before all was as before."""
    writes = Writes()
    with connection.execute_wrapper(writes):
        answer = asked(world.cast[role], "POST", path, fields)
    return answer, writes.found


def forms_of_all(world: World) -> dict[str, Form]:
    """Every form that any page shows to whoever may open it, by where it is sent."""
    found: dict[str, Form] = {}
    for address, pattern in addresses():
        path = path_of(world, address, pattern) if pattern.pattern.converters else filled(address, pattern, {})
        gate = gate_of(pattern)
        assert gate is not None
        for role in [
            role for role in ("guide editor", "on duty", "counsel", "trustee", "manager") if role in PASS[gate.name]
        ]:
            for form in forms_in(asked(world.cast[role], "GET", path), path):
                found.setdefault(form.action, form)
    return found


def test_whoever_a_gate_refuses_changes_nothing_with_a_filled_form(world: World) -> None:
    forms, wrong, tried, with_form, done = forms_of_all(world), [], 0, 0, set()
    for address, pattern in addresses():
        gate = gate_of(pattern)
        assert gate is not None
        path = path_of(world, address, pattern) if pattern.pattern.converters else filled(address, pattern, {})
        form = forms.get(path)
        with_form += form is not None and gate.name != "public"
        fields = form.filled() if form is not None else {"sure": "yes", "why": "It is due.", "decision": "approve"}
        for role in ROLES:
            if role in PASS[gate.name]:
                continue
            with drawn(""):
                answer, written = sent(world, role, path, fields)
            tried += 1
            if written or word(answer) not in REFUSED:
                wrong.append(f"{path} as {role}: {word(answer)} {written[:2]}")
        for role in [
            role for role in ("guide editor", "on duty", "counsel", "trustee", "manager") if role in PASS[gate.name]
        ][:1]:
            if form is not None and gate.name not in {"public", "known"}:
                with drawn(""):
                    if sent(world, role, path, fields)[1]:
                        done.add(path)
    assert wrong == []
    # Not vacuous: so many refusals, so many of them with a page's own form, and so many forms that do something when they may.
    assert (tried > 1000, with_form > 40, len(done) > 25) == (True, True, True), (tried, with_form, len(done))
