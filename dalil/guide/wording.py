"""What the few words in headings and in some cells mean: the tables of `words.toml`, folded and ready to look up.

It never looks at a whole column: see `looks` for that.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from dalil import names

_FILE: Final = Path(__file__).with_name("words.toml")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAKS: Final = re.compile(r"[\W_]+|(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_ARTICLE: Final = re.compile(r"^(?:وال|بال|لل|ال)(?=\w{2,})")
_BODY: Final = "name"
_CODE_LENGTH: Final = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What a heading may mean: a field, how much of the heading says so (0..1), and the language that it names."""

    field: str
    share: float
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    headings: Mapping[tuple[str, ...], str]
    body: frozenset[tuple[str, ...]]
    languages: Mapping[tuple[str, ...], str]
    status: Mapping[tuple[str, ...], str]
    kinds: Mapping[tuple[str, ...], str]
    longest: int


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a heading, folded, without numbers at the end and the Arabic article."""
    parts = names.fold(_BREAKS.sub(" ", _CAMEL.sub(" ", text))).split()
    while len(parts) > 1 and parts[-1].isdecimal():
        parts.pop()
    return tuple(_ARTICLE.sub("", part) for part in parts)


def readings_of(heading: str) -> tuple[Reading, ...]:
    """Return what a heading may mean, the likeliest first; empty if none of its words is known."""
    table = _table()
    words, language = _without_language(words_of(heading), table)
    best: dict[str, float] = {}
    weak = 0.0
    for start, end in _spans(len(words), table.longest):
        part = words[start:end]
        share = (end - start) / len(words)
        if field := table.headings.get(part):
            best[field] = max(best.get(field, 0.0), share)
        if part in table.body:
            weak = max(weak, share)
    if weak == 1 or (weak and not best):
        best.setdefault(_BODY, 0.9 * weak)
    # Of two equal readings the private one is taken: a contact must not slip through.
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0] != "private", item[0]))
    if not ranked and language:
        return (Reading("", 0.0, language),)
    return tuple(Reading(field, share, language) for field, share in ranked)


def status_named(text: str) -> str:
    """Return active, inactive, closed or moved for what a cell says of the state of a body; "" if unknown."""
    return _table().status.get(words_of(text), "")


def kind_named(text: str) -> str:
    """Return the ROR type that a cell means; "" if unknown."""
    return _table().kinds.get(words_of(text), "")


def _without_language(words: tuple[str, ...], table: _Words) -> tuple[tuple[str, ...], str]:
    """Return the words without those that name a language, and that language; a heading of two languages has none."""
    found = {}
    for start, end in _spans(len(words), 3):
        if language := table.languages.get(words[start:end]):
            found[start, end] = language
    # `en` is English, and the French and Spanish for "in": a whole word beside it decides.
    if len(set(found.values())) > 1:
        found = {span: language for span, language in found.items() if len("".join(words[slice(*span)])) > _CODE_LENGTH}
    if len(set(found.values())) != 1:
        return words, ""
    (start, end) = max(found, key=lambda span: span[1] - span[0])
    left = (*words[:start], *words[end:])
    small = {"in", "en", "the", "ב", "au", "la", "ه", "لغه"}
    return tuple(word for word in left if word not in small), found[start, end]


def _spans(count: int, longest: int) -> Iterator[tuple[int, int]]:
    for length in range(min(count, longest), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


@cache
def _table() -> _Words:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    headings = _by_words(data["headings"])
    return _Words(
        headings=headings,
        body=frozenset(_by_words({"body": data["body"]["words"]})),
        languages=_by_words(data["languages"]),
        status=_by_words(data["status"]),
        kinds=_by_words(data["kinds"]),
        longest=max(map(len, headings)),
    )


def _by_words(section: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Return what each wording means; of two meanings the first in the file stands."""
    found: dict[tuple[str, ...], str] = {}
    for meaning, wordings in section.items():
        for wording in wordings.split(";"):
            if words := words_of(wording):
                found.setdefault(words, meaning)
    return found
