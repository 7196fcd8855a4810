"""The review pages in a real browser: fifty decisions by keyboard alone, and nothing for axe to find."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from pytest_django.live_server_helper import LiveServer

from dalil.accounts.models import Person
from dalil.guide.actions import batching, merging, trusting
from dalil.guide.models import Decision, NotSame, Operation, Proposal, Source
from tests.browser.test_pages_in_chromium import CUT, OVERLAPS, RULES, STICKS_OUT
from tests.guide.staff.conftest import AT
from tests.guide.staff.pairs import proposals

pytestmark = pytest.mark.django_db(transaction=True)

# What a key of an Arabic keyboard types, and where it lies.
ARABIC = {"m": "ة", "n": "ى", "s": "س", "j": "ت", "k": "ن", "u": "ع", "o": "خ"}


@pytest.fixture
def list_of_rivers(layla: Person) -> Source:
    return Source.objects.create(slug="river-list", name="The river list", created_at=AT)


def press_in_arabic(page: Page, key: str) -> None:
    """As an Arabic keyboard does it: its own letter, at the place of the Latin one."""
    down = {
        "type": "rawKeyDown",
        "code": f"Key{key.upper()}",
        "key": ARABIC[key],
        "windowsVirtualKeyCode": ord(key.upper()),
    }
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchKeyEvent", down)
    session.send("Input.dispatchKeyEvent", {**down, "type": "keyUp"})
    session.detach()


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)


@pytest.mark.parametrize(("language", "pressed"), [("ar", press_in_arabic), ("en", press)])
def test_fifty_decisions_by_keyboard_alone(
    page: Page, list_of_rivers: Source, language: str, pressed: Callable[[Page, str], None]
) -> None:
    proposals(list_of_rivers, 52)
    page.goto(f"/{language}/staff/merges/")
    # No pointer from here on: the link that begins is reached with the tab key.
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main .button.first')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("h1[data-focus]")
    for number in range(50):
        here = page.url
        pressed(page, "mns"[number % 3])
        try:
            page.wait_for_url(lambda url, here=here: url != here, timeout=10_000)
        except (
            PlaywrightTimeout
        ):  # on a busy machine a key may come before the page is ready for it: then it did nothing
            pressed(page, "mns"[number % 3])
            page.wait_for_url(lambda url, here=here: url != here)
        page.wait_for_selector("[data-announce]:not(:empty)", state="attached")
        assert page.evaluate("document.activeElement.matches('h1[data-focus]')"), number
    # 17 times the same, 17 times not the same, 16 times unsure; what is unsure waits still.
    decided = Decision.objects.in_force()
    assert [decided.filter(verdict=v).count() for v in ("same", "not_same", "unsure")] == [17, 17, 16]
    assert Proposal.objects.filter(state="open").count() == 18
    told = page.locator("[data-announce]").inner_text()
    assert told
    assert told == page.locator("[data-outcome]").inner_text()


def test_the_last_is_undone_and_the_pair_is_there_again(page: Page, list_of_rivers: Source) -> None:
    proposals(list_of_rivers, 3)
    first = Proposal.objects.order_by("-pk")[0]
    page.goto(f"/en/staff/merges/{first.pk}/")
    for key, model in (("m", Operation.objects.in_force()), ("n", NotSame.objects.filter(withdrawn_at=None))):
        page.keyboard.press(key)
        page.wait_for_url(lambda url: f"/merges/{first.pk}/" not in url)
        assert model.count() == 1
        page.keyboard.press("u")
        page.wait_for_url(f"**/merges/{first.pk}/")
        page.wait_for_selector("[data-announce]:not(:empty)", state="attached")
        assert model.count() == 0


def test_the_other_address_stays_with_the_key_o_and_keys_are_shown_with_a_question_mark(
    page: Page, list_of_rivers: Source
) -> None:
    (only,) = proposals(list_of_rivers, 1)
    page.goto(f"/en/staff/merges/{only.pk}/")
    assert not page.locator(".keys dl").is_visible()
    page.keyboard.press("?")
    assert page.locator(".keys dl").is_visible()
    page.keyboard.press("?")
    page.keyboard.press("o")
    page.wait_for_url("**/staff/merges/")
    assert Operation.objects.get().stays_id == only.right_id


def test_a_key_held_down_or_typed_with_a_modifier_answers_nothing(page: Page, list_of_rivers: Source) -> None:
    one = proposals(list_of_rivers, 2)[0]
    page.goto(f"/en/staff/merges/{one.pk}/")
    page.keyboard.press("Control+m")
    page.keyboard.press("Alt+n")
    page.locator("#reason").press_sequentially("mnsjku?o")
    assert page.input_value("#reason") == "mnsjku?o"
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'm', code: 'KeyM', repeat: true, bubbles: true}))"
    )
    page.wait_for_timeout(200)
    assert not Decision.objects.exists()


def test_on_another_latin_layout_the_letter_counts_and_not_its_place(page: Page, list_of_rivers: Source) -> None:
    one = proposals(list_of_rivers, 2)[0]
    page.goto(f"/en/staff/merges/{one.pk}/")
    dvorak = "new KeyboardEvent('keydown', {key: 'b', code: 'KeyN', bubbles: true})"
    page.evaluate(f"document.body.dispatchEvent({dvorak})")
    page.wait_for_timeout(200)
    assert not Decision.objects.exists()


def test_a_row_of_the_batch_opens_to_its_waterfall_without_leaving_the_page(page: Page, list_of_rivers: Source) -> None:
    proposals(list_of_rivers, 3, bits=25.0)
    page.goto("/en/staff/merges/batch/")
    page.locator(".batch summary").first.click()
    page.locator(".batch .waterfall").wait_for()
    page.locator(".batch input").nth(1).uncheck()
    page.locator("form.stack .button.first").click()
    page.get_by_role("button", name="Accept these 2").click()
    page.wait_for_url("**/operations/?kind=batches")
    assert Operation.objects.in_force().count() == 2


@pytest.fixture
def addresses(list_of_rivers: Source, layla: Person) -> list[str]:
    """Every new page with something on it."""
    made = proposals(list_of_rivers, 6)
    sure = [f"left{number}" for number in (0, 1)]
    Proposal.objects.filter(left_id__in=sure).update(bits=25.0, score=0.999)
    one, two, three = made[3:]
    operation = merging.merge(stays=one.left, moved=one.right, by=layla, at=AT, reason="one board")
    merging.merge(stays=one.left, moved=two.left, by=layla, at=AT)
    NotSame.objects.create(left=one.left_record, right=two.left_record, by=layla, at=AT)
    sample = trusting.draw_sample(source=list_of_rivers, by=layla, at=AT, bar=0.5, size=20)
    item = sample.items.order_by("number")[0]
    trusting.judge_item(item=item, verdict="unsure", by=layla, at=AT)
    batch = batching.accept_batch(ids=[made[0].pk], error_rate=0.01, by=layla, at=AT)
    return [
        "merges/",
        f"merges/{three.pk}/",
        f"merges/{one.pk}/",
        "merges/batch/",
        f"merges/batches/{batch.pk}/",
        "contradictions/",
        "operations/",
        "operations/?kind=batches",
        f"operations/{operation.pk}/undo/",
        f"organisations/{one.left_id}/cluster/",
        f"organisations/{three.left_id}/compare/{three.right_id}/",
        "sources/",
        "sources/river-list/trust/",
        f"sources/river-list/trust/{item.pk}/",
        f"sources/river-list/trust/{sample.items.order_by('-number')[0].pk}/",
    ]


@pytest.fixture
def signed_in_at(chromium: Browser, live_server: LiveServer, layla: Person) -> Iterator[Callable[..., Page]]:
    """A browser of any size and scheme in which Layla signed in."""
    contexts = []

    def sign_in(width: int, scheme: str) -> Page:
        size = {"width": width, "height": 900}
        context = chromium.new_context(base_url=live_server.url, viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto("/en/sign-in?next=/en/staff/")
        page.fill("[name=sign_in_name]", layla.sign_in_name)
        page.fill("[name=password]", "olive-press-at-dawn")
        page.click("main button")
        page.wait_for_url("**/en/staff/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("ar", 1280, "light"), ("en", 1280, "dark"), ("ar", 320, "dark"), ("en", 320, "light")],
)
def test_axe_finds_nothing_and_nothing_sticks_out_overlaps_or_is_cut(
    signed_in_at: Callable[..., Page], addresses: list[str], language: str, width: int, scheme: str
) -> None:
    page = signed_in_at(width, scheme)
    for address in addresses:
        page.goto(f"/{language}/staff/{address}", wait_until="load")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found] == [], address
        # A bar that stays in sight lies over the page on purpose.
        page.evaluate("document.querySelectorAll('.answers').forEach(one => { one.style.position = 'static'; })")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        for name, question in (("sticks out", STICKS_OUT), ("cut", CUT), ("overlaps", OVERLAPS)):
            assert page.evaluate(question) == [], (name, address)
