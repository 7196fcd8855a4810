"""The static site in a browser, from a server of files and from a disk: found in four languages, quietly."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dalil.guide.progress import no_progress
from dalil.names.folding import romanise_word
from dalil.names.languages import LANGUAGES, table_of
from dalil.names.scripts import script_of
from dalil.names.writing import latin_coded, strength_of, writing_of
from dalil.press.site.products import PRODUCTS
from dalil.search.wording import sound_of, tokens_of
from tests.press.site.across import ACROSS, CROWD, LIGHT, MUSEUM, WOMEN
from tests.press.small_edition import ENTRIES, small_edition

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    edition = tmp_path_factory.mktemp("edition") / "1"
    frozen = small_edition(edition, (*ENTRIES, *ACROSS, *CROWD))
    (edition / "site").mkdir()
    PRODUCTS[0].make(frozen, edition / "site", no_progress)
    return edition / "site"


@pytest.fixture(scope="module")
def addresses(folder: Path) -> Iterator[dict[str, str]]:
    """The site from a server of files and from the disk."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"server": f"http://127.0.0.1:{server.server_port}", "disk": folder.as_uri()}
    server.shutdown()
    server.server_close()


class Watched:
    """A page of which everything is noted that it should not do."""

    def __init__(self, browser: Browser, home: str, **settings: object) -> None:
        self.context = browser.new_context(**settings)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.home = home
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        # What was still on its way when the page was left is no fault of it.
        self.page.on(
            "requestfailed",
            lambda one: one.failure == "net::ERR_ABORTED" or self.wrong.append(f"failed: {one.url} {one.failure}"),
        )
        self.page.on("response", lambda answer: answer.status >= 400 and self.wrong.append(answer.url))
        self.page.on("request", lambda asked: asked.url.startswith(home) or self.wrong.append(asked.url))

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.home}/{path}")
        return self.page

    def ask(self, language: str, text: str) -> list[str]:
        """The ids that the results lead to, best first."""
        page = self.open(f"{language}/index.html")
        page.fill("#q", text)
        page.press("#q", "Enter")
        page.wait_for_url("**/search.html?q=*")
        return self.results()

    def results(self) -> list[str]:
        self.page.locator(".said:not(:empty)").wait_for()
        if any(map(str.isdigit, self.page.inner_text(".said"))):
            self.page.locator(".card").first.wait_for()
        links = self.page.locator(".card h3 a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        return [Path(link).stem for link in links]


@pytest.fixture(params=["server", "disk"])
def watched(request: pytest.FixtureRequest, chromium: Browser, addresses: dict[str, str]) -> Iterator[Watched]:
    one = Watched(chromium, addresses[request.param])
    yield one
    one.context.close()
    if request.param == "server":  # a browser asks every server for this by itself
        one.wrong = [each for each in one.wrong if not each.endswith("favicon.ico")]
    assert one.wrong == []


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("ar", "متحف الغابات نابلس", MUSEUM.id),
        ("fr", "musée de la forêt", MUSEUM.id),
        ("he", "מוזיאון היער", MUSEUM.id),
        ("en", "Birzeit women", WOMEN.id),
        ("fr", "femmes de Bir Zeit", WOMEN.id),
        ("he", "נשים ביר זית", WOMEN.id),
        ("ar", "بيت النور للأطفال", LIGHT.id),
        ("en", "house of light children", LIGHT.id),
        ("fr", "maison lumière enfants", LIGHT.id),
        ("en", "hope charty", "aaaaaaaaaaaa"),
        ("en", "HB-4157-C", "aaaaaaaaaaaa"),
        ("en", "hope.example", "aaaaaaaaaaaa"),
        ("en", "old peace club", "bbbbbbbbbbbb"),
    ],
)
def test_an_organisation_is_found_whose_names_are_all_in_another_script(
    watched: Watched, language: str, text: str, wanted: str
) -> None:
    assert watched.ask(language, text)[:1] == [wanted]


def test_the_result_leads_to_the_page_and_the_page_to_every_language(watched: Watched) -> None:
    watched.ask("ar", "متحف الغابات")
    watched.page.click(".card h3 a")
    watched.page.wait_for_url(f"**/{MUSEUM.id}.html")
    assert watched.page.inner_text("h1") == "Forest Museum of Nablus"
    for language in ("en", "fr", "he", "ar"):
        watched.page.click(f".languages a[lang={language}]")
        watched.page.wait_for_url(f"**/{language}/o/f/{MUSEUM.id}.html")
        assert watched.page.get_attribute("html", "lang") == language


def test_what_is_being_typed_finds_words_that_begin_so_and_more_are_shown_on_demand(watched: Watched) -> None:
    page = watched.open("en/search.html")
    page.locator("#q").press_sequentially("neighb", delay=20)
    assert len(watched.results()) == 20
    assert "200" in page.inner_text(".said")
    page.get_by_role("button", name="Show more").press("Enter")
    page.locator(".card").nth(39).wait_for()
    assert page.locator(".card").count() == 40
    assert page.evaluate("document.activeElement.closest('.card') !== null")


