"""An entry that nobody confirmed says so until one click; what is withdrawn is gone at once; whoever opens a contact is seen.

In Chromium, in English and in Arabic, with the clock moved. Signing in itself is the subject of other tests.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from dalil.access.strength import Factor
from dalil.accounts.models import Body, DelegateRole, Delegation
from dalil.formats.record import Name, Record, encode
from dalil.guide import indexing
from dalil.guide.actions.contacts import give_contact
from dalil.guide.models import Record as Stored
from tests.guide.owners.acts import browser as browser_of
from tests.guide.owners.acts import delegate
from tests.guide.test_confirming import BEGIN, Owner

pytestmark = pytest.mark.django_db(transaction=True)

Opens = Callable[..., Page]
OLIVE = Record(
    names=(Name("Olive Press", "en"), Name("معصرة الزيتون", "ar")),
    founded="1999",
    links=("https://zafarine.example/",),
)
SECRET = "canary@olive.example"
MARK = "main .badge.info"


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer) -> Iterator[Opens]:
    """Opens a page of a browser of its own, with this client's cookies if one is given."""
    contexts = []

    def opens(client: Client | None = None) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 800})
        contexts.append(context)
        if client is not None:
            cookies = [
                {"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()
            ]
            context.add_cookies(cookies)  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        return context.new_page()

    yield opens
    for context in contexts:
        context.close()


@pytest.fixture
def owner(transactional_db: None) -> Owner:
    """An entry with a word that stands nowhere else, in the index."""
    made = Owner()
    Stored.objects.filter(organisation=made.entry).update(values=encode(OLIVE).decode())
    indexing.rebuild()
    return made


def press(page: Page, selector: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.click(selector)


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_reminder_marks_an_entry_and_one_click_confirms_it_and_a_withdrawal_holds_at_once(
    language: str, opened: Opens, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now: list[datetime] = [owner.day(0)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    entry = f"/{language}/organisations/olive/"
    stranger = opened()
    for days in (0, 14, 30):
        owner.remind(days)
    token = owner.letters[-1].token
    stranger.goto(entry)
    assert not stranger.locator(MARK).count()
    now[0] = owner.day(60)
    stranger.goto(entry)
    assert stranger.locator(MARK).count() == 1
    stranger.goto(f"/{language}/still-right/{token}/")
    assert fits(stranger)
    press(stranger, "main form button.first")
    stranger.goto(entry)
    assert not stranger.locator(MARK).count()

    def told() -> dict[str, bool]:
        """Where the word that stands in one field alone is to be found."""
        asked = {
            "site": entry,
            "search": f"/{language}/organisations/?q=zafarine.example",
            "suggestions": f"/{language}/suggest/?q=zafarine.example",
            "api": "/api/organizations/olive",
        }
        found = {}
        for name, address in asked.items():
            answer = stranger.request.get(address)
            assert answer.status == 200
            text = answer.text()
            found[name] = ("zafarine.example" if name in ("site", "api") else "organisations/olive/") in text
        return found

    before = told()
    assert before["site"] and before["search"] and before["api"]
    mona = opened(browser_of(Delegation.objects.get(person=owner.mona), Factor.TIME_CODE))
    mona.goto(f"/{language}/mine/consent/")
    assert fits(mona) and owner.body.name in mona.inner_text(".acting-for")
    press(mona, "form[action$='/withdraw/']:has(input[value=links]) button")
    assert not any(told().values())
    stranger.goto(entry)
    assert "Olive Press" in stranger.inner_text("main") and "zafarine" not in stranger.inner_text("main")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_contact_is_opened_for_a_reason_and_its_organisation_sees_by_whom(
    language: str, opened: Opens, owner: Owner
) -> None:
    give_contact(
        organisation=owner.entry,
        body=owner.body,
        kind="email",
        value=SECRET,
        audience="members",
        by=owner.mona,
        at=BEGIN,
    )
    river = Body.objects.create(name="Women of the River", made_at=BEGIN)
    member = opened(browser_of(delegate(river, "otto", DelegateRole.READER), Factor.TIME_CODE))
    member.goto(f"/{language}/organisations/olive/")
    press(member, "a[href$='/olive/contacts/']")
    assert fits(member) and SECRET not in member.content()
    member.evaluate("document.querySelector('#id_reason').required = false")
    press(member, "main form button.first")
    assert member.locator(".notice.error").count() == 1 and SECRET not in member.content()
    member.select_option("#id_reason", "partner")
    press(member, "main form button.first")
    assert SECRET in member.inner_text("main") and SECRET not in member.url

    mona = opened(browser_of(Delegation.objects.get(person=owner.mona), Factor.TIME_CODE))
    mona.goto(f"/{language}/member/")
    assert fits(mona)
    press(mona, "main a[href$='/who-saw']")
    seen = mona.inner_text("main")
    assert fits(mona) and "contact: partner" in seen and river.name in seen
    assert "Otto" not in seen and SECRET not in mona.content()
    mona.goto(f"/{language}/mine/contacts/")
    assert fits(mona) and SECRET not in mona.content()
