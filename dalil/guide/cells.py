"""What one cell says: a date, a website, a degree, a language, a number in a register; or a private contact.

It never raises: what cannot be read is an empty answer, and the caller notes it.
"""

import re
from datetime import date
from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit

from babel import Locale, localedata

from dalil import kinds, names

# An address begins where a run of its letters does: tried within the run as well, a long cell would take minutes.
_EMAIL: Final = re.compile(
    r"(?<![^\s@＠<>()\[\],;:،؛/|\"'])[^\s@＠<>()\[\],;:،؛/|\"']+\s?(?:[@＠]|\(at\)|\[at\])\s?"
    r"[^\s@＠<>()\[\],;:،؛/|\"']+(?:\.|\(dot\)|\[dot\])[^\W\d_]{2,}",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?:\+|\b00)[\d\s().\-/]{7,}\d|(?<![\w.-])\(?0\d[\d\s().\-/]{5,}\d(?![\w.])")
_SURE_PHONES: Final = (
    re.compile(r"\+\s?\d[\d\s()\-/]{6,}\d(?![\w.])"),
    re.compile(r"(?<!\w)00[1-9]\d{0,2}[\s()\-/][\d\s()\-/]{5,}\d(?![\w.])"),
)
_PLAIN_WEBSITE: Final = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?:/[\w./~%-]*[\w~%-])?", re.ASCII
)
_TYPOGRAPHY: Final = re.compile(r"[\d\s().\-/+x;,ext]+", re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ][\d:.Z+-]*)?)?")
_DAY_LAST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T ][\d:.]*)?")
_MONTH_LAST: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_YEAR: Final = re.compile(r"(?<!\d)(1[0-25-9]\d\d|14[7-9]\d|20\d\d)(?!\d)")  # 1300 to 1469 may be years of the Hijra
_DEGREE: Final = re.compile(r"([-+]?)\s*(\d{1,3}(?:[.,]\d+)?)\s*°?\s*([NSEWnsew]?)")
_HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,61}\.?")
_ORG_ID: Final = re.compile(r"([A-Za-z]{2}-[A-Za-z0-9_]+)-(\S.*)")
_SHORT_CODES: Final = {"iw": "he"}
_LANGUAGES_OF_NAMES: Final = ("en", "ar", "fr", "he", "es")


def as_partial_date(text: str) -> str:
    """Return a date in EDTF level 0 (`2004`, `2004-05`, `2004-05-31`); "" if there is none.

    Where day and month could be either, both are left out: the year is what the cell surely says.
    """
    text = names.western_digits(text).strip()
    if match := _DAY.fullmatch(text):
        return _date(match[1], match[2], match[3] or "")
    if match := _DAY_LAST.fullmatch(text):
        first, second, year = match.groups()
        if int(first) > 12:
            return _date(year, second, first)
        if int(second) > 12 or first == second:
            return _date(year, first, second)
        return _date(year, "", "")
    if match := _MONTH_LAST.fullmatch(text):
        return _date(match[2], match[1], "")
    years = set(_YEAR.findall(text)) if len(text) <= 40 else set()
    return years.pop() if len(years) == 1 else ""


def as_typed_date(text: str) -> str:
    """Return the date that a person typed, or "" when anything of it would be lost: then they can be asked again."""
    found = as_partial_date(text)
    is_whole = len(re.findall(r"\d+", names.western_digits(text))) == len(re.findall(r"\d+", found))
    return found if is_whole and not any(map(str.isalpha, text)) else ""


def _date(year: str, month: str, day: str) -> str:
    if not _YEAR.fullmatch(year):
        return ""
    if not month or not 1 <= int(month) <= 12:
        return year
    if not day:
        return f"{year}-{int(month):02d}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return f"{year}-{int(month):02d}"


def as_website(text: str) -> str:
    """Return the address of a website in one spelling: with scheme, host in small letters, no bare slash at the end."""
    if _PLAIN_WEBSITE.fullmatch(text):
        return text
    text = text.strip(" \t.,;<>\"'()[]")
    if not text or "@" in text or any(map(str.isspace, text)):
        return ""
    if "://" not in text:
        text = f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    if parts.scheme.lower() not in ("http", "https") or len(host) > 253 or not _HOST.fullmatch(host):
        return ""
    path = "" if parts.path == "/" else parts.path
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme.lower()}://{host}{port}{path}{query}"


def as_degrees(text: str) -> float | None:
    """Return decimal degrees; south and west are negative. None if it is no number."""
    match = _DEGREE.fullmatch(names.western_digits(text).replace("٫", ".").strip())
    if not match:
        return None
    value = float(match[2].replace(",", "."))
    return -value if match[1] == "-" or match[3].upper() in ("S", "W") else value


@lru_cache(maxsize=4096)
def as_language(text: str) -> str:
    """Return the ISO 639-1 code of a language named in Arabic, English, French, Hebrew, Spanish or its own words."""
    word = names.fold(text)
    if len(word) == 2 and word.isascii():
        word = _SHORT_CODES.get(word, word)
    return _language_names().get(word) or _own_language_names().get(word, "")


@cache
def _own_language_names() -> dict[str, str]:
    """What each language calls itself; read when a word is none of the others."""
    codes = [code for code in map(str, Locale("en").languages) if len(code) == 2 and localedata.exists(code)]
    own = ((code, names.fold(str(Locale(code).languages.get(code, "")))) for code in codes)
    return {name: code for code, name in own if name}


@cache
def _language_names() -> dict[str, str]:
    found: dict[str, str] = {}
    codes = [code for code in map(str, Locale("en").languages) if len(code) == 2]
    for code in codes:
        found[code] = code
    for lang in _LANGUAGES_OF_NAMES:
        for code in codes:
            if name := names.fold(str(Locale(lang).languages.get(code, ""))):
                found.setdefault(name, code)
                found.setdefault(name.removeprefix("ال"), code)
    return found


def scheme_in(text: str) -> str:
    """Return the register that a number names itself, as in `GB-CHC-1107583`; "" if it names none that we know."""
    match = _ORG_ID.fullmatch(text)
    return match[1].upper() if match and match[1].upper() in kinds.registers() else ""


def looks_like_email(text: str) -> bool:
    """Whether an e-mail address stands in the text."""
    # Most texts hold none of these signs, and every cell comes by here.
    has_sign = "@" in text or "＠" in text or "(at)" in text or "[at]" in text or "(AT)" in text
    return has_sign and bool(_EMAIL.search(text))


def looks_like_phone(text: str) -> bool:
    """Whether the text is a telephone number and little else."""
    digits = sum(map(str.isdecimal, text))
    return 7 <= digits <= 32 and bool(_PHONE.search(text)) and bool(_TYPOGRAPHY.fullmatch(text))


def without_contacts(text: str, mark: str) -> str:
    """Return the text with e-mail addresses and international telephone numbers replaced by a mark."""
    if looks_like_email(text):
        text = _EMAIL.sub(mark, text)
    for pattern in _SURE_PHONES:
        if pattern.search(text):
            text = pattern.sub(mark, text)
    return text
