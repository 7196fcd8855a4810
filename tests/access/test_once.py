"""A form that is sent twice makes nothing twice: at every page that makes something, in a race, and after a fault."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.utils import timezone

from dalil.access import once, tasks
from dalil.access.models import SentForm
from dalil.access.second_wall import as_machine, as_viewer
from dalil.access.viewer import viewer_for
from dalil.accounts.models import Invitation, Person
from dalil.board.models import Interest, Meeting, Motion, Order, Paper
from dalil.guide.models import ChangeProposal, Claim, ClaimEvidence, Contact
from dalil.ledger.models import Entry
from dalil.press.models import Correction, Statement
from dalil.vault.models import Hold
from tests.access.forms_of_pages import forms_in
from tests.access.matrix import addresses
from tests.access.test_approvals_at_once import start
from tests.access.world import World, made

pytestmark = [pytest.mark.django_db, pytest.mark.t20]

SOON = (timezone.now() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
DAY = (timezone.now() + timedelta(days=20)).date().isoformat()
MOTION = {
    "title_en": "A lamp",
    "text_en": "Buy it",
    "authoritative": "en",
    "closes_at": SOON,
    "meeting": "",
    "subject": "",
}
INTEREST = {"since": "2026-01-01", "subject": ""}
HOLD = {"scope": "organisation:waterforall", "served_on": "2026-01-01", "review_on": DAY}
ORDER = {"served_on": "2026-01-01", "scope": "", "review_on": ""}
INVITE = {"until": ""}
CONTACT = {"kind": "email", "audience": "members", "value": "aida@waterforall.example"}
CLAIM = {"mail": "rana@kite.example", "mail_at_domain": "", "vouchers": "", "homepage": ""}
CHANGE = {"stands": "", "value": "Water", "lang": "en", "type": "label", "source_link": "", "homepage": ""}
REPORT = {"kind": "closed", "happened_on": "", "evidence": ""}
CORRECTION = {"said_in": "en", "organisation": "", "received_on": "2026-01-01"}
STATEMENT = {"dated_on": "2026-01-01", "title_en": "One", "body_en": "Text"}
PDF = b"%PDF-1.7\n1 0 obj<</Type/Page>>endobj\n%%EOF\n"


@dataclass
class Case:
    """Who sends what from which page to which address, what it makes, and which field makes it another one."""

    name: str
    role: str
    page: str
    makes: type[models.Model]
    differs: str
    typed: dict[str, Any] = field(default_factory=dict)
    to: str = ""
    file: bytes = b""


CASES = (
    Case("motion_add", "trustee", "/en/staff/board/motions/add/decision/", Motion, "title_en", MOTION),
    Case("meeting_add", "trustee", "/en/staff/board/meetings/add/", Meeting, "place", {"starts_at": SOON}),
    Case("interest_add", "trustee", "/en/staff/board/interests/", Interest, "what", INTEREST, to="add/"),
    Case("motion_papers", "trustee", "/en/staff/board/motions/{motion}/papers/", Paper, "title"),
    Case("hold_place", "counsel", "/en/staff/holds/place/", Hold, "reference", HOLD),
    Case("order_add", "counsel", "/en/staff/orders/add/", Order, "reference", ORDER),
    Case("people", "on duty", "/en/people", Invitation, "note", {"language": "en"}),
    Case("member_invite", "manager", "/en/member/delegates/", Invitation, "mail", INVITE, to="invite/"),
    Case("own_contacts", "manager", "/en/mine/contacts/", Contact, "value", CONTACT),
    Case("claim", "stranger", "/en/organisations/waterforall/claim/", Claim, "name", CLAIM),
    Case("claim_document", "stranger", "/en/claims/{claim}/", ClaimEvidence, "document", to="document/", file=PDF),
    Case("change_value", "stranger", "/en/organisations/waterforall/propose/name/", ChangeProposal, "value", CHANGE),
    Case("organisation_report", "guide editor", "/en/staff/organisations/lamp/report/", ChangeProposal, "note", REPORT),
    Case("correction_list", "guide editor", "/en/staff/corrections/", Correction, "said", CORRECTION),
    Case("statement_add", "guide editor", "/en/staff/statements/add/", Statement, "title_en", STATEMENT),
)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A platform in full use; nothing is noted of what is not found."""
    logging.disable(logging.WARNING)
    yield made()
    logging.disable(logging.NOTSET)


