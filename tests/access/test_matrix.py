"""Every address x role x state: what comes back is what the table says. An address that is not in it fails.

Nowhere 403 (what one may not see is not there), nowhere a broken page, whatever is sent.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from dalil.access.checks import gate_of
from dalil.access.state import ALLOWED, State
from dalil.press.print import setting
from tests.access.matrix import (
    DRAWN,
    ROLES,
    TABLE,
    Row,
    acts_of,
    addresses,
    asked,
    drawn,
    filled,
    listed,
    make_cast,
    word,
)

pytestmark = [pytest.mark.django_db, pytest.mark.t23]

REFUSED = frozenset({"403", "500", "501", "502", "504"})


@pytest.fixture(autouse=True)
def _no_time_for_what_nobody_asks(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """A PDF that is set by a process of its own, and a line in the log for each answer, took most of the time."""
    settings.DALIL_API_UNITS = 10**9  # Or the allowance of the minute is an answer of its own.
    monkeypatch.setattr(setting, "apart", pdf_of_nothing)
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def pdf_of_nothing(work: object, folder: Path, template: str = "", target: Path | None = None, stamp: int = 0) -> str:
    if target is not None:
        target.write_bytes(b"%PDF-1.7")
    return ""


@pytest.fixture
def cast(db: None) -> dict[str, Client]:
    """One session for each role."""
    return make_cast()


@pytest.fixture
def values(cast: dict[str, Client]) -> dict[str, str]:
    """What is put in place of parameters, by the name of the route and of the parameter."""
    return {}


def row_of(address: str, pattern: URLPattern, cast: dict[str, Client], values: dict[str, str]) -> Row:
    gate = gate_of(pattern)
    path = filled(address, pattern, values)
    answers = []
    for role in ROLES:
        with drawn(role):
            answers.append("/".join(word(asked(cast[role], method, path)) for method in ("GET", "POST")))
    return Row(address, gate.name if gate else "", "/".join(acts_of(pattern)), tuple(answers))


def test_every_address_answers_every_role_as_the_table_says(cast: dict[str, Client], values: dict[str, str]) -> None:
    found = [row_of(address, pattern, cast, values) for address, pattern in addresses()]
    if os.environ.get("DALIL_MATRIX") == "write":
        head = "\t".join(("address", "gate", "does (GET/POST)", *ROLES))
        TABLE.write_text("\n".join([head, *(row.as_line() for row in found)]) + "\n", "utf-8")
    known = listed()

    broken = [f"{row.address}: {row.answers}" for row in found if {*"/".join(row.answers).split("/")} & REFUSED]
    missing = [row.as_line() for row in found if row.address not in known]
    changed = [
        f"is   {row.as_line()}\nwas  {known[row.address].as_line()}"
        for row in found
        if row.address in known and row != known[row.address]
    ]
    gone = sorted(set(known) - {row.address for row in found})
    assert not broken, "Broken or forbidden:\n" + "\n".join(broken)
    assert not missing, "Not in tests/access/matrix.tsv. The lines to add, once they are right:\n" + "\n".join(missing)
    assert not changed, "Rights have changed:\n" + "\n".join(changed)
    assert not gone, f"In the table, but no address: {gone}"


def test_the_table_is_sorted_and_whole() -> None:
    lines = TABLE.read_text("utf-8").splitlines()

    assert lines[0].split("\t")[3:] == list(ROLES)
    assert [line.split("\t")[0] for line in lines[1:]] == sorted(listed())
    assert {len(line.split("\t")) for line in lines} == {3 + len(ROLES)}


@pytest.mark.parametrize("state", [state for state in State if state != State.ACTIVE])
def test_what_a_state_does_not_allow_is_refused_to_every_role_alike(
    state: State, cast: dict[str, Client], values: dict[str, str], dalil_home: Path
) -> None:
    (dalil_home / "state").write_text(state, "ascii")
    wrong = []
    # The gate asks for the state before it asks who comes: a fourth of the roles at each address, each role at every fourth.
    for number, (address, pattern) in enumerate(addresses(), list(State).index(state)):
        path = filled(address, pattern, values)
        for method, act in zip(("GET", "POST"), acts_of(pattern), strict=True):
            if act in ALLOWED[state]:
                continue
            for role in ROLES[number % 4 :: 4]:
                with drawn("" if role in DRAWN - {"stranger"} else role):
                    said = word(asked(cast[role], method, path))
                if said != "503":
                    wrong.append(f"{method} {path} as {role}: {said}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("state", [state for state in State if state != State.ACTIVE])
def test_what_a_state_allows_is_answered_as_ever(
    state: State, cast: dict[str, Client], values: dict[str, str], dalil_home: Path
) -> None:
    (dalil_home / "state").write_text(state, "ascii")
    known, wrong = listed(), []
    for address, pattern in addresses():
        path = filled(address, pattern, values)
        for place, (method, act) in enumerate(zip(("GET", "POST"), acts_of(pattern), strict=True)):
            if act not in ALLOWED[state]:
                continue
            expected = known[address].answers[0].split("/")[place]
            if (said := word(asked(cast["stranger"], method, path))) != expected:
                wrong.append(f"{method} {path}: {said}, not {expected}")
    assert not wrong, "\n".join(wrong)
