"""From a reader's text to units: the words to be found, alone, joined with a neighbour, or as a phrase that has a meaning.

It knows no index: what a unit may be in one is the matter of `expanding`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dalil.names import clean
from dalil.names.glossary import languages_of, readings
from dalil.names.scripts import guess_language, script_of
from dalil.search.wording import host_of, identifier_term, tokens_of

LONGEST_TEXT: Final = 300
MOST_TOKENS: Final = 14
_SHORTEST_JOINED: Final = 5
_LONGEST_JOINED: Final = 24
_LONGEST_PHRASE: Final = 3
JOINED: Final = 0.97
_PHRASE_WORD: Final = 0.75

English = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Something to be found: a word as it would stand in a name, the tokens of the text that it stands for, its meanings."""

    word: str
    covers: tuple[int, ...]
    english: English
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The reader's text, taken apart once for asking, ranking and explaining."""

    text: str
    tokens: tuple[str, ...]
    units: tuple[Unit, ...]
    language: str
    script: str

    @property
    def has_words(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.tokens)

    @property
    def whole_terms(self) -> list[str]:
        """The terms by which the whole text may name one body: a number, a web host, initials."""
        number, terms = identifier_term(self.text), []
        if any(map(str.isdigit, number)):
            terms.append(f"id {number}")
        if host := host_of(self.text):
            terms.append(f"host {host.lower()}")
        if len(self.tokens) == 1 and number.isalpha():
            terms.append(f"initials {number}")
        return terms


def meanings(form: str, language: str) -> English:
    """Return the English words of a folded word or phrase with their strengths; a phrase in English gives its words."""
    found: dict[str, float] = {}
    for reading in readings(form, languages_of(form, language)):
        parts = reading.english.split()
        for part in parts:
            strength = reading.strength if len(parts) == 1 else reading.strength * _PHRASE_WORD
            found[part] = max(found.get(part, 0.0), strength)
    return tuple(found.items())


def _units(tokens: tuple[str, ...], language: str) -> Iterator[Unit]:
    for place, token in enumerate(tokens):
        yield Unit(token, (place,), meanings(token, language))
    for length in range(2, _LONGEST_PHRASE + 1):
        for start in range(len(tokens) - length + 1):
            covers = tuple(range(start, start + length))
            if english := meanings(" ".join(tokens[start : start + length]), language):
                yield Unit(" ".join(tokens[start : start + length]), covers, english, is_phrase=True)
    for place, (first, second) in enumerate(zip(tokens, tokens[1:], strict=False)):
        joined = first + second
        if _SHORTEST_JOINED <= len(joined) <= _LONGEST_JOINED and not (first.isdigit() or second.isdigit()):
            yield Unit(joined, (place, place + 1), ())


def asked(text: str) -> Asked:
    """Return the text ready for use; what is too long is cut."""
    shown = clean(text[:LONGEST_TEXT])
    tokens = tokens_of(shown)[:MOST_TOKENS]
    language = guess_language(shown)
    return Asked(shown, tokens, tuple(_units(tokens, language)), language, script_of(shown))