@pytest.fixture
def new_statement(layla: Person, signed_in: Any) -> tuple[Client, dict[str, str]]:
    """A browser, and a form that it was shown and that is filled."""
    browser = signed_in(layla)
    return browser, shown(browser, "/en/staff/statements/add/") | STATEMENT | {"title_en": "One"}


def shown(browser: Client, page: str, to: str = "") -> dict[str, str]:
    """The form of a page by which something is made: as the page has it, filled."""
    found = [form for form in forms_in(browser.get(page), page) if form.action == page + to]
    return next(form.filled() for form in found if once.FIELD in form.filled())


def sent(browser: Client, case: Case, page: str, data: dict[str, Any]) -> tuple[int, str]:
    """Where it led."""
    files = {"document": SimpleUploadedFile("deed.pdf", case.file)} if case.file else {}
    answer = browser.post(page + case.to, data | files, headers={"host": "localhost"})
    return answer.status_code, answer.headers.get("Location", "")


def made_of(world: World, case: Case) -> Iterator[str]:
    """What is wrong with one page."""
    page = case.page.format(motion=world.ids["board:motion_papers.number"], claim=world.tokens["claim"])
    browser = world.cast[case.role]
    trustee = viewer_for(Person.objects.get(pk=world.cast["trustee"].session["_auth_user_id"]), at=world.at)
    data = shown(browser, page, case.to) | case.typed

    def there() -> int:
        # The papers of a motion are shown to trustees alone, the rest to a machine.
        with as_viewer(trustee) if case.role == "trustee" else as_machine("test"):
            return int(case.makes._default_manager.count())

    before = there()
    first = sent(browser, case, page, data)
    if there() != before + 1:
        yield f"{case.name}: the form makes {there() - before}, answered {first}"
    entries = Entry.objects.count()
    again = sent(browser, case, page, data)
    if there() != before + 1 or Entry.objects.count() != entries:
        yield f"{case.name}: the same form makes another"
    if again[0] != 302 or (first[0] == 302 and again != first):
        yield f"{case.name}: led first to {first}, then to {again}"
    if case.file:
        case.file = case.file.replace(b"1 0", b"2 0")
    sent(browser, case, page, data | ({} if case.file else {case.differs: data[case.differs] + "x"}))
    if there() != before + 2:
        yield f"{case.name}: another form with the same key makes nothing"


def test_every_page_that_makes_something_makes_it_once(world: World) -> None:
    known = {pattern.name for _address, pattern in addresses() if getattr(pattern.callback, "makes_once", False)}

    assert {case.name for case in CASES} == known
    assert [wrong for case in CASES for wrong in made_of(world, case)] == []


def test_without_a_key_or_with_none_of_ours_it_is_as_often_as_sent(
    new_statement: tuple[Client, dict[str, str]],
) -> None:
    browser, data = new_statement
    for key in ("", "short", "x" * 23, "\0" * 22):
        for number in (1, 2):
            before = Statement.objects.count()
            assert browser.post("/en/staff/statements/add/", data | {"once": key}).status_code == 302
            assert Statement.objects.count() == before + 1, (key, number)
    assert not SentForm.objects.exists()


