"""How long each format of an edition's open data takes, and how much memory, beside openpyxl and pandas writing the same.

    python -m bench.open_data FOLDER        a frozen edition: edition.json and entries.jsonl

Each format is written by a process of its own, so that the peak of memory is its own; the time is the writing alone, from
the lines of JSON, which are made first and measured too. `workbooks` are both directions, which the press writes in
one pass; openpyxl writes one. Peers are passed over when they are not installed.
"""

import csv
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.setting import machine, peak_mib, use_home


def entries(lines: Path) -> Iterator[Any]:
    """The entries from the lines of JSON."""
    import msgspec

    from dalil.formats.published import Published

    decoder = msgspec.json.Decoder(Published)
    with lines.open("rb") as file:
        yield from map(decoder.decode, file)


def nothing(edition: Path, folder: Path) -> None:
    """Only what every process pays: its imports and one pass over the lines."""
    for _ in entries(folder / "organisations.jsonl"):
        pass


def ours(name: str) -> Callable[[Path, Path], None]:
    """Write one format as the press does."""

    def run(edition: Path, folder: Path) -> None:
        from dalil.guide.progress import no_progress
        from dalil.press.data.package import Package
        from dalil.press.data.words import words_of
        from dalil.press.frozen import Frozen

        package = Package(Frozen(edition), folder, no_progress)
        if name == "tables":
            package._tables()
            return
        path = package._workbook_paths()[0] if name == "workbooks" else name
        if name == "workbooks":
            package.labels = words_of(package.card, package.entries())
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            package._parts()[path](file)

    return run


def rows(folder: Path, languages: tuple[str, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows of all tables."""
    from dalil.formats.tables import columns_of, rows_of

    for name, columns in columns_of(languages).items():
        yield name, tuple(column.name for column in columns)
    for entry in entries(folder / "organisations.jsonl"):
        yield from rows_of(entry, languages)


def by_openpyxl(edition: Path, folder: Path) -> None:
    """The same workbook by openpyxl, in its mode for writing only."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheets: dict[str, Any] = {}
    for table, cells in rows(folder, ("ar", "en", "fr", "he")):
        sheet = sheets.get(table) or sheets.setdefault(table, book.create_sheet(table))
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in cells])
    book.save(folder / "peer.xlsx")


def by_pandas(edition: Path, folder: Path) -> None:
    """The same tables as CSV by pandas, which holds a table whole."""
    import pandas

    found: dict[str, list[tuple[Any, ...]]] = {}
    for table, cells in rows(folder, ("ar", "en", "fr", "he")):
        found.setdefault(table, []).append(cells)
    for table, (header, *below) in found.items():
        frame = pandas.DataFrame(below, columns=list(header))
        frame.to_csv(folder / f"peer-{table}.csv", index=False, encoding="utf-8-sig", quoting=csv.QUOTE_MINIMAL)


def whole(edition: Path, folder: Path) -> None:
    """All of it, as an edition is made: with the profiles computed, the archive and the catalogue."""
    from dalil.guide.progress import no_progress
    from dalil.press.data import PRODUCTS
    from dalil.press.frozen import Frozen

    with tempfile.TemporaryDirectory() as empty:
        for product in PRODUCTS:
            product.make(Frozen(edition), Path(empty), no_progress)


FORMATS = (
    "tables", "workbooks", "organisations.parquet", "hsds/organizations.json", "followthemoney.jsonl",
    "iati-organisations.xml", "schema-org.jsonl", "places.geojson",
)  # fmt: skip


def measured(task: Callable[[Path, Path], None], edition: Path, folder: Path, answers: Any) -> None:
    """Run in a process of its own."""
    use_home()
    try:
        began = time.perf_counter()
        task(edition, folder)
        answers.put((time.perf_counter() - began, peak_mib()))
    except Exception as failed:  # a peer that is missing, or a format that fails, must not stop the others
        answers.put((None, str(failed)))


def run(name: str, task: Callable[[Path, Path], None], edition: Path, folder: Path) -> None:
    """Print one line."""
    context = multiprocessing.get_context("fork")
    answers: Any = context.Queue()
    process = context.Process(target=measured, args=(task, edition, folder, answers))
    process.start()
    seconds, peak = answers.get()
    process.join()
    print(f"{name:28} {'not here: ' + peak if seconds is None else f'{seconds:8.2f} s {peak:8.0f} MiB'}", flush=True)


def main() -> None:
    """Measure each format and print a line for it."""
    edition = Path(sys.argv[1])
    card = json.loads((edition / "edition.json").read_text(encoding="utf-8"))
    print(
        f"machine: {machine()}\ndata: {edition}, {card['count']} organisations, languages {', '.join(card['languages'])}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run("organisations.jsonl", lines_of, edition, folder)
        run("(reading the lines)", nothing, edition, folder)
        for form in FORMATS:
            run(form, ours(form), edition, folder)
        run("peer: openpyxl, workbook", by_openpyxl, edition, folder)
        run("peer: pandas, tables", by_pandas, edition, folder)
        run("everything", whole, edition, folder)


def lines_of(edition: Path, folder: Path) -> None:
    """The lines of JSON: every profile is computed here."""
    from dalil.formats import dalil_lines
    from dalil.press.frozen import Frozen

    with (folder / "organisations.jsonl").open("wb") as file:
        dalil_lines.write(Frozen(edition).published(), file)


if __name__ == "__main__":
    main()
