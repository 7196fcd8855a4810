"""Statements and corrections: two persons, every language, never changed; answered in public by a day."""

from collections.abc import Callable
from datetime import date, datetime
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client

from dalil.accounts.models import Person
from dalil.cli import main
from dalil.guide.actions.refusals import NoSuchOrganisation
from dalil.ledger.models import Entry
from dalil.press import mirroring
from dalil.press.actions import corrections, statements
from dalil.press.actions.corrections import AlreadyAnswered, NothingSaid
from dalil.press.actions.refusals import (
    EditionHasChanged,
    NotASecondPerson,
    NotInThatState,
    ReasonIsMissing,
    TextIsMissing,
)
from dalil.press.models import Correction, Statement
from tests.guide.bodies import body

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
WHOLE = {code: {"title": f"Title {code} <b>", "body": f"First {code}.\n\nSecond."} for code, _ in settings.LANGUAGES}
SignedIn = Callable[[Person], Client]


def published(layla: Person, maryam: Person, at: datetime) -> Statement:
    made = statements.draft_statement(texts=WHOLE, dated_on=DAY, by=layla, at=at)
    return statements.publish_statement(statement=made, version=made.version, by=maryam, at=at)


def test_a_statement_lacking_a_language_names_it(layla: Person, maryam: Person, moment: datetime) -> None:
    texts = {**WHOLE, "he": {"title": "כותרת", "body": " "}}
    made = statements.draft_statement(texts=texts, dated_on=DAY, by=layla, at=moment)
    with pytest.raises(TextIsMissing, match="עברית"):
        statements.publish_statement(statement=made, version=made.version, by=maryam, at=moment)


def test_whoever_drafted_it_cannot_publish_it(layla: Person, moment: datetime) -> None:
    made = statements.draft_statement(texts=WHOLE, dated_on=DAY, by=layla, at=moment)
    with pytest.raises(NotASecondPerson):
        statements.publish_statement(statement=made, version=made.version, by=layla, at=moment)


def test_what_nobody_drafted_one_person_cannot_publish(maryam: Person, moment: datetime) -> None:
    made = statements.draft_statement(texts=WHOLE, dated_on=DAY, by=Person.objects.command_line(), at=moment)
    with pytest.raises(NotASecondPerson):
        statements.publish_statement(statement=made, version=made.version, by=maryam, at=moment)

    nameless = CliRunner().invoke(main.main, ["statement", "draft", "-"], input="{}")
    assert nameless.exit_code == 2 and "--as" in nameless.output
    assert Statement.objects.count() == 1


def test_what_was_changed_meanwhile_is_not_published(layla: Person, maryam: Person, moment: datetime) -> None:
    made = statements.draft_statement(texts=WHOLE, dated_on=DAY, by=layla, at=moment)
    statements.change_statement(
        statement=made, version=made.version, texts={"en": {"title": "Other"}}, dated_on=DAY, by=layla, at=moment
    )
    with pytest.raises(EditionHasChanged):
        statements.publish_statement(statement=made, version=made.version, by=maryam, at=moment)


def test_a_published_statement_is_never_changed(layla: Person, maryam: Person, moment: datetime) -> None:
    made = published(layla, maryam, moment)
    with pytest.raises(NotInThatState):
        statements.change_statement(
            statement=made, version=made.version, texts=WHOLE, dated_on=DAY, by=layla, at=moment
        )
    assert made.digest == statements.digest_of(made)
    actions = list(Entry.objects.order_by("number").values_list("action", flat=True))
    assert actions[-2:] == ["draft_statement", "publish_statement"]


