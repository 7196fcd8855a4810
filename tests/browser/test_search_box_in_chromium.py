"""The search box as a browser has it: suggestions across scripts, by keyboard, by touch, and as a screen reader is told."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from dalil.formats.record import Location, Name, Record
from tests.browser.test_pages_in_chromium import CUT, OVERLAPS, RULES, SCREENS, STICKS_OUT
from tests.guide.cast import add_listed, make_guide

pytestmark = pytest.mark.django_db(transaction=True)

OVERLAPS_WITHIN = OVERLAPS.replace(", .suggestions", "").replace(
    "(document.body", "(document.querySelector('.suggestions')"
)

BODIES = {
    "birzeit": Record(names=(Name("Birzeit University", "en"),), locations=(Location("PS", "", "Birzeit"),)),
    "nursery": Record(
        names=(Name("Lantern Nursery of the Old Town and of All the Villages around It", "en"), Name("حضانة القنديل", "ar")),
        locations=(Location("PS", "", "Beit Sahour"),),
    ),
    "press": Record(names=(Name("Lantern Press", "en"),), locations=(Location("LB", "", "Tyre"), Location("EG"))),
}  # fmt: skip


@pytest.fixture
def site(live_server: LiveServer) -> str:
    make_guide()
    add_listed(BODIES)
    return str(live_server.url)


@pytest.fixture(params=[(lang, size) for lang in ("ar", "en") for size in SCREENS], ids="-".join)
def screen(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[tuple[str, Page]]:
    language, size = request.param
    width, height = SCREENS[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=size != "wide")
    yield language, context.new_page()
    context.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def typed(page: Page, address: str, text: str) -> Locator:
    """Open a page and type into its box; return the list below it, once it is there."""
    page.goto(address, wait_until="load")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially(text)
    listbox = page.get_by_role("listbox")
    listbox.wait_for()
    return listbox


@pytest.mark.parametrize("path", ["", "organisations/?country=PS"])
def test_typing_in_one_script_suggests_a_name_in_another_and_enter_opens_it(
    site: str, screen: tuple[str, Page], path: str
) -> None:
    language, page = screen
    listbox = typed(page, f"{site}/{language}/{path}", "جامعة بيرز")
    expect(listbox.get_by_role("option")).to_contain_text(["Birzeit University"])

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/organisations/birzeit/")


def test_nothing_is_wrong_with_the_list_while_it_is_open(site: str, screen: tuple[str, Page]) -> None:
    language, page = screen
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in ("", "organisations/"):
        listbox = typed(page, f"{site}/{language}/{path}", "lante")
        page.keyboard.press("ArrowDown")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in found] == []
        for question in (STICKS_OUT, CUT):
            assert page.evaluate(question) == []
        assert page.evaluate(OVERLAPS_WITHIN) == []
        boxes = [option.bounding_box() for option in listbox.get_by_role("option").all()]
        assert len(boxes) > 1
        assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []


def test_the_box_tells_what_a_combobox_tells(site: str, page: Page) -> None:
    page.goto(f"{site}/en/", wait_until="load")
    box = page.get_by_role("combobox", name="Search the guide")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")

    box.press_sequentially("lantern")
    options = page.get_by_role("listbox", name="Organisations that fit what you type").get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    expect(page.locator(".suggested")).to_have_text("2 suggestions. The arrow keys lead through them.")

    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", 0), ("ArrowUp", 1), ("Home", 0), ("End", 1)):
        page.keyboard.press(key)
        expect(box).to_have_attribute("aria-activedescendant", options.nth(at).get_attribute("id") or "")
        assert [option.get_attribute("aria-selected") == "true" for option in options.all()] == [at == 0, at == 1]
        expect(box).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(box).not_to_have_attribute("aria-activedescendant", "suggestion-2")


def test_the_count_is_said_in_the_language_of_the_page(site: str, page: Page) -> None:
    typed(page, f"{site}/ar/", "lantern")
    expect(page.locator(".suggested")).to_have_text("اقتراحان. تنتقل بينهما بمفتاحي السهم.")
    page.locator("#q").fill("qqqqqqqq")
    expect(page.locator(".suggested")).to_have_text("لا اقتراحات.")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_escape_closes_and_the_down_key_opens_again(site: str, page: Page) -> None:
    listbox = typed(page, f"{site}/en/", "lantern")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(listbox).to_be_hidden()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#q")).to_have_value("lantern")
    assert page.locator("#q").get_attribute("aria-activedescendant") is None

    page.keyboard.press("Alt+ArrowDown")
    expect(listbox).to_be_visible()
    assert page.locator("#q").get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowUp")
    expect(listbox.get_by_role("option").last).to_have_attribute("aria-selected", "true")


def test_what_is_not_pointed_at_is_searched_as_it_is_typed(site: str, page: Page) -> None:
    typed(page, f"{site}/en/", "lantern")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/organisations/?q=lantern")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_letters_typed_after_pointing_point_at_nothing(site: str, page: Page) -> None:
    typed(page, f"{site}/en/", "lanter")
    page.keyboard.press("ArrowDown")
    page.locator("#q").press_sequentially("n")
    assert page.locator("#q").get_attribute("aria-activedescendant") is None
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/organisations/?q=lantern")


def test_leaving_the_box_closes_the_list(site: str, page: Page) -> None:
    listbox = typed(page, f"{site}/en/", "lantern")
    page.keyboard.press("Tab")
    expect(listbox).to_be_hidden()


def test_an_answer_that_comes_late_or_never_opens_nothing(site: str, page: Page) -> None:
    page.goto(f"{site}/en/", wait_until="load")
    page.route("**/suggest/**", lambda route: route.abort())
    page.locator("#q").press_sequentially("lantern")
    page.wait_for_timeout(400)
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator(".suggested")).to_be_empty()


def test_a_touch_on_a_suggestion_opens_it(site: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    listbox = typed(page, f"{site}/ar/", "lantern pr")
    listbox.get_by_role("option", name="Lantern Press").tap()
    page.wait_for_url("**/ar/organisations/press/")
    context.close()


def test_the_box_still_suggests_after_going_back(site: str, page: Page) -> None:
    page.goto(f"{site}/en/organisations/?q=lantern", wait_until="load")
    page.locator(".facet a").first.click()
    page.wait_for_url("**q=lantern&**")
    page.go_back()
    page.wait_for_url("**/organisations/?q=lantern")
    expect(page.locator(".card")).to_have_count(2)
    page.locator("#q").press("End")
    page.keyboard.type(" pr")
    expect(page.get_by_role("option")).to_contain_text(["Lantern Press"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/press/")
