"""How good the guesses are: folds that never part twins, macro-F1, and the slope that makes confidence true.

It never changes what was learned.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np

from dalil.kinds.hearing import Lists, hear
from dalil.kinds.training.learning import Lesson, learn
from dalil.kinds.training.reading import Labelled, twin_key
from dalil.kinds.training.solving import Floats, Ints, probabilities
from dalil.kinds.weighing import Weights, by_sector, sums

FOLDS: Final = 5
_SLOPES: Final = tuple(step / 20 for step in range(4, 41))


class Unseen(NamedTuple):
    """Sums of every row by sector (rows, sectors), each by weights that never saw it or its twin."""

    with_text: Floats
    name_alone: Floats
    sectors: tuple[str, ...]


def fold_of(row: Labelled, round_: int = 0) -> int:
    """The fold in which a row is judged: by its name alone, so that the order of rows makes no difference."""
    return crc32(f"{round_} {twin_key(row.name)}".encode()) % FOLDS


def scores(rows: Sequence[Labelled], weights: Weights, lists: Lists, *, with_text: bool = True) -> Floats:
    """The sums by sector for each row: (rows, sectors), in the order of `weights.sectors`."""
    found = []
    for row in rows:
        heard = hear([row.name], row.text if with_text else "", lambda w: w if w in weights.places else "", lists)
        said = by_sector(heard, sums(heard, weights), weights, ())
        found.append([said[code] for code in weights.sectors])
    return np.array(found)


def macro_f1(right: Sequence[str], guessed: Sequence[str]) -> tuple[float, dict[str, float]]:
    """The mean of the sectors' F1, and each. A sector is counted when it is right anywhere."""
    hits = Counter(r for r, g in zip(right, guessed, strict=True) if r == g)
    in_list, made = Counter(right), Counter(guessed)
    each = {code: 2 * hits[code] / (in_list[code] + made[code]) for code in sorted(in_list)}
    return sum(each.values()) / len(each), each


def unseen_scores(rows: Sequence[Labelled], lesson: Lesson, round_: int = 0) -> Unseen:
    """The sums of every row, with its description and by its name alone, cross-validated."""
    sectors = tuple(sorted({row.sector for row in rows}))
    with_text, alone = np.zeros((len(rows), len(sectors))), np.zeros((len(rows), len(sectors)))
    folds = np.array([fold_of(row, round_) for row in rows])
    for fold in range(FOLDS):
        learned = learn([row for row, f in zip(rows, folds, strict=True) if f != fold], lesson)
        weights = learned.weights({"name": 1.0, "text": 1.0})
        order = [weights.sectors.index(code) for code in sectors]
        judged = [row for row, f in zip(rows, folds, strict=True) if f == fold]
        with_text[folds == fold] = scores(judged, weights, lesson.lists)[:, order]
        alone[folds == fold] = scores(judged, weights, lesson.lists, with_text=False)[:, order]
    return Unseen(with_text, alone, sectors)


def slopes_of(rows: Sequence[Labelled], unseen: Unseen) -> dict[str, float]:
    """What sums are multiplied by so that confidence is true on unseen rows: Guo and others 2017, temperature scaling.

    One number for names alone, one for names with a description, of least log loss. None for single sectors: how frequent each is
    among British charities says nothing of other countries.
    """
    right = np.array([unseen.sectors.index(row.sector) for row in rows])
    described = np.array([bool(row.text) for row in rows])
    return {
        "name": _slope(unseen.name_alone, right),
        "text": _slope(unseen.with_text[described], right[described]),
    }


def _slope(found: Floats, right: Ints) -> float:
    def loss(slope: float) -> float:
        return -float(np.log(probabilities(found * slope)[np.arange(len(right)), right]).mean())

    return min(_SLOPES, key=loss)
