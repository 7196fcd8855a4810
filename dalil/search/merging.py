"""The answers of all segments as one: who is found, and the page that was asked for, best first.

Behind those who were scored come the others who were found, by title. It reads only the entries of the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dalil.search.asking import Asked
from dalil.search.counting import by_title
from dalil.search.entry import Entry
from dalil.search.expanding import MEANING, SAME, SHAPE, SOUND
from dalil.search.finding import Answer
from dalil.search.matching import Mask
from dalil.search.opened import Opened
from dalil.search.vectors import are_available, vectors_of

WAYS = {SAME: "same", MEANING: "meaning", SHAPE: "shape", SOUND: "sound"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of the question and the word of the name that answers it: in which way (of WAYS), and how surely."""

    asked: str
    named: str
    way: str
    strength: float


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry on the page: where it lies, its score, and the pairs of words of its best name (none without one)."""

    part: int
    owner: int
    score: float
    name: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The answer to a question in all segments."""

    asked: Asked
    found: tuple[Mask, ...]
    answers: tuple[Answer, ...]


def ranked_of(opened: Opened, asked: Asked, within: Sequence[Mask]) -> Ranked:
    """Ask every segment; only entries `within` the choices are scored."""
    vector = vectors_of([asked.text])[0] if opened.has_vectors and are_available() else None
    answers = tuple(part.answer(asked, vector, mask) for part, mask in zip(opened.parts, within, strict=True))
    return Ranked(asked, tuple(answer.found for answer in answers), answers)


def pages_of(
    opened: Opened, ranked: Ranked, within: Sequence[Mask], offset: int, limit: int
) -> list[tuple[Shown, Entry]]:
    """Return the entries from `offset` on."""
    scored = [
        (-one.score, number, place)
        for number, answer in enumerate(ranked.answers)
        for place, one in enumerate(answer.scored)
        if within[number][one.owner]
    ]
    scored.sort()
    page = [_shown(opened, ranked, number, place) for _, number, place in scored[offset : offset + limit]]
    if len(page) < limit:
        rest = [mask & inside for mask, inside in zip(ranked.found, within, strict=True)]
        for number, answer in enumerate(ranked.answers):
            rest[number][[one.owner for one in answer.scored]] = False
        places = by_title(opened, rest, max(0, offset - len(scored)), limit - len(page))
        page += [Shown(number, place, 0.0, -1, ()) for number, place in places]
    return [(one, opened.parts[one.part].segment.entry(one.owner)) for one in page]


def _shown(opened: Opened, ranked: Ranked, number: int, place: int) -> Shown:
    answer, segment = ranked.answers[number], opened.parts[number].segment
    one = answer.scored[place]
    held = answer.matched
    if held is None or one.line < 0:
        return Shown(number, one.owner, one.score, -1, ())
    row = int(held.rows[one.line])
    words = segment.rows.of_one(row)
    pairs = tuple(
        Pair(ranked.asked.tokens[token], segment.words[int(word)], WAYS[way], round(strength, 2))
        for word, token, way, strength in zip(
            words,
            held.word_tokens[one.line].tolist(),
            held.ways[one.line].tolist(),
            held.words[one.line].tolist(),
            strict=False,
        )
        if token >= 0 and way in WAYS
    )
    return Shown(number, one.owner, one.score, int(segment.row_names[row]), pairs)
