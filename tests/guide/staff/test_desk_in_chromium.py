"""The desk in a real browser: keys on the queue, and decisions on a plan without loading the page anew."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from dalil.accounts.models import Person
from dalil.formats.record import Name, Record, encode
from dalil.guide.models import Intake, NotSame, Operation, Organisation, Proposal, Row, Source
from dalil.guide.models import Record as Stored

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def proposals(layla: Person) -> list[Proposal]:
    """Three pairs among three organisations."""
    source = Source.objects.create(slug="list", name="A list", created_at=AT)
    bodies = []
    for name in ("Olive Society", "Olive Union", "Olive League"):
        body = Organisation.objects.create(pk=name.split()[1].lower(), title=name, created_at=AT, changed_at=AT)
        values = encode(Record(names=(Name(name),))).decode()
        seen = {"first_seen_at": AT, "last_seen_at": AT}
        Stored.objects.create(source=source, key=name, organisation=body, home=body, values=values, keys=b"", **seen)
        bodies.append(body)
    pairs = [(bodies[0], bodies[1], 0.9), (bodies[0], bodies[2], 0.8), (bodies[1], bodies[2], 0.7)]
    return [Proposal.objects.create(left=a, right=b, score=s, created_at=AT) for a, b, s in pairs]


def test_the_keys_skip_go_back_merge_undo_and_tell_apart(page: Page, proposals: list[Proposal]) -> None:
    first, second = (f"**/en/staff/merges/{one.pk}/?order=likely" for one in proposals[:2])
    begin = f"/en/staff/merges/{proposals[0].pk}/?order=likely"
    page.goto(begin)
    page.keyboard.press("j")
    page.wait_for_url(second)
    page.keyboard.press("k")
    page.wait_for_url(first)
    page.keyboard.press("m")
    page.wait_for_url(second)
    assert Operation.objects.in_force().count() == 1
    page.keyboard.press("u")
    page.wait_for_selector(".notice.success:has-text('Undone')")
    assert Operation.objects.in_force().count() == 0
    page.goto(begin)
    page.keyboard.press("n")
    page.wait_for_url(second)
    assert NotSame.objects.count() == 1


def test_letters_typed_into_the_reason_are_no_keys(page: Page, proposals: list[Proposal]) -> None:
    page.goto(f"/en/staff/merges/{proposals[0].pk}/")
    page.locator("#reason").press_sequentially("mnju")
    assert page.input_value("#reason") == "mnju"
    assert not Operation.objects.exists()


def test_two_decisions_on_one_plan_without_loading_it_anew(page: Page, layla: Person) -> None:
    source = Source.objects.create(slug="list", name="A list", created_at=AT)
    intake = Intake.objects.create(
        source=source,
        state="planned",
        file_name="list.csv",
        file_digest="0" * 64,
        file_size=1,
        counts={"new": 2},
        uploaded_by=layla,
        uploaded_at=AT,
    )
    for number, name in ((2, "Olive Society"), (3, "Cedar Union")):
        values = encode(Record(names=(Name(name),))).decode()
        what = {"cells": f'{{"Name": "{name}"}}', "values": values, "key": name, "target": f"target{number}"}
        Row.objects.create(intake=intake, number=number, outcome="new", **what)
    page.goto(f"/en/staff/intakes/{intake.pk}/plan/")
    page.evaluate("window.isTheSamePage = true")
    for left_out in (1, 2):
        page.locator("button[value=left_out]").first.click()
        page.locator(".badge.left_out").nth(left_out - 1).wait_for()
    assert page.evaluate("window.isTheSamePage") is True
    intake.refresh_from_db()
    assert intake.counts == {"left_out": 2}
