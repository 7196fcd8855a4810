"""Which kind a file is, by its first bytes and never by its name. It guesses nothing: what it does not know is `octet-stream`."""

import re
from collections.abc import Mapping
from typing import Final

UNKNOWN: Final = "application/octet-stream"
ZIP: Final = "application/zip"
OLE: Final = "application/x-ole-storage"
HTML: Final = "text/html"
SVG: Final = "image/svg+xml"
XML: Final = "application/xml"
PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
RTF: Final = "application/rtf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WRITER: Final = "application/vnd.oasis.opendocument.text"
CALC: Final = "application/vnd.oasis.opendocument.spreadsheet"
EPUB: Final = "application/epub+zip"
WACZ: Final = "application/wacz+zip"
JPEG, PNG, GIF, WEBP, TIFF, BMP, HEIC, AVIF = (
    f"image/{name}" for name in ("jpeg", "png", "gif", "webp", "tiff", "bmp", "heic", "avif")
)

ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    PDF: ("pdf",),
    JPEG: ("jpg", "jpeg", "jpe"),
    PNG: ("png",),
    GIF: ("gif",),
    WEBP: ("webp",),
    TIFF: ("tif", "tiff"),
    BMP: ("bmp",),
    HEIC: ("heic", "heif"),
    AVIF: ("avif",),
    WORD: ("docx", "docm", "dotx", "dotm"),
    SHEET: ("xlsx", "xlsm", "xltx"),
    SLIDES: ("pptx", "pptm"),
    WRITER: ("odt",),
    CALC: ("ods",),
    EPUB: ("epub",),
    WACZ: ("wacz",),
    ZIP: ("zip",),
    OLE: ("doc", "xls", "ppt", "msg"),
    RTF: ("rtf", "doc"),
    HTML: ("html", "htm", "xhtml"),
    SVG: ("svg",),
    XML: ("xml",),
    TEXT: ("txt", "csv", "tsv", "json", "jsonl", "md", "eml", "log", "vtt", "srt", "yaml", "yml"),
    "application/gzip": ("gz", "tgz", "warc.gz"),
    "application/x-bzip2": ("bz2",),
    "application/x-xz": ("xz",),
    "application/x-7z-compressed": ("7z",),
    "application/vnd.rar": ("rar",),
    "application/x-tar": ("tar",),
    "application/warc": ("warc",),
    "application/vnd.microsoft.portable-executable": ("exe", "dll"),
    "application/x-elf": ("elf", "so"),
    "audio/mpeg": ("mp3",),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/wav": ("wav",),
    "audio/flac": ("flac",),
    "video/mp4": ("mp4", "m4v", "m4a", "mov", "3gp"),
    "video/webm": ("webm", "mkv"),
    "video/x-msvideo": ("avi",),
}
"""The endings that a name of this kind may have; the first is the one that we give."""

ARCHIVES: Final = frozenset(
    {ZIP, "application/gzip", "application/x-bzip2", "application/x-xz", "application/x-7z-compressed"}
    | {"application/vnd.rar", "application/x-tar"}
)
ZIPPED: Final = frozenset({ZIP, WORD, SHEET, SLIDES, WRITER, CALC, EPUB, WACZ})
PICTURES: Final = frozenset({JPEG, PNG, GIF, WEBP, TIFF, BMP, HEIC, AVIF})
ACTIVE: Final = frozenset({HTML, SVG, XML})

_STARTS: Final = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"WARC/", "application/warc"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_RIFF: Final = {b"WEBP": WEBP, b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS: Final = {b"heic": HEIC, b"heix": HEIC, b"mif1": HEIC, b"avif": AVIF, b"avis": AVIF}
_SVG: Final = re.compile(rb"<(?:[a-z0-9]+:)?svg[\s>/]", re.I)
_HTML: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|meta|title|style|img|a|div|table|form|object|embed|link|base)[\s>/]",
    re.I,
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes) -> str:
    """The kind of a file that begins with these bytes (at least the first 4,096 of it)."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    return _boxed(head) or _marked_up(head) or (TEXT if is_text(head) else UNKNOWN)


def _boxed(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[257:262] == b"ustar":
        return "application/x-tar"
    # A bitmap says its own length of header, between 12 and 124.
    if head[:2] == b"BM" and len(head) > 18 and head[14] in {12, 40, 52, 56, 64, 108, 124} and head[15:18] == b"\0\0\0":
        return BMP
    return ""


def _marked_up(head: bytes) -> str:
    """What a browser would take for a page, however it begins: it looks past spaces, marks and comments, and so do we."""
    text = plain(head)
    if not is_text(head):
        return ""
    if _SVG.search(text) and not _HTML.match(text.lstrip()):
        return SVG
    if text.lstrip().startswith(b"<?xml") and b"<html" not in text.lower():
        return XML
    return HTML if _HTML.search(text[:1500]) else ""


def plain(head: bytes) -> bytes:
    """UTF-16 with its mark as UTF-8, so that tags can be looked for; anything else without the mark of UTF-8."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def is_text(head: bytes) -> bool:
    """Whether there are only signs that text has."""
    return bool(head) and not _CONTROL.search(plain(head))


def ending_of(name: str) -> str:
    """The ending of a name, in small letters; a turned or hidden sign in it is none of a known ending."""
    _, dot, ending = name.rpartition(".")
    return ending.strip().lower() if dot else ""


def fits(name: str, kind: str) -> bool:
    """Whether a file of this kind may be called so: no ending says nothing, an unknown kind has none of the known."""
    ending = ending_of(name)
    if not ending:
        return True
    if kind in ENDINGS:
        return ending in ENDINGS[kind] or (kind in {XML, HTML} and ending in {"xml", "xhtml"})
    return not any(ending in endings for endings in ENDINGS.values())


def our_ending(kind: str) -> str:
    """The ending under which we hand a file of this kind out; `bin` for what a browser or desktop might run."""
    if kind in ACTIVE or "executable" in kind or "elf" in kind:
        return "bin"
    return ENDINGS.get(kind, ("bin",))[0]
