"""Names of persons, put together of two tokens of one language that are known in Latin and in another script.

Nobody is meant by them. Where an engine learned from the same list of tokens its figures flatter it: give `--pairs` a
list that it has not seen.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Final

from bench.names.data import Corpus, Question, WrongData, opened
from bench.names.engine import plain

LANGUAGES: Final = ("ar", "he", "ru")
VARIANTS: Final = "latin variant"
PERSONS: Final = 30_000
QUESTIONS_OF_A_SET: Final = 300
_COLUMNS: Final = ("lang", "latin", "other")
_SHORTEST: Final = 3
_LIKE: Final = 0.6
_SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Person:
    """Two tokens of one language in Latin script and in the other."""

    lang: str
    latin: tuple[str, str]
    other: tuple[str, str]

    @property
    def name(self) -> str:
        """The name as it is indexed."""
        return titled(self.latin)

    @property
    def text(self) -> str:
        """The name in the other script."""
        return " ".join(self.other)


def titled(tokens: Sequence[str]) -> str:
    """Return tokens as a name is written."""
    return " ".join(token[:1].upper() + token[1:] for token in tokens)


def read_tokens(path: Path) -> dict[str, dict[str, str]]:
    """Return, for each language, Latin token -> its commonest other form. Raises `WrongData`."""
    seen: dict[str, dict[str, tuple[int, str]]] = {lang: {} for lang in LANGUAGES}
    with opened(path) as file:
        reader = csv.DictReader(file)
        for column in _COLUMNS:
            if column not in (reader.fieldnames or ()):
                raise WrongData(f"{path}, row 1: the column {column} is missing")
        for row in reader:
            latin, other, tokens = row["latin"], row["other"], seen.get(row["lang"])
            if tokens is None or not (_is_token(latin) and _is_token(other)):
                continue
            count = int(row.get("count") or 1)
            if latin not in tokens or count > tokens[latin][0]:
                tokens[latin] = (count, other)
    return {lang: {latin: other for latin, (_, other) in tokens.items()} for lang, tokens in seen.items()}


def _is_token(token: str) -> bool:
    return len(token) >= _SHORTEST and token.isalpha()


def compose(tokens: dict[str, dict[str, str]], count: int = PERSONS) -> list[Person]:
    """Return that many persons, each language a third, no name twice, in a seeded order."""
    chance = random.Random(_SEED)
    persons: dict[str, Person] = {}
    for number, lang in enumerate(LANGUAGES, 1):
        pool = sorted(tokens[lang].items())
        most = min(count * number // len(LANGUAGES), len(persons) + len(pool) * (len(pool) - 1) // 2)
        while len(persons) < most:
            (first, given), (second, family) = chance.sample(pool, 2)
            person = Person(lang, (first, second), (given, family))
            persons.setdefault(person.name, person)
    mixed = list(persons.values())
    chance.shuffle(mixed)
    return mixed


def spellings(tokens: dict[str, dict[str, str]]) -> Callable[[str, str], list[str]]:
    """Return what tells the other Latin spellings of a token: of one other-script form, alike, and not by accents alone.

    The list was mined: tokens that only stand for the same form by mistake are mostly not alike.
    """
    forms: dict[tuple[str, str], list[str]] = defaultdict(list)
    for lang, pairs in tokens.items():
        for latin, other in pairs.items():
            forms[lang, other].append(latin)

    def others(lang: str, latin: str) -> list[str]:
        ours = plain(latin)
        return [
            one
            for one in sorted(forms[lang, tokens[lang][latin]])
            if plain(one) != ours and SequenceMatcher(None, ours, plain(one)).ratio() >= _LIKE
        ]

    return others


def _variants(persons: Sequence[Person], tokens: dict[str, dict[str, str]]) -> Iterator[tuple[Person, str]]:
    chance, others = random.Random(f"{VARIANTS} {_SEED}"), spellings(tokens)
    for person in persons:
        choices = [others(person.lang, latin) for latin in person.latin]
        if any(choices):
            pairs = zip(choices, person.latin, strict=True)
            yield person, titled([chance.choice(known) if known else latin for known, latin in pairs])


def corpus(path: Path, count: int = PERSONS, most: int = QUESTIONS_OF_A_SET) -> Corpus:
    """Return the persons as rows, and the sets of questions: each language's script, and other Latin spellings."""
    tokens = read_tokens(path)
    persons = compose(tokens, count)
    owners: dict[str, set[str]] = defaultdict(set)
    for person in persons:
        owners[person.text].add(person.name)
        owners[person.name].add(person.name)
    sets: dict[str, list[Question]] = {}
    for lang in LANGUAGES:
        texts = dict.fromkeys(person.text for person in persons if person.lang == lang)
        sets[lang] = [Question(text, frozenset(owners[text])) for text in list(texts)[:most]]
    variants = ((person, text) for person, text in _variants(persons, tokens) if text not in owners)
    sets[VARIANTS] = [Question(text, frozenset({person.name})) for person, text in islice(variants, most)]
    names = [person.name for person in persons]
    return Corpus(names, [""] * len(names), {name: questions for name, questions in sets.items() if questions})
