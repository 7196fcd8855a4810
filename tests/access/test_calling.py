"""Whoever can decide a request is told that it waits, the one who asked how it ended; nobody else, and nothing of what it is."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from dalil.access import actions, approvals, contacting, notices
from dalil.access.models import Approval, WaitingLetter
from dalil.access.rights import Rights
from dalil.accounts.models import Notice, NoticeKind, Person
from dalil.ledger.models import Entry
from dalil.vault import client
from dalil.vault.actions import open_unrecorded
from dalil.vault.client import NoKeys
from dalil.vault.envelope import Altered

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=1)


def somebody(name: str, **what: object) -> Person:
    """A person with these roles."""
    person = Person.objects.create_person(name, name.title())
    Person.objects.filter(pk=person.pk).update(**what)
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def trustee(db: None) -> Person:
    """One who decides beside operators, and reads in Arabic."""
    return somebody("tamar", is_trustee=True, language="ar")


@pytest.fixture
def nadia(db: None) -> Person:
    """A second operator, off duty."""
    return somebody("nadia", is_operator=True)


def asked(by: Person, about: Person, at: datetime) -> Approval:
    """A request to make somebody counsel, which operators and trustees decide."""
    request = actions.change_rights(
        by=by, at=at, person=about, rights=Rights(is_editor=True, is_counsel=True), why="Secret reason."
    )
    assert request is not None
    return request


def told() -> list[tuple[str, str]]:
    """Who was told of what."""
    return [(notice.person.sign_in_name, notice.kind) for notice in Notice.objects.order_by("person__sign_in_name")]


def has_mail(person: Person, at: datetime) -> None:
    """A confirmed address."""
    secret = contacting.note(by=person, at=at, address=f"{person.sign_in_name}@mail.example")
    assert contacting.confirm(by=person, at=at, secret=secret)


def written() -> list[tuple[str, str]]:
    """To whom letters wait, and what they say."""
    return sorted((one.recipient, one.text) for one in open_unrecorded(list(WaitingLetter.objects.all())))


def test_those_who_can_decide_are_told_once_until_they_read_it(
    omar: Person, nadia: Person, trustee: Person, layla: Person, noa: Person, moment: datetime
) -> None:
    somebody("gone", is_trustee=True, is_active=False)
    somebody("counsel", is_counsel=True)
    asked(omar, layla, moment)

    assert told() == [("nadia", NoticeKind.DECISION_WAITS), ("tamar", NoticeKind.DECISION_WAITS)]
    nadia.refresh_from_db()
    assert nadia.has_notice
    asked(omar, layla, moment)  # The same again.
    other = actions.change_rights(by=omar, at=moment, person=noa, rights=Rights(is_counsel=True), why="It is due.")
    assert len(told()) == 2

    notices.read(by=nadia, at=moment)
    assert other is not None
    approvals.withdraw(other, by=omar, at=moment)
    actions.change_rights(by=omar, at=moment, person=noa, rights=Rights(is_counsel=True), why="It is due.")
    assert [name for name, _kind in told()] == ["nadia", "nadia", "tamar"]


def test_whom_it_is_about_is_not_called(omar: Person, nadia: Person, moment: datetime) -> None:
    actions.change_rights(by=omar, at=moment, person=nadia, rights=Rights(is_editor=True, is_counsel=True), why="Due.")

    assert told() == []


@pytest.mark.parametrize(
    ("ends", "kind"),
    [
        ("approve", NoticeKind.REQUEST_DONE),
        ("refuse", NoticeKind.REQUEST_REFUSED),
        ("expire", NoticeKind.REQUEST_EXPIRED),
        ("fail", NoticeKind.REQUEST_FAILED),
        ("withdraw", None),
    ],
)
def test_who_asked_is_told_how_it_ended(
    ends: str, kind: NoticeKind | None, omar: Person, trustee: Person, layla: Person, moment: datetime
) -> None:
    request = asked(omar, layla, moment)
    if ends in {"approve", "fail"}:
        if ends == "fail":
            actions.change_rights(by=omar, at=moment, person=layla, rights=Rights())
        try:
            approvals.approve(request, by=trustee, at=moment + LATER)
        except approvals.CannotBeDone:
            assert ends == "fail"
    elif ends == "refuse":
        approvals.refuse(request, by=trustee, at=moment, why="No.")
    elif ends == "expire":
        assert approvals.expire(at=moment + approvals.LASTS) == 1
    else:
        approvals.withdraw(request, by=omar, at=moment)

    assert [one for name, one in told() if name == "omar"] == ([] if kind is None else [kind])


def test_letters_say_where_to_look_and_nothing_of_the_request(
    omar: Person, trustee: Person, layla: Person, moment: datetime
) -> None:
    for person in (omar, trustee):
        has_mail(person, moment)
    request = asked(omar, layla, moment)
    ((to, text),) = written()
    assert to == "tamar@mail.example" and "/ar/approvals" in text
    approvals.refuse(request, by=trustee, at=moment, why="Another secret.")

    (answer, _call) = written()
    assert answer[0] == "omar@mail.example" and "/en/approvals" in answer[1]
    for private in ("ecret", "Layla", "layla", str(request.pk)):
        assert private not in answer[1] + text


@pytest.mark.parametrize("fault", [NoKeys, Altered])
def test_without_keys_or_where_an_address_does_not_open_the_notice_stands_alone(
    fault: type[Exception],
    omar: Person,
    trustee: Person,
    layla: Person,
    moment: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    has_mail(trustee, moment)

    def away(*whatever: object, **more: object) -> object:
        raise fault

    monkeypatch.setattr(client, "ask", away)
    asked(omar, layla, moment)

    assert told() == [("tamar", NoticeKind.DECISION_WAITS)]
    assert not WaitingLetter.objects.exists()
    assert Entry.objects.filter(action="ask_approval").count() == 1


def test_the_page_leads_to_the_request(
    omar: Person, trustee: Person, layla: Person, moment: datetime, signed_in: Callable[[Person], Client]
) -> None:
    asked(omar, layla, moment)
    Person.objects.filter(pk=trustee.pk).update(language="en")
    browser = signed_in(Person.objects.get(pk=trustee.pk))

    page = browser.get("/en/account").content.decode()

    assert "There is something that you should know" in page
    assert '<a href="/en/approvals">A request waits for a second person, and you may decide it.</a>' in page
