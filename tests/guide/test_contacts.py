"""Private columns of a list become private contacts: ciphertext from their first write, opened one by one for a reason."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dalil.access.strength import Factor
from dalil.access.viewer import STRANGER, Viewer, viewer_for
from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.formats.row import RawRow
from dalil.guide import spool
from dalil.guide.actions import contacts, intakes, planning
from dalil.guide.actions.carrying import carry_out
from dalil.guide.actions.contacts import EnoughForToday, NoReasonGiven, NotAContact, give_contact, open_contacts
from dalil.guide.actions.merging import merge
from dalil.guide.actions.refusals import KeysAreAway
from dalil.guide.contact_cells import private_cells, spelled
from dalil.guide.mapping import Column, Mapping
from dalil.guide.models import Contact, ContactOpening, Intake, Organisation, Ownership, Source
from dalil.guide.visibility import CONTACTS
from dalil.ledger.models import BatchLeaf
from dalil.ledger.models import Entry as Told
from dalil.vault import client
from dalil.vault.client import NoKeys
from tests.guide.bodies import body, source

pytestmark = pytest.mark.django_db

HEADINGS = ("Name", "Country", "Contact person", "Email", "Telephone")
MAPPING = Mapping(tuple(map(Column, HEADINGS, ("name", "country", "private", "private", "private"))))


def a_list(rows: list[tuple[str, ...]], place: Path) -> Path:
    place.write_text("\n".join(",".join(row) for row in [HEADINGS, *rows]) + "\n", encoding="utf-8")
    return place


def rows_of(count: int) -> list[tuple[str, ...]]:
    """So many organisations with a person, an address and a number each; every one of them a canary."""
    return [
        (f"House of Canary {n}", "PS", f"Qanari Zirqun {n}", f"canary-{n}@nest.example", f"+970 2 555 {n:04}")
        for n in range(count)
    ]


def take_in(rows: list[tuple[str, ...]], by: Person, at: datetime, place: Path, slug: str = "canaries") -> Intake:
    intake = intakes.start_intake(
        source=source(slug), path=a_list(rows, place / "canaries.csv"), file_name="canaries.csv", by=by, at=at
    )
    (place / "canaries.csv").unlink()
    intakes.set_mapping(intake=intake, mapping=MAPPING, keep=True, by=by, at=at) if not intake.mapping else None
    planned = planning.plan_intake(intake=intake, by=by, at=at)
    approved = planning.approve_plan(intake=planned, version=planned.version, by=by, at=at)
    return carry_out(intake=approved, at=at)


def delegate(at: datetime, *, name: str = "mona", role: DelegateRole = DelegateRole.READER) -> tuple[Viewer, Body]:
    person = Person.objects.create_person(name, name.title(), password="a-long-enough-word-1")
    acting = Body.objects.create(name=f"Body of {name}", made_at=at)
    Delegation.objects.create(body=acting, person=person, role=role, since=at - timedelta(days=1))
    return viewer_for(person, at=at, factor=Factor.TIME_CODE, acting_for=acting.pk), acting


def disk(place: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that lies in a home, and all of the database, as bytes."""
    for path in place.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)


