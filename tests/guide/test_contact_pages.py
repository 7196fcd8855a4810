"""For whom a private contact is, and who has the same one: pages for editors and owners, told without opening a value."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from dalil.access.viewer import viewer_for
from dalil.accounts.models import DelegateRole, Person
from dalil.guide.actions import contacts
from dalil.guide.actions.contacts import IsGone, NoReasonGiven, NotAContact, set_audience
from dalil.guide.actions.merging import merge
from dalil.guide.actions.same_contacts import NothingTyped, same_as_in, with_contact
from dalil.guide.models import Contact, ContactOpening, Organisation, Ownership
from dalil.ledger.models import BatchLeaf
from dalil.ledger.models import Entry as Told
from tests.guide.owners.acts import body_holding, browser
from tests.guide.owners.acts import delegate as stands
from tests.guide.test_contacts import delegate, rows_of, take_in

pytestmark = pytest.mark.django_db

Browses = Callable[..., Client]
SAME = "/en/staff/contacts/same/"


def entry(number: int) -> Organisation:
    return Organisation.objects.get(title=f"House of Canary {number}")


def shared(by: Person, at: datetime, place: Path) -> None:
    """Three organisations; the second has the mail address of the first as well."""
    first, second, third = rows_of(3)
    take_in([first, (*second[:3], first[3], second[4]), third], by, at, place)


def test_editors_find_who_has_the_same_address_for_a_reason_and_nobody_else_does(
    layla: Person, moment: datetime, tmp_path: Path
) -> None:
    shared(layla, moment, tmp_path)
    editor, (member, _body) = viewer_for(layla, at=moment), delegate(moment)
    asked = {"reason": "check", "at": moment}

    assert with_contact(value=" CANARY-0@nest.example", viewer=editor, **asked) == sorted(
        [entry(0), entry(1)], key=lambda one: one.pk
    )
    told = Told.objects.get(action="find_same_contacts")
    subjects = {one.subject for one in Contact.objects.filter(kind="email").exclude(record__organisation=entry(2))}
    assert {leaf.subject for leaf in BatchLeaf.objects.filter(entry=told)} == subjects
    assert (told.actor, told.why) == (layla, "contact: check") and "nest" not in told.data_json
    assert with_contact(value="canary-9@nest.example", viewer=editor, **asked) == []
    assert Told.objects.filter(action="find_same_contacts").count() == 2
    assert with_contact(value="canary-0@nest.example", viewer=member, **asked) == []
    with pytest.raises(NoReasonGiven):
        with_contact(value="canary-0@nest.example", viewer=editor, reason="", at=moment)
    with pytest.raises(NothingTyped):
        with_contact(value=" \u200b ", viewer=editor, **asked)
    assert not ContactOpening.objects.exists() and not Told.objects.filter(action="private.open").exists()


def test_of_an_entry_each_contact_names_who_else_has_it_and_what_may_not_be_seen_is_not_counted(
    layla: Person, moment: datetime, tmp_path: Path
) -> None:
    shared(layla, moment, tmp_path)
    editor = viewer_for(layla, at=moment)

    (same,) = same_as_in(organisation=entry(0), viewer=editor, reason="check", at=moment)
    assert (same.contact.kind, same.others) == ("email", (entry(1),))
    assert same_as_in(organisation=entry(2), viewer=editor, reason="check", at=moment) == []
    other = Contact.objects.get(record__organisation=entry(1), kind="email")
    set_audience(contact=other, audience="strict", by=layla, at=moment)
    assert same_as_in(organisation=entry(0), viewer=editor, reason="check", at=moment) == []
    set_audience(contact=other, audience="members", by=layla, at=moment)
    merge(stays=entry(0), moved=entry(1), by=layla, at=moment)
    assert same_as_in(organisation=entry(0), viewer=editor, reason="check", at=moment) == []


def test_the_pages_of_the_desk_show_no_value_and_put_none_in_an_address(
    layla: Person, moment: datetime, tmp_path: Path, signed_in: Browses, stranger: Client
) -> None:
    shared(layla, moment, tmp_path)
    desk, address = signed_in(layla), f"/en/staff/organisations/{entry(0).pk}/contacts/"

    page = desk.get(address).content.decode()
    assert page.count("•••") == 3 and "nest.example" not in page and "Qanari" not in page
    refused = desk.post(address, {"reason": "nonsense"})
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    found = desk.post(address, {"reason": "check"}).content.decode()
    assert "House of Canary 1" in found and "House of Canary 2" not in found and "nest.example" not in found

    answer = desk.post(SAME, {"value": "canary-0@nest.example", "reason": "check"})
    assert "House of Canary 1" in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    for wrong, field in (({"value": ""}, "value"), ({"reason": "x"}, "reason"), ({"value": "y" * 1_000_000}, "value")):
        answer = desk.post(SAME, {"value": "canary-0@nest.example", "reason": "check", **wrong})
        assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode()
    nobody = signed_in(Person.objects.create_person("nina", "Nina", password="a-long-word-now-1"))
    for one in (address, SAME):
        assert nobody.get(one).status_code == 404 and stranger.get(one).status_code == 302


def test_the_list_costs_the_same_queries_however_long_it_is(
    layla: Person,
    moment: datetime,
    tmp_path: Path,
    signed_in: Browses,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    take_in(rows_of(1), layla, moment, tmp_path)
    address, desk = f"/en/staff/organisations/{entry(0).pk}/contacts/", signed_in(layla)
    record = Contact.objects.filter(kind="email").get().record
    source = Contact.objects.filter(kind="email").get().source
    Contact.objects.bulk_create(
        Contact(record=record, source=source, kind="email", value=f"{n}@nest.example", since=moment, by=layla)
        for n in range(60)
    )
    desk.get(address)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert desk.get(address).content.decode().count("•••") == 63


def test_an_editor_says_for_whom_with_a_reason_and_then_sees_it_no_more(
    layla: Person, moment: datetime, tmp_path: Path, signed_in: Browses
) -> None:
    take_in(rows_of(1), layla, moment, tmp_path)
    one, desk = Contact.objects.get(kind="person"), signed_in(layla)
    address = f"/en/staff/contacts/{one.pk}/audience/"
    for wrong, label in (({"audience": "public"}, "For whom"), ({"audience": ""}, "For whom"), ({"why": " "}, "Why")):
        page = desk.post(address, {"audience": "strict", "why": "she asked", **wrong}, follow=True)
        assert f"{label}: " in page.content.decode()
    assert Contact.objects.get(pk=one.pk).audience == "members"

    desk.post(address, {"audience": "strict", "why": "she asked"})
    told = Told.objects.get(action="set_contact_audience")
    assert Contact.objects.get(pk=one.pk).audience == "strict"
    assert (told.subject, told.why) == (one.subject, "she asked")
    assert desk.post(address, {"audience": "members", "why": "back"}).status_code == 404
    assert desk.post(f"/en/staff/contacts/{uuid4()}/audience/", {}).status_code == 404


def test_an_owner_says_for_whom_their_contact_is(moment: datetime, layla: Person, tmp_path: Path) -> None:
    take_in(rows_of(2), layla, moment, tmp_path)
    mine, theirs = body_holding(entry(0), "Mine"), body_holding(entry(1), "Theirs")
    manager, editor = stands(mine, "rana"), stands(mine, "edna", DelegateRole.EDITOR)
    reader, other = stands(mine, "rita", DelegateRole.READER), stands(theirs, "otto")
    one = Contact.objects.get(record__organisation=entry(0), kind="email")
    address = f"/en/mine/contacts/{one.pk}/audience/"
    for client in (browser(reader), browser(other)):
        assert client.post(address, {"audience": "strict"}).status_code == 404
    assert browser(manager).get(address).status_code == 405
    browser(editor).post(address, {"audience": "public"})
    assert Contact.objects.get(pk=one.pk).audience == "members"

    browser(editor).post(address, {"audience": "strict"})
    assert Contact.objects.get(pk=one.pk).audience == "strict"
    assert browser(editor).post(address, {"audience": "members"}).status_code == 404
    assert "Saved." in browser(manager).post(address, {"audience": "case_team"}, follow=True).content.decode()
    assert [told.acting_for for told in Told.objects.filter(action="set_contact_audience")] == [str(mine.pk)] * 2
    assert Ownership.objects.in_force().count() == 2


def test_what_is_withdrawn_or_no_audience_is_refused_and_the_same_again_is_not_written(
    layla: Person, moment: datetime, tmp_path: Path
) -> None:
    take_in(rows_of(1), layla, moment, tmp_path)
    one = Contact.objects.get(kind="email")
    with pytest.raises(NotAContact):
        set_audience(contact=one, audience="public", by=layla, at=moment)
    assert set_audience(contact=one, audience="members", by=layla, at=moment) is False
    assert not Told.objects.filter(action="set_contact_audience").exists()
    contacts.withdraw_contact(contact=one, by=layla, at=timezone.now() + timedelta(1))
    with pytest.raises(IsGone):
        set_audience(contact=one, audience="strict", by=layla, at=moment)
