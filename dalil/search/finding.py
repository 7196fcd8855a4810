"""One segment's answer to a question: which entries are found, in which order the best stand, and why.

Found is who has every telling word, in a name or as a place; beside them who fits well enough by what was learned. It
knows neither pages nor other segments.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from dalil.names.vocabulary import word_of
from dalil.search.arrays import Floats, Ints
from dalil.search.asking import Asked
from dalil.search.expanding import MEANING, SOUND, Expanding
from dalil.search.matching import Mask, Matched, Question, candidates, matched, question_in
from dalil.search.ranking import FEATURES, features_of, with_vectors
from dalil.search.segment import Segment
from dalil.search.weights import country_evidence, weights

# How surely a word must be meant to count as held, by the way in which it is found (SAME, MEANING, SHAPE, SOUND).
_HELD: Final = np.array([0.5, 0.75, 0.7, 0.7], np.float32)
_KIND: Final = 0.5
_LEAST_TOLD: Final = 0.3
_LEAST_TOLD_OF_FIRST: Final = 0.12
_FIRST: Final = 10
_MUCH_TOLD: Final = 0.75
_LEAST_OF_ONE: Final = 0.4
_WHOLE: Final = 0.9
_BEHIND_BEST: Final = 8.0
_MOST_LOOSE: Final = 50
_MOST_SCORED: Final = 200
_NEAREST: Final = 100
_PLACE_SHARE: Final = 0.8
# Over every score that words can reach: a name as it stands, then a number, a web address.
EXACT_NAME: Final = 100.0
EXACT_TERM: Final = 200.0
_INITIALS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with its best row: scores only order. `line` is the row's line in `matched`, -1 when terms alone found it."""

    owner: int
    score: float
    line: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a segment says: who is found, the scored ones best first, and how their rows hold the question."""

    found: Mask
    scored: tuple[Scored, ...]
    matched: Matched | None


class Finding:
    """Answers from one segment; `alive` masks the entries that are not gone."""

    def __init__(self, segment: Segment, alive: Mask) -> None:
        self.segment, self.alive = segment, alive
        self.expanding = Expanding(segment)
        self._by_language: dict[str, Floats] = {}

    def answer(self, asked: Asked, vector: Floats | None, within: Mask) -> Answer:
        """Return the answer; only the living entries `within` are scored, but all are found."""
        question = question_in(self.segment, self.expanding, asked)
        exact = self._exact(asked, within)
        found = self._strict(question)
        whole = self.segment.exact_rows.of_one(" ".join(asked.tokens)).astype(np.int32)
        whole = whole[within[self.segment.row_owners[whole]] & ~self.segment.are_places[whole]]
        lines = self.lines(question, vector, within, whole)
        if lines is None:
            return self._by_terms(found, exact)
        held, features = lines
        scores = np.asarray(features @ weights(has_vectors=features.shape[1] > len(FEATURES)), np.float32)
        scores[np.isin(held.rows, whole)] += EXACT_NAME
        scored = self._best_of_each(held.rows, scores, exact)
        found[self._loose(question, held, scored)] = True
        return Answer(found & self.alive, tuple(one for one in scored if found[one.owner]), held)

    def lines(
        self, question: Question, vector: Floats | None, allowed: Mask, whole: Ints
    ) -> tuple[Matched, Floats] | None:
        """Return how the rows worth it hold the question, with their features; None when there is no such row."""
        segment = self.segment
        cosines = self._cosines(vector)
        if not question.is_known and cosines is None:
            return None
        rows = np.union1d(candidates(segment, question, allowed, self._evidence(question.asked)), whole).astype(
            np.int32
        )
        if cosines is not None:
            rows = self._with_nearest(rows, cosines, allowed)
        if not len(rows):
            return None
        held = matched(segment, question, rows)
        _count_places(segment, question, held)
        return held, self._features(question, held, cosines)

    def _by_terms(self, found: Mask, exact: dict[int, float]) -> Answer:
        scored = sorted((Scored(owner, score, -1) for owner, score in exact.items()), key=lambda s: -s.score)
        found[list(exact)] = True
        return Answer(found & self.alive, tuple(scored), None)

    def _exact(self, asked: Asked, allowed: Mask) -> dict[int, float]:
        """Return the entries that a number, a web host or initials name, with what that adds to their score."""
        named: dict[int, float] = {}
        for term in asked.whole_terms:
            bonus = _INITIALS if term.startswith("initials") else EXACT_TERM
            for owner in self.segment.exact_terms.of_one(term).tolist():
                if allowed[owner]:
                    named[owner] = max(bonus, named.get(owner, 0.0))
        return named

    def _cosines(self, vector: Floats | None) -> Floats | None:
        """Return the cosine of the question with every name, or None without vectors."""
        segment = self.segment
        if vector is None or segment.vectors is None or not len(segment.vectors):
            return None
        centred = vector - segment.vector_mean
        return np.asarray(segment.vectors @ (centred / max(1e-6, float(np.linalg.norm(centred)))), np.float32)

    def _with_nearest(self, rows: Ints, cosines: Floats, allowed: Mask) -> Ints:
        there = np.where(allowed[self.segment.row_owners[self.segment.vector_rows]], cosines, -1.0)
        most = min(_NEAREST, len(there))
        nearest = np.argpartition(-there, most - 1)[:most]
        nearest = nearest[there[nearest] > -1.0]
        return np.union1d(rows, self.segment.vector_rows[nearest]).astype(np.int32)

    def _evidence(self, asked: Asked) -> Floats:
        """Return what a language says for each country of the segment, and nothing for none; remembered."""
        language = asked.language or asked.script
        if language not in self._by_language:
            evidence = country_evidence(language, self.segment.country_shares)
            values = [evidence.get(country, 0.0) for country in self.segment.facet_values["country"]]
            self._by_language[language] = np.array([*values, 0.0], np.float32)
        return self._by_language[language]

    def _features(self, question: Question, held: Matched, cosines: Floats | None) -> Floats:
        segment = self.segment
        country = self._evidence(question.asked)[segment.main_countries[segment.row_owners[held.rows]]]
        features = features_of(segment, question, held, country)
        if cosines is None:
            return features
        of_row = np.zeros(len(segment.rows), np.float32)
        of_row[segment.vector_rows] = cosines
        return with_vectors(features, of_row[held.rows], float(cosines.max()))

    def _best_of_each(self, rows: Ints, scores: Floats, exact: dict[int, float]) -> list[Scored]:
        """Return each entry with its best row, best first; equals by title."""
        owners = self.segment.row_owners[rows]
        order = np.lexsort((rows, self.segment.title_places[owners], -scores))
        first = np.sort(np.unique(owners[order], return_index=True)[1])[:_MOST_SCORED]
        lines = order[first].tolist()
        scored = [
            Scored(int(owners[line]), float(scores[line]) + exact.get(int(owners[line]), 0.0), line) for line in lines
        ]
        if not exact:
            return scored
        seen = {one.owner for one in scored}
        scored += [Scored(owner, bonus, -1) for owner, bonus in exact.items() if owner not in seen]
        return sorted(scored, key=lambda one: -one.score)

    def _loose(self, question: Question, held: Matched, scored: list[Scored]) -> list[int]:
        """Return who is found although not every telling word is: named outright, or fitting nearly as well as the best.

        Once a name plainly has all that was asked, only what has nearly all of it is found beside it.
        """
        named = [one.owner for one in scored if one.line < 0 or one.score >= EXACT_NAME / 2]
        telling = _telling(question.asked)
        share = question.weights * telling
        share = share / max(1e-6, float(share.sum()))
        told, most = held.tokens @ share, held.tokens.max(axis=1)
        by_words = [one for one in scored[:_MOST_LOOSE] if one.line >= 0]
        if not by_words:
            return named
        worst = min(by_words[0].score, EXACT_NAME / 2) - _BEHIND_BEST
        if told[by_words[0].line] > _WHOLE and _is_plain(held, by_words[0].line):
            return named + [one.owner for one in by_words if told[one.line] >= _MUCH_TOLD and one.score >= worst]
        first, rest = by_words[:_FIRST], by_words[_FIRST:]
        if self.segment.vectors is None:
            first = [one for one in first if told[one.line] >= _LEAST_TOLD_OF_FIRST and most[one.line] >= _LEAST_OF_ONE]
        rest = [one for one in rest if told[one.line] >= _LEAST_TOLD and most[one.line] >= _LEAST_OF_ONE]
        return named + [one.owner for one in (*first, *rest) if one.score >= worst]

    def _strict(self, question: Question) -> Mask:
        """Return who has every telling token, each in whatever way, in any name or place."""
        found = np.zeros(len(self.segment), bool)
        telling = _telling(question.asked)
        masks = list(self._masks(question, telling))
        if len(masks) == int(telling.sum()) and masks:
            found[:] = True
            for mask in masks:
                found &= mask
        return found & self.alive

    def _masks(self, question: Question, telling: Mask) -> Iterator[Mask]:
        segment = self.segment
        for token in np.flatnonzero(telling):
            words = [
                expansion.words[expansion.strengths >= _HELD[expansion.ways]]
                for unit, expansion in zip(question.units, question.expansions, strict=True)
                if token in unit.covers
            ]
            if words and any(map(len, words)):
                rows, _ = segment.postings.of_all(np.unique(np.concatenate(words)))
                mask = np.zeros(len(segment), bool)
                mask[segment.row_owners[rows]] = True
                yield mask


def _is_plain(held: Matched, line: int) -> bool:
    """Return whether a row answers in words that stand in it, none of them translated or guessed by sound."""
    return not np.isin(held.ways[line], (MEANING, SOUND)).any()


def _telling(asked: Asked) -> Mask:
    """Return which tokens an entry must have: those that are no particle and no kind of organisation, else all."""
    telling = np.array([word_of(token).weight > _KIND for token in asked.tokens], bool)
    return telling if telling.any() else np.ones(len(telling), bool)


def _count_places(segment: Segment, question: Question, held: Matched) -> None:
    """Let a token that no name of the row's entry holds be answered, in part, by where the entry is."""
    rows = segment.place_rows
    if rows is None:
        return
    owners = segment.row_owners[held.rows]
    places, counts = rows.of_all(owners)
    if not len(places):
        return
    beside = matched(segment, question, places.astype(np.int32))
    lines = np.repeat(np.arange(len(owners)), counts)
    shares = np.zeros_like(held.tokens)
    np.maximum.at(shares, lines, beside.tokens * _PLACE_SHARE)
    np.maximum(held.tokens, shares, out=held.tokens)