@pytest.mark.t01
@pytest.mark.t18
def test_of_an_intake_no_private_cell_lies_anywhere_at_any_step(
    layla: Person, moment: datetime, tmp_path: Path, dalil_home: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    seen: list[str] = []

    def look(step: str) -> None:
        for where, content in disk(dalil_home):
            if any(each in content for each in (b"Zirqun", b"nest.example", b"2 555 0")):
                seen.append(f"{step}: {where}")

    for name in ("set_mapping",):
        monkeypatch.setattr(intakes, name, _looked(getattr(intakes, name), look))
    for name in ("plan_intake", "approve_plan"):
        monkeypatch.setattr(planning, name, _looked(getattr(planning, name), look))
    take_in(rows_of(40), layla, moment, tmp_path)
    look("carried out")

    assert seen == [] and Contact.objects.standing().count() == 120
    assert not any(word in caplog.text for word in ("Zirqun", "nest.example"))
    assert not list((dalil_home / "spool").iterdir())


def _looked(action: Callable[..., Any], look: Callable[[str], None]) -> Callable[..., Any]:
    def acted(**given: Any) -> Any:
        look(f"before {action.__name__}")
        done = action(**given)
        look(f"after {action.__name__}")
        return done

    return acted


def test_the_file_in_the_spool_is_ciphertext_and_reads_the_same(
    layla: Person, moment: datetime, tmp_path: Path
) -> None:
    path = a_list(rows_of(3), tmp_path / "list.csv")
    intake = intakes.start_intake(source=source(), path=path, file_name="list.csv", by=layla, at=moment)

    assert b"Canary" not in spool.path_of(intake.pk).read_bytes()
    assert spool.opened(intake.pk).path.read_bytes() == path.read_bytes()
    assert len(list(intakes.open_reading(intake).rows())) == 3
    intakes.abandon_intake(intake=intake, by=layla, at=moment)
    assert not hasattr(Intake.objects.get(pk=intake.pk), "spooled")


def test_without_keys_a_list_is_refused_before_anything_is_kept(
    layla: Person, moment: datetime, tmp_path: Path, dalil_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: object, **__: object) -> None:
        raise NoKeys

    monkeypatch.setattr(client, "ask", absent)
    path = a_list(rows_of(3), tmp_path / "list.csv")
    with pytest.raises(KeysAreAway, match="Nothing was kept"):
        intakes.start_intake(source=source(), path=path, file_name="list.csv", by=layla, at=moment)

    assert not Intake.objects.exists() and not list((dalil_home / "spool").glob("*"))


def test_a_contact_is_opened_by_a_member_for_a_reason_and_all_is_written_down(
    layla: Person, moment: datetime, tmp_path: Path
) -> None:
    take_in(rows_of(2), layla, moment, tmp_path)
    member, acting = delegate(moment)
    some = list(Contact.objects.standing().filter(record__organisation__title="House of Canary 1"))

    with pytest.raises(NoReasonGiven):
        open_contacts(contacts=some, viewer=member, reason="", at=moment)
    opened = open_contacts(contacts=some, viewer=member, reason="partner", at=moment)

    assert {one.value for one in opened} == {"Qanari Zirqun 1", "canary-1@nest.example", "+970 2 555 0001"}
    assert {one.kind for one in opened} == {"person", "email", "telephone"}
    assert ContactOpening.objects.filter(person=member.person, acting_for=acting.pk).count() == 3
    told = Told.objects.get(action="private.open")
    assert {leaf.subject for leaf in BatchLeaf.objects.filter(entry=told)} == {one.subject for one in some}
    with pytest.raises(NoReasonGiven):
        open_contacts(contacts=some, viewer=STRANGER, reason="partner", at=moment)


def test_one_person_opens_only_so_many_a_day(
    layla: Person, moment: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts, "MOST_A_DAY", 5)
    take_in(rows_of(2), layla, moment, tmp_path)
    member, _ = delegate(moment)
    first, second = (list(Contact.objects.filter(record__organisation__title=f"House of Canary {n}")) for n in range(2))
    open_contacts(contacts=first, viewer=member, reason="write", at=moment)

    with pytest.raises(EnoughForToday, match="2 left"):
        open_contacts(contacts=second, viewer=member, reason="write", at=moment)
    assert ContactOpening.objects.count() == 3
    assert len(open_contacts(contacts=second, viewer=member, reason="write", at=moment + timedelta(days=1))) == 3


@pytest.mark.t23
def test_who_may_see_which_contact_is_one_table(layla: Person, moment: datetime) -> None:
    entry = body("olive", "Olive Press")
    manager, holder = delegate(moment, name="mona", role=DelegateRole.MANAGER)
    Ownership.objects.create(organisation=entry, anchor=entry.records.get(), body=holder, since=moment)
    other, _ = delegate(moment, name="otto", role=DelegateRole.MANAGER)
    editor = viewer_for(layla, at=moment)
    worker = Person.objects.create_person("carl", "Carl", password="a-long-enough-word-1")
    Delegation.objects.create(body=holder, person=worker, role=DelegateRole.CASEWORKER, since=moment)
    caseworker = viewer_for(worker, at=moment, factor=Factor.TIME_CODE)
    assert manager.person
    made = {
        audience: give_contact(
            organisation=entry, body=holder, kind="email", value=f"{audience}@olive.example", audience=audience,
            by=manager.person, at=moment,
        )
        for audience in ("members", "case_team", "strict")
    }  # fmt: skip
    table = {
        "stranger": (STRANGER, set()),
        "editor": (editor, set()),
        "other body": (other, {"members"}),
        "caseworker": (caseworker, {"members", "case_team"}),
        "manager": (manager, {"members", "case_team", "strict"}),
        "manager without factor": (viewer_for(manager.person, at=moment, factor=Factor.PASSWORD), set()),
    }

    for name, (viewer, expected) in table.items():
        visible = CONTACTS.visible(Contact.objects.all(), viewer)
        assert set(visible.values_list("audience", flat=True)) == expected, name
        for audience, contact in made.items():
            assert bool(CONTACTS.explain(contact, viewer)) is (audience in expected), (name, audience)
    contacts.withdraw_contact(contact=made["members"], by=manager.person, at=moment, acting_for=holder.pk)
    assert not CONTACTS.visible(Contact.objects.filter(audience="members"), manager).exists()


@pytest.mark.parametrize(
    ("kind", "value", "audience"),
    [("email", " ", "members"), ("fax", "1", "members"), ("email", "a@b.example", "public")],
)
def test_a_contact_is_never_public_and_never_empty(kind: str, value: str, audience: str, moment: datetime) -> None:
    manager, holder = delegate(moment, role=DelegateRole.MANAGER)
    assert manager.person
    with pytest.raises(NotAContact):
        give_contact(organisation=body("olive"), body=holder, kind=kind, value=value, audience=audience,
                     by=manager.person, at=moment)  # fmt: skip


def test_a_list_taken_in_again_keeps_what_stays_ends_what_went_and_leaves_withdrawn_withdrawn(
    layla: Person, moment: datetime, tmp_path: Path
) -> None:
    later = moment + timedelta(days=90)
    take_in(rows_of(2), layla, moment, tmp_path)
    person = Contact.objects.get(record__organisation__title="House of Canary 0", kind="person")
    contacts.withdraw_contact(contact=person, by=layla, at=moment)
    (first, second) = rows_of(2)

    take_in([(*first[:4], "+970 2 555 9999"), second], layla, later, tmp_path)

    standing = Contact.objects.standing().order_by("kind", "since")
    assert [(one.kind, one.since) for one in standing.filter(record__organisation__title="House of Canary 0")] == [
        ("email", moment), ("telephone", later)]  # fmt: skip
    assert standing.filter(record__organisation__title="House of Canary 1", since=moment).count() == 3
    assert Contact.objects.filter(ended_at=later).count() == 1
    assert Contact.objects.exclude(withdrawn_at=None).count() == 1 and Contact.objects.count() == 7


def test_a_row_that_gives_no_contact_any_more_ends_all_it_gave_and_a_row_that_is_absent_none(
    layla: Person, moment: datetime, tmp_path: Path
) -> None:
    later = moment + timedelta(days=90)
    take_in(rows_of(3), layla, moment, tmp_path)
    emptied, stays, _absent = rows_of(3)

    take_in([(*emptied[:2], "", "", ""), stays], layla, later, tmp_path)

    ended = Contact.objects.filter(ended_at=later)
    assert {one.record.organisation.title for one in ended if one.record} == {"House of Canary 0"}
    assert (ended.count(), Contact.objects.standing().count()) == (3, 6)


def test_contacts_follow_a_merge(layla: Person, moment: datetime, tmp_path: Path) -> None:
    take_in(rows_of(1), layla, moment, tmp_path)
    moved = Organisation.objects.get(title="House of Canary 0")
    merge(stays=body("olive"), moved=moved, by=layla, at=moment)

    assert Contact.objects.of_entry("olive").standing().count() == 3


def test_killed_while_carrying_out_no_contact_is_anybodys_and_the_next_does_all(
    layla: Person, moment: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    def dies(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("dalil.guide.actions.contacts.write_batch", dies)
        with pytest.raises(Killed):
            take_in(rows_of(3), layla, moment, tmp_path)
    assert not Contact.objects.standing().exists() and not Organisation.objects.exists()

    carry_out(intake=Intake.objects.get(), at=moment)
    carry_out(intake=Intake.objects.get(), at=moment)

    assert Contact.objects.standing().count() == 9


def test_rows_that_are_left_out_leave_no_contact(layla: Person, moment: datetime, tmp_path: Path) -> None:
    rows = [*rows_of(1), ("", "PS", "Nobody Zirqun", "nobody@nest.example", "")]
    take_in(rows, layla, moment, tmp_path)

    assert Contact.objects.count() == 3


@given(digits=st.text("0123456789", min_size=8, max_size=12), seed=st.integers())
def test_signs_and_spaces_make_no_other_contact(digits: str, seed: int) -> None:
    signs = random.Random(seed)
    spread = "".join(digit + signs.choice(("", " ", "-")) for digit in digits).strip(" -")

    assert spelled(f"+{spread}") == spelled(f"+{digits}")
    assert spelled("A.B@X.example ") == spelled("a.b@x.EXAMPLE")


def test_what_a_private_cell_is_is_told_by_it_and_by_its_heading() -> None:
    cells = {"Contact person": "Rana Aziz", "Email": "r@x.example", "Tel": "+970 2 555 1234", "العنوان": "12 Olive St"}
    mapping = Mapping(tuple(Column(label, "private") for label in cells))

    assert [kind for kind, _ in private_cells(RawRow(1, cells=cells), mapping)] == [
        "person", "email", "telephone", "address"]  # fmt: skip


def test_no_public_page_holds_a_contact(layla: Person, moment: datetime, tmp_path: Path) -> None:
    take_in(rows_of(1), layla, moment, tmp_path)
    number = Organisation.objects.get().pk
    for address in (f"/en/organisations/{number}/", f"/en/organisations/{number}/history/", "/en/organisations/?q=Zirqun",
                    f"/api/organizations/{number}", "/api/organizations?full=true", "/en/suggest/?q=canary"):  # fmt: skip
        page = Client().get(address).content.decode().replace("q=Zirqun", "").replace('value="Zirqun"', "")
        assert not any(word in page for word in ("Zirqun<", "nest.example", "555 0000")), address
    assert Source.objects.get(slug="canaries")


def test_contacts_on_a_page_are_opened_by_a_posted_reason_alone(
    layla: Person, signed_in: Callable[..., Client], moment: datetime, tmp_path: Path
) -> None:
    take_in(rows_of(1), layla, moment, tmp_path)
    address = f"/en/organisations/{Organisation.objects.get().pk}/contacts/"
    member, _ = delegate(moment)
    assert member.person
    browser, nobody = (
        signed_in(member.person),
        Person.objects.create_person("nina", "Nina", password="a-long-word-now-1"),
    )

    seen = browser.get(address)
    assert "3 contacts for you to open" in seen.content.decode() and "nest.example" not in seen.content.decode()
    assert browser.post(address, {"reason": "nonsense"}).status_code == 422
    assert not ContactOpening.objects.exists()
    opened = browser.post(address, {"reason": "write"})
    assert "canary-0@nest.example" in opened.content.decode() and "no-store" in opened.headers["Cache-Control"]
    assert ContactOpening.objects.count() == 3
    assert signed_in(nobody).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_an_owner_gives_and_withdraws_a_contact_on_a_page(signed_in: Callable[..., Client], moment: datetime) -> None:
    entry = body("olive")
    manager, holder = delegate(moment, role=DelegateRole.MANAGER)
    Ownership.objects.create(organisation=entry, anchor=entry.records.get(), body=holder, since=moment)
    assert manager.person
    browser = signed_in(manager.person)
    session = browser.session
    session["acting_for"] = str(holder.pk)
    session.save()
    browser.post("/en/mine/contacts/", {"kind": "email", "value": "boss@olive.example", "audience": "strict"})
    made = Contact.objects.get()

    page = browser.get("/en/mine/contacts/").content.decode()
    assert "boss@olive" not in page and "•••" in page
    browser.post(f"/en/mine/contacts/{made.pk}/withdraw/")
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    assert browser.post(f"/en/mine/contacts/{made.pk}/withdraw/").status_code == 404
