"""Learning what words mean from names that are translations of each other.

IBM model 1 (Brown et al. 1993) over folded words, with an empty word for what has no counterpart. Sums run in a fixed order
and shares are rounded, so the table is the same on every machine.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from dalil.names.folding import fold, without_article
from dalil.names.glossary import Glossary, learned_instead
from dalil.names.unspaced import forget, is_unspaced, stretches

Pair = tuple[str, str]

ROUNDS: Final = 8
_LEAST_SHARE: Final = 0.12
_LEAST_MET: Final = 2
_MOST_READINGS: Final = 4
_NOTHING: Final = ""
_LEAST_LEFT_OUT: Final = 0.2
_BEGINNING: Final = 5
_LEAST_SEEN: Final = 3


def _words(name: str) -> list[str]:
    return list(dict.fromkeys(map(without_article, fold(name).split())))


def shares(pairs: Sequence[Pair], rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Return word -> English word -> share of the word's occurrences that the English word explains."""
    taken = [(_words(name), [_NOTHING, *_words(english)]) for name, english in pairs]
    known: dict[tuple[str, str], float] = {}
    for _ in range(rounds):
        met: defaultdict[tuple[str, str], float] = defaultdict(float)
        whole: defaultdict[str, float] = defaultdict(float)
        for words, english in taken:
            for word in words:
                chances = [known.get((word, other), 0.0) if known else 1.0 for other in english]
                total = sum(chances) or 1.0
                for other, chance in zip(english, chances, strict=True):
                    met[word, other] += chance / total
                    whole[other] += chance / total
        known = {(word, other): count / whole[other] for (word, other), count in met.items()}
    result: dict[str, dict[str, float]] = {}
    totals: defaultdict[str, float] = defaultdict(float)
    for (word, _), count in met.items():
        totals[word] += count
    for (word, other), count in sorted(met.items()):
        if other and count / totals[word] >= _LEAST_SHARE:
            result.setdefault(word, {})[other] = count / totals[word]
    return result


def left_out(pairs: Sequence[Pair], code: str) -> dict[str, float]:
    """Return in which share of its names each word that the language's editors know has no counterpart in English.

    `федеральное государственное бюджетное учреждение` is seldom translated. Shares are those of names met, drawn towards
    none as if two more had one.
    """
    glossary = Glossary(code, learned=())
    missing: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for name, english in pairs:
        beginnings = {word[:_BEGINNING] for word in _words(english)}
        for word in _words(name):
            told = {part[:_BEGINNING] for reading in glossary.readings(word) for part in reading.english.split()}
            if told:
                seen[word] += 1
                missing[word] += told.isdisjoint(beginnings)
    return {word: missing[word] / (count + 2) for word, count in sorted(seen.items()) if count >= _LEAST_SEEN}


def taken_apart(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the names that are written without spaces with spaces between their words, by what editors know alone.

    What is in other letters (romanised labels, a brand) is left out: it teaches nothing about words that are cut.
    """
    with learned_instead({}):
        forget()
        cut = [(stretches(fold(name)), english) for name, english in pairs if is_unspaced(fold(name))]
    forget()
    return [(" ".join(word for word in words if not word.isascii()), english) for words, english in cut]


def learned_words(pairs: Iterable[Pair], code: str) -> list[tuple[str, str, float]]:
    """Return (word, English word, share) in ascending order: what was met in two names or more and is not mere chance.

    An empty English word tells in which share of its names the word is left out (see `left_out`).
    """
    every = sorted(set(pairs))
    met: Counter[tuple[str, str]] = Counter()
    for name, english in every:
        met.update((word, other) for word in _words(name) for other in _words(english))
    rows = [(word, _NOTHING, share) for word, share in left_out(every, code).items() if share >= _LEAST_LEFT_OUT]
    for word, known in shares(every).items():
        kept = [(share, other) for other, share in known.items() if met[word, other] >= _LEAST_MET and word != other]
        rows += [(word, other, share) for share, other in sorted(kept, key=lambda r: (-r[0], r[1]))[:_MOST_READINGS]]
    return [(word, other, round(share, 2)) for word, other, share in sorted(rows) if len(word) > 1]
