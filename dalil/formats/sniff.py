"""What a file really is, told by its first bytes and by what an archive holds; its name has no say.

It never unpacks anything.
"""

import re
import zipfile
from pathlib import Path, PurePath
from typing import Final

from dalil.formats.problems import unreadable
from dalil.formats.source import Source

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_MAGIC: Final = (
    (b"%PDF-", "file_is_pdf"),
    (b"\x89PNG", "file_is_image"),
    (b"\xff\xd8\xff", "file_is_image"),
    (b"GIF8", "file_is_image"),
    (b"II*\0", "file_is_image"),
    (b"MM\0*", "file_is_image"),
    (b"{\\rtf", "file_is_text_document"),
    (b"Rar!\x1a", "file_is_archive"),
    (b"7z\xbc\xaf", "file_is_archive"),
    (b"\x1f\x8b\x08", "file_is_archive"),
    (b"BZh", "file_is_archive"),
    (b"\xfd7zXZ", "file_is_archive"),
    (b"(\xb5/\xfd", "file_is_archive"),
    (b"SQLite format 3\0", "file_is_unknown"),
    (b"\x7fELF", "file_is_unknown"),
    (b"PAR1", "file_is_unknown"),
)
_HTML: Final = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|div|script|meta)\b", re.I | re.S)
_XML: Final = re.compile(rb"\s*<(\?xml|svg|[a-z][\w:.-]*[\s>])", re.I)
_SVG: Final = re.compile(rb"<svg\b", re.I)
_CONTROLS: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_ENDINGS: Final = {
    ".csv": "text", ".tsv": "text", ".tab": "text", ".txt": "text",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".ods": "ods", ".pdf": "pdf",
    ".json": "json", ".jsonl": "json", ".ndjson": "json",
}  # fmt: skip
_FAMILY: Final = {
    "csv": "text",
    "xlsx": "xlsx",
    "jsonl": "json",
    "ror": "json",
    "hsds": "json",
    "dalil": "json",
    "dalil-tables": "xlsx",
}


def is_workbook(source: Source) -> bool:
    """Whether the file is an Excel workbook of the present kind. Raises for every other archive, naming it."""
    if source.is_gzip or not source.head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return False
    names = _members(source.path)
    if "xl/workbook.bin" not in names and any(name.startswith(("xl/workbook", "xl/worksheets/")) for name in names):
        return True
    for mark, code in (
        ("xl/workbook.bin", "file_is_binary_excel"),
        ("word/document.xml", "file_is_text_document"),
        ("ppt/presentation.xml", "file_is_text_document"),
        ("content.xml", "file_is_open_document"),
    ):
        if mark in names:
            raise unreadable(code)
    raise unreadable("file_is_archive")


def refuse_what_is_no_text(source: Source) -> None:
    """Raise for everything that is neither a workbook nor text, saying what it is."""
    head = source.head
    if head.startswith(_OLE):
        raise unreadable("file_is_locked" if _LOCKED in head else "file_is_old_excel")
    for magic, code in _MAGIC:
        if head.startswith(magic):
            raise unreadable(code)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise unreadable("file_is_image")
    text = source.text_head[:4096]
    if _HTML.match(text):
        raise unreadable("file_is_web_page")
    if _XML.match(text):
        raise unreadable("file_is_image" if _SVG.search(text) else "file_is_xml")
    if len(_CONTROLS.findall(text)) * 20 > len(text) or text.count(0) * 3 > len(text):
        raise unreadable("file_is_unknown")


def lie_of_name(name: str, found: str) -> str:
    """Return the ending of a name that promises another kind of file than `found`; "" when it tells the truth."""
    path = PurePath(name.lower())
    ending = PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix
    promised = _ENDINGS.get(ending, "")
    return ending if promised and promised != _FAMILY.get(found, promised) else ""


def _members(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as cut:
        raise unreadable("file_cut_short", last="0") from cut
