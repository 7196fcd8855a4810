"""One cell with a name in two or three scripts, taken apart: "جمعية الأمل / Hope Association", "Hope (جمعية الأمل)".

It never parts a name of one script: slashes and brackets inside it belong to it.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from dalil import names

_SEPARATOR: Final = re.compile(r"\s*[/|\n\r;؛]+\s*|\s+[-–—]+\s+")
_BRACKETED: Final = re.compile(r"\s*([^()\[\]]+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
_NEUTRAL: Final = "Zyyy"
_LEAST_LETTERS: Final = 3
_LEAST_WORDS: Final = 2
_MOST_SCRIPTS: Final = 4


def names_in(cell: str) -> tuple[str, ...]:
    """Return the cleaned names in a cell, in their order: one, or one for each script; none if it is empty."""
    text = names.clean(cell)
    if cell.isascii():
        return (text,) if text else ()
    for parts in (_SEPARATOR.split(cell), _in_brackets(text)):
        if found := _one_per_script(parts):
            return found
    return _by_words(text) or ((text,) if text else ())


def _in_brackets(text: str) -> Sequence[str]:
    match = _BRACKETED.fullmatch(text)
    return match.groups() if match else ()


def _one_per_script(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the parts if each is in a script of its own; else nothing."""
    found = [text for part in parts if (text := names.clean(part))]
    scripts = [names.script_of(text) for text in found]
    is_parted = 2 <= len(found) <= _MOST_SCRIPTS and len(set(scripts)) == len(found)
    if is_parted and _NEUTRAL not in scripts and all(_letters(text) >= _LEAST_LETTERS for text in found):
        return tuple(found)
    return ()


def _by_words(text: str) -> tuple[str, ...]:
    """Return the two names that stand side by side without a sign between them; a lone foreign word is no name."""
    words = text.split()
    scripts = [names.script_of(word) for word in words]
    # A number or a sign goes with the word before it.
    for place, script in enumerate(scripts):
        if script == _NEUTRAL and place:
            scripts[place] = scripts[place - 1]
    runs = [len(list(run)) for _, run in groupby(scripts)]
    if len(runs) == 2 and min(runs) >= _LEAST_WORDS and _NEUTRAL not in scripts:
        return " ".join(words[: runs[0]]), " ".join(words[runs[0] :])
    return ()


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