def test_a_statement_stands_at_its_address_on_the_home_page_and_in_the_feed(
    layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    published(layla, maryam, moment)

    page = stranger.get("/ar/statements/1/").content.decode()
    assert "Title ar &lt;b&gt;" in page and "<p>First ar.</p>" in page and "<b>" not in page.replace("</b>", "")
    assert "Title he &lt;b&gt;" in stranger.get("/he/").content.decode()
    feed = ET.fromstring(stranger.get("/fr/statements/feed/").content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("a:entry/a:title", "", space) == "Title fr <b>"
    assert feed.findtext("a:updated", "", space) == "2026-11-22T08:00:00+00:00"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def test_a_draft_is_nowhere_in_public(layla: Person, moment: datetime, stranger: Client) -> None:
    statements.draft_statement(texts=WHOLE, dated_on=DAY, by=layla, at=moment)

    assert stranger.get("/en/statements/1/").status_code == 404
    for address in ("/en/", "/en/statements/", "/en/statements/feed/"):
        assert "Title en" not in stranger.get(address).content.decode()
    assert dict(mirroring.statement_files()) == {}


def test_a_withdrawn_statement_says_why_and_stays_readable(
    layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    made = published(layla, maryam, moment)
    with pytest.raises(ReasonIsMissing):
        statements.withdraw_statement(statement=made, version=made.version, reason="", by=layla, at=moment)
    statements.withdraw_statement(
        statement=made, version=made.version, reason="It named a wrong day", by=layla, at=moment
    )

    page = stranger.get("/en/statements/1/").content.decode()
    assert "It named a wrong day" in page and "First en." in page
    assert "Title en" not in stranger.get("/en/").content.decode()
    assert "Withdrawn: Title en" in stranger.get("/en/statements/feed/").content.decode()
    assert b"It named a wrong day" in dict(mirroring.statement_files())["statements/1.en.html"]


def test_mirrors_carry_it_in_every_language(layla: Person, maryam: Person, moment: datetime) -> None:
    made = published(layla, maryam, moment)

    files = dict(mirroring.statement_files())

    assert sorted(files) == [
        "statements/1.ar.html",
        "statements/1.en.html",
        "statements/1.fr.html",
        "statements/1.he.html",
        "statements/1.json",
    ]
    assert made.digest.encode() in files["statements/1.he.html"]
    assert b'dir="rtl"' in files["statements/1.he.html"] and b"Title he &lt;b&gt;" in files["statements/1.he.html"]


def test_editors_draft_and_publish_on_the_pages(
    layla: Person, maryam: Person, signed_in: SignedIn, stranger: Client
) -> None:
    form = {"dated_on": "2026-11-20"} | {
        f"{name}_{code}": f"{name} {code}" for code, _ in settings.LANGUAGES for name in ("title", "body")
    }
    assert signed_in(layla).post("/en/staff/statements/add/", form).status_code == 302
    key = Statement.objects.get().pk

    assert (
        signed_in(layla)
        .post(f"/en/staff/statements/{key}/publish/", {"version": 1}, follow=True)
        .content.decode()
        .count("second person")
        >= 1
    )
    assert stranger.get("/en/statements/1/").status_code == 404
    signed_in(maryam).post(f"/en/staff/statements/{key}/publish/", {"version": 1})
    assert "title en" in stranger.get("/en/statements/1/").content.decode()


@pytest.mark.parametrize("page", ["statements/", "editions/", "corrections/", "editions/draft/", "statements/add/"])
def test_only_editors_get_there(page: str, noa: Person, omar: Person, signed_in: SignedIn, stranger: Client) -> None:
    address = f"/en/staff/{page}"
    assert stranger.get(address).status_code == 302
    assert signed_in(noa).get(address).status_code == 404
    assert signed_in(omar).get(address).status_code == 404


def test_a_complaint_is_answered_by_a_day_in_public(layla: Person, moment: datetime, stranger: Client) -> None:
    one = body("aaaaaaaaaaaa")
    made = corrections.enter_correction(
        said="The year is wrong <i>",
        said_in="en",
        organisation=one.pk,
        edition=None,
        received_on=DAY,
        by=layla,
        at=moment,
    )
    assert made.due_on == date(2026, 12, 20)
    assert "The year is wrong &lt;i&gt;" in stranger.get("/en/corrections/").content.decode()

    answered = corrections.answer_correction(
        correction=made, is_corrected=True, answer="It is 1998.", answered_on=DAY, by=layla, at=moment
    )

    page = stranger.get("/en/corrections/").content.decode()
    assert "It is 1998." in page and "corrected" in page
    with pytest.raises(AlreadyAnswered):
        corrections.answer_correction(
            correction=answered, is_corrected=False, answer="No.", answered_on=DAY, by=layla, at=moment
        )


def test_what_is_overdue_says_so(layla: Person, moment: datetime, stranger: Client) -> None:
    corrections.enter_correction(
        said="Old", said_in="en", organisation="", edition=None, received_on=date(2020, 1, 1), by=layla, at=moment
    )

    assert "not answered by 31 January 2020" in stranger.get("/en/corrections/").content.decode()


def test_a_complaint_needs_words_and_an_organisation_that_there_is(layla: Person, moment: datetime) -> None:
    for said, number, refusal in ((" ", "", NothingSaid), ("Wrong", "nowhere", NoSuchOrganisation)):
        with pytest.raises(refusal):
            corrections.enter_correction(
                said=said, said_in="en", organisation=number, edition=None, received_on=DAY, by=layla, at=moment
            )
    assert not Correction.objects.exists()


def test_editors_keep_the_log_on_the_page(layla: Person, signed_in: SignedIn) -> None:
    form = {"said": "Wrong town", "said_in": "en", "organisation": "", "received_on": "2026-11-20"}
    browser = signed_in(layla)
    assert browser.post("/en/staff/corrections/", form).status_code == 302
    one = Correction.objects.get()
    browser.post(f"/en/staff/corrections/{one.pk}/answer/", {"decision": "declined", "answer": "It is right."})

    one.refresh_from_db()
    assert (one.state, one.answer) == ("declined", "It is right.")
    assert browser.post("/en/staff/corrections/", {**form, "organisation": "nowhere"}).status_code == 422