def test_what_was_refused_may_be_sent_again_and_what_another_sends_is_another_form(
    new_statement: tuple[Client, dict[str, str]], signed_in: Any
) -> None:
    browser, data = new_statement
    for _ in range(2):
        assert browser.post("/en/staff/statements/add/", data | {"dated_on": "never"}).status_code == 422
    assert not SentForm.objects.exists()
    assert browser.post("/en/staff/statements/add/", data).status_code == 302
    other = signed_in(Person.objects.create_person("rim", "Rim", is_editor=True))
    assert other.post("/en/staff/statements/add/", data).status_code == 302
    assert Statement.objects.count() == SentForm.objects.count() == 2


def test_a_refusal_that_leads_elsewhere_is_no_carrying_out(world: World) -> None:
    browser, page, claim = world.cast["manager"], "/en/mine/contacts/", f"/en/claims/{world.tokens['claim']}/"
    data = shown(browser, page) | CONTACT | {"audience": "nobody"}
    assert browser.post(page, data).status_code == 302
    document = {**shown(world.cast["stranger"], claim, "document/"), "document": SimpleUploadedFile("a.pdf", b"%PDF")}
    assert world.cast["stranger"].post(f"{claim}document/", document).status_code == 302
    assert not SentForm.objects.exists()


def test_after_a_fault_in_the_middle_nothing_is_there_and_the_same_form_is_carried_out(
    new_statement: tuple[Client, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, data = new_statement
    browser.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("dalil.press.pages.staff.statement_form.redirect", lambda *_: 1 // 0)
        logging.disable(logging.ERROR)
        assert browser.post("/en/staff/statements/add/", data).status_code == 500
        logging.disable(logging.NOTSET)
    assert not Statement.objects.exists()
    assert not SentForm.objects.exists()
    assert not Entry.objects.filter(action="draft_statement").exists()
    for _ in range(2):
        assert browser.post("/en/staff/statements/add/", data).status_code == 302
    assert Statement.objects.count() == 1


def test_the_second_is_told_and_nothing_of_the_form_is_kept(new_statement: tuple[Client, dict[str, str]]) -> None:
    browser, data = new_statement
    for _ in range(2):
        led_to = browser.post("/en/staff/statements/add/", data)["Location"]
    assert b"This form was sent twice. It was carried out once." in browser.get(led_to).content
    row = SentForm.objects.get()
    kept = row.digest.encode() + bytes(row.led_to)
    assert led_to.encode() not in kept
    assert data["once"].encode() not in kept
    assert data["title_en"].encode() not in kept


def test_after_a_day_the_worker_forgets_it(new_statement: tuple[Client, dict[str, str]]) -> None:
    browser, data = new_statement
    browser.post("/en/staff/statements/add/", data)
    at = SentForm.objects.get().at
    tasks.work_once(lambda: at + timedelta(days=1))
    assert SentForm.objects.count() == 1
    tasks.work_once(lambda: at + timedelta(days=1, seconds=1))
    assert not SentForm.objects.exists()


PREPARE = """
Person.objects.create_person("a", "A", is_editor=True)
"""
SEND = """
from django.test import Client
from dalil.press.models import Statement
from django.utils import timezone
from dalil.access.strength import Factor, note_proof
browser = Client(SERVER_NAME="localhost")
browser.force_login(Person.objects.get(sign_in_name="a"))
session = browser.session
note_proof(session, Factor.PASSKEY, timezone.now())
session.save()
data = {"dated_on": "2026-11-20", "title_en": "One", "body_en": "Text", "once": "k" * 22}
print("ready", flush=True)
sys.stdin.readline()
answer = browser.post("/en/staff/statements/add/", data)
print(answer.status_code, answer.headers.get("Location"), Statement.objects.count(), flush=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_that_race_make_one_and_lead_to_the_same(database_on_disk: dict[str, str]) -> None:
    assert start(PREPARE, environment=database_on_disk).communicate(timeout=120) == ("", "")
    racers = [start(SEND, environment=database_on_disk) for _ in range(2)]
    for racer in racers:
        assert racer.stdout and racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()

    answers = [racer.communicate(timeout=120)[0] for racer in racers]

    assert answers == ["302 /en/staff/statements/ 1\n"] * 2
