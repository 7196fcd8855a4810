"""All formats of an edition written into one folder, one after the other, each in one pass over the frozen content.

It never holds the entries in memory, and never writes a moment of its own: the same content gives the same bytes.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from dalil.formats import (
    csv_tables,
    dalil_lines,
    data_package,
    dcat,
    ftm,
    geojson,
    hsds_writing,
    iati,
    json_ld,
    parquet,
    skos,
    xlsx_tables,
)
from dalil.formats.data_package import Resource
from dalil.formats.published import Published
from dalil.formats.sound import Labels, Written
from dalil.formats.tables import columns_of
from dalil.guide.progress import Progress
from dalil.press.data.describing import ABOUT, SECTORS, in_languages, kind_of
from dalil.press.data.vocabulary import concepts, page_of, registers
from dalil.press.data.words import words_of
from dalil.press.frozen import Frozen

LINES: Final = "organisations.jsonl"
XLSX: Final = "organisations.xlsx"
XLSX_FROM_RIGHT: Final = "organisations.rtl.xlsx"
AT_ONCE: Final = 500
_CHUNK: Final = 1 << 20
_DECODER: Final = msgspec.json.Decoder(Published)
_FROM_THE_RIGHT: Final = ("ar", "he")
Part = Callable[[BinaryIO], Written]


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
        self._done = self._whole = 0
        self._resources: list[Resource] = []

    def make(self) -> None:
        """Write every format, then what describes them."""
        parts = self._parts()
        self._whole = self.card.count * (len(parts) + 3)
        self._write(LINES, lambda file: dalil_lines.write(self._counted(self._frozen.published()), file))
        self._keep(
            "organisations.schema.json", _pretty(dalil_lines.schema(self.address_of("organisations.schema.json")))
        )
        self.labels = words_of(self.card, self.entries())
        self._tables()
        for path, part in parts.items():
            self._write(path, part)
        for name, content in hsds_writing.profile().items():
            self._keep(f"hsds/profile/{name}", content)
        self._sectors()
        self._describe()
        self._told(self._whole, self._whole)

    def entries(self) -> Iterator[Published]:
        """One pass over the content. The lines, once written, hold all of it, and are read ten times faster."""
        with (self.folder / LINES).open("rb") as file:
            yield from self._counted(_DECODER.decode(line) for line in file)

    def address_of(self, path: str) -> str:
        """Where a file of this edition can be read; without a public address as it lies."""
        return f"{self.card.address}/editions/{self.card.number}/data/{path}" if self.card.address else path

    def _parts(self) -> dict[str, Part]:
        """The files that are made in one pass each."""
        card = self.card
        return {
            self._workbook_paths()[0]: self._workbook,
            "organisations.parquet": lambda file: parquet.write(self.entries(), file),
            "hsds/organizations.json": lambda file: hsds_writing.write(
                self.entries(), file, card, self.labels, self.address_of("hsds/profile/")
            ),
            "followthemoney.jsonl": lambda file: ftm.write(self.entries(), file, card, self.labels),
            "iati-organisations.xml": lambda file: iati.write(self.entries(), file, card, registers()),
            "schema-org.jsonl": lambda file: json_ld.write(self.entries(), file, card, self.labels, page_of),
            "places.geojson": lambda file: geojson.write(self.entries(), file),
        }

    def _workbook_paths(self) -> list[str]:
        """One workbook for each direction of reading that the edition's languages have, the first language's first."""
        paths = (XLSX_FROM_RIGHT if language in _FROM_THE_RIGHT else XLSX for language in self.card.languages)
        return list(dict.fromkeys(paths))

    def _workbook(self, file: BinaryIO) -> Written:
        """Write the first workbook, and the other in the same pass."""
        others = self._workbook_paths()[1:]
        language = self.card.languages[0]
        write = partial(xlsx_tables.write, self.entries(), file, self.card, self.labels, language=language)
        if not others:
            return write()
        with (self.folder / others[0]).open("wb") as turned:
            written = write(turned=turned)
        self._name(others[0], written.left_out)
        return written

    def _counted(self, entries: Iterable[Published]) -> Iterator[Published]:
        for entry in entries:
            yield entry
            self._done += 1
            if self._done % AT_ONCE == 0:
                self._told(self._done, self._whole)

    def _write(self, path: str, part: Part) -> None:
        """Write one file. One that nothing could go into is no file: no standard knows an empty one."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            written = part(file)
        if self.card.count and not written.count:
            place.unlink()
        else:
            self._name(path, written.left_out)

    def _keep(self, path: str, content: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(content)
        self._name(path, {})

    def _tables(self) -> None:
        folder = self.folder / "tables"
        folder.mkdir()
        csv_tables.write(self.entries(), folder, self.card, self.labels)
        for name in columns_of(self.card.languages):
            self._name(f"tables/{name}.csv", {})

    def _sectors(self) -> None:
        base = f"{self.card.address}/sectors/" if self.card.address else "urn:dalil:sectors:"
        title = in_languages(SECTORS, self.card.languages)
        found = skos.graph(concepts(self.card.languages), base, title)
        with (self.folder / "sectors.ttl").open("wb") as turtle, (self.folder / "sectors.jsonld").open("wb") as objects:
            skos.write(found, turtle, objects)
        self._name("sectors.ttl", {})
        self._name("sectors.jsonld", {})

    def _name(self, path: str, left_out: Mapping[str, int]) -> None:
        kind = kind_of(path)
        place = self.folder / path
        with place.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        table = path.removeprefix("tables/").removesuffix(".csv") if kind.form == "csv" else ""
        self._resources.append(
            Resource(
                name=f"table-{table}" if table else path.replace("/", "-"),
                path=path,
                title=in_languages(kind.title, self.card.languages),
                form=kind.form,
                mediatype=kind.mediatype,
                size=place.stat().st_size,
                digest=digest,
                table=table,
                left_out=left_out,
            )
        )

    def _describe(self) -> None:
        """Write the descriptor, the archive that holds all it describes, and the catalogue that names the archive too."""
        language = "en" if "en" in self.card.languages else self.card.languages[0]
        described = _pretty(data_package.descriptor(self.card, self._resources, language))
        (self.folder / "datapackage.json").write_bytes(described)
        self._pack(["datapackage.json", *(one.path for one in self._resources)])
        self._name("data.zip", {})
        about = in_languages(ABOUT, self.card.languages)
        found = dcat.graph(self.card, self._resources, self.address_of, about)
        with (
            (self.folder / "catalogue.ttl").open("wb") as turtle,
            (self.folder / "catalogue.jsonld").open("wb") as objects,
        ):
            skos.write(found, turtle, objects)

    def _pack(self, paths: Iterable[str]) -> None:
        year, month, day = (int(part) for part in self.card.dated_on.split("-"))
        with zipfile.ZipFile(self.folder / "data.zip", "w") as archive:
            for path in paths:
                member = zipfile.ZipInfo(path, (max(year, 1980), month, day, 0, 0, 0))
                # What is packed already would only be packed in vain.
                is_packed = path.endswith((".xlsx", ".parquet"))
                member.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
                with (self.folder / path).open("rb") as file, archive.open(member, "w", force_zip64=True) as packed:
                    while data := file.read(_CHUNK):
                        packed.write(data)


def _pretty(content: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content, order="deterministic"), indent=2) + b"\n"
