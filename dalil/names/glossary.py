"""What a word of a name is called in English: the pivot through which names meet that are translated, not transliterated.

Three sources, each a plain file that a person can read: `glossary.tsv` (grown by editors), `learned.tsv` (from label pairs)
and `places.tsv` of a language's folder, beside the classes of its `language.toml`. It never transliterates.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final

from dalil.names.folding import fold, romanise_word, without_article
from dalil.names.languages import LANGUAGES, table_of
from dalil.names.scripts import script_of
from dalil.names.stems import shared_beginning

GIVEN: Final = 0.95
_RELATED: Final = 0.6
_LATER_FORM: Final = 0.01
_INFLECTED: Final = 0.8
_COMPOUNDED: Final = 0.85
# Under what editors give: a town of the same letters is seldom what a name says.
_PLACE: Final = 0.93
_ROMANISED: Final = 0.85
_LEAST_SHARED: Final = 4
_SHARE: Final = 0.7
_MOST_ENDING: Final = 3
_VOWELLED: Final = frozenset({"Cyrl", "Grek"})
# Ways in which one Greek or Cyrillic letter is written in Latin ones, brought to one; in this order.
_WRITTEN_SO: Final = (
    ("iy", "i"), ("yi", "i"), ("ij", "i"), ("yy", "i"), ("y", "i"), ("j", "i"), ("kh", "h"), ("ch", "h"), ("ph", "f"),
    ("ks", "x"), ("tz", "ts"), ("c", "k"), ("w", "v"), ("ou", "u"), ("ei", "i"), ("oi", "i"), ("ii", "i"), ("gk", "g"),
    ("mp", "b"), ("av", "au"), ("ev", "eu"),
)  # fmt: skip
_SHORTEST_PART: Final = 4
_KEPT: Final = 65_536
# What is in Han letters alone may be Japanese, and what has kana as well holds words of Han letters.
_READ_AS: Final = {"Hani": ("Hani", "Jpan"), "Jpan": ("Jpan", "Hani")}
# The Arabic article before an English place name, in all the ways that it is written there.
_ARTICLE: Final = re.compile(r"^(al|el|as|ash|ad|an|ar|at|az) (?=\w{3})")
# What German and its neighbours put between the parts of a compound.
_LINKS: Final = ("", "s", "es", "n", "en")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to say a word or phrase in English: folded, how sure (0..1), and by what: `glossary`, `learned` or `place`."""

    english: str
    strength: float
    source: str


Readings = tuple[Reading, ...]
LearnedWords = Iterable[Sequence[str]]


