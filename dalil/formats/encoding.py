"""Which bytes stand for which letters: byte order marks, UTF-16 without one, UTF-8, and the old Windows code pages.

It never raises on any bytes, and never changes a letter: what no page explains is read as Latin-1, byte for byte.

The code page of a text is judged by how common its letters would be in the languages that the page was made for, and
by whether letters keep company: Arabic, Hebrew and Cyrillic words hold no ASCII letters, French words are mostly ASCII.
"""

import codecs
import math
import re
from dataclasses import dataclass
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Letters in falling order of frequency; what a page holds besides them is rare in running text.
_PAGES: Final = {
    "cp1256": "اليمنورتبةعدسفهكقحجأشصطىخإءضغذثزئظؤآپچگژ",
    "cp1255": "יוהלאתמרשבנםדעקחפטןכגסצזךףץ",
    "cp1252": "éèàçêáíóñãôüöäâîûúëïõùåøæœßìòÉÈÀÇ",
    "cp1251": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёії",
}
_LATIN: Final = "cp1252"
_MARKS_IN_TEXT: Final = frozenset("’‘“”«»–—…•·،؛؟ـ\u00a0\u200c\u200d\u200e\u200f№°®™ˈ")
_STRANGE: Final = -7.0
_OUT_OF_COMPANY: Final = -5.0
_SCORES: Final = {
    page: {letter: -math.log(2 + rank) for rank, letter in enumerate(letters)} for page, letters in _PAGES.items()
}
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_PLAUSIBLE: Final = re.compile("[\t\r\n -~\u00a0-\u024f\u0370-\u06ff\u2010-\u2026]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is encoded. `fallback` is the code page for lines that are not UTF-8; empty = judge each line."""

    name: str
    mark: bytes = b""
    fallback: str = ""
    is_mixed: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether a letter takes at least two bytes, so that the stream must be recoded before it splits at newlines."""
        return self.name.startswith(("utf-16", "utf-32"))


def sniff_encoding(sample: bytes, *, is_whole: bool = True) -> Encoding:
    """Return how a file beginning with `sample` is encoded."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return Encoding(name, mark)
    if wide := _wide_without_mark(sample):
        return Encoding(wide)
    lines = sample.split(b"\n")
    if not is_whole:
        lines = lines[:-1] or lines
    marked = [line for line in lines if _HIGH.search(line)]
    legacy = [line for line in marked if not _is_utf8(line)]
    if not legacy:
        return Encoding("utf-8")
    page = guess_page(b"\n".join(legacy[:2000]))
    if len(legacy) == len(marked):
        return Encoding(page, fallback=page)
    return Encoding("utf-8", is_mixed=True)


def decode_line(line: bytes, encoding: Encoding) -> tuple[str, str]:
    """Return the text of a line, and the code page if it was not in the encoding of the file."""
    if encoding.fallback:
        try:
            return line.decode(encoding.fallback), ""
        except UnicodeDecodeError:
            pass
    else:
        try:
            return line.decode("utf-8", "surrogatepass"), ""
        except UnicodeDecodeError:
            pass
    page = guess_page(line)
    return line.decode(page), page


def guess_page(data: bytes) -> str:
    """Return the code page under which the bytes look most like running text; `latin-1` if none fits."""
    best, best_score = "latin-1", -math.inf
    for page in _PAGES:
        try:
            score = _likeness(data[:20_000].decode(page), page)
        except UnicodeDecodeError:
            continue
        if score > best_score:
            best, best_score = page, score
    return best


def _likeness(text: str, page: str) -> float:
    """Return the mean of how expected each letter above ASCII is."""
    scores = _SCORES[page]
    total, count = 0.0, 0
    before = " "
    for letter, after in zip(text, text[1:] + " ", strict=True):
        if letter > "\x7f" and letter not in _MARKS_IN_TEXT:
            count += 1
            near_ascii = _is_ascii_letter(before) or _is_ascii_letter(after)
            score = scores.get(letter)
            if score is None:
                score = scores.get(letter.lower(), _STRANGE)
                if before.islower() and letter.isupper():
                    score = _STRANGE
            if near_ascii != (page == _LATIN):
                score += _OUT_OF_COMPANY
            total += score
        before = letter
    return total / count if count else _STRANGE


def _is_ascii_letter(letter: str) -> bool:
    return letter < "\x80" and letter.isalpha()


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _wide_without_mark(sample: bytes) -> str:
    """Return UTF-16 of either order when half of the byte positions hold the NULs that spaces and newlines leave."""
    sample = sample[: len(sample) & ~1][:4096]
    if len(sample) < 8 or b"\0" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) * 50 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return ""
    text = sample.decode(name, "replace")
    return name if len(_PLAUSIBLE.findall(text)) >= 0.9 * len(text) else ""
