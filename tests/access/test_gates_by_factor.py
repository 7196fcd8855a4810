"""Every gate with every factor: nothing opens by less than the role demands."""

from collections.abc import Callable

import pytest
from django.test import Client

from dalil.access.strength import Factor
from dalil.accounts.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.t11]

Browser = Callable[..., Client]
HERE = {"host": "localhost"}
PAGES = {
    "public": "/en/about/",
    "known": "/en/factor",
    "signed in": "/en/account",
    "staff": "/en/recoveries",
    "editors": "/en/staff/sources/",
    "operators": "/en/people",
    "counsel": "/en/staff/holds/",
}


def answers(browser: Client) -> dict[str, str]:
    """What each gate's page answers, in a word: open, or where it leads, or 404."""
    told = {}
    for gate, address in PAGES.items():
        answer = browser.get(address, headers=HERE)
        led = answer.headers.get("Location", "").partition("?")[0].removeprefix("/en/")
        told[gate] = led or {200: "open", 404: "404"}[answer.status_code]
    return told


LOCKED = dict.fromkeys(("signed in", "staff", "editors", "operators"), "factor") | {"public": "open"}


@pytest.mark.parametrize("who", ["layla", "omar"])
@pytest.mark.parametrize("factor", [Factor.NONE, Factor.PASSWORD, Factor.TIME_CODE])
def test_without_a_passkey_staff_see_nothing_but_the_way_to_one(
    request: pytest.FixtureRequest, signed_in: Browser, who: str, factor: Factor
) -> None:
    told = answers(signed_in(request.getfixturevalue(who), factor))

    assert {gate: told[gate] for gate in LOCKED} == LOCKED
    assert told["known"] in {"open", "prove"}


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("layla", {"signed in": "open", "staff": "open", "editors": "open", "operators": "404"}),
        ("omar", {"signed in": "open", "staff": "open", "editors": "404", "operators": "open"}),
        ("noa", {"signed in": "open", "staff": "404", "editors": "404", "operators": "404"}),
    ],
)
def test_with_a_passkey_each_opens_what_the_role_has(
    request: pytest.FixtureRequest, signed_in: Browser, who: str, opens: dict[str, str]
) -> None:
    told = answers(signed_in(request.getfixturevalue(who)))

    assert {gate: told[gate] for gate in opens} == opens


@pytest.mark.parametrize(
    ("factor", "own"), [(Factor.NONE, "factor"), (Factor.PASSWORD, "factor"), (Factor.TIME_CODE, "open")]
)
def test_a_member_needs_a_second_factor_and_any_will_do(
    noa: Person, signed_in: Browser, factor: Factor, own: str
) -> None:
    assert answers(signed_in(noa, factor))["signed in"] == own


def test_a_session_without_a_full_factor_sends_no_large_file(layla: Person, signed_in: Browser) -> None:
    body = b"x" * (3 * 1024 * 1024)
    browser = signed_in(layla, Factor.PASSWORD)

    answer = browser.post("/en/staff/intakes/upload/", data=body, content_type="application/octet-stream", headers=HERE)

    assert answer.status_code == 413