class Glossary:
    """The English readings of the words and phrases of one language, by folded form.

    `learned` stands for what `learned.tsv` holds: (form, English, share of its occurrences) as texts.
    """

    def __init__(self, code: str, learned: LearnedWords | None = None) -> None:
        self.code = code
        self._known: dict[str, dict[str, Reading]] = {}
        self._passed_over: dict[str, float] = {}
        self._read_classes()
        self._read_editors()
        self._read_learned(table_of(code, "learned.tsv") if learned is None else learned)
        self._read_places()
        self.forms = sorted(form for form in self._known if " " not in form)

    def _note(self, key: str, english: str, strength: float, source: str) -> None:
        known = self._known.setdefault(key, {})
        if key and english and (english not in known or known[english].strength < strength):
            known[english] = Reading(english, strength, source)

    def _read_classes(self) -> None:
        language = LANGUAGES[self.code]
        for table in (language.kinds, language.topics):
            for english, forms in table.items():
                for form in forms.split():
                    self._note(bare(form), english, GIVEN, "glossary")

    def _read_editors(self) -> None:
        for file in ("glossary.tsv", "proper.tsv"):
            for english, forms in table_of(self.code, file):
                folded = fold(english)
                for place, form in enumerate(forms.split(",")):
                    related = form.strip().startswith("~")
                    strength = _RELATED if related else GIVEN - _LATER_FORM * place
                    self._note(bare(form.replace("~", "")), folded, strength, "glossary")

    def _read_learned(self, rows: LearnedWords) -> None:
        for form, english, share in rows:
            if english:
                self._note(form, english, GIVEN * float(share), "learned")
            else:
                self._passed_over[form] = float(share)

    def _read_places(self) -> None:  # as in `learned.tsv`, forms are folded when the table is made
        for form, english in table_of(self.code, "places.tsv"):
            self._note(form, _ARTICLE.sub("", english), _PLACE, "place")

    def passed_over(self, form: str) -> float:
        """Return in which share of its occurrences a folded word has no counterpart in the English name, 0 if not known."""
        return self._passed_over.get(form, 0.0)

    def of(self, form: str) -> Readings:
        """Return the readings of exactly this bare form, strongest first."""
        found = self._known.get(form)
        return tuple(sorted(found.values(), key=lambda r: (-r.strength, r.english))) if found else ()

    def readings(self, form: str) -> Readings:
        """Return the readings of a folded word: as it is, without glued particles, inflected, or as a compound."""
        for stem in _stems(form, self.code):
            if found := self.of(stem):
                return found
        if " " in form or len(form) < _LEAST_SHARED + 1:
            return ()
        return self._inflected(form) or (self._compounded(form) if form.isalpha() and len(form) >= 8 else ())

    def _inflected(self, form: str) -> Readings:
        """Return the readings of the known form with the longest shared beginning, if only the ending differs."""
        place = bisect_left(self.forms, form)
        beginning = form[: max(_LEAST_SHARED, ceil(_SHARE * len(form)))]
        # The longest shared beginning is a neighbour's: most words have none, and are done here.
        if not any(other.startswith(beginning) for other in self.forms[max(0, place - 1) : place + 1]):
            return ()
        best, shared = "", 0
        for other in self.forms[max(0, place - 2) : place + 2]:
            same = shared_beginning(form, other)
            if same > shared:
                best, shared = other, same
        if shared < max(_LEAST_SHARED, _SHARE * max(len(form), len(best))) or len(form) - shared > _MOST_ENDING:
            return ()
        if len(best) - shared > _MOST_ENDING:
            return ()
        return tuple(Reading(r.english, r.strength * _INFLECTED, r.source) for r in self.of(best))

    def _compounded(self, form: str) -> Readings:
        """Return the readings of a compound's parts, all of them in one phrase."""
        parts = self._parts(form)
        english = [self.of(part)[0].english for part in parts]
        return (Reading(" ".join(english), GIVEN * _COMPOUNDED, "glossary"),) if len(parts) > 1 else ()

    def _parts(self, form: str) -> tuple[str, ...]:
        """Return the fewest known forms that make up the whole form, links between them left out, else ()."""
        for end in range(len(form), _SHORTEST_PART - 1, -1):
            if form[:end] not in self._known:
                continue
            if end == len(form):
                return (form,)
            for link in _LINKS:
                if form.startswith(link, end) and (rest := self._parts(form[end + len(link) :])):
                    return (form[:end], *rest)
        return ()


def bare(form: str) -> str:
    """Return a form folded, each of its words without a glued article."""
    return " ".join(map(without_article, fold(form).split()))


def _stems(form: str, code: str) -> Iterator[str]:
    """Yield a folded word as it is, without its article, and without one or two glued particles of the language."""
    yield form
    if " " in form:
        return
    stem = without_article(form)
    if stem != form:
        yield stem
    particles = LANGUAGES[code].soft_prefixes.split()
    for particle in particles:
        rest = form.removeprefix(particle)
        if rest != form and len(rest) > 2:
            yield without_article(rest)
            for second in particles:
                if rest.startswith(second) and len(rest) - len(second) > 2:
                    yield without_article(rest[len(second) :])


