"""In which order names stand in an index: each script in the order of its own dictionaries, an article not counted.

`order(text)` is a sort key, `letter(text)` the heading under which a name stands, `SCRIPTS` the order of the scripts.
It never changes a name, and knows no language beyond its script: where two languages of a script disagree, the order is
that of the language with more such names in lists of organisations (Arabic for Arabic letters, Russian for Cyrillic).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from dalil.names.scripts import script_of

SCRIPTS: Final = ("Arab", "Hebr", "Latn", "Grek", "Cyrl", "Armn", "Geor", "Ethi", "Jpan", "Hang", "Hani")
"""The scripts in the order in which an index has them; others follow by their code, what has no letters comes last."""

NUMBERS: Final = "0–9"
_ARABIC: Final = "ء ا ب پ ت ة ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ڤ ق ك گ ل م ن ه و ي"
_CYRILLIC: Final = "а б в г ґ д ђ ѓ е ё є ж з ѕ и і ї й ј к л љ м н њ о п р с т ћ ќ у ў ф х ц ч џ ш щ ъ ы ь э ю я"
# Spellings of one letter: seats of hamza, Persian and Urdu forms, final forms.
_SAME: Final = {
    ord(spelling): letter
    for letter, spellings in {
        "ا": "أإآٱٲٳ", "ي": "ىئیېےۍ", "و": "ؤۆۇۋۈۊ", "ك": "کڪ", "ه": "ھہەۀۂ", "ن": "ں", "ت": "ٹ", "د": "ڈ",
        "ر": "ڑړڕ", "ل": "ڵ", "נ": "ן", "מ": "ם", "כ": "ך", "פ": "ף", "צ": "ץ", "σ": "ς", "е": "ё",
    }.items()
    for spelling in spellings
}  # fmt: skip
_ARTICLES: Final = {
    "Arab": re.compile(r"^ال(?=\w{2})"),
    "Latn": re.compile(r"^(?:the|an?|les?|l['’]|der|die|das)\s*(?<=[\s'’])(?=\w)", re.IGNORECASE),
}
_NUMBER: Final = re.compile(r"(\d+)")
# Vowels of Thai and Lao that are written before the consonant after which they are spoken.
_BEFORE: Final = re.compile("([เ-ไເ-ໄ])([ก-ฮກ-ຮ])")
_SYLLABLES, _FIRST_SYLLABLE, _LAST_SYLLABLE = 588, 0xAC00, 0xD7A3
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_KANA_ROWS: Final = (
    ("あ", "ぁ", "お"), ("か", "か", "ご"), ("さ", "さ", "ぞ"), ("た", "た", "ど"), ("な", "な", "の"),
    ("は", "は", "ぽ"), ("ま", "ま", "も"), ("や", "ゃ", "よ"), ("ら", "ら", "ろ"), ("わ", "ゎ", "ゔ"),
)  # fmt: skip

Key = tuple[int, str, str, str]


def script_in(text: str, lang: str = "") -> str:
    """The script under which a name stands: that of its letters, but Han letters of a Japanese name are Japanese."""
    script = script_of(text)
    return "Jpan" if script == "Hani" and lang == "ja" else script


def rank_of_script(script: str, first: str = "") -> tuple[int, str]:
    """The place of a script in an index; `first` is the script of the reader."""
    if script == first:
        return -1, ""
    if script == "Zyyy":
        return len(SCRIPTS) + 1, ""
    return (SCRIPTS.index(script), "") if script in SCRIPTS else (len(SCRIPTS), script)


def order(text: str, lang: str = "", first: str = "") -> Key:
    """The sort key of a name: script, then letters, then accents, then the name itself, so that no two waver."""
    script = script_in(text, lang)
    place, code = rank_of_script(script, first)
    return place + 1, code, plain(text, script), text


@lru_cache(maxsize=65_536)
def plain(text: str, script: str) -> str:
    """The letters that decide: without accents, vowel signs, capitals, punctuation and a leading article; numbers by value."""
    if script in ("Hani", "Jpan"):
        text = "".join(map(_spoken if script == "Hani" else _kana, text))
    # Hangul syllables and й, ї, ў are letters of their own.
    spread = unicodedata.normalize("NFKC" if script in ("Hang", "Cyrl") else "NFKD", text.casefold())
    if article := _ARTICLES.get(script):
        spread = article.sub("", spread.strip(" \"'«“(["), count=1)
    spread = spread.translate(_SAME)
    if script in ("Thai", "Laoo"):
        spread = _BEFORE.sub(r"\2\1", spread)
    drops_marks = script in ("Latn", "Arab", "Hebr", "Grek", "Cyrl", "Zyyy")
    kept = "".join(_placed(c, script) for c in spread if not (drops_marks and unicodedata.combining(c)))
    words = " ".join(kept.split())
    return _NUMBER.sub(lambda number: number[0].lstrip("0").zfill(12), words)


def _placed(character: str, script: str) -> str:
    """A letter by its place in the alphabet where code points do not give it; Latin letters without their strokes."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if not (character.isalnum() or unicodedata.category(character)[0] == "M"):
        return " " if character not in "'’׳״\"." else ""
    if script == "Arab" and character in _PLACES:
        return _PLACES[character]
    if script == "Cyrl" and character in _PLACES:
        return _PLACES[character]
    return anyascii(character).lower() if script == "Latn" and character > "\x7f" else character


# Private-use characters sort after everything else and in this order.
_PLACES: Final = {letter: chr(0xE000 + at) for at, letter in enumerate(_ARABIC.split())} | {
    letter: chr(0xE100 + at) for at, letter in enumerate(_CYRILLIC.split())
}


def _spoken(character: str) -> str:
    """A Han letter by its sound in Mandarin without tones, then by its code point."""
    return f"{anyascii(character).strip().lower()}{character}" if character > "\u2e80" else character


def _kana(character: str) -> str:
    """Katakana as hiragana, so that both stand together; kanji by their code point, which is by radical and strokes."""
    return chr(ord(character) - 0x60) if "ァ" <= character <= "ヶ" else character


def letter(text: str, lang: str = "") -> str:
    """The heading under which a name stands within its script: its first letter as the script's dictionaries head it."""
    script = script_in(text, lang)
    decisive = plain(text, script)
    first = decisive[:1]
    if first.isdecimal() or not first:
        return NUMBERS
    if first in _LETTER_AT:
        return _LETTER_AT[first].upper()
    return _heading(first, script)


_LETTER_AT: Final = {placed: character for character, placed in _PLACES.items()}


def _heading(first: str, script: str) -> str:
    if script == "Hang" and _FIRST_SYLLABLE <= ord(first) <= _LAST_SYLLABLE:
        return _INITIALS[(ord(first) - _FIRST_SYLLABLE) // _SYLLABLES]
    if script == "Jpan":
        return next(
            (row for row, start, end in _KANA_ROWS if start <= first <= end), "漢" if first > "㐀" else first.upper()
        )
    return first.upper()
