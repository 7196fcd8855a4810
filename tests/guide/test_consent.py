"""What an organisation withdrew is shown nowhere from that moment on; what a register says stays."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dalil.access.viewer import STRANGER
from dalil.accounts.models import Person
from dalil.formats.record import Identifier, Location, Name, Record, SectorClaim, Text
from dalil.guide import indexing
from dalil.guide.actions.consenting import (
    EvidenceIsMissing,
    NotAField,
    NothingToWithdraw,
    RegistersWord,
    give_again,
    record_consent,
    withdraw,
)
from dalil.guide.actions.following import follow_withdrawals
from dalil.guide.actions.merging import merge, undo
from dalil.guide.consent import FIELDS, HeldBack, fields_held_back, without
from dalil.guide.models import Change, Consent, Organisation, Source
from dalil.guide.profiles import profiles_of
from dalil.guide.visibility import ORGANISATIONS
from dalil.ledger.models import Entry as Told
from dalil.press.api import limits
from dalil.press.freezing import entries_of, freeze, slugs_of
from dalil.press.mirroring import editions_list
from dalil.search import Query
from tests.guide.bodies import body
from tests.guide.cast import NOON, make_guide

pytestmark = pytest.mark.django_db

SECRET = "zanbaqiyya"
# Every field holds the word that must be gone, in the form in which the field holds anything.
WELL = Record(
    names=(Name("The Well of Anata", "en"),),
    identifiers=(Identifier("GB-CHC", "7654321"),),
    locations=(Location("PS", "", f"Upper {SECRET}"),),
    links=(f"https://{SECRET}.example/",),
    descriptions=(Text(f"Water carriers of {SECRET}.", "en"), Text("سقاة الزنبقية", "ar")),
    sectors=(SectorClaim("health", "declared", f"{SECRET} work"),),
    founded="1987-05",
)
NEEDLES = {
    "links": f"{SECRET}.example",
    "descriptions": f"carriers of {SECRET}",
    "locations": f"Upper {SECRET}",
    "identifiers": "7654321",
    "sectors": f"{SECRET} work",
    "founded": "1987",
}


@pytest.fixture
def well(db: None) -> Organisation:
    made = body("well", "The Well of Anata", record=WELL)
    Person.objects.command_line()
    Source.objects.filter(slug="list").update(kind="list")
    indexing.rebuild()
    return made


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OF_A_REQUEST", 0)


def api(path: str, **query: str) -> str:
    return Client().get(f"/api/{path}", query).content.decode()


def results_for(text: str) -> str:
    page = Client().get("/en/organisations/", {"q": text}).content.decode()
    return page.partition("<main")[2].replace(f'value="{text}"', "")


def frozen(place: Path) -> str:
    numbers = sorted(ORGANISATIONS.visible(Organisation.objects.all(), STRANGER).values_list("pk", flat=True))
    freeze(place / "entries.jsonl", numbers, slugs_of(Source.objects.all()), {})
    return (place / "entries.jsonl").read_text()


# Each place of the platform where a value of an entry is shown, and how a stranger gets at it.
PLACES: dict[str, Callable[[Path], str]] = {
    "page in English": lambda _: Client().get("/en/organisations/well/").content.decode(),
    "page in Arabic": lambda _: Client().get("/ar/organisations/well/").content.decode(),
    "history": lambda _: Client().get("/en/organisations/well/history/").content.decode(),
    "search by the value": lambda _: results_for(SECRET),
    "suggestions": lambda _: Client().get("/en/suggest/", {"q": "The Well"}).content.decode(),
    "API: the entry": lambda _: api("organizations/well"),
    "API: in full": lambda _: api("organizations", full="true"),
    "API: list": lambda _: api("organizations"),
    "reconciliation": lambda _: api("reconcile", queries=json.dumps({"q": {"query": "The Well of Anata"}})),
    "reconciliation: extension": lambda _: api(
        "reconcile", extend=json.dumps({"ids": ["well"], "properties": [{"id": "website"}, {"id": "description"}]})
    ),
    "reconciliation: preview": lambda _: api("reconcile/preview", id="well"),
    "feed of changes": lambda _: Client().get("/feeds/changes.atom").content.decode(),
    "place": lambda _: Client().get("/en/places/PS/").content.decode(),
    "source": lambda _: Client().get("/en/sources/list/").content.decode(),
    "next edition": frozen,
    "mirror's list": lambda _: json.dumps(editions_list()),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("field", NEEDLES)
def test_a_withdrawn_value_is_shown_nowhere(
    field: str, place: str, well: Organisation, layla: Person, tmp_path: Path
) -> None:
    withdraw(organisation=well, field=field, by=layla, at=NOON)

    # The index was not caught up: nothing ran after the commit, which never comes in this test.
    shown = PLACES[place](tmp_path)

    assert NEEDLES[field] not in shown
    assert "well" in shown or "Well" in shown or place in ("search by the value", "suggestions", "reconciliation",
                                                           "place", "source")  # fmt: skip


def test_all_of_it_was_shown_before(well: Organisation, tmp_path: Path) -> None:
    """Else the table above would prove nothing: each value is found at some place, each place shows some value."""
    shown = {place: look(tmp_path) for place, look in PLACES.items()}
    for field, needle in NEEDLES.items():
        assert needle in shown["page in English"] and needle in shown["next edition"], field
        assert needle in shown["API: in full"], field
    assert "The Well of Anata" in shown["suggestions"] and "well" in shown["reconciliation"]
    assert SECRET in shown["reconciliation: extension"]
    assert found(SECRET) == ["well"]


def found(text: str) -> list[str]:
    return [hit.id for hit in indexing.find(Query(text=text)).hits]


def test_the_search_forgets_at_once_and_finds_by_the_rest_once_caught_up(well: Organisation, layla: Person) -> None:
    withdraw(organisation=well, field="links", by=layla, at=NOON)
    assert found(f"{SECRET}.example") == [] and found("Well of Anata") == []

    indexing.catch_up()

    assert found("Well of Anata") == ["well"] and found(f"{SECRET}.example") == []
    assert not Consent.objects.filter(has_left_index=False).exists()


def test_an_index_written_while_it_was_withdrawn_does_not_count_as_rid_of_it(well: Organisation, layla: Person) -> None:
    leaving = indexing.leaving_now()
    withdraw(organisation=well, field="links", by=layla, at=NOON)
    indexing.have_left([*leaving, *indexing.leaving_now()])

    assert indexing.not_yet_out() == {"well"}


def test_what_a_register_says_is_not_the_organisations_to_withdraw(layla: Person, moment: datetime) -> None:
    guide = make_guide()
    with pytest.raises(RegistersWord):
        withdraw(organisation=guide["lamp"], field="locations", by=layla, at=moment)
    withdraw(organisation=guide["lamp"], field="founded", by=layla, at=moment)

    profile = profiles_of(["lamp"])["lamp"]
    assert [said.value for said in profile.founded] == ["1998-04"]
    with pytest.raises(NothingToWithdraw):
        withdraw(organisation=guide["lamp"], field="founded", by=layla, at=moment)


def test_the_whole_entry_goes_but_for_the_registers_word(layla: Person, moment: datetime) -> None:
    guide = make_guide()
    withdraw(organisation=guide["lamp"], by=layla, at=moment)
    withdraw(organisation=guide["riverwomen"], by=layla, at=moment)

    page = Client().get("/en/organisations/lamp/").content.decode()
    assert "The Lamp of Aida Society" in page and "lamp.example" not in page and "La Lampe" not in page
    assert Client().get("/en/organisations/riverwomen/").status_code == 404
    assert "riverwomen" not in set(Organisation.objects.listed().values_list("pk", flat=True))
    assert not list(entries_of(["riverwomen"], slugs_of(Source.objects.all())))
    indexing.catch_up()
    assert found("Women of the River") == []


def test_a_withdrawal_follows_a_merge_and_its_undoing(layla: Person, well: Organisation, moment: datetime) -> None:
    other = body("other", record=Record(names=(Name("Anata Wells", "en"),), links=("https://other.example",)))
    withdraw(organisation=well, field="links", by=layla, at=moment)
    operation = merge(stays=other, moved=well, by=layla, at=moment)
    assert profiles_of(["other"])["other"].links == ()

    undo(operation=operation, by=layla, at=moment)

    assert [said.value for said in profiles_of(["other"])["other"].links] == ["https://other.example"]
    assert profiles_of(["well"])["well"].links == ()


def test_given_again_it_is_shown_again_and_all_of_it_is_in_the_ledger(well: Organisation, layla: Person) -> None:
    withdraw(organisation=well, field="links", by=layla, at=NOON, why="asked by letter")
    give_again(organisation=well, field="links", by=layla, at=NOON)
    give_again(organisation=well, field="links", by=layla, at=NOON)

    assert len(profiles_of(["well"])["well"].links) == 1
    told = list(Told.objects.filter(subject="organisation:well").order_by("number").values_list("action", "data_json"))
    assert [action for action, _ in told] == ["withdraw_consent", "give_consent_again"]
    assert not any(SECRET in data for _, data in told)
    assert list(Change.objects.filter(organisation=well).order_by("pk").values_list("kind", flat=True)) == [
        "withdrawn", "given"]  # fmt: skip


def test_history_says_that_something_was_withdrawn_and_not_what(well: Organisation, layla: Person) -> None:
    withdraw(organisation=well, field="links", by=layla, at=NOON)

    page = Client().get("/en/organisations/well/history/").content.decode()

    assert "the organisation withdrew something" in page
    assert "links" not in page.partition("<table")[2].partition("</table")[0]


def test_what_may_stand_on_the_site_alone_is_in_no_api_and_no_edition(
    well: Organisation, layla: Person, tmp_path: Path
) -> None:
    record_consent(
        organisation=well, field="links", basis="consent", scope=["site"], evidence="letter of 3 May", by=layla, at=NOON
    )

    assert SECRET in Client().get("/en/organisations/well/").content.decode()
    for place in ("API: the entry", "API: in full", "API: list", "next edition"):
        assert NEEDLES["links"] not in PLACES[place](tmp_path), place
    assert found(f"{SECRET}.example") == []


@pytest.mark.parametrize("field", ["names", "nonsense", "kinds"])
def test_only_what_is_a_field_can_be_withdrawn(field: str, well: Organisation, layla: Person) -> None:
    with pytest.raises(NotAField):
        withdraw(organisation=well, field=field, by=layla, at=NOON)
    with pytest.raises(EvidenceIsMissing):
        record_consent(organisation=well, field="links", basis="consent", evidence=" ", by=layla, at=NOON)
    assert not Consent.objects.exists()


def test_a_withdrawn_sector_is_not_guessed_back(layla: Person) -> None:
    made = body("clinic", record=Record(names=(Name("Hope Health Clinic", "en"),), sectors=(SectorClaim("health"),)))
    assert profiles_of(["clinic"])["clinic"].sector_codes == ("health",)
    withdraw(organisation=made, field="sectors", by=layla, at=NOON)

    assert profiles_of(["clinic"])["clinic"].sector_codes == ()


def test_mirrors_are_told_what_to_take_out_and_no_longer_than_it_holds(well: Organisation, layla: Person) -> None:
    withdraw(organisation=well, field="links", by=layla, at=NOON)
    assert editions_list()["withdrawn"] == [{"id": "well", "field": "links", "withdrawn_on": "2026-11-22"}]
    give_again(organisation=well, field="links", by=layla, at=NOON)

    assert editions_list()["withdrawn"] == []


def test_what_another_platforms_organisation_withdrew_is_taken_out_and_comes_back(
    well: Organisation, layla: Person
) -> None:
    theirs = Source.objects.get(slug="list")
    later = NOON + timedelta(days=1)

    assert follow_withdrawals(source=theirs, told=[("well", "links"), ("unknown", "")], by=layla, at=NOON) == 1
    assert profiles_of(["well"])["well"].links == ()
    assert follow_withdrawals(source=theirs, told=[("well", "links")], by=layla, at=later) == 0
    assert follow_withdrawals(source=theirs, told=[("well", "a-field-of-tomorrow")], by=layla, at=later) == 2
    assert not Organisation.objects.listed().filter(pk="well").exists()
    assert follow_withdrawals(source=theirs, told=[], by=layla, at=later) == 1
    assert len(profiles_of(["well"])["well"].links) == 1
    assert editions_list()["withdrawn"] == []


@given(
    fields=st.sets(st.sampled_from(FIELDS)),
    kind=st.sampled_from(["self", "register", "editor", "list"]),
    is_own=st.booleans(),
)
def test_a_record_loses_exactly_what_was_withdrawn_of_its_own_entry(fields: set[str], kind: str, is_own: bool) -> None:
    words = [HeldBack("a", "a", field) for field in fields]
    held = fields_held_back(words, "a" if is_own else "b", "b", 1, kind)

    left = without(WELL, held)

    assert held == (frozenset(fields) if is_own and kind != "register" else frozenset())
    for name in WELL.__struct_fields__:
        assert getattr(left, name) == (type(getattr(WELL, name))() if name in held else getattr(WELL, name))
