"""What an owner edits: every field there is, nothing that the form does not show is lost, and nothing of two who edit at once."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dalil.accounts.models import DelegateRole
from dalil.formats.record import (
    LISTS,
    SINGLES,
    Identifier,
    Location,
    Name,
    Record,
    Relation,
    SectorClaim,
    Text,
    encode,
)
from dalil.guide.actions.editing import mark_of
from dalil.guide.actions.proposing_changes import accept_as_owner, propose_change
from dalil.guide.actions.stating_own import latest, state_own
from dalil.guide.labels import how_assigned
from dalil.guide.models import Organisation, OwnStatement
from dalil.guide.owning import stated_by
from dalil.guide.stating import Statement
from tests.guide.owners.acts import AT, body_holding, browser, delegate, named
from tests.guide.owners.test_changes_and_delegates import wish

EVERYTHING = Record(
    names=(Name("Our Lamp", "en", ("label", "alias")), Name("قنديلنا", "ar")),
    identifiers=(Identifier("GB-CHC", "1234567"),),
    locations=(Location("PS", "", "بيت لحم", 31.72, 35.19, 284315),),
    links=("https://lamp.example",),
    sectors=(SectorClaim("culture", "declared", "Arts", 0.9), SectorClaim("health")),
    relations=(Relation("parent", "GB-CHC", "7654321"), Relation("related", label="Union of Lamps")),
    descriptions=(Text("Theatre.", "en"), Text("Teatro.", "es"), Text("?", "")),
    languages=("ar", "en"),
    kind="nonprofit",
    status="active",
    founded="1998-04",
    closed_on="",
)
ADDRESS = "/en/member/entry/"


def posted(record: Record) -> dict[str, Any]:
    """What a browser sends when nothing is changed on the page."""
    shown = Statement(record)
    data: dict[str, Any] = {}
    for rows in (shown.names, shown.identifiers, shown.locations, shown.relations):
        data |= {f"{rows.prefix}-{name}": value for name, value in rows.management_form.initial.items()}
        for form in rows:
            data |= {
                form.add_prefix(name): form.get_initial_for_field(field, name) or ""
                for name, field in form.fields.items()
            }
    facts = shown.facts
    data |= {name: facts.get_initial_for_field(field, name) or "" for name, field in facts.fields.items()}
    return {name: value for name, value in data.items() if name != "sectors" or value}


@given(st.sets(st.sampled_from([*LISTS, *SINGLES])))
def test_a_form_that_is_sent_as_it_came_changes_nothing(fields: set[str]) -> None:
    record = Record(**{name: getattr(EVERYTHING, name) for name in fields})
    again = Statement(record, posted(record))
    assert again.is_valid(), [rows.errors for rows in (again.names, again.relations, again.facts)]
    assert again.record() == record


def test_every_field_of_a_record_can_be_stated_on_the_page(lamp: Organisation) -> None:
    body = body_holding(lamp)
    client = browser(delegate(body, "rana"))
    data = posted(Record()) | {
        "seen": mark_of(Record()),
        "names-0-value": "Our Lamp",
        "identifiers-0-scheme": "GB-CHC",
        "identifiers-0-value": "1234567",
        "locations-0-locality": "Bethlehem",
        "locations-0-country": "Palestine",
        "links": "lamp.example",
        "sectors": ["culture"],
        "relations-0-kind": "parent",
        "relations-0-label": "Union of Lamps",
        "description_ar": "مسرح",
        "languages": "Arabic\nFrançais",
        "kind": "nonprofit",
        "status": "closed",
        "founded": "1998",
        "closed_on": "2024-05",
    }
    assert client.post(ADDRESS, data).status_code == 302
    stated = stated_by(body)
    assert all(getattr(stated, name) for name in (*LISTS, *SINGLES))
    assert stated.relations == (Relation("parent", label="Union of Lamps"),) and stated.languages == ("ar", "fr")
    assert "Union of Lamps" in Client().get("/en/organisations/lamp/").content.decode()
    assert "Union of Lamps" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"languages": "Klingonese"}, "id_languages_error"),
        ({"relations-0-kind": "enemy", "relations-0-label": "X"}, "id_relations-0-kind_error"),
        ({"relations-0-label": "x" * 301}, "id_relations-0-label_error"),
        ({"description_en": "\x00"}, "id_description_en_error"),
        ({"founded": "soon"}, "id_founded_error"),
    ],
)
def test_what_cannot_be_understood_is_said_beside_its_field(
    lamp: Organisation, wrong: dict[str, str], field: str
) -> None:
    client = browser(delegate(body_holding(lamp), "rana"))
    answer = client.post(ADDRESS, posted(Record()) | {"seen": mark_of(Record())} | wrong)
    assert answer.status_code == 422 and f'id="{field}"' in answer.content.decode()
    assert not OwnStatement.objects.exists()


def test_languages_are_taken_by_what_they_call_themselves_and_a_wrong_line_is_named(lamp: Organisation) -> None:
    body = body_holding(lamp)
    client = browser(delegate(body, "rana"))
    data = posted(Record()) | {"seen": mark_of(Record()), "languages": "Deutsch\nKlingonese\nTürkçe\nElvish"}

    refused = client.post(ADDRESS, data).content.decode()

    assert "“Klingonese”: We do not know" in refused and "“Elvish”: We do" in refused and "“Deutsch”" not in refused
    assert refused.index("Nothing was saved. Mend what is marked") < refused.index('id="id_languages_error"')
    assert "Nothing was saved." not in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, data | {"languages": "Deutsch\nTürkçe\nitaliano"}).status_code == 302
    assert stated_by(body).languages == ("de", "tr", "it")


def test_a_sector_that_an_organisation_stated_is_told_as_its_own_word_and_no_editors(lamp: Organisation) -> None:
    client = browser(delegate(body_holding(lamp), "rana"))
    data = posted(Record()) | {"seen": mark_of(Record()), "sectors": ["culture"]}
    assert client.post(ADDRESS, data).status_code == 302

    for page in (client.get("/en/member/"), Client().get("/en/organisations/lamp/")):
        told = page.content.decode()
        assert "the organisation itself" in told and "assigned by an editor" not in told
    assert how_assigned("editor", by_itself=False) == "assigned by an editor"
    assert how_assigned("rule", by_itself=True) == "guessed from its words by a rule"


def test_of_two_who_edit_at_once_the_later_keeps_what_was_typed_and_sees_what_is_stated(lamp: Organisation) -> None:
    body = body_holding(lamp)
    one, two = browser(delegate(body, "rana")), browser(delegate(body, "tariq", DelegateRole.EDITOR))
    data = posted(Record()) | {"seen": mark_of(Record())}
    assert one.post(ADDRESS, data | {"names-0-value": "First Word"}).status_code == 302
    answer = two.post(ADDRESS, data | {"names-0-value": "Second Word"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="Second Word"' in page and "First Word" in page
    assert stated_by(body) == named("First Word") or stated_by(body).names[0].value == "First Word"
    # Having seen it, the second may still state theirs.
    assert two.post(ADDRESS, data | {"names-0-value": "Second Word", "seen": mark_of(latest(body))}).status_code == 302
    assert stated_by(body).names[0].value == "Second Word"
    # Without the mark nothing is stated over anybody.
    assert two.post(ADDRESS, {**data, "seen": "", "names-0-value": "Third"}).status_code == 422


def test_an_accepted_change_does_not_lose_what_waits_for_an_editor(lamp: Organisation, settings: Any) -> None:
    body = body_holding(lamp)
    manager = delegate(body, "rana")
    at = timezone.now()
    state_own(body=body, values=named("Our Lamp"), by=manager.person, at=AT)
    settings.DALIL_OWNER_EDITS = "moderated"
    waiting = Record(names=(*named("Our Lamp").names, Name("Typed today", "en")))
    state_own(body=body, values=waiting, by=manager.person, at=at)
    proposal, _token = propose_change(
        organisation=lamp, wish=wish("Our New Lamp", encode(named("Our Lamp")).decode()), at=at
    )
    accept_as_owner(proposal=proposal, by=manager.person, acting_for=body, at=at, version=1)
    assert {name.value for name in latest(body).names} == {"Our New Lamp", "Typed today"}
    assert stated_by(body) == named("Our Lamp")
