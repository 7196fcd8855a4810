"""What people see first: their new account, their landing after signing in, their language, the words of an invitation."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access.actions import invitations, recoveries
from dalil.access.actions.invitations import What
from dalil.accounts.models import Body, DelegateRole, Delegation, Notice, Person, Recovery
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
RECOVERY = ("Getting back in", "recover", "of before", "lost")
HERE = {"host": "localhost"}


def first_link(person: Person, at: datetime) -> tuple[str, str]:
    address, _, secret = recoveries.first_link(at=at, person=person).partition("#")
    return "/" + address.split("/", 3)[3], secret


def test_somebody_new_enters_with_words_of_welcome_and_none_of_recovery(noa: Person, stranger: Client) -> None:
    page, secret = first_link(noa, timezone.now())
    asked = stranger.get(page)
    stranger.post(page, {"secret": secret})
    offered = stranger.get("/en/recover/finish")
    for answer in (asked, offered):
        text = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        assert "Your new account" in text and not [word for word in RECOVERY if word in text]
    assert "<title>Your new account · Dalil</title>" in offered.content.decode()

    assert stranger.post("/en/recover/finish", {"new": "a-boat-at-low-tide"}).headers["Location"] == "/en/factor"

    assert not Notice.objects.exists()
    assert Entry.objects.newest_first()[0].action == "finish_first_link"
    noa.refresh_from_db()
    assert noa.check_password("a-boat-at-low-tide") and not noa.has_notice


def test_a_first_link_is_no_recovery_for_staff_to_watch_but_a_recovery_stays_one(
    noa: Person, layla: Person, signed_in: Browser
) -> None:
    first_link(noa, timezone.now())
    page = signed_in(layla).get("/en/recoveries").content.decode()
    assert "Noa Levi" not in page and "Nobody waits" in page
    assert "Stop it" not in signed_in(noa).get("/en/account").content.decode()

    Recovery.objects.all().delete()
    recoveries.ask(sign_in_name="noa", at=timezone.now())

    assert "Noa Levi" in signed_in(layla).get("/en/recoveries").content.decode()
    assert "Stop it" in signed_in(noa).get("/en/account").content.decode()


def test_somebody_who_lost_every_way_in_still_reads_of_recovery(noa: Person, stranger: Client) -> None:
    at = timezone.now() - timedelta(hours=49)
    recovery = recoveries.vouch_by_command_line(at=at, person=noa)
    link = recoveries.hand_over(by=Person.objects.command_line(), at=timezone.now(), recovery=recovery)
    stranger.post("/en/recover/link", {"secret": link.partition("#")[2]})
    assert "Getting back in" in stranger.get("/en/recover/finish").content.decode()

    stranger.post("/en/recover/finish", {"new": "a-boat-at-low-tide"})

    assert Entry.objects.newest_first()[0].action == "finish_recovery"
    assert Notice.objects.filter(person=noa, kind="recovered").exists()


def test_the_language_of_an_account_is_changed_by_its_owner_and_letters_follow(noa: Person, signed_in: Browser) -> None:
    browser = signed_in(noa)
    assert 'action="/en/account/language"' in browser.get("/en/account").content.decode()

    assert browser.post("/en/account/language", {"language": "ar"}).headers["Location"] == "/ar/account"
    noa.refresh_from_db()
    assert noa.language == "ar"
    entry = Entry.objects.newest_first()[0]
    assert (entry.action, entry.subject) == ("change_language", f"person:{noa.pk}")
    assert entry.data_json == '{"after":"ar","before":"en"}'
    noa.last_login = None
    assert "/ar/first-sign-in#" in recoveries.first_link(at=timezone.now(), person=noa)

    browser.post("/en/account/language", {"language": "ar"})
    assert Entry.objects.filter(action="change_language").count() == 1


@pytest.mark.parametrize("language", ["", "xx", "en\0", "é" * 100_000])
def test_a_language_that_there_is_not_is_refused_in_the_form(noa: Person, signed_in: Browser, language: str) -> None:
    answer = signed_in(noa).post("/en/account/language", {"language": language})

    assert answer.status_code == 422 and answer.context["form"].errors["language"]
    noa.refresh_from_db()
    assert noa.language == "en"
    assert signed_in(noa).get("/en/account/language").status_code == 405


def test_who_acts_for_an_organisation_lands_there_and_who_has_no_role_reads_what_they_can_do(
    noa: Person, signed_in: Browser
) -> None:
    page = signed_in(noa).get("/en/staff/").content.decode()
    for said in ("Your account has no role yet", 'href="/en/account"', "Find an organisation", "propose a change"):
        assert said in page

    body = Body.objects.create(name="Olive Trust", made_at=timezone.now())
    Delegation.objects.create(
        body=body, person=noa, role=DelegateRole.READER, since=timezone.now() - timedelta(hours=1)
    )
    browser = signed_in(noa)
    assert browser.get("/ar/staff/").headers["Location"] == "/ar/member/"
    assert browser.get("/ar/member/").headers["Location"] == "/ar/member/"  # the one organisation is chosen
    assert "Olive Trust" in browser.get("/ar/member/").content.decode()


@pytest.mark.parametrize(("role", "leads_to"), [("is_trustee", "/en/staff/board/"), ("is_counsel", "/en/staff/holds/")])
def test_trustees_and_counsel_find_their_pages_on_the_desk(
    noa: Person, signed_in: Browser, role: str, leads_to: str
) -> None:
    Person.objects.filter(pk=noa.pk).update(**{role: True})
    noa.refresh_from_db()
    page = signed_in(noa).get("/en/staff/").content.decode().partition("<main")[2]

    assert f'href="{leads_to}"' in page
    assert "no role yet" not in page


def test_an_editor_who_also_acts_for_an_organisation_keeps_the_desk_and_finds_the_way(
    layla: Person, signed_in: Browser
) -> None:
    body = Body.objects.create(name="Olive Trust", made_at=timezone.now())
    Delegation.objects.create(
        body=body, person=layla, role=DelegateRole.READER, since=timezone.now() - timedelta(hours=1)
    )
    page = signed_in(layla).get("/en/staff/").content.decode()
    assert "Drop in a list" in page and 'href="/en/member/"' in page


def test_a_name_that_ends_in_a_full_stop_leaves_one(omar: Person, stranger: Client) -> None:
    Person.objects.filter(pk=omar.pk).update(display_name="Layla H.")
    _invitation, link = invitations.invite(by=omar, at=timezone.now(), what=What("staff", {"is_editor": True}))
    stranger.post("/en/invitation", {"secret": link.partition("#")[2]}, headers=HERE)
    page = stranger.get("/en/invitation/accept", headers=HERE).content.decode()

    assert "<bdi>Layla H.</bdi>" in page and ".." not in page.partition("<main")[2]


@pytest.mark.parametrize("page", ["sign-in", "recover", "recover/link", "first-sign-in", "invitation"])
def test_the_titles_of_the_pages_for_signing_in_end_like_all_others(stranger: Client, page: str) -> None:
    assert " · Dalil</title>" in stranger.get(f"/en/{page}", headers=HERE).content.decode()
