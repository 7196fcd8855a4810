"""What is abandoned, revoked or failed on its way into the mirror, and how it goes on."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.guide.models import Source
from dalil.guide.progress import Progress
from dalil.press import folder
from dalil.press.actions import editions, making, publishing
from dalil.press.actions.editions import Wish
from dalil.press.actions.refusals import NoSuchValue, NotASecondPerson
from dalil.press.frozen import Frozen
from dalil.press.making import Product
from dalil.press.models import Edition, EditionState
from tests.guide.bodies import body
from tests.press.publishing_steps import approved, listed, take_keys_home, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_small_product")]


def test_an_abandoned_edition_is_published_by_no_late_signature(
    layla: Person, maryam: Person, moment: datetime, tmp_path: Path
) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)
    take_keys_home(tmp_path)
    second = approved(layla, maryam, moment)
    work(moment)
    assert folder.draft().exists()
    second.refresh_from_db()
    editions.abandon_edition(edition=second, version=second.version, by=layla, at=moment)

    work(moment)
    assert not folder.draft().exists()
    assert listed() == {1: "current"}


def test_an_edition_of_which_no_row_knows_is_taken_down(layla: Person, maryam: Person, moment: datetime) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)
    work(moment)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.ABANDONED, number=None)
    work(moment)

    assert listed() == {} and not (folder.editions() / "1").exists()


def test_what_failed_once_is_tried_again_and_not_every_second(
    layla: Person, maryam: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)
    work(moment)
    edition.refresh_from_db()
    editions.revoke_edition(edition=edition, version=edition.version, reason="a wrong list", by=layla, at=moment)
    tries = []

    def full(*anything: object, **more: object) -> None:
        tries.append(1)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(publishing.mirrors, "publish_unattended", full)
        work(moment), work(moment + timedelta(minutes=1))
    assert tries == [1] and listed() == {1: "current"}

    work(moment + timedelta(minutes=6))
    assert listed() == {1: "revoked"}


def test_while_its_editors_have_yet_to_sign_a_revoked_edition_is_served_no_more(
    layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)
    work(moment)
    edition.refresh_from_db()
    editions.revoke_edition(edition=edition, version=edition.version, reason="a wrong list", by=layla, at=moment)

    assert stranger.get("/mirror/editions/1/entries.jsonl").status_code == 410
    card = stranger.get("/mirror/editions/1/edition.json")
    assert card.status_code == 200
    card.close()


def test_a_folder_of_the_mirror_is_asked_for_with_its_slash(
    layla: Person, maryam: Person, moment: datetime, stranger: Client
) -> None:
    body("one", "Hope")
    approved(layla, maryam, moment)
    work(moment)

    assert stranger.get("/mirror/editions/1/site/en")["Location"] == "/mirror/editions/1/site/en/"


def test_the_next_edition_does_not_tell_of_a_revoked_one(layla: Person, maryam: Person, moment: datetime) -> None:
    secret = body("secret", "Secret Shelter")
    body("one", "Hope")
    edition = approved(layla, maryam, moment)
    work(moment)
    edition.refresh_from_db()
    editions.revoke_edition(edition=edition, version=edition.version, reason="it named a shelter", by=layla, at=moment)
    type(secret).objects.filter(pk="secret").update(is_listed=False)
    approved(layla, maryam, moment)
    work(moment)

    public = b"".join(path.read_bytes() for path in folder.mirror().resolve().rglob("*") if path.is_file())
    assert b"Secret Shelter" not in public


def test_an_edition_that_stopped_goes_on_when_an_editor_says_so(
    layla: Person, maryam: Person, moment: datetime, signed_in: Callable[[Person], Client]
) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)
    making.note(edition, problem="the disk was full")
    assert work(moment) == 0
    page = signed_in(layla).get(f"/en/staff/editions/{edition.pk}/").content.decode()
    assert "the disk was full" in page and "Try again" in page

    signed_in(layla).post(f"/en/staff/editions/{edition.pk}/again/")
    work(moment)

    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED


def test_the_command_line_is_no_second_person(layla: Person, moment: datetime) -> None:
    body("one", "Hope")
    edition = editions.draft_edition(wish=Wish(date(2026, 11, 22)), by=layla, at=moment)
    with pytest.raises(NotASecondPerson):
        editions.approve_edition(edition=edition, version=edition.version, by=Person.objects.command_line(), at=moment)


def test_a_source_that_is_not_public_cannot_be_what_an_edition_is_chosen_by(layla: Person, moment: datetime) -> None:
    body("one", "Hope", slug="secret-list")
    Source.objects.filter(slug="secret-list").update(is_listed=False)
    with pytest.raises(NoSuchValue):
        editions.draft_edition(wish=Wish(date(2026, 11, 22), scope={"source": ("secret-list",)}), by=layla, at=moment)


def test_editors_are_told_in_time_that_signatures_end(
    layla: Person, maryam: Person, signed_in: Callable[[Person], Client]
) -> None:
    body("one", "Hope")
    begun = timezone.now() - timedelta(days=600)
    approved(layla, maryam, begun)
    work(begun)

    told = signed_in(layla).get("/en/staff/editions/").content.decode()
    shutil.rmtree(folder.mirror() / "metadata")
    broken = signed_in(layla).get("/en/staff/editions/")

    assert "The root of the mirror ends on" in told and "The signed list of files ends on" in told
    assert broken.status_code == 200 and "ends on" not in broken.content.decode()


def test_what_is_made_of_an_edition_while_it_is_abandoned_goes_too(
    layla: Person, maryam: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    body("one", "Hope")
    edition = approved(layla, maryam, moment)

    def make(frozen: Frozen, place: Path, told: Progress) -> None:
        editions.abandon_edition(edition=edition, version=edition.version, by=layla, at=moment)
        place.mkdir(parents=True)
        (place / "page.html").write_text("made in vain")

    monkeypatch.setattr(making, "products_of", lambda card: (Product("page", "site", make),))
    work(moment)

    assert not folder.workshop(edition).exists()
    edition.refresh_from_db()
    assert (edition.state, edition.problem) == (EditionState.ABANDONED, "")
