"""Which script a text is written in, and which language it is likely to be.

It never needs a model or a word list beyond the language files, and says nothing rather than guess badly.
"""

from bisect import bisect_right
from collections import Counter
from typing import Final

from dalil.names.folding import fold
from dalil.names.languages import LANGUAGES

# First code point of each range and its ISO 15924 code; "" = letters that tell nothing.
_RANGES: Final = (
    (0x0041, "Latn"), (0x0250, ""), (0x0370, "Grek"), (0x0400, "Cyrl"), (0x0530, "Armn"), (0x0590, "Hebr"),
    (0x0600, "Arab"), (0x0700, "Syrc"), (0x0750, "Arab"), (0x0780, "Thaa"), (0x07C0, ""), (0x08A0, "Arab"),
    (0x0900, "Deva"), (0x0980, "Beng"), (0x0A00, "Guru"), (0x0A80, "Gujr"), (0x0B00, "Orya"), (0x0B80, "Taml"),
    (0x0C00, "Telu"), (0x0C80, "Knda"), (0x0D00, "Mlym"), (0x0D80, "Sinh"), (0x0E00, "Thai"), (0x0E80, "Laoo"),
    (0x0F00, "Tibt"), (0x1000, "Mymr"), (0x10A0, "Geor"), (0x1100, "Hang"), (0x1200, "Ethi"), (0x13A0, ""),
    (0x1780, "Khmr"), (0x1800, "Mong"), (0x18B0, ""), (0x1C80, "Cyrl"), (0x1C90, "Geor"), (0x1CC0, ""),
    (0x1E00, "Latn"), (0x1F00, "Grek"), (0x2000, ""), (0x2C60, "Latn"), (0x2C80, ""), (0x2D00, "Geor"),
    (0x2D30, "Tfng"), (0x2D80, "Ethi"), (0x2DE0, "Cyrl"), (0x2E00, ""), (0x3041, "Jpan"), (0x3105, ""),
    (0x3131, "Hang"), (0x3190, ""), (0x31F0, "Jpan"), (0x3200, ""), (0x3400, "Hani"), (0xA000, ""),
    (0xA640, "Cyrl"), (0xA6A0, ""), (0xA720, "Latn"), (0xA800, ""), (0xAC00, "Hang"), (0xD7B0, ""),
    (0xF900, "Hani"), (0xFB00, "Latn"), (0xFB13, "Armn"), (0xFB1D, "Hebr"), (0xFB50, "Arab"), (0xFE00, ""),
    (0xFE70, "Arab"), (0xFEFF, ""), (0xFF21, "Latn"), (0xFF66, "Jpan"), (0xFFA0, "Hang"), (0xFFE0, ""),
    (0x20000, "Hani"), (0x323B0, ""),
)  # fmt: skip
_STARTS: Final = [start for start, _ in _RANGES]
_UNKNOWN: Final = "Zyyy"
_ONLY_LANGUAGE: Final = {
    "Grek": "el", "Hebr": "he", "Hang": "ko", "Jpan": "ja", "Hani": "zh", "Thai": "th", "Armn": "hy", "Geor": "ka",
}  # fmt: skip


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script of most letters, or `Zyyy` when there is none that tells."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else _UNKNOWN
    counts: Counter[str] = Counter()
    for character in text:
        if character.isalpha():
            counts[_RANGES[bisect_right(_STARTS, ord(character)) - 1][1]] += 1
    if counts["Jpan"]:  # Japanese mixes kana with Han letters
        counts["Jpan"] += counts.pop("Hani", 0)
    telling = [(count, script) for script, count in counts.items() if script and count]
    return max(telling, key=lambda item: item[0])[1] if telling else _UNKNOWN


def _clues() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, list[str]]]]:
    """Return, per script, letter -> language and word -> languages; a letter that two share tells nothing."""
    letters: dict[str, dict[str, str]] = {}
    words: dict[str, dict[str, list[str]]] = {}
    for code, language in LANGUAGES.items():
        of_script = letters.setdefault(language.script, {})
        for letter in language.guess.letters:
            of_script[letter] = "" if letter in of_script else code
        for word in fold(language.guess.words + " " + language.stop).split():
            words.setdefault(language.script, {}).setdefault(word, []).append(code)
    return letters, words


_LETTERS, _WORDS = _clues()


def guess_language(text: str) -> str:
    """Return the ISO 639-1 code of the likely language, or "" when the text does not tell."""
    script = script_of(text)
    if script in _ONLY_LANGUAGE:
        return _ONLY_LANGUAGE[script]
    votes: Counter[str] = Counter()
    letters = _LETTERS.get(script, {})
    for letter in set(text.lower()):
        if language := letters.get(letter, ""):
            votes[language] += 2
    words = _WORDS.get(script, {})
    for word in set(fold(text).split()):
        for language in words.get(word, ()):
            votes[language] += 1
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return "ar" if script == "Arab" and not ranked else ""
    return ranked[0][0]
