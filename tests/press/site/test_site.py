"""The static site of a small edition: complete, whole in itself, harmless, and the same each time it is made."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from dalil.guide.progress import no_progress
from dalil.press.frozen import Frozen
from dalil.press.site import making
from dalil.press.site.products import PRODUCTS
from tests.press.site.site_of import Read, is_outside, pages_in
from tests.press.small_edition import ENTRIES, small_edition

LANGUAGES = ("ar", "en", "fr", "he")


def made(frozen: Frozen, folder: Path) -> Path:
    folder.mkdir()
    PRODUCTS[0].make(frozen, folder, no_progress)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition")
    return made(small_edition(folder / "1"), folder / "1" / "site")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Read]:
    return pages_in(site)


def test_every_entry_has_a_page_in_each_language(pages: dict[str, Read]) -> None:
    for language in LANGUAGES:
        for entry in ENTRIES:
            assert f"{language}/o/{entry.id[0]}/{entry.id}.html" in pages


def test_every_page_stands_in_every_language_and_says_which_and_its_direction(pages: dict[str, Read]) -> None:
    for path, page in pages.items():
        (root,) = page.all("html")
        language = path.partition("/")[0]
        if path == "index.html":
            language = "en"
        assert root["lang"] == language
        assert root["dir"] == ("rtl" if language in ("ar", "he") else "ltr")
    without_letters = {path.partition("/")[2] for path in pages if "/n/" not in path}
    for path in without_letters - {""}:
        assert all(f"{language}/{path}" in pages for language in LANGUAGES), path


def test_every_link_leads_to_a_file_of_the_site_or_of_the_edition_and_none_is_absolute(
    site: Path, pages: dict[str, Read]
) -> None:
    beside = {"entries.jsonl", "changes.json", "index.html", "data.zip", "datapackage.json"}
    beside |= {"organisations.xlsx", "organisations.jsonl"} | {f"dalil-1-{language}-a4.pdf" for language in LANGUAGES}
    followed = 0
    for path, page in pages.items():
        for address in page.targets:
            if is_outside(address):
                assert not address.startswith("https://guide.example") or path.endswith("editions.html")
                continue
            parts = urlsplit(address)
            assert not parts.scheme, (path, address)
            assert not parts.netloc and not parts.path.startswith("/"), (path, address)
            if not parts.path:
                ids = {attributes.get("id") for _, attributes in page.elements}
                assert parts.fragment in ids, (path, address)
                continue
            target = (site / path).parent / unquote(parts.path)
            inside = target.resolve().is_relative_to(site.resolve())
            assert target.is_file() if inside else target.name in beside, (path, address)
            followed += 1
    assert followed > 1000


def test_nothing_in_a_page_is_code_and_each_forbids_what_is_not_beside_it(pages: dict[str, Read]) -> None:
    for path, page in pages.items():
        policies = [one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1, path
        assert str(policies[0]).startswith("default-src 'none'; script-src 'self'; ")
        assert "unsafe" not in str(policies[0])
        for tag, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on") or name == "style"], (path, tag)
            assert tag not in ("style", "iframe", "object", "embed", "base"), (path, tag)
            if tag == "script":
                is_data = str(attributes.get("type")).startswith("application/")
                assert is_data or str(attributes["src"]).endswith("a/search.js")


def test_a_hostile_name_is_shown_as_it_is_written(pages: dict[str, Read]) -> None:
    page = pages["en/o/d/dddddddddddd.html"]
    assert "<script>alert(1)</script>&amp;</script>" in page.text
    assert '#panic("x") *bold*' in page.text
    assert [one for one in page.all("script") if one.get("type") != "application/ld+json"] == []
    assert len(page.all("script")) == 1
    assert page.text.count("W" * 120) == 1


def test_the_address_of_a_merged_entry_leads_to_the_one_that_stays(pages: dict[str, Read]) -> None:
    for language in LANGUAGES:
        page = pages[f"{language}/o/z/zzzzzzzzzzzz.html"]
        assert "../../o/a/aaaaaaaaaaaa.html" in page.targets
        assert any(one.get("http-equiv") == "refresh" for one in page.all("meta"))


def test_a_page_names_the_live_one_only_where_there_is_one(tmp_path: Path, pages: dict[str, Read]) -> None:
    canonical = [one["href"] for one in pages["he/o/a/aaaaaaaaaaaa.html"].all("link") if one["rel"] == "canonical"]
    assert canonical == ["https://guide.example/he/organisations/aaaaaaaaaaaa/"]
    alone = made(small_edition(tmp_path / "1", address=""), tmp_path / "site")
    for path, page in pages_in(alone).items():
        assert not [one for one in page.all("link") if one["rel"] == "canonical"], path
    assert '"@id":"urn:dalil:aaaaaaaaaaaa"' in (alone / "en/o/a/aaaaaaaaaaaa.html").read_text("utf-8")


def test_each_page_says_that_it_is_a_copy_of_which_edition_and_leads_to_how_to_check_it(
    pages: dict[str, Read],
) -> None:
    for path, page in pages.items():
        if path.startswith("en/"):
            assert "A copy of edition 1 of 22 November 2026." in page.text, path
            assert any(address.endswith("check.html") for address in page.targets), path


def test_a_source_that_is_not_named_in_public_has_no_page_and_no_name(pages: dict[str, Read]) -> None:
    assert not [path for path in pages if "unnamed" in path]
    assert "The editors of this guide" in pages["en/o/c/cccccccccccc.html"].text


def test_made_again_it_has_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = made(small_edition(tmp_path / "1"), tmp_path / "again")
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert files == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    for file in sorted(files):
        assert (site / file).read_bytes() == (again / file).read_bytes(), file


@pytest.mark.slow
def test_other_processes_make_the_same_bytes(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "ALONE", 0)
    shared = made(small_edition(tmp_path / "1"), tmp_path / "shared")
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert files == {path.relative_to(shared) for path in shared.rglob("*") if path.is_file()}
    assert [file for file in sorted(files) if (site / file).read_bytes() != (shared / file).read_bytes()] == []


def test_it_says_how_far_it_is(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    (tmp_path / "site").mkdir()
    PRODUCTS[0].make(small_edition(tmp_path / "1"), tmp_path / "site", lambda done, of: heard.append((done, of)))
    assert heard[-1] == (5, 5)
    assert heard == sorted(heard)


def test_the_copy_shows_what_the_live_template_shows(site: Path) -> None:
    """The page is the live site's own template: its sections stand in the copy in the same order, but for what needs a server."""
    live = Path(making.__file__).parents[2].joinpath("guide/pages/organisation.html").read_text("utf-8")
    wanted = re.findall(r'<h2>{% translate "([^"]+)" %}', live)
    page = (site / "en/o/a/aaaaaaaaaaaa.html").read_text("utf-8")
    shown = re.findall(r"<h2>([^<]+)<", page)
    assert len(wanted) > 6
    assert shown == [heading for heading in wanted if heading in shown]
    assert set(wanted) - set(shown) == {"Ties to others"}


def test_the_copy_offers_nothing_that_needs_a_server(site: Path) -> None:
    live = Path(making.__file__).parents[2].joinpath("guide/pages/organisation.html").read_text("utf-8")
    page = (site / "en/o/a/aaaaaaaaaaaa.html").read_text("utf-8")
    assert "History of this entry" in live
    assert "History of this entry" not in page
    assert "mailto:" not in page
