"""Entering an organisation in a real browser: the check comes while one types, and nothing is passed over by a key."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from dalil.accounts.models import Person
from dalil.formats.record import Identifier, Name, Record
from dalil.guide import indexing
from dalil.guide.actions.entering import add_organisation
from dalil.guide.models import NotSame, Organisation, Source

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ADD = "/en/staff/organisations/add/"


@pytest.fixture
def birzeit(layla: Person) -> Organisation:
    """The university under its English name, and some others."""
    source = Source.objects.create(slug="list", name="A list", created_at=AT)
    bodies = [
        add_organisation(values=Record(names=(Name(name, "en"),), identifiers=numbers), source=source, by=layla, at=AT)
        for name, numbers in (
            ("Birzeit University", (Identifier("XI-ROR", "0256kw398"),)),
            ("Olive Growers Association", ()),
            ("Institute for Marine Biology", ()),
        )
    ]
    indexing.rebuild()
    return bodies[0]


def test_the_check_comes_while_one_types_in_another_script_before_anything_else_is_filled_in(
    page: Page, birzeit: Organisation
) -> None:
    page.goto(ADD)
    page.locator("#id_names-0-value").press_sequentially("جامعة بيرزيت")
    first = page.locator("#already li").first
    first.wait_for()
    assert "Birzeit University" in first.inner_text()
    assert page.locator("#already-said").inner_text().endswith("like it.")
    assert page.evaluate("document.activeElement.id") == "id_names-0-value"


def test_the_enter_key_never_passes_over_what_was_found(page: Page, birzeit: Organisation) -> None:
    page.goto(ADD)
    page.select_option("#id_source", "list")
    page.locator("#id_names-0-value").press_sequentially("Bir Zeit University")
    page.locator("#already li").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.locator("#already-head:focus").wait_for()
    assert Organisation.objects.count() == 3
    page.click("button[name=decision]")
    page.locator(".notice.success a").wait_for()
    assert Organisation.objects.filter(title="Bir Zeit University").count() == 1


def test_a_taken_number_is_told_at_once_and_what_was_ticked_stays_ticked(page: Page, birzeit: Organisation) -> None:
    page.goto(ADD)
    page.fill("#id_names-0-value", "Zorbulax")
    page.fill("#id_numbers-0-scheme", "XI-ROR")
    page.locator("#id_numbers-0-value").press_sequentially("0256kw398")
    tick = page.locator(f"#other-{birzeit.pk}")
    tick.check()
    with page.expect_response("**/already/"):
        page.locator("#id_names-0-value").press_sequentially(" House")
    page.wait_for_timeout(100)
    assert tick.is_checked()
    page.select_option("#id_source", "list")
    page.click("button[name=decision]")
    page.locator(".notice.success a").wait_for()
    assert NotSame.objects.count() == 1


def test_what_was_added_is_suggested_within_a_second(page: Page, birzeit: Organisation) -> None:
    page.goto(ADD)
    page.select_option("#id_source", "list")
    page.fill("#id_names-0-value", "Zorbulax Lantern House")
    page.click("button.first")
    page.locator(".notice.success a").wait_for()
    page.goto("/en/organisations/?q=Zorbulax")
    assert "Zorbulax Lantern House" in page.locator("#results").inner_text()
