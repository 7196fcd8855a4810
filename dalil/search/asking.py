"""From a reader's text to units: the words to be found, alone, joined with a neighbour, or as a phrase that has a meaning.

It knows no index: what a unit may be in one is the matter of `expanding`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dalil.names import clean
from dalil.names.folding import romanise_word
from dalil.names.glossary import languages_of, passed_over, readings, romanised_readings
from dalil.names.languages import LANGUAGES
from dalil.names.scripts import guess_language, script_of
from dalil.names.vocabulary import word_of
from dalil.search.wording import host_of, identifier_term, tokens_of, words_of

LONGEST_TEXT: Final = 300
MOST_TOKENS: Final = 14
_SHORTEST_JOINED: Final = 5
_LONGEST_JOINED: Final = 24
_LONGEST_PHRASE: Final = 3
JOINED: Final = 0.97
_KIND: Final = 0.5
# So short a word is likely to be a part of its neighbour: `I Palstein`, `آي فلسطين`.
_LETTERS: Final = 2

English = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Something to be found: a word as it would stand in a name, the tokens of the text that it stands for, its meanings.

    A phrase has a meaning as a whole; a half is one of two words that a token is written together of. What is not sounded
    is found as it is spelled or not at all.
    """

    word: str
    covers: tuple[int, ...]
    english: English
    is_phrase: bool = False
    is_half: bool = False
    is_sounded: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """The reader's text, taken apart once for asking, ranking and explaining."""

    text: str
    tokens: tuple[str, ...]
    units: tuple[Unit, ...]
    language: str
    script: str

    @property
    def left_out(self) -> list[float]:
        """In which share of names those who translate them leave each token out."""
        languages = (self.language,) if self.language in LANGUAGES else languages_of(self.text)
        return [passed_over(token, languages) for token in self.tokens]

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
    every = readings(form, languages_of(form, language))
    if not every and form.isascii():
        every = romanised_readings(form)
    return words_of(every)


def _units(tokens: tuple[str, ...], language: str) -> Iterator[Unit]:
    every = [meanings(token, language) for token in tokens]
    for place, token in enumerate(tokens):
        yield Unit(token, (place,), every[place])
    for length in range(2, _LONGEST_PHRASE + 1):
        for start in range(len(tokens) - length + 1):
            phrase, covers = " ".join(tokens[start : start + length]), tuple(range(start, start + length))
            if english := meanings(phrase, language):
                yield Unit(phrase, covers, english, is_phrase=True)
    is_name = [word_of(token).weight > _KIND for token in tokens]
    for place, (first, second) in enumerate(pairwise(tokens)):
        joined = first + second
        if _SHORTEST_JOINED <= len(joined) <= _LONGEST_JOINED and not (first.isdigit() or second.isdigit()):
            is_name_of_two = is_name[place] and is_name[place + 1] and not (every[place] and every[place + 1])
            is_sounded = is_name_of_two or min(len(first), len(second)) <= _LETTERS
            english = _with_a_letter(first, every[place + 1]) if len(first) <= _LETTERS else ()
            yield Unit(joined, (place, place + 1), english, is_sounded=is_sounded)


def _with_a_letter(first: str, english: English) -> English:
    """Return the meanings of a word with the Latin letter before it that a short word spells: `آي فلسطين` is iPalestine."""
    roman = romanise_word(first)
    letters = dict.fromkeys((roman[-1:], roman[:1])) if roman and not first.isascii() else ()
    return tuple((letter + meaning, strength * JOINED) for letter in letters for meaning, strength in english)


def asked(text: str) -> Asked:
    """Return the text ready for use; what is too long is cut."""
    shown = clean(text[:LONGEST_TEXT])
    tokens = tokens_of(shown)[:MOST_TOKENS]
    language = guess_language(shown)
    return Asked(shown, tokens, tuple(_units(tokens, language)), language, script_of(shown))