# Learned words instead of those in the folders: only while something is being learned.
_LEARNED: Final[dict[str, LearnedWords]] = {}


@contextmanager
def learned_instead(words: Mapping[str, LearnedWords]) -> Iterator[None]:
    """Let the glossaries hold these learned words instead of those in their folders, meanwhile."""
    _LEARNED.update({code: words.get(code, ()) for code in LANGUAGES})
    _forget()
    try:
        yield
    finally:
        _LEARNED.clear()
        _forget()


def _forget() -> None:
    for remembered in (glossary_of, readings, _romanised, romanised_readings):
        remembered.cache_clear()


@lru_cache(maxsize=128)
def glossary_of(code: str) -> Glossary:
    """Return a language's glossary, read when first asked for. Raises `KeyError` for a language without a folder."""
    return Glossary(code, _LEARNED.get(code))


def load() -> None:
    """Read all glossaries now, which takes about a second, so that the first question need not wait for them."""
    for code in LANGUAGES:
        glossary_of(code)
    _romanised()


def languages_of(text: str, likely: str = "") -> tuple[str, ...]:
    """Return the languages of the text's script, the likely one first."""
    return _languages_written_in(script_of(text), likely)


@lru_cache(maxsize=256)
def _languages_written_in(script: str, likely: str) -> tuple[str, ...]:
    scripts = _READ_AS.get(script, (script,))
    codes = [code for code, language in LANGUAGES.items() if language.script in scripts]
    return tuple(sorted(codes, key=lambda code: (code != likely, scripts.index(LANGUAGES[code].script), code)))


@lru_cache(maxsize=1)
def _romanised() -> dict[str, tuple[Readings, ...]]:
    """Return the readings of words of scripts that write their vowels, by how they look in Latin letters."""
    found: dict[str, list[Readings]] = {}
    for code, language in sorted(LANGUAGES.items()):
        if language.script in _VOWELLED:
            glossary = glossary_of(code)
            for form in glossary.forms:
                if any(reading.source != "place" for reading in glossary.of(form)):
                    found.setdefault(_spelling(romanise_word(form)), []).append(glossary.of(form))
    return {spelling: tuple(every) for spelling, every in found.items()}


def _spelling(roman: str) -> str:
    """Return a romanised word in one of the ways that letters of other alphabets are written in."""
    for written, plain in _WRITTEN_SO:
        roman = roman.replace(written, plain)
    return roman


@lru_cache(maxsize=_KEPT)
def romanised_readings(word: str) -> Readings:
    """Return what a Latin word may mean as a romanised Greek or Cyrillic one: `panepistimio`, `gosudarstvennyi`."""
    spelling = _spelling(romanise_word(word))
    every = _romanised().get(spelling, ()) if len(spelling) > _LEAST_SHARED else ()
    found: dict[str, Reading] = {}
    for readings_of in every:
        for reading in readings_of:
            found.setdefault(reading.english, Reading(reading.english, reading.strength * _ROMANISED, reading.source))
    return tuple(found.values())


def passed_over(form: str, languages: Sequence[str]) -> float:
    """Return in which share of names in these languages the word is left out by who translates them, 0..1."""
    return max((glossary_of(code).passed_over(form) for code in languages), default=0.0)


@lru_cache(maxsize=_KEPT)
def readings(form: str, languages: Sequence[str]) -> Readings:
    """Return what a folded word or phrase may be called in English, in any of the languages, strongest first.

    >>> readings(fold("بحوث"), ("ar",))[0].english
    'research'
    """
    found: dict[str, Reading] = {}
    for place, code in enumerate(languages):
        for reading in glossary_of(code).readings(form):
            strength = reading.strength if place == 0 else reading.strength * 0.9
            if reading.english not in found or found[reading.english].strength < strength:
                found[reading.english] = Reading(reading.english, strength, reading.source)
    return tuple(sorted(found.values(), key=lambda r: (-r.strength, r.english)))
