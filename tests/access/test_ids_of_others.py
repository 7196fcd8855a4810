"""Whatever one may not see is answered, to the byte, as if it did not exist: by GET and by POST, for every role of the cast."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dalil.access import actions
from dalil.access.rights import Rights
from dalil.accounts.models import Delegation, Invitation, LiveSession, Passkey, Person
from dalil.vault import holds
from tests.access.matrix import ROLES, THEIRS, asked, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.t23]

NO_NUMBER, NO_ID = 987654321, UUID("00000000-0000-4000-8000-000000000000")
ONCE = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')
"""What is drawn anew for each answer."""
Case = tuple[str, str, object, object, frozenset[str]]
"""Route, parameter, the id of another's, one that does not exist, and the roles that may see it."""


@pytest.fixture
def cast(db: None) -> dict[str, Client]:
    """One session for each role."""
    return make_cast()


@pytest.fixture
def of_others(cast: dict[str, Client], noa: Person, omar: Person, layla: Person) -> list[Case]:
    """What belongs to another body, or to people who are in no role of the cast."""
    now = timezone.now()
    delegation = Delegation.objects.get(body=THEIRS)
    passkey = Passkey.objects.create(person=noa, name="hers", credential_id=b"1", public_key=b"2", made_at=now)
    session = LiveSession.objects.filter(person=delegation.person).first()
    assert session is not None
    request = actions.change_rights(by=omar, at=now, person=layla, rights=Rights(is_operator=True), why="It is due.")
    assert request is not None
    invitation = Invitation.objects.create(
        token_hash="a" * 64,
        kind="delegate",
        given={"body": str(THEIRS)},
        invited_by=delegation.person,
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    hold = holds.place(
        by=Person.objects.get(is_counsel=True),
        at=now,
        reference="r",
        issuer="i",
        scope=["organisation:12"],
        served_on=now.date(),
        review_on=now.date() + timedelta(days=9),
    )
    themselves, deciders = frozenset({"other body"}), frozenset({"on duty", "trustee"})
    watchers = frozenset({"counsel", "trustee"})
    return [
        *((f"guide:member_{one}", "number", delegation.pk, NO_NUMBER, themselves) for one in ("role", "end", "ask")),
        ("guide:member_take_back", "number", invitation.pk, NO_ID, themselves),
        ("access:revoke_invitation", "invitation", invitation.pk, NO_ID, frozenset({"on duty"})),
        *((f"access:{one}_passkey", "passkey", passkey.pk, NO_ID, frozenset()) for one in ("rename", "withdraw")),
        ("access:end_session", "session", session.pk, NO_ID, themselves),
        *((f"access:{one}", "id", request.pk, NO_ID, deciders) for one in ("approval", "decide", "withdraw")),
        *((f"board:{one}", "number", hold.pk, NO_NUMBER, watchers) for one in ("hold", "hold_review")),
        *((f"access:{one}", "number", noa.pk, NO_NUMBER, frozenset({"on duty"})) for one in ("person", "end_sessions")),
    ]


def told_apart(
    cases: list[Case], cast: dict[str, Client], shows: Callable[[str, frozenset[str]], bool]
) -> Iterator[str]:
    """Where the answer to another's id is not that to an id which does not exist."""
    for route, parameter, there, absent, seen_by in cases:
        for role in (role for role in ROLES if shows(role, seen_by)):
            for method in ("GET", "POST"):
                answers = []
                for one in (there, absent):
                    address = reverse(route, kwargs={parameter: one})
                    answer = asked(cast[role], method, address)
                    rest = address.removeprefix("/en")
                    body = ONCE.sub("", answer.content.decode())  # type: ignore[attr-defined]
                    leads_to = answer.headers.get("Location", "")
                    alike = (
                        text.replace(rest, "").replace(quote(rest, safe=""), "").replace(quote(rest), "")
                        for text in (body, leads_to)
                    )
                    answers.append((answer.status_code, *alike, sorted(answer.headers)))
                if answers[0] != answers[1]:
                    yield f"{method} {route} as {role}: {answers[0][0]}, {answers[1][0]}"


def test_what_is_anothers_is_answered_as_what_is_not_there(of_others: list[Case], cast: dict[str, Client]) -> None:
    assert list(told_apart(of_others, cast, lambda role, seen_by: role not in seen_by)) == []


def test_the_comparison_finds_what_may_be_seen(of_others: list[Case], cast: dict[str, Client]) -> None:
    found = list(told_apart(of_others, cast, lambda role, seen_by: role in seen_by))

    assert {one.split()[1] for one in found} >= {"access:approval", "board:hold", "access:person", "access:end_session"}
