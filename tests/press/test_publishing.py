"""From the approved edition to the signed mirror: by the worker, with keys here or elsewhere; killed and gone on; revoked."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from dalil import mirrors
from dalil.accounts.models import Person
from dalil.guide.progress import Progress
from dalil.press import folder, mirroring
from dalil.press.actions import editions, making, publishing, statements
from dalil.press.actions.editions import Wish
from dalil.press.frozen import Frozen
from dalil.press.making import Product
from dalil.press.models import EditionState
from tests.guide.bodies import body
from tests.press.publishing_steps import approved, listed, take_keys_home, verdict, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_small_product")]


def test_the_worker_makes_signs_and_publishes_what_two_approved(
    layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)

    assert work(moment) == 2
    assert work(moment) == 0

    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED
    assert verdict(moment).word is mirrors.Word.CURRENT
    assert listed() == {1: "current"}
    assert b"1 organisations" in b"".join(stranger.get("/mirror/editions/1/site/en/"))
    page = stranger.get("/en/editions/1/").content.decode()
    assert "/mirror/editions/1/site/en/index.html" in page and edition.digest in page


def test_nothing_is_published_that_only_one_person_wants(layla: Person, moment: datetime, stranger: Client) -> None:
    body("one", "Hope")
    edition = editions.draft_edition(wish=Wish(date(2026, 11, 22)), by=layla, at=moment)
    making.make_edition(edition=edition, clock=lambda: moment)

    assert work(moment) == 0
    assert publishing.publish_pending(at=moment) == publishing.Outcome()
    assert not folder.mirror().exists()
    assert stranger.get("/en/editions/1/").status_code == 404


def test_an_approved_edition_that_is_not_made_is_not_published(layla: Person, maryam: Person, moment: datetime) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)

    assert publishing.publish_pending(at=moment) == publishing.Outcome()
    with pytest.raises(mirroring.NotMade):
        mirroring.assemble(edition)


def test_killed_after_publishing_the_next_worker_takes_it_up(
    layla: Person, maryam: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)
    making.make_edition(edition=edition, clock=lambda: moment)

    def killed(**anything: object) -> None:
        if folder.mirror().exists():
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "take_up_published", killed)
        with pytest.raises(KeyboardInterrupt):
            publishing.publish_pending(at=moment)
    edition.refresh_from_db()
    assert edition.state == EditionState.APPROVED

    work(moment)

    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED
    assert verdict(moment).word is mirrors.Word.CURRENT


def test_the_second_edition_supersedes_the_first_and_both_stay(
    layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)
    before = (folder.mirror() / "editions" / "1" / "entries.jsonl").read_bytes()
    body("two", "Peace")
    approved(layla, maryam, moment)
    work(moment)

    assert listed() == {1: "superseded", 2: "current"}
    assert (folder.mirror() / "editions" / "1" / "entries.jsonl").read_bytes() == before
    assert "There is a newer edition." in stranger.get("/en/editions/1/").content.decode()
    assert "Peace" in stranger.get("/en/editions/2/changes/").content.decode()
    assert stranger.get("/en/editions/2/changes/?kind=removed").content.decode().count("Nothing changed.") == 1


def test_a_revoked_edition_disappears_and_its_page_says_why(
    layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)
    work(moment)
    edition.refresh_from_db()
    editions.revoke_edition(edition=edition, version=edition.version, reason="a wrong list", by=layla, at=moment)
    work(moment)

    assert listed() == {1: "revoked"}
    assert [path.name for path in (folder.mirror() / "editions" / "1").iterdir()] == ["edition.json"]
    assert verdict(moment).word is mirrors.Word.CURRENT
    page = stranger.get("/en/editions/1/").content.decode()
    assert "a wrong list" in page and "/mirror/editions/1/site" not in page
    assert stranger.get("/en/editions/1/changes/").status_code == 404
    assert stranger.get("/mirror/editions/1/site/en/index.html").status_code == 410


def test_where_editors_hold_their_keys_a_draft_waits_for_them(
    layla: Person, maryam: Person, moment: datetime, tmp_path: Path
) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)
    at_home = take_keys_home(tmp_path)
    body("two", "Peace")
    second = approved(layla, maryam, moment)
    work(moment)
    second.refresh_from_db()
    assert second.state == EditionState.APPROVED and listed() == {1: "current"}

    for path in sorted(at_home.glob("editor-*.pem")):
        mirrors.sign(folder.draft(), mirrors.signer_in(path))
    mirrors.publish(folder.mirror(), [folder.draft()], mirrors.signer_in(folder.keys() / "online.pem"), now=moment)
    work(moment)

    second.refresh_from_db()
    assert second.state == EditionState.PUBLISHED and listed() == {1: "superseded", 2: "current"}


def test_a_statement_reaches_the_mirror_by_itself(layla: Person, maryam: Person, moment: datetime) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)
    texts = {code: {"title": f"Title {code}", "body": "Body"} for code, _ in settings.LANGUAGES}
    made = statements.draft_statement(texts=texts, dated_on=date(2026, 11, 22), by=layla, at=moment)
    assert work(moment) == 0
    statements.publish_statement(statement=made, version=made.version, by=maryam, at=moment)
    work(moment)

    assert "Title he" in (folder.mirror() / "statements" / "1.he.html").read_text("utf-8")
    assert "Title ar" in (folder.mirror() / "index.html").read_text("utf-8")
    assert verdict(moment).word is mirrors.Word.CURRENT


def test_the_stamp_is_put_anew_every_day(layla: Person, maryam: Person, moment: datetime) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)
    later = moment + timedelta(days=6)
    assert publishing.restamp_if_due(at=moment + timedelta(hours=1)) is False

    assert work(later) == 1
    assert verdict(later + timedelta(days=6)).word is mirrors.Word.CURRENT


def test_a_mirror_that_nobody_stamps_becomes_authentic_but_old(layla: Person, maryam: Person, moment: datetime) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)

    assert verdict(moment + timedelta(days=30)).word is mirrors.Word.OLD


def test_a_fault_sets_the_edition_aside_and_the_worker_goes_on(
    layla: Person, maryam: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)

    def broken(frozen: Frozen, place: Path, told: Progress) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(making, "products_of", lambda card: (Product("page", "site", broken),))
    assert work(moment) == 0
    edition.refresh_from_db()
    assert "fault" in edition.problem
    assert edition.state == EditionState.APPROVED


@pytest.mark.parametrize(
    "path",
    [
        "../../db.sqlite3",
        "..%2f..%2fdb.sqlite3",
        "editions/../../../keys/online.pem",
        "nowhere",
        "a" * 400,
        "metadata/",
    ],
)
def test_the_mirror_serves_nothing_from_outside(
    path: str, layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)

    assert stranger.get(f"/mirror/{path}").status_code == 404


def test_a_file_of_the_mirror_is_served_with_its_type_and_only_when_it_changed(
    layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)

    first = stranger.get("/mirror/editions/1/entries.jsonl")
    assert first["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert b"".join(first) == (folder.mirror() / "editions" / "1" / "entries.jsonl").read_bytes()
    again = stranger.get("/mirror/editions/1/entries.jsonl", headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 304
    assert stranger.post("/mirror/editions/1/entries.jsonl").status_code == 405
    front = stranger.get("/mirror/")
    assert front["Content-Type"] == "text/html; charset=utf-8"
    front.close()


def test_no_edition_page_asks_more_of_the_database_with_more_editions(
    layla: Person,
    maryam: Person,
    moment: datetime,
    stranger: Client,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    for number in range(3):
        body(f"b{number}", "Hope")
        approved(layla, maryam, moment)
        work(moment)

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        stranger.get("/en/editions/")
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        stranger.get("/en/editions/2/")
