"""The review of rights: everyone is listed, a trustee signs what was shown, and that one is due is told once."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access import notices, reviewing, tasks
from dalil.access.reviewing import HasChanged, NotInOffice
from dalil.accounts.models import Body, DelegateRole, Delegation, Notice, NoticeKind, Person
from dalil.ledger import actions as ledger
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db
Browses = Callable[..., Client]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _each_look_is_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_ruled", {})


@pytest.fixture
def tamar(db: None) -> Person:
    """A trustee."""
    person = Person.objects.create_person("tamar", "Tamar")
    Person.objects.filter(pk=person.pk).update(is_trustee=True)
    person.refresh_from_db()
    return person


@pytest.fixture
def mona(moment: datetime) -> Delegation:
    """A delegate for a year, of a body whose name is written over two lines."""
    body = Body.objects.create(name="The\n\tlamp", made_at=moment)
    person = Person.objects.create_person("mona", "Mona")
    return Delegation.objects.create(
        body=body, person=person, role=DelegateRole.READER, since=moment, until=moment + 365 * DAY
    )


def test_everyone_with_a_right_is_on_the_list_and_nobody_else(
    layla: Person, omar: Person, noa: Person, tamar: Person, mona: Delegation, moment: datetime
) -> None:
    barred = Person.objects.create_person("barred", "Barred", is_editor=True)
    left = Person.objects.create_person("left", "Left")
    Person.objects.filter(pk=barred.pk).update(is_active=False)
    Delegation.objects.create(body=mona.body, person=left, role="reader", since=moment - DAY, ended_at=moment)
    Delegation.objects.create(body=mona.body, person=noa, role="reader", since=moment - DAY, until=moment)
    Person.objects.command_line()

    listed = reviewing.rights_list(moment)

    until = (moment + 365 * DAY).astimezone(UTC).isoformat()
    assert listed.text.splitlines() == [
        *(
            f"person:{one.pk}\t{one.sign_in_name}\t{role}"
            for one, role in sorted(
                [(layla, "editor"), (omar, "operator"), (tamar, "trustee")], key=lambda each: each[0].pk
            )
        ),
        f"person:{mona.person_id}\tmona\treader\tbody:{mona.body_id}\tThe lamp\t{until}",
    ]
    assert (listed.people, listed.delegations) == (4, 1)
    Delegation.objects.filter(pk=mona.pk).update(until=None)
    assert reviewing.rights_list(moment).text.endswith("\tThe lamp\t-\n")
    assert reviewing.rights_list(moment).fingerprint != listed.fingerprint


def test_a_trustee_signs_the_list_that_was_shown_and_no_other(tamar: Person, omar: Person, moment: datetime) -> None:
    seen = reviewing.rights_list(moment)

    entry = reviewing.note_review(by=tamar, at=moment, seen=seen.fingerprint)
    assert (entry.subject, entry.actor, entry.at) == ("platform:rights", tamar, moment)
    assert entry.data == {"sha256": hashlib.sha256(seen.text.encode()).hexdigest(), "people": 2, "delegations": 0}
    assert reviewing.last_review() == entry and reviewing.due_at() == moment + 92 * DAY

    Person.objects.filter(pk=omar.pk).update(is_editor=True)
    with pytest.raises(HasChanged):
        reviewing.note_review(by=tamar, at=moment, seen=seen.fingerprint)
    now = reviewing.rights_list(moment).fingerprint
    with pytest.raises(NotInOffice):
        reviewing.note_review(by=omar, at=moment, seen=now)
    tamar.is_active = False
    with pytest.raises(NotInOffice):
        reviewing.note_review(by=tamar, at=moment, seen=now)
    assert Entry.objects.filter(action="review_rights").count() == 1


def test_signing_in_changes_nothing_of_the_list(tamar: Person, moment: datetime) -> None:
    before = reviewing.rights_list(moment).fingerprint
    Person.objects.filter(pk=tamar.pk).update(last_login=moment)
    ledger.write(by=tamar, at=moment, action="sign_in", subject=f"person:{tamar.pk}", data={})
    assert reviewing.rights_list(moment + DAY).fingerprint == before
    assert reviewing.last_done_by([tamar]) == {tamar.pk: moment}


def test_that_a_review_is_due_is_told_to_each_trustee_once_until_it_is_done(
    tamar: Person, omar: Person, moment: datetime
) -> None:
    def told(days: int) -> int:
        tasks._ruled.clear()
        tasks.call_for_review(at=moment + days * DAY)
        return Notice.objects.filter(kind=NoticeKind.RIGHTS_REVIEW_DUE).count()

    assert reviewing.due_at() is None and told(0) == 0
    ledger.write(by=omar, at=moment, action="sign_in", subject="person:1", data={})
    assert [told(days) for days in (91, 92, 93, 120)] == [0, 1, 1, 1]
    assert Notice.objects.get().person == tamar
    notices.read(by=tamar, at=moment + 120 * DAY)
    assert told(121) == 1

    shown = reviewing.rights_list(moment + 122 * DAY)
    reviewing.note_review(by=tamar, at=moment + 122 * DAY, seen=shown.fingerprint)
    assert [told(days) for days in (123, 213, 214, 215)] == [1, 1, 2, 2]


def test_the_worker_looks_once_an_hour(tamar: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[datetime] = []
    monkeypatch.setattr(reviewing, "call_if_due", lambda *, at: looks.append(at) or 0)
    for minutes in (0, 1, 59, 60):
        tasks.call_for_review(at=moment + timedelta(minutes=minutes))
    assert looks == [moment, moment + timedelta(hours=1)]


def test_a_trustee_looks_it_through_on_the_page(
    tamar: Person, layla: Person, mona: Delegation, signed_in: Browses
) -> None:
    browser = signed_in(tamar)
    page = browser.get("/en/rights")
    words, seen = page.content.decode(), page.context["whole"].fingerprint
    assert "<bdi>Layla Haddad</bdi>" in words and "reader: sees what members see" in words and seen in words

    wrong = browser.post("/en/rights/reviewed", {"seen": "0" * 64}, follow=True).content.decode()
    assert "The list has changed since you opened it" in wrong and not reviewing.last_review()
    assert "The list has changed" in browser.post("/en/rights/reviewed", {}, follow=True).content.decode()
    done = browser.post("/en/rights/reviewed", {"seen": seen}, follow=True).content.decode()
    assert "Noted in the ledger" in done and "Next due" in done and "Tamar" in done
    assert reviewing.last_review().data["sha256"] == seen  # type: ignore[union-attr]

    taken = browser.get("/en/rights/file")
    assert hashlib.sha256(taken.content).hexdigest() == seen and "attachment" in taken["Content-Disposition"]
    assert Entry.objects.get(action="take_rights_list").data == {"sha256": seen}


def test_what_is_overdue_says_so_and_without_a_fresh_proof_nothing_is_signed(
    tamar: Person, signed_in: Browses, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.write(by=tamar, at=timezone.now() - 93 * DAY, action="sign_in", subject="person:1", data={})
    browser = signed_in(tamar)
    page = browser.get("/en/rights")
    assert "should have been looked through" in page.content.decode()

    monkeypatch.setattr("dalil.access.gates.is_fresh", lambda session, at: False)
    for answer in (
        browser.post("/en/rights/reviewed", {"seen": page.context["whole"].fingerprint}),
        browser.get("/en/rights/file"),
    ):
        assert answer.status_code == 302 and "/prove" in answer["Location"]
    assert not reviewing.last_review()


def test_the_list_costs_the_same_queries_however_long_it_is(
    tamar: Person, mona: Delegation, signed_in: Browses, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser = signed_in(tamar)
    browser.get("/en/rights")
    people = [Person(sign_in_name=f"p{n}", display_name=f"P {n}", is_editor=True) for n in range(120)]
    made = Person.objects.bulk_create(people)
    Delegation.objects.bulk_create(
        Delegation(body=mona.body, person=one, role="reader", since=mona.since) for one in made
    )

    with django_assert_max_num_queries(16):
        first = browser.get("/en/rights")
    assert len(first.context["rows"]) == 100 and len(browser.get("/en/rights?page=2").context["rows"]) == 22
