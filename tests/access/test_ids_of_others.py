"""Whatever one may not see is answered, to the byte, as if it did not exist: by address and by field, by GET and by POST.

Which addresses and fields there are is read from the platform itself: one that takes an id and has no case here fails.
"""

import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from dalil.access.checks import gate_of
from tests.access.forms_of_pages import Form, forms_in
from tests.access.matrix import ABSENT, DRAWN, ROLES, THEIRS, addresses, asked, drawn, filled
from tests.access.world import World, absent, made

pytestmark = [pytest.mark.django_db, pytest.mark.t23]

STRANGERS = ("other body", "member", "stranger")
"""A manager of another body, who holds an entry of their own; somebody without any role; and nobody known."""
ONCE = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=name="once" value=")[\w-]+')
"""What is drawn anew for each answer."""
PUBLIC = {
    "api_organization": "the guide is for everyone",
    "api_organization_sources": "the guide is for everyone",
    "organisation": "the guide is for everyone",
    "history": "what changed in the guide is for everyone",
    "print_entry": "the guide is for everyone",
    "claim": "anyone may claim an entry of the guide",
    "change": "anyone may propose a change",
    "change_value": "anyone may propose a change",
    "source": "who says what is for everyone",
    "edition": "editions are for everyone",
    "edition_changes": "editions are for everyone",
    "statement": "statements are for everyone; one that is not published is not in the query",
    "contacts": "of an entry that everybody may see; which contacts are shown is in tests/guide/test_contacts.py",
}
"""Ids that are nobody's secret, by the name of the route: what is not listed is compared in the next test."""
SEEN_BY_NOBODY = frozenset(
    {"rename_passkey", "withdraw_passkey", "end_session", "meeting_attend", "own_contact_audience"}
)
"""What is of somebody who is in no role of the cast; and what is answered only with a field."""


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A platform in full use; nothing is noted of what is not found."""
    logging.disable(logging.WARNING)
    yield made()
    logging.disable(logging.NOTSET)


def with_parameters() -> list[tuple[str, URLPattern]]:
    """The addresses in which an id can be put."""
    return [one for one in addresses() if one[1].pattern.converters]


def names_of(pattern: URLPattern) -> list[str]:
    """Its parameters as the world has them: `room:route.parameter`."""
    room = pattern.lookup_str.split(".")[1]
    return [f"{room}:{pattern.name}.{name}" for name in pattern.pattern.converters]


def seen(answer: HttpResponseBase, *ids: object) -> tuple[object, ...]:
    """The answer without what each answer draws anew and without the ids that were asked for."""
    texts = [ONCE.sub("", body_of(answer)), answer.headers.get("Location", "")]
    for one in (str(value) for value in ids):
        texts = [text.replace(one, "").replace(quote(one, safe=""), "") for text in texts]
    return answer.status_code, *texts, sorted(answer.headers)


def body_of(answer: Any) -> str:
    """What it says, streamed or not."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace"))


def told_apart(world: World, roles: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Address and role wherever another's id is answered otherwise than one that does not exist."""
    for address, pattern in with_parameters():
        there = {name: world.ids[name] for name in names_of(pattern) if name in world.ids}
        if not there:
            continue
        bare = {name.split(":")[1]: str(value) for name, value in there.items()}
        paths = (
            filled(address, pattern, bare),
            filled(
                address,
                pattern,
                {name: str(absent(there[f"{whole}"])) for name, whole in zip(bare, there, strict=True)},
            ),
        )
        for role in roles:
            with drawn(role if role in (*DRAWN, *STRANGERS) else ""):
                for method in ("GET", "POST"):
                    real, none = (
                        seen(
                            asked(world.cast[role], method, path),
                            path.removeprefix("/en"),
                            *there.values(),
                            *map(absent, there.values()),
                        )
                        for path in paths
                    )
                    if real != none:
                        yield f"{method} {pattern.name} as {role}: {real[0]}, {none[0]}", str(pattern.name)


def test_an_address_with_anothers_id_answers_as_with_none(world: World) -> None:
    assert [said for said, _name in told_apart(world, STRANGERS)] == []


def test_whoever_may_see_it_gets_something_else(world: World) -> None:
    told = {name for _said, name in told_apart(world, tuple(role for role in ROLES if role not in STRANGERS))}
    with_case = {key.split(":")[1].split(".")[0] for key in world.ids}

    assert sorted(with_case - told - SEEN_BY_NOBODY) == []


def test_every_id_that_reaches_the_database_has_a_case(world: World) -> None:
    """An id that no query of these roles asks for cannot change what they get: their gate ends it before."""
    ids = (ABSENT["int"], ABSENT["uuid"], ABSENT["uuid"].replace("-", ""), "'absent'")
    without, reached = [], 0
    for address, pattern in with_parameters():
        path = filled(address, pattern, {})
        for role in STRANGERS:
            with drawn(""), CaptureQueriesContext(connection) as queries:
                for method in ("GET", "POST"):
                    asked(world.cast[role], method, path)
            if any(one in query["sql"] for one in ids for query in queries):
                reached += 1
                if pattern.name not in PUBLIC and not any(name in world.ids for name in names_of(pattern)):
                    without.append(f"{address} ({getattr(gate_of(pattern), 'name', '')}) as {role}: {pattern.name}")
    assert without == []
    assert reached > 30


def test_a_field_with_anothers_id_answers_as_with_none(world: World) -> None:
    """Every field of every form that these roles are shown, with every id of others in turn."""
    others = sorted({(str(one), str(absent(one))) for one in world.ids.values()})
    tried, wrong = 0, []
    for role in STRANGERS:
        for form in forms_shown(world, role):
            for name, value in form.chosen():
                if name.endswith("_FORMS"):  # How many rows a form has.
                    continue
                alike = [pair for pair in others if pair[0].isdigit() == value.isdigit()] if value else others
                for pair in dict.fromkeys(alike):
                    real, none = (
                        seen(sent(world.cast[role], form, {**form.filled(), name: one}), *pair) for one in pair
                    )
                    tried += 1
                    if real != none:
                        wrong.append(f"{form.action} {name}={pair[0]} as {role}: {real[0]}, {none[0]}")
    assert wrong == []
    assert tried > 20


def sent(client: Client, form: Form, fields: dict[str, str]) -> HttpResponseBase:
    """The answer to a form with these fields, and everything as it was before."""
    return asked(client, "POST", form.action, fields)


def forms_shown(world: World, role: str) -> list[Form]:
    """Each form once, as the pages without an id show it to this role."""
    found: dict[str, Form] = {}
    for address, pattern in addresses():
        if not pattern.pattern.converters and "(?P" not in address:
            path = filled(address, pattern, {})
            for form in forms_in(asked(world.cast[role], "GET", path), path):
                found.setdefault(form.action, form)
    return list(found.values())


def test_another_body_cannot_be_chosen_or_named(world: World) -> None:
    manager = world.cast["other body"]
    for field in ("body", "acting_for", "organisation"):
        answers = [
            seen(asked(manager, "POST", "/en/member/choose/", {field: one}), one)
            for one in ("00000000-0000-0000-0000-0000000a11ce", ABSENT["uuid"])
        ]
        assert answers[0] == answers[1] and answers[0][0] == 404
    assert manager.session["acting_for"] == str(THEIRS)
