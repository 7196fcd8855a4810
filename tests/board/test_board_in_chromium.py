"""A board of five in a browser: one proposes, one stands aside, the others vote; one motion passes and one misses its quorum."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from dalil.accounts.models import Person
from dalil.board.models import Motion, MotionState, Resolution
from tests.board.conftest import DAY, NAMES, seat_five

pytestmark = pytest.mark.django_db(transaction=True)

SignedIn = Callable[[Person], Client]


def entered(chromium: Browser, site: str, client: Client, *, width: int = 1280) -> BrowserContext:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    return context


def propose(page: Page, site: str, title: str, subject: str) -> str:
    page.goto(f"{site}/en/staff/board/motions/add/decision/")
    page.fill("[name=title_en]", title)
    page.fill("[name=text_en]", "The board decides it.")
    page.fill("[name=subject]", subject)
    page.fill("[name=closes_at]", (timezone.now() + 9 * DAY).strftime("%Y-%m-%dT%H:%M"))
    page.click("text=Propose it")
    page.click(f"main a:has-text('{title}')")
    return page.url


def vote(page: Page, address: str, choice: str) -> None:
    page.goto(address)
    page.check(f"input[name=choice][value={choice}]")
    page.click("button:text-is('Vote')")
    page.wait_for_selector("text=Your vote is noted.")


def test_a_board_of_five_decides_in_the_browser(
    live_server: LiveServer, chromium: Browser, signed_in: SignedIn, tmp_path: Path
) -> None:
    site = str(live_server.url)
    people = seat_five(timezone.now())
    contexts = [entered(chromium, site, signed_in(person)) for person in people]
    pages = [context.new_page() for context in contexts]

    passes = propose(pages[0], site, "Open the archive", "organisation:101")
    misses = propose(pages[0], site, "Close the garden", "organisation:102")
    for address in (passes, misses):
        pages[1].goto(address)
        pages[1].click("text=Second it")
    pages[4].goto(passes)
    pages[4].click("main summary")
    pages[4].fill("[name=why]", "I keep the archive")
    pages[4].click("button:text-is('Stand aside')")
    pages[4].wait_for_selector("text=You stand aside in this motion")
    for page, choice in zip(pages[:4], ("for", "for", "abstain", "for"), strict=True):
        vote(page, passes, choice)
    pages[0].goto(passes)
    pages[0].click("text=End the vote and count")
    said = pages[0].inner_text("main")
    vote(pages[0], misses, "for")
    vote(pages[1], misses, "abstain")
    motion = Motion.objects.get(subject="organisation:102")
    Motion.objects.filter(pk=motion.pk).update(closes_at=timezone.now())
    pages[0].goto(misses)
    pages[0].click("text=End the vote and count")
    missed = pages[0].inner_text("main")

    assert "5 in office, 1 recused: base 4; quorum 3, 4 took part; 3 for, 0 against, 1 abstained" in said
    assert "quorum 3, 2 took part" in missed and "too few took part" in missed
    assert list(Motion.objects.order_by("pk").values_list("state", flat=True)) == [
        MotionState.PASSED,
        MotionState.NO_QUORUM,
    ]
    assert Resolution.objects.get().motion.subject == "organisation:101"
    looks_right(pages[0], site, passes)
    for context in contexts:
        context.close()
    assert not any(name in chromium_reads(chromium, f"{site}/ar/board/") for name in NAMES)


def looks_right(page: Page, site: str, passes: str) -> None:
    """Nothing for axe to find, and nothing wider than a phone, in both directions."""
    page.set_viewport_size({"width": 390, "height": 844})
    number = passes.rstrip("/").rsplit("/", 1)[1]
    for language in ("ar", "en"):
        for path in ("staff/board/", "board/", f"staff/board/motions/{number}/"):
            page.goto(f"{site}/{language}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (language, path)
        found = Axe().run(page).response["violations"]
        assert found == [], [one["id"] for one in found]


def chromium_reads(chromium: Browser, address: str) -> str:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    text = page.inner_text("body")
    context.close()
    return text
