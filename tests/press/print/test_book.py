"""The printed guide of the small edition: complete, right in its references, whole in its letters, accessible."""

import re
import unicodedata
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader

from dalil.names import clean
from dalil.press.frozen import Frozen
from dalil.press.print.letters import OURS, letters_for
from dalil.press.print.making import make, products
from tests.press.small_edition import ENTRIES, small_edition

LANGUAGES = ("ar", "en", "fr", "he")
ARABIC_INDIC = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def made(frozen: Frozen, folder: Path, language: str, paper: str = "a4") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    make(frozen, folder, lambda done, total: None, language=language, paper=paper, folders=())
    return folder / f"dalil-1-{language}-{paper}.pdf"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return small_edition(tmp_path_factory.mktemp("edition") / "1")


@pytest.fixture(scope="module")
def books(edition: Frozen, tmp_path_factory: pytest.TempPathFactory) -> dict[str, PdfReader]:
    folder = tmp_path_factory.mktemp("print")
    return {language: PdfReader(made(edition, folder, language)) for language in LANGUAGES}


def letters_in(text: str) -> str:
    """Letters and digits alone, in an order that does not depend on direction or line breaks."""
    return "".join(sorted(c for c in unicodedata.normalize("NFKC", text) if c.isalnum()))


def numbers_in(text: str) -> set[int]:
    """The numbers of a text; Arabic-Indic ones both ways, since the extraction turns round what stands in Arabic lines."""
    found = re.findall(r"[\d٠-٩]+", text)
    return {int(way.translate(ARABIC_INDIC)) for n in found for way in ((n, n[::-1]) if n > "٠" else (n,))}


def page_with(book: PdfReader, number: str) -> int:
    """The page (from 1) on which the last line of an entry stands."""
    return next(at for at, page in enumerate(book.pages, 1) if re.search(rf"{number}\W+·", page.extract_text()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_book_is_folded_from_whole_sheets(books: dict[str, PdfReader], language: str) -> None:
    assert len(books[language].pages) % 4 == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_printed_where_its_entry_stands(books: dict[str, PdfReader], language: str) -> None:
    book = books[language]
    for entry in ENTRIES:
        text = book.pages[page_with(book, entry.id) - 1].extract_text()
        there = letters_in(text)
        for witness in entry.witnesses:
            for name in witness.record.names:
                for letter in set(letters_in(clean(name.value))):
                    assert there.count(letter) >= letters_in(clean(name.value)).count(letter), (name.value, letter)


def test_names_in_latin_letters_stand_there_word_by_word(books: dict[str, PdfReader]) -> None:
    text = re.sub(r"[\u200b\u2066-\u2069]", "", " ".join(p.extract_text() for p in books["en"].pages))
    text = " ".join(text.split())
    for name in ("Hope Charitable Society", "Société des Amis de l’École", '#panic("x") *bold* _it_ $x$ `raw`'):
        assert name in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_lead_to_the_pages_where_the_parts_begin(books: dict[str, PdfReader], language: str) -> None:
    book = books[language]
    with translation.override(language):
        marks = [
            (one.title, book.get_destination_page_number(one) + 1) for one in book.outline if not isinstance(one, list)
        ]
    assert len(marks) >= 8
    contents = next(page for page in book.pages if len(page.get("/Annots", [])) == len(marks))
    targets = [annotation.get_object()["/Dest"][0] for annotation in contents["/Annots"]]
    pages = [
        next(at for at, page in enumerate(book.pages, 1) if page.indirect_reference == target) for target in targets
    ]
    assert pages == [page for _title, page in marks]
    printed = numbers_in(contents.extract_text())
    assert set(pages) <= printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_index_leads_to_the_page_on_which_the_entry_stands(books: dict[str, PdfReader], language: str) -> None:
    book = books[language]
    page_of = {entry.id: page_with(book, entry.id) for entry in ENTRIES}
    numbers = next(page for page in reversed(book.pages) if "HB-4157-C" in page.extract_text())
    line = next(one for one in numbers.extract_text().splitlines() if "HB-4157-C" in one)
    assert page_of["aaaaaaaaaaaa"] in numbers_in(line.replace("HB-4157-C", ""))
    targets = [annotation.get_object()["/Dest"][0] for annotation in numbers["/Annots"]]
    pages = {next(at for at, page in enumerate(book.pages, 1) if page.indirect_reference == one) for one in targets}
    assert pages == {page_of["aaaaaaaaaaaa"], page_of["dddddddddddd"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_is_a_box(books: dict[str, PdfReader], language: str) -> None:
    """Glyph 0 of every font is the box; two bytes a glyph in what Typst writes."""
    book = books[language]
    fonts = set()
    for page in book.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            fonts.add(str(font["/BaseFont"]))
        for glyphs in re.findall(rb"<([0-9A-Fa-f]+)> ?Tj", page.get_contents().get_data()):
            assert not re.match(rb"(?:....)*?0000", glyphs)
    assert fonts and all("Noto" in font for font in fonts)
    assert not any("\ufffd" in page.extract_text() for page in book.pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_is_told_language_title_and_structure(books: dict[str, PdfReader], language: str) -> None:
    book = books[language]
    root = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert book.metadata and book.metadata.title
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfuaid" in xmp and "pdfaid" in xmp


@pytest.mark.parametrize("language", ["ar", "he"])
def test_right_to_left_books_are_bound_on_the_right(books: dict[str, PdfReader], language: str) -> None:
    assert books[language].trailer["/Root"]["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_the_same_edition_gives_the_same_bytes(edition: Frozen, tmp_path: Path) -> None:
    first = made(edition, tmp_path / "a", "ar", "a5").read_bytes()
    assert first == made(edition, tmp_path / "b", "ar", "a5").read_bytes()


def test_a_product_for_each_language_and_paper_with_its_own_name() -> None:
    found = products(("en", "ar"), ("a4", "a5"))
    assert len({one.name for one in found}) == 4
    assert {one.place for one in found} == {"print"}


def test_our_letters_hold_what_names_in_our_languages_need() -> None:
    needed = "abcÀéŁőŞǧ ΑΩς АЯёїѓ اأپچژگڤکیۆەڕڵێ אבגךםןףץ ԱᏀ".replace("Ꮐ", "") + "’“”–…·→‡"
    assert letters_for([]).lacking(needed) == ""
    assert (OURS / "LICENSE.txt").exists()
