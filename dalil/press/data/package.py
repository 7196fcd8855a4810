"""All formats of an edition written into one folder, one after the other, each in one pass over the frozen content.

It never holds the entries in memory, and never writes a moment of its own: the same content gives the same bytes.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from dalil.formats import csv_tables, dalil_lines
from dalil.formats.published import Published
from dalil.formats.sound import Labels
from dalil.guide.progress import Progress
from dalil.press.data.words import words_of
from dalil.press.frozen import Frozen

LINES: Final = "organisations.jsonl"
AT_ONCE: Final = 500
_DECODER: Final = msgspec.json.Decoder(Published)


def make(frozen: Frozen, folder: Path, told: Progress) -> None:
    """Fill the empty folder."""
    Package(frozen, folder, told).make()


class Package:
    """The folder that is being filled."""

    def __init__(self, frozen: Frozen, folder: Path, told: Progress) -> None:
        self.card = frozen.card
        self.folder = folder
        self.labels: Labels = {}
        self._frozen = frozen
        self._told = told
        self._done = 0

    def make(self) -> None:
        """Write every format."""
        parts: tuple[Callable[[], None], ...] = (self._tables,)
        self._whole = self.card.count * (len(parts) + 2)
        self._lines()
        self.labels = words_of(self.card, self.entries())
        for part in parts:
            part()

    def entries(self) -> Iterator[Published]:
        """One pass over the content. The lines, once written, hold all of it, and are read ten times faster."""
        with (self.folder / LINES).open("rb") as file:
            yield from self._counted(_DECODER.decode(line) for line in file)

    def _counted(self, entries: Iterable[Published]) -> Iterator[Published]:
        for entry in entries:
            yield entry
            self._done += 1
            if self._done % AT_ONCE == 0 or self._done == self._whole:
                self._told(self._done, self._whole)

    def _tables(self) -> None:
        folder = self.folder / "tables"
        folder.mkdir()
        csv_tables.write(self.entries(), folder, self.card, self.labels)

    def _lines(self) -> None:
        with (self.folder / LINES).open("wb") as file:
            dalil_lines.write(self._counted(self._frozen.published()), file)
        described = msgspec.json.encode(dalil_lines.schema(""), order="deterministic")
        (self.folder / "organisations.schema.json").write_bytes(msgspec.json.format(described, indent=2) + b"\n")
