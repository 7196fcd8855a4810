"""The board's pages: what each shows to whom, what each does, and that whoever may not see a thing finds nothing there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.board.actions import closing, interests, meetings, motions, terms
from dalil.board.actions.motions import Draft
from dalil.board.models import Ballot, Interest, Meeting, Motion, MotionState, Order, Resolution, SigningKey, Term
from dalil.vault.models import Hold
from tests.board.conftest import DAY, cast, seat_five

SignedIn = Callable[[Person], Client]

PUBLIC = ("board:board", "board:rules", "board:orders", "board:resolutions")
OF_TRUSTEES = (
    "board:board_desk",
    "board:motion_list",
    "board:motion_kinds",
    "board:meeting_list",
    "board:meeting_add",
    "board:interest_list",
    "board:key_list",
)
OF_COUNSEL = ("board:hold_list", "board:hold_place", "board:order_list", "board:order_add")


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def people(db: None, now: datetime) -> list[Person]:
    """A board of five that sits now."""
    return seat_five(now)


@pytest.fixture
def counsel(db: None) -> Person:
    person = Person.objects.create_person("ruth", "Ruth", password="a-court-in-the-morning")
    person.is_counsel = True
    person.save()
    return person


def put(people: list[Person], now: datetime, kind: str = "decision", **options: Any) -> Motion:
    texts = {"en": {"title": "A question", "text": "The board decides it."}}
    draft = Draft(kind=kind, texts=texts, authoritative="en", closes_at=now + 8 * DAY, **options)
    motion = motions.propose(by=people[0], at=now, draft=draft)
    return motions.second(by=people[1], at=now, motion=motion)


def passed(people: list[Person], now: datetime, **options: Any) -> Resolution:
    motion = put(people, now, **options)
    cast(people, motion, "+++00", now)
    closing.close(by=people[0], at=now, motion=motion)
    return Resolution.objects.get(motion=motion)


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
def test_everyone_may_read_the_public_pages(stranger: Client, people: list[Person], name: str, language: str) -> None:
    address = reverse(name).replace("/en/", f"/{language}/", 1)

    assert stranger.get(address).status_code == 200


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_stand_before_there_is_a_board(stranger: Client, name: str) -> None:
    assert stranger.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OF_TRUSTEES)
def test_pages_of_trustees_are_for_them_alone(
    signed_in: SignedIn, people: list[Person], counsel: Person, layla: Person, omar: Person, name: str
) -> None:
    assert signed_in(people[0]).get(reverse(name)).status_code == 200
    for other in (counsel, layla, omar):
        assert signed_in(other).get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", OF_COUNSEL)
def test_pages_of_law_are_for_counsel_and_trustees_alone(
    signed_in: SignedIn, people: list[Person], counsel: Person, layla: Person, omar: Person, name: str
) -> None:
    for one in (people[0], counsel):
        assert signed_in(one).get(reverse(name)).status_code == 200
    for other in (layla, omar):
        assert signed_in(other).get(reverse(name)).status_code == 404


def test_a_trustee_is_named_in_public_only_when_they_agree(
    stranger: Client, signed_in: SignedIn, people: list[Person], now: datetime
) -> None:
    before = stranger.get(reverse("board:board")).content.decode()
    signed_in(people[0]).post(reverse("board:show_me"), {"is_shown": "yes"})
    after = stranger.get(reverse("board:board")).content.decode()

    assert "Jordan" in before and not any(person.display_name in before for person in people)
    assert "Amal" in after and "Bruno" not in after
    signed_in(people[0]).post(reverse("board:show_me"), {"is_shown": "no"})
    assert "Amal" not in stranger.get(reverse("board:board")).content.decode()


def test_a_motion_is_proposed_seconded_voted_on_and_closed_through_pages(
    signed_in: SignedIn, people: list[Person], now: datetime
) -> None:
    browsers = [signed_in(person) for person in people]
    typed = {
        "authoritative": "en",
        "title_en": "Open the archive",
        "text_en": "The archive is open.",
        "title_ar": "فتح الأرشيف",
        "text_ar": "الأرشيف مفتوح.",
        "closes_at": (now + 9 * DAY).strftime("%Y-%m-%dT%H:%M"),
        "is_to_be_published": "on",
    }
    added = browsers[0].post(reverse("board:motion_add", args=["decision"]), typed)
    motion = Motion.objects.get()
    one = reverse("board:motion", args=[motion.pk])
    browsers[0].post(f"{one}second/")
    assert Motion.objects.get().state == MotionState.PROPOSED
    browsers[1].post(f"{one}second/")
    browsers[4].post(f"{one}recuse/", {"why": "I keep the archive"})
    for browser, said in zip(browsers, ("for", "against", "for", "for", "against"), strict=True):
        browser.post(f"{one}vote/", {"choice": said})
    shown = browsers[3].get(one).content.decode()
    browsers[0].post(f"{one}close/")

    motion.refresh_from_db()
    assert added.status_code == 302
    assert "Your vote" in shown and "I keep the archive" in shown
    assert "Your vote" not in browsers[4].get(one).content.decode()
    assert Ballot.objects.count() == 4
    assert motion.state == MotionState.PASSED
    assert "4 took part" in browsers[0].get(one).content.decode()
    assert Client().get(reverse("board:resolution", args=[now.year, 1])).status_code == 200


def test_a_wrong_field_is_named_and_nothing_is_written(
    signed_in: SignedIn, people: list[Person], now: datetime
) -> None:
    browser = signed_in(people[0])
    soon = {"authoritative": "en", "title_en": "x", "text_en": "x", "closes_at": (now + DAY).strftime("%Y-%m-%dT%H:%M")}
    answers = [
        browser.post(reverse("board:motion_add", args=["decision"]), soon),
        browser.post(reverse("board:motion_add", args=["decision"]), {}),
        browser.post(reverse("board:motion_add", args=["release_hold"]), soon),
        browser.post(reverse("board:meeting_add"), {"starts_at": "yesterday", "place": "", "agenda": "\0"}),
        browser.post(reverse("board:interest_add"), {"what": "x", "since": "2999-01-01"}),
        browser.post(reverse("board:key_add"), {"line": "ssh-rsa AAAA"}),
        browser.post(reverse("board:hold_place"), {"reference": "x", "scope": "every thing"}),
        browser.post(reverse("board:order_add"), {}),
    ]

    assert [answer.status_code for answer in answers] == [422] * len(answers)
    assert not any(model.objects.exists() for model in (Motion, Meeting, Interest, SigningKey, Hold, Order))


@pytest.mark.parametrize("kind", ["decision", "seat", "end_term", "office", "rules", "recuse", "minutes", "interests"])
def test_every_kind_of_motion_has_a_form(signed_in: SignedIn, people: list[Person], kind: str) -> None:
    shown = signed_in(people[0]).get(reverse("board:motion_add", args=[kind]))

    assert shown.status_code == 200
    assert signed_in(people[0]).get(reverse("board:motion_add", args=["nonsense"])).status_code == 404


def test_new_rules_are_proposed_as_they_stand_on_the_form(
    signed_in: SignedIn, people: list[Person], now: datetime
) -> None:
    browser = signed_in(people[0])
    address = reverse("board:motion_add", args=["rules"])
    form = browser.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    typed |= {
        "title_en": "Seven",
        "text_en": "Seven seats.",
        "seats": 7,
        "closes_at": (now + 9 * DAY).strftime("%Y-%m-%dT%H:%M"),
    }
    answer = browser.post(address, typed)

    assert answer.status_code == 302, answer.context["form"].errors
    assert Motion.objects.get().particulars["rules"]["seats"] == 7
    assert browser.post(address, typed | {"majority_hold": "cast more 1/2 1"}).status_code == 422
    assert browser.post(address, typed | {"majority_hold": "seats"}).status_code == 422


@pytest.mark.t23
def test_what_is_not_published_is_not_there_for_others(
    stranger: Client, signed_in: SignedIn, people: list[Person], layla: Person, now: datetime
) -> None:
    passed(people, now)
    for name in ("resolution", "resolution_text", "resolution_bundle"):
        address = reverse(f"board:{name}", args=[now.year, 1])
        assert stranger.get(address).status_code == 404
        assert signed_in(layla).get(address).status_code == 404
        assert signed_in(people[4]).get(address).status_code == 200
    assert "A question" not in stranger.get(reverse("board:resolutions")).content.decode()
    assert signed_in(layla).post(reverse("board:resolution_sign", args=[now.year, 1])).status_code == 404


@pytest.mark.parametrize("address", ["board:motion", "board:meeting", "board:hold", "board:order"])
def test_a_number_that_is_not_there_is_not_found(signed_in: SignedIn, people: list[Person], address: str) -> None:
    browser = signed_in(people[0])

    for number in (1, 10**30):
        assert browser.get(reverse(address, args=[number])).status_code == 404
    assert browser.get(reverse("board:resolution", args=[10**9, 1])).status_code == 404


@pytest.mark.t13
def test_a_vote_needs_a_fresh_factor(signed_in: SignedIn, people: list[Person], now: datetime) -> None:
    motion = put(people, now)
    browser = signed_in(people[0])
    session = browser.session
    session["proved_at"] = (timezone.now() - timedelta(minutes=11)).timestamp()
    session.save()

    answer = browser.post(reverse("board:motion_vote", args=[motion.pk]), {"choice": "for"})

    assert answer.status_code == 302
    assert "/motions/" not in answer["Location"].split("?")[0]
    assert not Ballot.objects.exists()


def test_interests_are_public_only_while_the_board_says_so(
    stranger: Client, people: list[Person], now: datetime
) -> None:
    interests.declare(by=people[0], at=now, what="A vineyard near Nablus", subject="", since=now.date())
    passed(people, now, kind="interests", particulars={"is_public": True})
    while_public = stranger.get(reverse("board:board")).content.decode()
    passed(people, now, kind="interests", particulars={"is_public": False})

    assert "A vineyard near Nablus" in while_public
    assert "A vineyard near Nablus" not in stranger.get(reverse("board:board")).content.decode()


def test_a_trustee_who_leaves_loses_the_desk_at_once(signed_in: SignedIn, people: list[Person], now: datetime) -> None:
    browser = signed_in(people[0])
    browser.post(reverse("board:resign"), {"why": "Moves away"})

    assert browser.get(reverse("board:board_desk")).status_code == 404
    assert Term.objects.get(person=people[0]).why_ended == "Moves away"


def test_lists_ask_the_database_as_often_for_many_as_for_one(
    signed_in: SignedIn, people: list[Person], now: datetime
) -> None:
    browser = signed_in(people[0])

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse(name))
        return len(asked)

    lists = ("motion_list", "board_desk", "resolutions", "meeting_list", "interest_list")
    add_one_of_each(people, now)
    browser.get(reverse("board:motion_list"))  # What is asked once for all, such as the session's.
    once = {name: queries(f"board:{name}") for name in lists}
    for _ in range(3):
        add_one_of_each(people, now)

    assert {name: queries(f"board:{name}") for name in lists} == once


def add_one_of_each(people: list[Person], now: datetime) -> None:
    passed(people, now, is_to_be_published=True)
    put(people, now)
    meetings.call(by=people[0], at=now, starts_at=now + 8 * DAY, place="Amman", agenda=["One"])
    interests.declare(by=people[0], at=now, what="A field", subject="", since=now.date())
    terms.keep_roles(at=now)
