"""Sets data with a template into a PDF, in a process of its own, so that its memory is given back with it.

Data reaches Typst as JSON that the template reads, never as markup. The bytes depend on data, templates and fonts alone.
"""

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
import typst

from dalil.press.print.letters import OURS, Letters

TEMPLATES: Final = Path(__file__).with_name("templates")
BOOK: Final = "book.typ"
MOST_PASSES: Final = 6
SHEET: Final = 4
FIRST: Final[dict[str, Any]] = {"entries": {}, "heads": {}, "parts": [[0, 0]] * 40, "notes": 0}


class CannotBeSet(Exception):
    """Typst found a mistake in our template or a standard that the book does not meet; the message says which."""


def set_pdf(template: str, data: Mapping[str, Any], letters: Letters, target: Path) -> None:
    """Write the PDF of a template and its data. `data["dated_on"]` (ISO 8601) is the date in it."""
    with TemporaryDirectory(prefix="dalil-print-") as made:
        folder = Path(made)
        shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
        (folder / "data.json").write_bytes(msgspec.json.encode(data, order="deterministic"))
        fonts = folder / "fonts"
        fonts.mkdir()
        for number, path in enumerate(dict.fromkeys(face.path for face in letters.added)):
            (fonts / f"{number:02}{path.suffix}").symlink_to(path)
        stamp = int(datetime.fromisoformat(data["dated_on"]).replace(tzinfo=UTC).timestamp())
        trouble = apart(first_pass, folder) if template == BOOK else ""
        trouble = trouble or apart(typeset, folder, template, target, stamp)
    if trouble:
        raise CannotBeSet(trouble)


def apart(work: Callable[..., str], *arguments: object) -> str:
    """Have something done by a process that begins for it and ends with it."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def first_pass(folder: Path) -> str:
    """Lay a book out once, which knows no page numbers yet, and leave those found in the file.

    Nearly all changes once they are known, so that what Typst remembers of this pass would only take memory: at 4,500 entries
    this process and the next hold 0.8 and 1.1 GB one after the other, where one alone held 1.5, in the same time.
    """
    try:
        after = laid_out(compiler_for(folder, BOOK), folder / "pages.json", FIRST)
    except typst.TypstError as mistake:
        return complaint(mistake)
    (folder / "pages.json").write_bytes(msgspec.json.encode(after))
    return ""


def typeset(folder: Path, template: str, target: Path, stamp: int) -> str:
    """Run Typst in this process; what it complains of, or nothing.

    A book is laid out until the page numbers that it prints are those that it has; what did not change between two
    passes Typst remembers, so that setting what was laid out last costs little.
    """
    compiler = compiler_for(folder, template)
    try:
        if template == BOOK and not settled(compiler, folder / "pages.json"):
            return "the page numbers did not settle"
        _none, warnings = compiler.compile_with_warnings(
            output=str(target), format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=stamp
        )
    except typst.TypstError as mistake:
        return complaint(mistake)
    return "\n".join(str(one) for one in warnings)


def compiler_for(folder: Path, template: str) -> typst.Compiler:
    """Typst with our fonts and those added, and no others."""
    fonts = [str(OURS), str(folder / "fonts")]
    return typst.Compiler(str(folder / template), root=str(folder), font_paths=fonts, ignore_system_fonts=True)


def complaint(mistake: typst.TypstError) -> str:
    """All that Typst says of a mistake."""
    return "\n".join(map(str, (mistake, *getattr(mistake, "hints", ()), getattr(mistake, "trace", ""))))


def settled(compiler: typst.Compiler, pages: Path) -> bool:
    """Lay out until every page number is right, and leave them in the file; False when they never are."""
    before: dict[str, Any] = msgspec.json.decode(pages.read_bytes())
    for _pass in range(MOST_PASSES):
        if (after := laid_out(compiler, pages, before)) == before:
            return True
        before = after
    return False


def laid_out(compiler: typst.Compiler, pages: Path, before: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out with the page numbers of the pass before; those that there are now."""
    pages.write_bytes(msgspec.json.encode(before))
    return places_in(msgspec.json.decode(compiler.query("<positions>", field="value", one=True)))


def places_in(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the template asks of the pass before: pages of entries and parts, heads of pages, how many pages are left over."""
    heads: dict[str, list[str]] = {}
    for _id, head, page, _y in found["entries"]:
        heads.setdefault(str(page), [head, head])[1] = head
    return {
        "entries": {number: [page, y] for number, _head, page, y in found["entries"]},
        "heads": heads,
        "parts": found["parts"],
        "notes": -found["end"] % SHEET,
    }
