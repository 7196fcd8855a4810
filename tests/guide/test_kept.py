"""What of the guide belongs to a body, and what is kept about a person: told, complete, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dalil.access import kept_about, subjects
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Person
from dalil.guide.actions.consenting import withdraw
from dalil.guide.actions.contacts import give_contact, open_contacts
from dalil.guide.models import Organisation, Record
from dalil.guide.profiles import profiles_of
from tests.guide.owners.acts import AT, approved, body_holding, browser, delegate
from tests.guide.owners.conftest import field_list, lamp, register, river

__all__ = ["field_list", "lamp", "register", "river"]


@pytest.fixture
def kept(layla: Person, lamp: Organisation, river: Organisation) -> dict[str, Any]:
    body, other = approved(lamp, layla), body_holding(river, "The river")
    mona, otto = delegate(body, "mona"), delegate(other, "otto")
    told = {"kind": "email", "audience": "members", "at": AT}
    ours = give_contact(organisation=lamp, body=body, value="office@lamp.example", by=mona.person, **told)
    theirs = give_contact(organisation=river, body=other, value="office@river.example", by=otto.person, **told)
    return {"body": body, "other": other, "mona": mona, "otto": otto, "ours": ours, "theirs": theirs}


def test_of_a_body_are_its_entry_its_contacts_and_its_claim_and_nothing_of_another(kept: dict[str, Any]) -> None:
    found = set(subjects.subjects_of_body(kept["body"].pk))

    claim = kept["body"].claim
    assert {"organisation:lamp", kept["ours"].subject, f"claim:{claim.pk}", claim.contact.subject} <= found
    assert not {"organisation:river", kept["theirs"].subject} & found


def test_whoever_opened_a_contact_is_shown_to_its_organisation(kept: dict[str, Any]) -> None:
    viewer = viewer_for(kept["otto"].person, at=AT + timedelta(days=1), acting_for=kept["other"].pk)
    open_contacts(contacts=[kept["ours"]], viewer=viewer, reason="partner", at=AT + timedelta(days=1))

    ours, theirs = (browser(kept[who]).get("/en/who-saw") for who in ("mona", "otto"))

    seen = [(row["why"], row["is_reading"]) for row in ours.context["rows"] if row["entry"].action == "private.open"]
    assert ("contact: partner", True) in seen
    assert "somebody for The river" in ours.content.decode() and "Otto" not in ours.content.decode()
    assert not [row for row in theirs.context["rows"] if kept["ours"].subject in str(row["entry"].subject)]
    contacts = browser(kept["mona"]).get(reverse("guide:own_contacts")).content.decode()
    assert "somebody for The river" in contacts and "Otto" not in contacts


def test_about_a_person_stands_what_they_gave_opened_and_withdrew(kept: dict[str, Any], lamp: Organisation) -> None:
    viewer = viewer_for(kept["otto"].person, at=AT + timedelta(days=1), acting_for=kept["other"].pk)
    open_contacts(contacts=[kept["ours"]], viewer=viewer, reason="partner", at=AT + timedelta(days=1))
    withdraw(organisation=lamp, by=kept["mona"].person, at=AT, acting_for=kept["body"].pk)

    mona, otto = ({part.code: rows for part, rows in kept_about.parts(kept[who].person)} for who in ("mona", "otto"))

    assert len(mona["contacts_given"]) == len(otto["contacts_given"]) == len(otto["contacts_opened"]) == 1
    assert mona["contacts_opened"] == [] and otto["consents"] == []
    assert mona["consents"][0]["ended"] == AT
    assert "lamp.example" not in str(mona) + str(otto)


def test_where_a_single_statement_was_made_stands_with_its_witness(lamp: Organisation) -> None:
    listed = Record.objects.filter(organisation=lamp, source__slug="field-list")
    listed.update(stated_in="annual report 2025 <b>")
    words = Client().get("/en/organisations/lamp/").content.decode()
    listed.update(stated_in="https://lamp.example/report")
    link = Client().get("/en/organisations/lamp/").content.decode()

    assert "stated in <bdi>annual report 2025 &lt;b&gt;</bdi>" in words
    assert '<a href="https://lamp.example/report" rel="noopener nofollow">' in link
    listed.update(stated_in="javascript:alert(1)")
    assert 'href="javascript' not in Client().get("/en/organisations/lamp/").content.decode()
    assert [one.stated_in for one in profiles_of(["lamp"])["lamp"].testimonies].count("") == 1


def test_contacts_are_offered_to_those_who_may_ask_alone(kept: dict[str, Any], noa: Person, signed_in: Any) -> None:
    address = "/en/organisations/lamp/contacts/"

    assert address in browser(kept["otto"]).get("/en/organisations/lamp/").content.decode()
    assert address not in signed_in(noa).get("/en/organisations/lamp/").content.decode()
    assert address not in Client().get("/en/organisations/lamp/").content.decode()
