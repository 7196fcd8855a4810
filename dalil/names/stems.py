"""Words without what a language glues to them: particles before, endings behind, as its `language.toml` lists them.

It never looks a word up: whether what is left is a word is for others to say.
"""

from functools import lru_cache
from typing import Final

from dalil.names.folding import fold
from dalil.names.languages import LANGUAGES

_SHORTEST_STEM: Final = 3
_SHORTEST_WITH_ARTICLE: Final = 6
_LATIN_ARTICLES: Final = ("al", "el")
_KEPT: Final = 65_536


@lru_cache(maxsize=128)
def _affixes(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the glued particles and the endings of a language, folded, longest first."""
    if code not in LANGUAGES:
        return (), ()
    language = LANGUAGES[code]
    particles, endings = (
        sorted(fold(text).split(), key=lambda part: (-len(part), part))
        for text in (language.soft_prefixes, language.endings)
    )
    return tuple(particles), tuple(endings)


@lru_cache(maxsize=_KEPT)
def without_ending(word: str, code: str) -> str:
    """Return a folded word without its longest ending that leaves three letters, "" if it has none.

    >>> without_ending(fold("Бирзейтский"), "ru")
    'бирзеит'
    """
    for ending in _affixes(code)[1]:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return ""


@lru_cache(maxsize=_KEPT)
def without_particle(word: str, code: str) -> str:
    """Return a folded word without its longest glued particle that leaves three letters, "" if it has none."""
    for particle in _affixes(code)[0]:
        if word.startswith(particle) and len(word) - len(particle) >= _SHORTEST_STEM:
            return word[len(particle) :]
    return ""


def shared_beginning(a: str, b: str) -> int:
    """Return how many letters two words begin with in common.

    >>> shared_beginning("region", "regional")
    6
    """
    for count, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return count
    return min(len(a), len(b))


def without_latin_article(word: str) -> str:
    """Return a Latin word without a glued Arabic article, "" if it has none.

    >>> without_latin_article("alnukhba")
    'nukhba'
    """
    return word[2:] if word.startswith(_LATIN_ARTICLES) and len(word) >= _SHORTEST_WITH_ARTICLE else ""
