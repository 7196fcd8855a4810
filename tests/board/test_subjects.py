"""What a motion is about: a thing that exists, of a kind that some room knows, and linked from the motion."""

import importlib
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dalil.accounts.models import Body, Person
from dalil.board import kinds, refusals, subjects
from dalil.board.actions import closing, interests, motions
from dalil.board.models import Interest, Motion, MotionState, Resolution, Term
from dalil.guide.models import Organisation
from dalil.ledger.models import Entry
from tests.board.conftest import DAY, Moved, decided, seat_five

SignedIn = Callable[[Person], Client]
WRONG = [
    "organisation:999",
    "organisation:",
    "organisation",
    ":12",
    "garden:1",
    "motion:0",
    "motion:99",
    "motion:１",
    "motion:" + "9" * 30,
    "resolution:2026",
    "resolution:2026-01",
    "meeting:-1",
    "body:12",
    "body:{7ce1f1a0-0000-4000-8000-000000000000}",
    "hold:3\0",
    "term:🫒",
]


@pytest.fixture(autouse=True)
def _as_the_guide_finds_them(_organisations: None, monkeypatch: pytest.MonkeyPatch) -> None:
    approving = importlib.import_module("dalil.guide.approving")
    found = subjects.SubjectKind("Organisation", "organisation:12", approving.organisation)
    monkeypatch.setitem(subjects._KINDS, "organisation", found)


@pytest.mark.django_db
@pytest.mark.parametrize("subject", WRONG)
def test_a_motion_about_nothing_that_exists_is_refused_naming_the_field(
    board: list[Person], moved: Moved, subject: str
) -> None:
    with pytest.raises(refusals.CannotBe) as wrong:
        moved(subject=subject)
    assert wrong.value.field == "subject"
    assert not Motion.objects.exists()


@pytest.mark.django_db
def test_everything_that_the_board_decides_about_is_found_by_its_subject(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    organisation = Organisation.objects.create(
        pk="12", title="Olive Trust", created_at=timezone.now(), changed_at=timezone.now()
    )
    body = Body.objects.create(name="Olive Trust", made_at=moment)
    decided(board, moved(subject=f"organisation:{organisation.pk}"), "+++", moment)
    named = [Motion.objects.get().reference, Resolution.objects.get().subject, f"body:{body.pk}"]
    for subject in (*named, Term.objects.all()[0].subject):
        assert moved(subject=f" {subject} ").subject == subject
        assert subjects.thing_called(subject) is not None
    with pytest.raises(ValueError, match="two kinds"):
        subjects.kind("motion", "Motion", "motion:1")(lambda one: None)


@pytest.mark.django_db
def test_a_thing_has_one_name_so_that_an_interest_in_it_is_found(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    decided(board, moved(), "+++", moment)
    motion, term, year = Motion.objects.get(), Term.objects.all()[0], Resolution.objects.get().year
    padded = [f"motion:0{motion.pk}", f"term:00{term.pk}"]
    padded += [f"resolution:{year}-01", f"resolution:0{year}-1", f"resolution:{year}-1-1"]
    for subject in padded:
        with pytest.raises(refusals.CannotBe):
            moved(subject=subject)
        with pytest.raises(refusals.CannotBe):
            interests.declare(by=board[0], at=moment, what="A field", subject=subject, since=moment.date())
    assert Motion.objects.count() == 1


@pytest.mark.django_db
def test_an_interest_in_nothing_that_exists_is_refused(board: list[Person], moment: datetime) -> None:
    with pytest.raises(refusals.CannotBe) as wrong:
        interests.declare(by=board[0], at=moment, what="A field", subject="organisaton:12", since=moment.date())
    assert wrong.value.field == "subject" and not Interest.objects.exists()


@pytest.mark.django_db
def test_the_form_says_what_is_wrong_and_the_motion_links_to_what_it_is_about(signed_in: SignedIn) -> None:
    people = seat_five(timezone.now())
    Organisation.objects.create(pk="12", title="Olive Trust", created_at=timezone.now(), changed_at=timezone.now())
    browser, address = signed_in(people[0]), reverse("board:motion_add", args=["decision"])
    typed = {
        "subject": "organisation:13",
        "authoritative": "en",
        "title_en": "A question",
        "text_en": "Shall we?",
        "closes_at": f"{timezone.now() + 20 * DAY:%Y-%m-%dT%H:%M}",
    }
    answer = browser.post(address, typed)
    assert answer.status_code == 422
    assert "there is none of that number" in str(answer.context["form"].errors["subject"])
    said = browser.post(address, typed | {"subject": "12"}).context["form"].errors["subject"]
    assert "organisation:12" in str(said) and "resolution:2026-3" in str(said)

    assert browser.post(address, typed | {"subject": "Organisation:12"}).status_code == 302

    page = browser.get(reverse("board:motion", args=[Motion.objects.get().pk])).content.decode()
    assert f'<a href="{reverse("guide:organisation", args=["12"])}"><bdi>Olive Trust</bdi></a>' in page


@pytest.mark.django_db
def test_a_motion_of_a_kind_that_no_room_knows_is_not_made_and_one_left_over_fails_with_a_reason(
    board: list[Person], moved: Moved, moment: datetime, signed_in: SignedIn
) -> None:
    with pytest.raises(refusals.CannotBe) as wrong:
        moved("of_a_room_that_is_gone")
    assert wrong.value.field == "kind"
    motion = moved()
    Motion.objects.filter(pk=motion.pk).update(kind="of_a_room_that_is_gone")
    motion.refresh_from_db()
    for person in board[:4]:
        motions.vote(by=person, at=moment, motion=motion, choice=motions.Choice.FOR)

    assert closing.close_due(at=motion.closes_at) == 1

    motion.refresh_from_db()
    assert motion.state == MotionState.FAILED and "knows this kind" in motion.figures["impossible"]
    assert not Resolution.objects.exists()
    assert Entry.objects.newest_first()[0].action == "close_motion"
    page = signed_in(board[0]).get(reverse("board:motion", args=[motion.pk]))
    assert page.status_code == 200 and "knows this kind" in page.content.decode()
    assert kinds.kind_called("of_a_room_that_is_gone") is None


@pytest.mark.django_db
def test_an_interest_in_what_was_merged_is_one_in_what_it_became(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    made = {"created_at": moment, "changed_at": moment}
    olive = Organisation.objects.create(pk="olive", title="Olive Trust", **made)
    Organisation.objects.create(pk="trust", title="The Olive Trust", merged_into=olive, **made)
    Organisation.objects.create(pk="lamp", title="Lamp", **made)
    of_the_merged = {"what": "My brother chairs it", "subject": "organisation:trust", "since": moment.date()}
    interests.declare(by=board[3], at=moment, **of_the_merged)

    before = moved(subject="organisation:olive")
    another = moved(subject="organisation:lamp")
    assert [one.term.person for one in before.recusals.all()] == [board[3]] and not another.recusals.exists()

    interests.declare(by=board[2], at=moment, **of_the_merged)
    assert {one.term.person for one in before.recusals.all()} == {board[3], board[2]}
