"""Editions: drafted, frozen, approved by a second person, made product by product, killed and gone on, revoked."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from dalil.accounts.models import Person
from dalil.formats.record import Location, Name, Record
from dalil.guide.models import Organisation
from dalil.guide.progress import Progress
from dalil.ledger.models import Entry
from dalil.press import folder, mirroring
from dalil.press.actions import editions, making
from dalil.press.actions.editions import Wish
from dalil.press.actions.refusals import (
    AnotherIsUnderWay,
    BeingMade,
    CannotBeMade,
    EditionHasChanged,
    NoSuchValue,
    NotASecondPerson,
    NothingToPrint,
    NotInThatState,
)
from dalil.press.frozen import Frozen
from dalil.press.making import Product
from dalil.press.models import Edition, EditionState
from tests.guide.bodies import body

pytestmark = pytest.mark.django_db

WISH = Wish(date(2026, 11, 22), title={"en": "A guide"})


@pytest.fixture
def guide(layla: Person, moment: datetime) -> list[Organisation]:
    """Two organisations, one of them in Lebanon, and one that is not listed."""
    found = [
        body(name.lower(), name, record=Record(names=(Name(name, "en"),), locations=(Location(country),)), at=moment)
        for name, country in (("Hope", "PS"), ("Peace", "LB"), ("Hidden", "PS"))
    ]
    Organisation.objects.filter(pk=found[2].pk).update(is_listed=False)
    return found


def draft(layla: Person, moment: datetime, wish: Wish = WISH) -> Edition:
    return editions.draft_edition(wish=wish, by=layla, at=moment)


def publish(edition: Edition, by: Person, at: datetime) -> None:
    """As if it had been made and signed."""
    approved = editions.approve_edition(edition=edition, version=edition.version, by=by, at=at)
    approved.state, approved.published_at = EditionState.PUBLISHED, at
    approved.save()


def test_a_draft_freezes_what_a_stranger_sees(guide: list[Organisation], layla: Person, moment: datetime) -> None:
    edition = draft(layla, moment)

    frozen = Frozen(folder.frozen(edition))
    assert {entry.id for entry in frozen.entries()} == {guide[0].pk, guide[1].pk}
    assert edition.number == 1 and edition.count == 2
    assert frozen.card.digest == edition.digest
    assert Entry.objects.order_by("-number").values_list("action", flat=True)[0] == "draft_edition"


def test_an_edition_holds_only_what_is_within_its_scope(
    guide: list[Organisation], layla: Person, moment: datetime
) -> None:
    edition = draft(layla, moment, Wish(date(2026, 11, 22), scope={"country": ("LB",)}))

    assert [entry.id for entry in Frozen(folder.frozen(edition)).entries()] == [guide[1].pk]


def test_an_edition_without_organisations_is_refused_and_leaves_nothing(
    guide: list[Organisation], layla: Person, moment: datetime
) -> None:
    with pytest.raises(NothingToPrint):
        draft(layla, moment, Wish(date(2026, 11, 22), scope={"country": ("FR",)}))
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    "wish",
    [
        Wish(date(2026, 11, 22), languages=("xx",)),
        Wish(date(2026, 11, 22), languages=()),
        Wish(date(2026, 11, 22), papers=("a3",)),
        Wish(date(2026, 11, 22), scope={"colour": ("red",)}),
    ],
)
def test_what_there_is_not_is_named(wish: Wish, guide: list[Organisation], layla: Person, moment: datetime) -> None:
    with pytest.raises(NoSuchValue, match=r"is not among"):
        draft(layla, moment, wish)


def test_one_edition_is_under_way_at_a_time(guide: list[Organisation], layla: Person, moment: datetime) -> None:
    draft(layla, moment)
    with pytest.raises(AnotherIsUnderWay):
        draft(layla, moment)


def test_whoever_drafted_cannot_approve(
    guide: list[Organisation], layla: Person, maryam: Person, moment: datetime
) -> None:
    edition = draft(layla, moment)
    with pytest.raises(NotASecondPerson):
        editions.approve_edition(edition=edition, version=edition.version, by=layla, at=moment)

    approved = editions.approve_edition(edition=edition, version=edition.version, by=maryam, at=moment)

    assert approved.state == EditionState.APPROVED
    with pytest.raises(NotInThatState):
        editions.approve_edition(edition=edition, version=edition.version, by=maryam, at=moment)


def test_what_was_frozen_anew_is_approved_as_it_was_seen(
    guide: list[Organisation], layla: Person, maryam: Person, moment: datetime
) -> None:
    edition = draft(layla, moment)
    seen = edition.version
    first = folder.frozen(edition)
    editions.redraft_edition(edition=edition, version=seen, wish=Wish(date(2026, 11, 23)), by=maryam, at=moment)

    with pytest.raises(EditionHasChanged):
        editions.approve_edition(edition=edition, version=seen, by=layla, at=moment)
    edition.refresh_from_db()
    assert edition.dated_on == date(2026, 11, 23) and edition.drafted_by == maryam
    assert folder.frozen(edition).exists() and not first.exists()


def test_an_abandoned_edition_gives_its_number_back(guide: list[Organisation], layla: Person, moment: datetime) -> None:
    edition = draft(layla, moment)
    editions.abandon_edition(edition=edition, version=edition.version, by=layla, at=moment)

    assert not folder.workshop(edition).exists()
    assert draft(layla, moment).number == 1


def test_the_next_edition_says_what_changed(
    guide: list[Organisation], layla: Person, maryam: Person, moment: datetime
) -> None:
    publish(draft(layla, moment), maryam, moment)
    body("new", "New one", at=moment)
    Organisation.objects.filter(pk=guide[0].pk).update(is_listed=False)

    second = draft(layla, moment)

    assert second.number == 2 and second.previous is not None and second.previous.number == 1
    assert second.changes == {"new": 1, "removed": 1}
    assert [(one["kind"], one["title"]) for one in editions.changes_of(folder.frozen(second))] == [
        ("new", "New one"),
        ("removed", ""),
    ]


def two_products(monkeypatch: pytest.MonkeyPatch, second: Callable[[Frozen, Path, Progress], None]) -> list[str]:
    """Two products in place of the real ones; what was made, in its order."""
    made: list[str] = []

    def first(frozen: Frozen, place: Path, told: Progress) -> None:
        made.append("first")
        (place / "a.txt").write_text(frozen.card.digest)
        told(1, 1)

    def later(frozen: Frozen, place: Path, told: Progress) -> None:
        made.append("second")
        second(frozen, place, told)

    products = (Product("first", "data", first), Product("second", "data", later))
    monkeypatch.setattr(making, "products_of", lambda card: products)
    monkeypatch.setattr(mirroring, "products_of", lambda card: products)
    return made


def written(frozen: Frozen, place: Path, told: Progress) -> None:
    (place / "deep").mkdir()
    (place / "deep" / "b.txt").write_text("b")


def test_every_product_is_made_once(
    guide: list[Organisation], layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, edition = two_products(monkeypatch, written), draft(layla, moment)
    told: list[tuple[str, int, int]] = []

    making.make_edition(edition=edition, clock=lambda: moment, told=lambda *how_far: told.append(how_far))
    making.make_edition(edition=edition, clock=lambda: moment)

    assert made == ["first", "second"]
    assert ("first", 1, 1) in told
    edition.refresh_from_db()
    assert edition.made_at == moment and edition.problem == ""


def test_a_full_disk_stops_with_a_sentence_and_goes_on_where_it_was(
    guide: list[Organisation], layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(frozen: Frozen, place: Path, told: Progress) -> None:
        (place / "half.txt").write_text("half")
        raise OSError(28, "No space left on device", str(place / "half.txt"))

    made, edition = two_products(monkeypatch, full), draft(layla, moment)
    with pytest.raises(CannotBeMade, match=r"second.*No space left on device"):
        making.make_edition(edition=edition, clock=lambda: moment)
    edition.refresh_from_db()
    assert "No space left" in edition.problem

    two_products(monkeypatch, written)
    making.make_edition(edition=edition, clock=lambda: moment)

    assert made == ["first", "second"]
    assert not (folder.made(edition) / "second" / "half.txt").exists()
    edition.refresh_from_db()
    assert edition.problem == "" and edition.made_at == moment


def test_two_cannot_make_one_edition_at_once(
    guide: list[Organisation], layla: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = draft(layla, moment)

    def other(frozen: Frozen, place: Path, told: Progress) -> None:
        with pytest.raises(BeingMade):
            making.make_next(edition=edition, clock=lambda: moment)

    made = two_products(monkeypatch, other)
    making.make_edition(edition=edition, clock=lambda: moment)

    assert made == ["first", "second"]
