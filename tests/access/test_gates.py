"""Gates: strangers are asked to sign in, others get 404, and a page without a gate stops the start."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone

from dalil.access import checks, duty, gates
from dalil.access.leaving import ON_DUTY
from dalil.access.strength import Factor, note_proof
from dalil.accounts.models import Person


def page(request: HttpRequest) -> HttpResponse:
    """A page."""
    return HttpResponse("seen")


PAGES = {
    "public": gates.public("a test")(page),
    "signed in": gates.for_signed_in(page),
    "editors": gates.for_editors(page),
    "operators": gates.for_operators(page),
}


@pytest.fixture
def cast_of(request: pytest.FixtureRequest) -> Callable[[str], Person | AnonymousUser]:
    def named(name: str) -> Person | AnonymousUser:
        if name == "stranger":
            return AnonymousUser()
        person: Person = request.getfixturevalue(name.removesuffix(" barred"))
        person.is_active = not name.endswith(" barred")
        return person

    return named


def session_of(person: Person | AnonymousUser) -> SessionBase:
    """Signed in with a passkey just now; an operator is on duty."""
    session, now = SessionStore(), timezone.now()
    note_proof(session, Factor.PASSKEY, now)
    if isinstance(person, Person) and person.is_operator:
        session[ON_DUTY] = str(duty.begin(by=person, at=now, why="a test").pk)
    return session


def answer_to(person: Person | AnonymousUser, gate: str, **headers: str) -> str:
    request = RequestFactory(headers=headers).get("/en/secret?page=2")
    request.user = person
    request.session = session_of(person)
    try:
        response = PAGES[gate](request)
    except Http404:
        return "404"
    return response.headers.get("HX-Redirect") or response.headers.get("Location") or response.content.decode()


SIGN_IN = "/en/sign-in?next=/en/secret%3Fpage%3D2"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "public", "signed_in", "editors", "operators"),
    [
        ("stranger", "seen", SIGN_IN, SIGN_IN, SIGN_IN),
        ("layla barred", "seen", SIGN_IN, SIGN_IN, SIGN_IN),
        ("noa", "seen", "seen", "404", "404"),
        ("layla", "seen", "seen", "seen", "404"),
        ("omar", "seen", "seen", "404", "seen"),
    ],
)
def test_who_passes_which_gate(
    cast_of: Callable[[str], Person | AnonymousUser],
    who: str,
    public: str,
    signed_in: str,
    editors: str,
    operators: str,
) -> None:
    person = cast_of(who)

    answers = [answer_to(person, gate) for gate in ("public", "signed in", "editors", "operators")]

    assert answers == [public, signed_in, editors, operators]


def test_a_fragment_sends_the_whole_page_to_sign_in_and_back_to_where_it_was() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://evil.example/en/desk?row=3#x"}

    assert answer_to(AnonymousUser(), "editors", **headers) == "/en/sign-in?next=/en/desk%3Frow%3D3"


@pytest.mark.django_db
def test_what_staff_see_is_kept_in_no_cache(layla: Person) -> None:
    request = RequestFactory().get("/en/secret")
    request.user = layla
    request.session = session_of(layla)

    assert "no-store" in PAGES["editors"](request).headers["Cache-Control"]
    assert "Cache-Control" not in PAGES["public"](request).headers


def test_no_page_of_the_platform_is_without_a_gate() -> None:
    assert list(checks.every_page_has_a_gate()) == []


def test_a_page_without_gate_or_reason_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    class Table:
        url_patterns = (
            path("open", page),
            path("unreasoned", gates.public(" ")(page)),
            path("fine", PAGES["public"]),
        )

    monkeypatch.setattr(checks, "get_resolver", Table)

    assert [(error.id, error.msg) for error in checks.every_page_has_a_gate()] == [
        ("access.E001", "The page at /open has no gate."),
        ("access.E002", "The page at /unreasoned is public and gives no reason."),
    ]
