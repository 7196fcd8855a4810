"""The parts of an Excel workbook: which sheets it has, its strings, and which cell styles mean dates.

It never follows anything out of the file, refuses every document type definition (the only door for XML entities),
and checks the sizes that the archive declares before it unpacks.
Shape: ECMA-376 part 1 (SpreadsheetML); read with expat, because the streaming reader of openpyxl shows neither merged
cells nor formulas without a value, and builds every cell whole.
"""

import lzma
import mmap
import posixpath
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Final
from xml.parsers import expat

from dalil.formats.limits import Limits
from dalil.formats.problems import unreadable
from dalil.formats.row import excerpt
from dalil.formats.source import Source, refuse_bomb

CHUNK: Final = 1 << 16
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    expat.ExpatError,
    EOFError,
    KeyError,
    ValueError,
    OSError,
    RuntimeError,  # an encrypted part; NotImplementedError, an unknown compression, is one too
)
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_IN_FORMAT: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_IDS: Final = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
_PLAIN_FORMATS: Final = frozenset({"general", "standard", "@"})

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the workbook and where in the archive it lies."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """What must be known before the cells of a sheet can be read."""

    sheets: tuple[SheetPart, ...]
    strings: "Strings"
    date_styles: frozenset[int]
    counts_from_1904: bool


class Strings:
    """The strings that cells refer to by number, kept in a file without a name so that memory stays bounded."""

    def __init__(self) -> None:
        self._ends = array("Q", [0])
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the reading
        self._map: mmap.mmap | None = None

    def add(self, text: str) -> None:
        """Take the next string."""
        data = text.encode("utf-8", "surrogatepass")
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))

    def close(self) -> None:
        """End the adding."""
        self._file.flush()
        if self._ends[-1]:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._file.close()

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise ValueError(number)
        start, end = self._ends[number], self._ends[number + 1]
        return self._map[start:end].decode("utf-8", "surrogatepass") if self._map and end > start else ""


def open_archive(source: Source) -> zipfile.ZipFile:
    """Open the archive after checking what it says it unpacks to."""
    archive = zipfile.ZipFile(source.path)
    packed = source.path.stat().st_size
    try:
        refuse_bomb(sum(member.file_size for member in archive.infolist()), packed, source.limits)
        for member in archive.infolist():
            refuse_bomb(member.file_size, member.compress_size, source.limits)
    except BaseException:
        archive.close()
        raise
    return archive


def read_workbook(archive: zipfile.ZipFile, limits: Limits) -> Workbook:
    """Read everything but the sheets."""
    main = _main_part(archive)
    folder = posixpath.dirname(main)
    ties = _relations(archive, main)
    targets = {number: _inside(folder, target) for number, (_, target) in ties.items()}
    by_kind = {kind.rpartition("/")[2]: _inside(folder, target) for kind, target in ties.values()}
    sheets: list[SheetPart] = []
    epoch: list[str] = []

    def on_start(parent: str, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            number = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            name = excerpt(attributes.get("name", ""), 100)
            hidden = attributes.get("state", "visible") != "visible"
            if targets.get(number) in names:
                sheets.append(SheetPart(name, targets[number], hidden))
        elif tag == "workbookPr":
            epoch.append(attributes.get("date1904", "0"))

    names = set(archive.namelist())
    walk(archive, main, on_start)
    return Workbook(
        sheets=tuple(sheets),
        strings=_strings(archive, by_kind.get("sharedStrings", ""), limits),
        date_styles=_date_styles(archive, by_kind.get("styles", "")),
        counts_from_1904=epoch[:1] in (["1"], ["true"], ["on"]),
    )


def new_parser() -> expat.XMLParserType:
    """Return a parser that refuses document type definitions, and with them every entity."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def feed(archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> Iterator[None]:
    """Give the part to the parser piece by piece, yielding after each."""
    with archive.open(part) as file:
        while data := file.read(CHUNK):
            parser.Parse(data, False)
            yield
    parser.Parse(b"", True)
    yield


def walk(archive: zipfile.ZipFile, part: str, on_start: Callable[[str, str, Attributes], None]) -> None:
    """Call `on_start` with parent, name and attributes of every element of a part; names without prefix."""
    parents = [""]

    def start(tag: str, attributes: Attributes) -> None:
        on_start(parents[-1], _local(tag), attributes)
        parents.append(_local(tag))

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: parents.pop()
    for _ in feed(archive, part, parser):
        pass


def unescaped(text: str) -> str:
    """Return a string with `_x000D_` and the like turned into the characters that they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time of day; elapsed hours are plain numbers."""
    if code.lower() in _PLAIN_FORMATS:
        return False
    bare = _IN_FORMAT.sub("", code).lower().split(";")[0]
    return "[" not in bare and bool(re.search("[ymdhs]", bare)) and "general" not in bare


def _refuse_doctype(*_: object) -> None:
    raise unreadable("workbook_unsafe")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _inside(folder: str, target: str) -> str:
    """Return the name in the archive of a target written relative to a folder."""
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return kind and target of what a part refers to, by number; targets outside the file are left out."""
    found: dict[str, tuple[str, str]] = {}

    def on_start(parent: str, tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), attributes.get("Target", ""))

    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path in archive.namelist():
        walk(archive, path, on_start)
    return found


def _main_part(archive: zipfile.ZipFile) -> str:
    for kind, target in _relations(archive, "").values():
        if kind.endswith("/officeDocument"):
            return _inside("", target)
    return "xl/workbook.xml"


def _strings(archive: zipfile.ZipFile, part: str, limits: Limits) -> Strings:
    strings = Strings()
    if part in archive.namelist():
        gathering = _Gathering(strings, limits.cell_chars + 1)
        parser = new_parser()
        parser.StartElementHandler = gathering.start
        parser.EndElementHandler = gathering.end
        parser.CharacterDataHandler = gathering.text
        for _ in feed(archive, part, parser):
            pass
    strings.close()
    return strings


class _Gathering:
    """The events of the table of strings; one longer than a cell may be is kept only so far that this can be told."""

    def __init__(self, strings: Strings, most: int) -> None:
        self._strings = strings
        self._most = self._room = most
        self._pieces: list[str] = []
        self._is_open = self._is_phonetic = False

    def start(self, tag: str, _: Attributes) -> None:
        """An element begins."""
        match _local(tag):
            case "si":
                self._pieces, self._room = [], self._most
            case "rPh":
                self._is_phonetic = True
            case "t":
                self._is_open = not self._is_phonetic

    def text(self, data: str) -> None:
        """Text stands in an element."""
        if self._is_open and self._room > 0:
            self._pieces.append(data[: self._room])
            self._room -= len(data)

    def end(self, tag: str) -> None:
        """An element ends."""
        match _local(tag):
            case "si":
                self._strings.add(unescaped("".join(self._pieces)))
            case "rPh":
                self._is_phonetic = False
            case "t":
                self._is_open = False


def _date_styles(archive: zipfile.ZipFile, part: str) -> frozenset[int]:
    """Return the numbers of the cell styles that show dates."""
    formats: dict[int, str] = {}
    styles: list[int] = []

    def on_start(parent: str, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            formats[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif tag == "xf" and parent == "cellXfs":
            styles.append(int(attributes.get("numFmtId", "0")))

    if part in archive.namelist():
        walk(archive, part, on_start)
    dates = {number for number, code in formats.items() if is_date_format(code)}
    dates |= _DATE_IDS - formats.keys()
    return frozenset(at for at, number in enumerate(styles) if number in dates)
