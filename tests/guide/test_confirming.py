"""Entries are confirmed, owners are asked once for each step, and after that the entry says since when nobody did."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.formats.record import Location, Name, Record
from dalil.guide.actions.confirming import EntryHasChanged, NothingToConfirm, SourceIsMissing, confirm, seen_mark
from dalil.guide.actions.editing import edit_organisation
from dalil.guide.actions.reminding import Asking, LinkIsOver, remind, still_right
from dalil.guide.confirming import Periods, Step, due, mark_of, marks_of, months_after
from dalil.guide.models import Organisation, Ownership, Reminder, ReminderRound, Source, Verification
from dalil.guide.profiles import profiles_of
from dalil.guide.truth import confirmed_in
from dalil.ledger.models import Entry as Told
from dalil.press.freezing import entries_of, slugs_of
from tests.guide.bodies import body
from tests.guide.cast import make_guide

pytestmark = pytest.mark.django_db

BEGIN = datetime(2025, 3, 1, 9, tzinfo=UTC)
PERIODS = Periods()


class Owner:
    """An entry that a body holds, with a manager and an editor; letters are kept in a list."""

    def __init__(self) -> None:
        self.entry = body("olive", at=BEGIN, record=Record(names=(Name("Olive Press", "en"),), founded="1999"))
        self.body = Body.objects.create(name="Olive Press", made_at=BEGIN)
        self.mona = self.delegate("mona", DelegateRole.MANAGER)
        self.emil = self.delegate("emil", DelegateRole.EDITOR)
        self.rana = self.delegate("rana", DelegateRole.READER)
        Ownership.objects.create(organisation=self.entry, anchor=self.entry.records.get(), body=self.body, since=BEGIN)
        self.letters: list[Asking] = []
        self.without_address: set[str] = set()

    def delegate(self, name: str, role: DelegateRole) -> Person:
        person = Person.objects.create_person(name, name.title(), password="a-long-enough-word-1")
        Delegation.objects.create(body=self.body, person=person, role=role, since=BEGIN)
        return person

    def post(self, asking: Asking, at: datetime) -> bool:
        if asking.person.sign_in_name in self.without_address:
            return False
        self.letters.append(asking)
        return True

    def day(self, days: int) -> datetime:
        """So many days after the year in which nobody is asked."""
        return datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=days)

    def remind(self, days: int) -> list[tuple[str, str]]:
        self.letters.clear()
        while remind(at=self.day(days), post=self.post):
            pass
        return [(one.person.sign_in_name, str(one.step)) for one in self.letters]

    def known(self, at: datetime) -> date | None:
        profiles = profiles_of([self.entry.pk])
        return confirmed_in(profiles, at.date())[self.entry.pk].since


@pytest.fixture
def owner(db: None) -> Owner:
    Person.objects.command_line()
    return Owner()


def test_owners_are_asked_step_by_step_and_nobody_twice(owner: Owner) -> None:
    assert owner.remind(-1) == []
    assert owner.remind(0) == [("emil", "first")]
    assert owner.remind(0) == owner.remind(1) == owner.remind(13) == []
    assert owner.remind(14) == [("emil", "again")]
    assert owner.remind(29) == []
    assert owner.remind(30) == [("emil", "all"), ("mona", "all")]
    assert owner.known(owner.day(59)) is None
    assert owner.known(owner.day(60)) == date(2025, 3, 1)
    assert owner.remind(400) == []
    assert Reminder.objects.count() == 4
    assert not any(
        one.token in data for one in owner.letters for data in Told.objects.values_list("data_json", flat=True)
    )


def test_without_an_editor_the_managers_are_asked_first(owner: Owner) -> None:
    Delegation.objects.filter(person=owner.emil).update(ended_at=BEGIN)

    assert owner.remind(0) == [("mona", "first")]


def test_killed_between_two_owners_nobody_is_asked_twice_and_nobody_left_out(owner: Owner) -> None:
    class Killed(Exception):
        pass

    def dies(asking: Asking, at: datetime) -> bool:
        raise Killed

    with pytest.raises(Killed), transaction.atomic():
        remind(at=owner.day(30), post=dies)
    assert not Reminder.objects.exists() and not ReminderRound.objects.exists()

    assert len(owner.remind(30)) == 2 and owner.remind(30) == []


def test_who_has_no_address_is_known_as_such(
    owner: Owner, layla: Person, signed_in: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.without_address = {"emil"}
    assert owner.remind(0) == []
    monkeypatch.setattr("django.utils.timezone.now", lambda: owner.day(0))
    desk = signed_in(layla)

    page = desk.get("/en/staff/verifications/", {"tab": "unreachable"}).content.decode()

    assert "Olive Press" in page and "no address" in page
    assert "Olive Press" not in desk.get("/en/staff/verifications/", {"tab": "marked"}).content.decode()


def test_the_link_shows_the_entry_and_only_the_button_confirms_it(owner: Owner, client: Client) -> None:
    owner.remind(0)
    address = f"/en/still-right/{owner.letters[0].token}/"

    seen = client.get(address)
    client.head(address)
    assert "Olive Press" in seen.content.decode() and "1999" in seen.content.decode()
    assert "no-store" in seen.headers["Cache-Control"] and seen.headers["Referrer-Policy"] == "strict-origin"
    assert not Verification.objects.exists()

    assert client.post(address).status_code == 302
    client.post(address)

    made = Verification.objects.get()
    assert (made.how, made.by, made.body) == ("owner", owner.emil, owner.body)
    assert "There is nothing more to do" in client.get(address).content.decode()
    assert client.get("/en/organisations/olive/").content.decode().count("Confirmed by the organisation") >= 1


def test_a_link_confirms_nothing_but_what_the_letter_was_about(owner: Owner, client: Client, layla: Person) -> None:
    owner.remind(0)
    address = f"/en/still-right/{owner.letters[0].token}/"
    edit_organisation(
        organisation=owner.entry, values=Record(names=(Name("Olive Press"),), founded="2001"), by=layla, at=owner.day(1)
    )

    assert "has changed since we wrote" in client.get(address).content.decode()
    assert client.post(address).status_code == 409
    assert not Verification.objects.exists()
    with pytest.raises(EntryHasChanged):
        still_right(token=owner.letters[0].token, at=owner.day(1))


def test_a_link_of_somebody_who_acts_no_more_opens_nothing(owner: Owner, client: Client) -> None:
    owner.remind(0)
    Delegation.objects.filter(person=owner.emil).update(ended_at=owner.day(0))

    assert client.get(f"/en/still-right/{owner.letters[0].token}/").status_code == 404
    with pytest.raises(LinkIsOver):
        still_right(token=owner.letters[0].token, at=owner.day(1))


@pytest.mark.parametrize("token", ["x", "a" * 43, "-", "%00", "é" * 43])
def test_a_guessed_link_opens_nothing(token: str, owner: Owner, client: Client) -> None:
    assert client.get(f"/en/still-right/{token}/").status_code == 404
    assert client.post(f"/en/still-right/{token}/").status_code == 404


def test_confirmed_the_round_begins_anew_a_year_later(owner: Owner) -> None:
    owner.remind(0)
    still_right(token=owner.letters[0].token, at=owner.day(3))

    assert owner.remind(30) == owner.remind(60) == []
    assert owner.known(owner.day(300)) is None
    assert owner.remind(3 + 365) == [("emil", "first")]


def test_a_field_that_says_something_else_counts_as_confirmed_no_more(owner: Owner, layla: Person) -> None:
    at = owner.day(0)
    confirm(organisation=owner.entry, seen=seen_mark(owner.entry), how="editor", source="their site", by=layla, at=at)
    before = confirmed_in(profiles_of(["olive"]), at.date())["olive"]
    assert before.fields == {"names": (at.date(), "editor"), "founded": (at.date(), "editor")}
    edit_organisation(organisation=owner.entry, values=Record(founded="2001"), by=layla, at=at)

    after = confirmed_in(profiles_of(["olive"]), at.date())["olive"]

    assert after.fields == {"names": (at.date(), "editor")} and after.on == at.date()


def test_an_editors_check_says_against_what_and_may_be_of_one_field(owner: Owner, layla: Person) -> None:
    seen, at = seen_mark(owner.entry), owner.day(0)
    with pytest.raises(SourceIsMissing):
        confirm(organisation=owner.entry, seen=seen, how="editor", source=" ", by=layla, at=at)
    with pytest.raises(NothingToConfirm):
        confirm(organisation=owner.entry, seen=seen, how="editor", source="x", field="links", by=layla, at=at)
    confirm(organisation=owner.entry, seen=seen, how="editor", source="their site", field="founded", by=layla, at=at)

    known = confirmed_in(profiles_of(["olive"]), at.date())["olive"]
    assert known.on is None and known.fields == {"founded": (at.date(), "editor")}


def test_a_register_that_says_it_again_confirms_it(db: None) -> None:
    make_guide()
    profiles = profiles_of(["lamp", "riverwomen"])

    known = confirmed_in(profiles, date(2026, 12, 1))

    assert (known["lamp"].on, known["lamp"].how) == (date(2026, 3, 1), "register")
    assert known["lamp"].fields["locations"] == (date(2026, 3, 1), "register")
    assert "links" not in known["lamp"].fields
    assert known["riverwomen"].on is None and known["riverwomen"].newest_source == date(2026, 11, 22)


def test_an_entry_that_nobody_holds_says_so_when_its_newest_source_is_old(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_guide()
    moments = {"2028-11-21": False, "2028-11-22": True}
    for day, is_marked in moments.items():
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: datetime.fromisoformat(f"{day}T12:00+00:00"))
        page = client.get("/en/organisations/riverwomen/").content.decode()
        told = client.get("/api/organizations/riverwomen").json()
        assert ("not confirmed since" in page) is is_marked
        assert ("unconfirmed_since" in told) is is_marked


def test_editions_tell_when_an_entry_was_confirmed(owner: Owner, layla: Person) -> None:
    at = owner.day(0)
    confirm(organisation=owner.entry, seen=seen_mark(owner.entry), how="editor", source="their site", by=layla, at=at)
    named = slugs_of(Source.objects.all())

    (soon,) = entries_of(["olive"], named, on=date(2026, 4, 1))
    (late,) = entries_of(["olive"], named, on=date(2027, 6, 1))

    assert (soon.last_verified_on, soon.unconfirmed_since) == ("2026-03-01", "")
    assert (late.last_verified_on, late.unconfirmed_since) == ("2026-03-01", "2026-03-01")


def test_an_owner_confirms_and_withdraws_on_a_page_of_their_own(
    owner: Owner, layla: Person, signed_in: Callable[[Person], Client]
) -> None:
    mine, other = signed_in(owner.mona), signed_in(owner.rana)
    for browser in (mine, other):
        session = browser.session
        session["acting_for"] = str(owner.body.pk)
        session.save()
    page = mine.get("/en/mine/consent/").content.decode()
    assert "Founded" in page and "Withdraw" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen

    assert other.get("/en/mine/consent/").status_code == 404
    assert other.post("/en/mine/consent/withdraw/", {"field": "founded"}).status_code == 404
    assert signed_in(layla).get("/en/mine/consent/").status_code == 404
    mine.post("/en/mine/confirm/", {"seen": seen[1]})
    mine.post("/en/mine/consent/withdraw/", {"field": "founded"})

    assert Verification.objects.get().by == owner.mona
    assert "1999" not in Client().get("/en/organisations/olive/").content.decode()
    assert "Withdrawn on" in mine.get("/en/mine/consent/").content.decode()
    mine.post("/en/mine/consent/give-again/", {"field": "founded"})
    assert "1999" in Client().get("/en/organisations/olive/").content.decode()


def test_while_the_whole_is_withdrawn_its_members_see_its_name_and_no_field_offers_to_be_shown_again(
    owner: Owner, signed_in: Callable[[Person], Client]
) -> None:
    mine = signed_in(owner.mona)
    session = mine.session
    session["acting_for"] = str(owner.body.pk)
    session.save()
    name = mine.get("/en/mine/consent/").context["card"].title.value
    mine.post("/en/mine/consent/withdraw/", {"field": "founded"})
    mine.post("/en/mine/consent/withdraw/", {"field": "whole"})

    answer = mine.get("/en/mine/consent/")

    assert answer.context["card"].title.value == name != "olive"
    page = answer.content.decode()
    assert page.count("Show it again") == 1 and 'name="field" value="whole"' in page
    assert 'name="field" value="founded"' not in page and "Withdrawn on" in page
    mine.post("/en/mine/consent/give-again/", {"field": "whole"})
    assert 'name="field" value="founded"' in mine.get("/en/mine/consent/").content.decode()


def test_an_editor_checks_an_entry_on_a_page(
    owner: Owner, layla: Person, signed_in: Callable[[Person], Client]
) -> None:
    desk = signed_in(layla)
    address = "/en/staff/verifications/olive/"
    seen = seen_mark(owner.entry)

    assert "Say against what" in desk.post(address, {"seen": seen, "source": ""}).content.decode()
    assert "has changed" in desk.post(address, {"seen": "x", "source": "y"}).content.decode()
    assert not Verification.objects.exists()
    assert desk.post(address, {"seen": seen, "source": "their site"}).status_code == 302
    assert Verification.objects.get().source == "their site"


def test_the_list_of_what_is_due_costs_the_same_for_many(
    owner: Owner,
    layla: Person,
    signed_in: Callable[[Person], Client],
    django_assert_max_num_queries: Callable[[int], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: owner.day(90))
    for number in range(20):
        entry = body(f"more{number}", at=BEGIN)
        holder = Body.objects.create(name=f"More {number}", made_at=BEGIN)
        Ownership.objects.create(organisation=entry, anchor=entry.records.get(), body=holder, since=BEGIN)
    desk = signed_in(layla)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        page = desk.get("/en/staff/verifications/").content.decode()

    assert page.count("Check it yourself") == 21


@given(
    base=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    days=st.integers(0, 1500),
    is_held=st.booleans(),
)
def test_what_is_due_only_ever_grows(base: date, days: int, is_held: bool) -> None:
    order = [Step.NOTHING, Step.FIRST, Step.AGAIN, Step.ALL]
    today, later = (
        due(base, is_held=is_held, today=base + timedelta(days=n), periods=PERIODS) for n in (days, days + 1)
    )

    assert order.index(today[0]) <= order.index(later[0])
    assert today[1] is None or later[1] == today[1] == base
    assert is_held or today[0] == Step.NOTHING
    assert today[0] == Step.NOTHING or base + timedelta(days=days) >= months_after(base, 12)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-11-30", 1, "2025-12-30"),
        ("2025-12-15", 12, "2026-12-15"),
        ("2025-12-15", 0, "2025-12-15"),
    ],
)
def test_so_many_months_later(day: str, months: int, found: str) -> None:
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(found)


def test_a_mark_is_of_values_not_of_their_order_or_witnesses(db: None) -> None:
    made = body("one", record=Record(names=(Name("A"), Name("B")), locations=(Location("PS"),)))
    body("two", record=Record(names=(Name("B"), Name("A")), locations=(Location("PS"),)), slug="other")
    body("three", record=Record(names=(Name("A"), Name("B")), locations=(Location("JO"),)), slug="other")
    one, two, three = (marks_of(profiles_of([pk])[pk]) for pk in ("one", "two", "three"))

    assert one == two and mark_of(one) == mark_of(two) != mark_of(three)
    assert Organisation.objects.get(pk=made.pk)
