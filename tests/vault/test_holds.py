"""A hold is placed by one, seen by whoever would destroy, and stays after it was released."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from dalil.accounts.models import Person
from dalil.ledger.models import Entry
from dalil.vault import holds
from dalil.vault.holds import AlreadyReleased, Held, Hold, HoldNotUnderstood, NotDeletable, NotForHolds

pytestmark = [pytest.mark.django_db, pytest.mark.t25]

SERVED, REVIEW = date(2026, 11, 20), date(2027, 5, 20)


@pytest.fixture
def counsel(db: None) -> Person:
    """Salma answers for the law."""
    person = Person.objects.create_person("salma", "Salma Nasser")
    person.is_counsel = True
    person.save()
    return person


def placed(counsel: Person, moment: datetime, *scope: str, **more: object) -> Hold:
    told: dict[str, object] = {"reference": "2026/114", "issuer": "Court of First Instance", "legal_basis": "Art. 9"}
    return holds.place(
        by=counsel,
        at=moment,
        scope=scope or ("organisation:12",),
        served_on=SERVED,
        review_on=REVIEW,
        **told | more,  # type: ignore[arg-type]
    )


def test_what_is_in_scope_is_held_and_nothing_else(counsel: Person, moment: datetime) -> None:
    hold = placed(counsel, moment, "organisation:12", "case:2026-*", "contact:7B1e")

    for subject in ("organisation:12", "case:2026-0001", "CASE:2026-x", "contact:7b1E"):
        assert holds.held([subject]) == [hold], subject
    for subject in ("organisation:1", "organisation:123", "case:2025-0001", "contact:7b1e0", "evidence:12"):
        assert holds.held([subject]) == [], subject
    assert holds.held(["evidence:1", "organisation:12"]) == [hold]
    assert holds.held([]) == []


def test_a_star_holds_everything(counsel: Person, moment: datetime) -> None:
    hold = placed(counsel, moment, "*")

    assert holds.held(["whatever:1"]) == [hold]
    with pytest.raises(Held) as refusal:
        holds.refuse_if_held(["person:1"])
    assert refusal.value.holds == (hold,) and str(refusal.value) == hold.subject


def test_placing_is_recorded_with_scope_but_under_the_hold_alone(counsel: Person, moment: datetime) -> None:
    """An order that may not be told is not told by the history of the organisation."""
    hold = placed(counsel, moment, told_to_subject=False, why_not_told="s. 12")

    entry = Entry.objects.get(action="place_hold")
    assert (entry.subject, entry.actor, entry.at) == (hold.subject, counsel, moment)
    assert entry.data["scope"] == ["organisation:12"] and entry.data["told"] is False
    assert not Entry.objects.about("organisation:12").exists()


@pytest.mark.parametrize("role", ["is_editor", "is_operator", None])
def test_nobody_but_counsel_and_trustees_places_one(noa: Person, moment: datetime, role: str | None) -> None:
    if role:
        setattr(noa, role, True)
    with pytest.raises(NotForHolds):
        placed(noa, moment)
    assert not Hold.objects.exists() and not Entry.objects.exists()


def test_a_trustee_may_and_one_who_left_may_not(noa: Person, moment: datetime) -> None:
    noa.is_trustee = True
    assert placed(noa, moment).is_in_force

    noa.is_active = False
    with pytest.raises(NotForHolds):
        placed(noa, moment)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("scope", {"scope": ()}),
        ("scope", {"scope": ("organisation 12",)}),
        ("scope", {"scope": ("organisation:",)}),
        ("scope", {"scope": ("a:*b*",)}),
        ("scope", {"scope": ("a:b\x00",)}),
        ("scope", {"scope": tuple(f"a:{n}" for n in range(1001))}),
        ("scope", {"scope": ("a:" + "b" * 199,)}),
        ("reference", {"reference": " "}),
        ("reference", {"reference": "x" * 201}),
        ("issuer", {"issuer": ""}),
        ("issuer", {"issuer": "x" * 301}),
        ("legal_basis", {"legal_basis": "x" * 501}),
        ("why_not_told", {"why_not_told": "x" * 501}),
        ("issuer", {"issuer": "\u202etruoc"}),
        ("why_not_told", {"told_to_subject": False}),
        ("review_on", {"review_on": SERVED}),
    ],
)
def test_a_hold_that_makes_no_sense_names_the_field(
    counsel: Person, moment: datetime, field: str, given: dict[str, object]
) -> None:
    all_given: dict[str, object] = {"reference": "r", "issuer": "i", "scope": ("a:1",), "review_on": REVIEW}
    with pytest.raises(HoldNotUnderstood) as refusal:
        holds.place(by=counsel, at=moment, served_on=SERVED, **all_given | given)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert str(refusal.value) == f"{field}: {refusal.value.why}" and refusal.value.why
    assert not Hold.objects.exists()


def test_a_released_hold_holds_nothing_and_says_by_which_resolution(counsel: Person, moment: datetime) -> None:
    hold = placed(counsel, moment)
    later = moment + timedelta(days=3)

    holds.release(hold=hold, by=counsel, at=later, resolution="2026-7", reason="The case was closed.")

    assert holds.held(["organisation:12"]) == []
    assert (hold.released_at, hold.released_by, hold.resolution) == (later, counsel, "2026-7")
    assert Entry.objects.get(action="release_hold").data == {"reason": "The case was closed.", "resolution": "2026-7"}
    with pytest.raises(AlreadyReleased):
        holds.release(hold=hold, by=counsel, at=later, resolution="2026-8", reason="Again.")


@pytest.mark.parametrize("missing", ["resolution", "reason"])
def test_no_release_without_resolution_and_reason(counsel: Person, moment: datetime, missing: str) -> None:
    hold = placed(counsel, moment)

    with pytest.raises(HoldNotUnderstood):
        holds.release(hold=hold, by=counsel, at=moment, **{"resolution": "7", "reason": "x"} | {missing: " "})
    assert holds.held(["organisation:12"]) == [hold]


def test_a_review_moves_the_date_alone(counsel: Person, moment: datetime, noa: Person) -> None:
    hold = placed(counsel, moment)

    holds.review_again_on(hold=hold, by=counsel, at=moment, review_on=date(2028, 1, 1))

    assert hold.review_on == date(2028, 1, 1) and hold.is_in_force
    entry = Entry.objects.get(action="review_hold")
    assert (entry.subject, entry.actor, entry.data) == (hold.subject, counsel, {"review_on": "2028-01-01"})
    with pytest.raises(NotForHolds):
        holds.review_again_on(hold=hold, by=noa, at=moment, review_on=date(2029, 1, 1))


def test_a_released_hold_is_not_reviewed(counsel: Person, moment: datetime) -> None:
    hold = placed(counsel, moment)
    holds.release(hold=hold, by=counsel, at=moment, resolution="7", reason="Closed.")

    with pytest.raises(AlreadyReleased):
        holds.review_again_on(hold=hold, by=counsel, at=moment, review_on=date(2028, 1, 1))
    hold.refresh_from_db()
    assert hold.review_on == REVIEW and not Entry.objects.filter(action="review_hold").exists()


def test_as_much_as_fits_is_kept_to_the_last_character(counsel: Person, moment: datetime) -> None:
    longest = {"reference": "r" * 200, "issuer": "i" * 300, "legal_basis": "l" * 500, "why_not_told": "w" * 500}
    scope = ["a:" + "b" * 198, *(f"a:{n}" for n in range(999))]

    hold = placed(counsel, moment, *scope, told_to_subject=False, **longest)
    hold.refresh_from_db()
    assert {name: getattr(hold, name) for name in longest} == longest and hold.scope == scope


def test_placing_and_releasing_wait_for_whoever_is_destroying(
    counsel: Person, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before they write: whichever came first is then seen by the other."""
    waited: list[tuple[int, int]] = []
    wait = holds.wait_for_others

    def noted() -> None:
        waited.append((Hold.objects.count(), Hold.objects.in_force().count()))
        wait()

    monkeypatch.setattr(holds, "wait_for_others", noted)
    hold = placed(counsel, moment)
    holds.release(hold=hold, by=counsel, at=moment, resolution="7", reason="Closed.")
    assert waited == [(0, 0), (1, 1)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's transactions take turns as they are")
def test_waiting_holds_a_lock_until_the_end_of_the_transaction(db: None) -> None:
    def locks() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            return int(cursor.fetchone()[0])

    before = locks()
    holds.wait_for_others()
    assert locks() == before + 1


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_outside_a_transaction() -> None:
    """A lock that ends with the statement would hold up nobody."""
    with pytest.raises(RuntimeError, match="inside the transaction"):
        holds.wait_for_others()


def test_a_hold_cannot_be_deleted(counsel: Person, moment: datetime) -> None:
    hold = placed(counsel, moment)

    with pytest.raises(NotDeletable):
        hold.delete()
    with pytest.raises(NotDeletable):
        Hold.objects.all().delete()
    assert Hold.objects.count() == 1


def test_half_a_release_is_refused_by_the_database(counsel: Person, moment: datetime) -> None:
    hold = placed(counsel, moment)

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(released_at=moment)
