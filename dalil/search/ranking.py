"""The order of rows: features of how each holds the question, weighed by what was learned.

The features are named, so that a weight can be read and a rank explained. It never reads an entry.
"""

from typing import Final

import numpy as np

from dalil.search.arrays import Floats
from dalil.search.expanding import MEANING, SAME, SHAPE, SOUND
from dalil.search.matching import Matched, Question
from dalil.search.segment import Segment
from dalil.search.wording import PART

FEATURES: Final = (
    "asked_share", "asked_share_squared", "named_share", "named_share_squared", "both_shares", "asked_count", "named_count",
    "asked_missing", "named_missing", "named_extra_count", "asked_missing_count", "is_whole", "in_order", "adjacent",
    "same_share", "meaning_share", "sound_share", "shape_share", "rarest_asked", "rarest_named", "length_difference",
    "country", "is_part", "weakest", "strength_mean",
)  # fmt: skip
# With vectors of whole names: their cosine, how far it lies under the best one, and its product with the shares.
WITH_VECTORS: Final = ("cosine", "cosine_gap", "cosine_and_shares")


def with_vectors(features: Floats, cosines: Floats, best: float) -> Floats:
    """Return rows × (FEATURES + WITH_VECTORS)."""
    both = features[:, FEATURES.index("both_shares")]
    return np.concatenate((features, np.stack((cosines, cosines - best, cosines * both), axis=1)), axis=1)


def features_of(segment: Segment, question: Question, matched: Matched, country: Floats) -> Floats:
    """Return rows × FEATURES."""
    weights = question.weights
    tokens, words = matched.tokens, matched.words
    asked = (tokens * weights).sum(axis=1) / max(float(weights.sum()), 1e-6)
    rarities = matched.rarities
    whole = np.maximum(rarities.sum(axis=1), 1e-6)
    named = (words * rarities).sum(axis=1) / whole
    lengths = np.maximum(matched.lengths, 1)
    token_count = len(weights)
    missing_asked = ((1 - tokens) * weights).sum(axis=1)
    missing_named = whole - (words * rarities).sum(axis=1)
    ways = [((matched.ways == way) * words * rarities).sum(axis=1) / whole for way in (SAME, MEANING, SOUND, SHAPE)]
    in_order, adjacent = _order(matched)
    columns = (
        asked, asked**2, named, named**2, asked * named, tokens.mean(axis=1), words.sum(axis=1) / lengths,
        missing_asked / 10, missing_named / 10, ((words < 0.3) & (rarities > 0)).sum(axis=1),
        (tokens < 0.3).sum(axis=1), (asked > 0.9) & (named > 0.9), in_order, adjacent, *ways,
        tokens[:, int(weights.argmax())], np.take_along_axis(words, rarities.argmax(axis=1)[:, None], 1)[:, 0],
        np.abs(lengths - token_count) / np.maximum(lengths, token_count), country, segment.row_sorts[matched.rows] == PART,
        tokens.min(axis=1), np.where(rarities > 0, words, 0).sum(axis=1) / np.maximum(1, (words > 0).sum(axis=1)),
    )  # fmt: skip
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _order(matched: Matched) -> tuple[Floats, Floats]:
    """Return the shares of neighbouring words of a row that answer tokens in ascending order, and neighbouring ones."""
    left, right = matched.word_tokens[:, :-1], matched.word_tokens[:, 1:]
    both = (left >= 0) & (right >= 0)
    count = np.maximum(1, both.sum(axis=1))
    steps = right.astype(np.int16) - left
    return ((steps > 0) & both).sum(axis=1) / count, ((np.abs(steps) == 1) & both).sum(axis=1) / count