def test_nothing_found_says_so_and_leaves_the_lists(watched: Watched) -> None:
    watched.ask("en", "xyzzyqwv")
    assert watched.page.inner_text(".said") == "Nothing was found"
    assert watched.page.is_visible("#ways")


def test_a_hostile_name_is_text_in_the_results_too(watched: Watched) -> None:
    assert watched.ask("en", "unassigned alert script") == ["dddddddddddd"]
    assert watched.page.locator(".card script").count() == 0


def test_without_javascript_the_lists_lead_to_an_organisation(chromium: Browser, addresses: dict[str, str]) -> None:
    one = Watched(chromium, addresses["disk"], java_script_enabled=False)
    page = one.open("index.html")
    page.click("a[lang=ar].button")
    assert not page.is_visible("form.search")
    page.click("noscript a[href='names.html']")
    page.click("ul.letters a >> nth=0")
    page.click("ul.lines a >> nth=0")
    assert "/ar/o/" in page.url
    one.context.close()
    assert one.wrong == []


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, addresses: dict[str, str], language: str, scheme: str, width: int
) -> None:
    one = Watched(chromium, addresses["server"], color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in (
        "index",
        "o/a/aaaaaaaaaaaa",
        "o/d/dddddddddddd",
        "search",
        "names",
        "places",
        "p/PS",
        "s/health",
        "check",
        "editions",
    ):
        page = one.open(f"{language}/{path}.html" + ("?q=hope" if path == "search" else ""))
        if path == "search":
            assert one.results()
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], path
        assert not page.evaluate(SIDEWAYS), path
    one.context.close()


def words_of_every_language() -> list[str]:
    """Words and phrases as the tables of the languages write them."""
    found: dict[str, None] = {}
    for code in sorted(LANGUAGES):
        for file in ("glossary.tsv", "proper.tsv"):
            found |= dict.fromkeys(cells[1] for cells in list(table_of(code, file))[::3] if len(cells) > 1)
    return list(found)


EDGES = [
    "U.N.E.S.C.O.",
    "L’Union",
    "d'Amérique",
    'צה"ל',
    "ΟΔΟΣ",
    "Straße",
    "١٢٣ ۴۵",
    "ｆｕｌｌ",
    "İstanbul",
    "a\u200fb",
    "x\u0378y",
    "Łódź",
    "لا\u200cن",
    "…",
    "",
]


def test_the_browser_takes_words_apart_as_the_house_does(chromium: Browser, addresses: dict[str, str]) -> None:
    one = Watched(chromium, addresses["disk"])
    page = one.open("en/search.html")
    texts = [*EDGES, *words_of_every_language()]
    assert len(texts) > 5000
    asked = (
        "async texts => { window.found = await Dalil.finder('../q/'); return texts.map(t => found.text.tokens(t)); }"
    )
    theirs = page.evaluate(asked, texts)
    ours = [list(tokens_of(text)) for text in texts]
    assert [(text, a, b) for text, a, b in zip(texts, ours, theirs, strict=True) if a != b] == []

    scripts = {"Latn", "Arab", "Hebr", "Cyrl", "Grek", "Ethi"}
    words = sorted({word for tokens in ours for word in tokens if script_of(word) in scripts})
    assert len(words) > 5000
    theirs = page.evaluate("words => words.map(w => [found.text.romanised(w), found.text.sound(w)])", words)
    differ = [
        (word, their)
        for word, their in zip(words, theirs, strict=True)
        if their != [romanise_word(word), sound_of(word)]
    ]
    assert differ == []
    one.context.close()
    assert one.wrong == []


@pytest.mark.parametrize("code", ["ar", "he", "ru", "en"])
def test_the_browser_weighs_spellings_by_the_learned_costs(
    chromium: Browser, addresses: dict[str, str], code: str
) -> None:
    one = Watched(chromium, addresses["disk"])
    page = one.open("en/search.html")
    cells = [row for row in table_of(code, "proper.tsv") if " " not in row[0] + row[1]] or [["water", "watter"]]
    pairs = [(tokens_of(row[1])[0], romanise_word(tokens_of(row[0])[0])) for row in cells if tokens_of(row[0])][:800]
    pairs += [(word, pairs[place - 1][1]) for place, (word, _) in enumerate(pairs)]
    writing = writing_of(code)
    sources, targets = writing.coded([a for a, _ in pairs]), latin_coded([b for _, b in pairs])
    lengths = (sources > 0).sum(axis=1)
    ours = strength_of(writing.costs(sources, targets) - writing.least(sources), lengths, (targets > 0).sum(axis=1))
    theirs = page.evaluate(
        """async ([code, pairs]) => {
            const lines = await Dalil.shelves('../q/').volume(`t-${code}-`, 0);
            const writing = Dalil.writing(lines);
            return pairs.map(([word, roman]) => writing.strength(word, roman, writing.coded(word).length, roman.length));
        }""",
        [code, pairs],
    )
    far = [(pair, a, b) for pair, a, b in zip(pairs, ours.tolist(), theirs, strict=True) if abs(a - b) > 0.01]
    assert far == []
    one.context.close()
