"""The tables by which a browser folds, romanises and hears words as `dalil.names` does: read off it, character by character.

A browser has Unicode's categories and normal forms of its own; what is here is what the house decides beyond them. Scripts that
are written without spaces between words have no sounds here. The other half is `assets/lettering.js`.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from anyascii import anyascii

from dalil.names.folding import PREFIXES, fold
from dalil.names.languages import LANGUAGES, table_of

# Blocks whose letters a browser can romanise: alphabets, syllabaries, and letters with marks.
_BLOCKS: Final = (
    (0x00A0, 0x058F), (0x0590, 0x06FF), (0x0700, 0x109F), (0x10A0, 0x10FF), (0x1200, 0x137F), (0x13A0, 0x13FF),
    (0x1780, 0x17FF), (0x1E00, 0x1FFF), (0x2C60, 0x2C7F), (0x3040, 0x30FF), (0xA720, 0xA7FF),
)  # fmt: skip


# Beyond this are ideographs and what has neither case nor value.
LAST: Final = 0x20000


def tables() -> dict[str, object]:
    """All tables, for a script."""
    return {
        "folds": letter_folds(),
        "cases": dict(unlike_lower_case()),
        "zeros": "".join(chr(code) for code in range(LAST) if unicodedata.decimal(chr(code), None) == 0),
        "elisions": sorted({w for one in LANGUAGES.values() for w in one.elisions.split()}, key=lambda w: (-len(w), w)),
        "prefixes": list(PREFIXES),
        "particles": particles(),
        "letters": romanised("letters"),
        "initial": romanised("initial"),
        "final": romanised("final"),
        "ascii": dict(plain_letters()),
        "scripts": first_of_scripts(),
    }


def letter_folds() -> dict[str, str]:
    """The letters that the languages fold."""
    return {letter: folded for one in LANGUAGES.values() for letter, folded in one.fold.items()}


def unlike_lower_case() -> Iterator[tuple[str, str]]:
    """The characters whose folded case is not their lower case: ß, ς and some more."""
    for code in range(128, LAST):
        character = chr(code)
        if character.casefold() != character.lower() and unicodedata.normalize("NFKD", character) == character:
            yield character, character.casefold()


def romanised(part: str) -> dict[str, str]:
    """The Latin letters of each letter, by the language files: the first language to name one wins."""
    found: dict[str, str] = {}
    for one in LANGUAGES.values():
        readings: Mapping[str, str] = getattr(one, part)
        for letter, latin in readings.items():
            found.setdefault(fold(letter) or letter, latin)
    return found


def plain_letters() -> Iterator[tuple[str, str]]:
    """What anyascii makes of the letters that no language file reads."""
    known = romanised("letters")
    for first, last in _BLOCKS:
        for code in range(first, last + 1):
            character = chr(code)
            is_letter = unicodedata.category(character)[0] in "LMN" and fold(character) == character
            latin = "".join(filter(str.isalnum, anyascii(character).lower()))
            if is_letter and latin and character not in known:
                yield character, latin


def particles() -> dict[str, list[str]]:
    """The particles that are glued before words, by script."""
    found: dict[str, list[str]] = {}
    for one in LANGUAGES.values():
        for particle in fold(one.soft_prefixes).split():
            if particle not in found.setdefault(one.script, []):
                found[one.script].append(particle)
    return {script: every for script, every in found.items() if every}


def spellings(code: str) -> str:
    """The learned costs of writing a language in Latin letters, one a line, hundredths of a nat."""
    return "\n".join(written(table_of(code, "costs.tsv")))


def written(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of letters, what they are written as, and the cost."""
    for source, target, cost in rows:
        yield f"{source}\t{target}\t{round(float(cost) * 100)}"


def first_of_scripts() -> dict[str, str]:
    """The language by whose costs a script is read, where there are learned ones: as `writing.language_for` has it."""
    found = {one.script: code for code, one in sorted(LANGUAGES.items(), reverse=True) if one.letters}
    found |= {"Latn": "en", "Cyrl": "ru"}
    return {script: code for script, code in found.items() if any(table_of(code, "costs.tsv"))}
