"""Facets: who lies within the choices, how many of those found have each value, and browsing when nothing is asked.

What is chosen in a facet does not shrink that facet's own counts. It never looks at names.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from heapq import merge
from itertools import islice
from typing import Final

import numpy as np

from dalil.search.entry import FACETS, Found, Hit, Query
from dalil.search.finding import Finding
from dalil.search.matching import Mask
from dalil.search.opened import Opened

Filters = dict[str, tuple[str, ...]]
Counts = dict[str, list[tuple[str, int]]]

_COUNTS_KEPT: Final = 64


def filters_of(query: Query) -> Filters:
    """Return the choices that mean something, in one order; what is no text at all (half a pair) is no value."""
    return {
        facet: tuple(value.encode("utf-8", "replace").decode() for value in values)
        for facet, values in sorted(query.filters.items())
        if facet in FACETS and values
    }


def _with_value(part: Finding, facet: str, values: Sequence[str]) -> Mask:
    segment = part.segment
    sought = [place for place, value in enumerate(segment.facet_values[facet]) if value in values]
    rows = segment.facets[facet]
    mask = np.zeros(len(segment), bool)
    if sought:
        owners = np.repeat(np.arange(len(segment)), np.diff(rows.starts))
        mask[owners[np.isin(rows.values, sought)]] = True
    return mask


def masks_within(opened: Opened, filters: Mapping[str, Sequence[str]], *, without: str = "") -> list[Mask]:
    """Return for each segment who is alive and within all choices, one facet left aside if asked for."""
    masks = []
    for part in opened.parts:
        mask = part.alive.copy()
        for facet, values in filters.items():
            if facet != without:
                mask &= _with_value(part, facet, values)
        masks.append(mask)
    return masks


def _values_of(opened: Opened, facet: str, masks: Sequence[Mask]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for part, mask in zip(opened.parts, masks, strict=True):
        rows, names = part.segment.facets[facet], part.segment.facet_values[facet]
        values = rows.values if mask.all() else rows.of_all(np.flatnonzero(mask))[0]
        for place, count in enumerate(np.bincount(values, minlength=len(names)).tolist()):
            if count:
                counts[names[place]] += count
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: FACETS[facet]]


def counted(opened: Opened, found: Sequence[Mask], filters: Filters, within: Sequence[Mask]) -> tuple[int, Counts]:
    """Return how many of those found lie `within` all the choices, and the counts of all facets."""
    chosen = [mask & inside for mask, inside in zip(found, within, strict=True)]
    facets: Counts = {}
    for facet in FACETS:
        masks = chosen
        if facet in filters:
            others = masks_within(opened, filters, without=facet)
            masks = [mask & inside for mask, inside in zip(found, others, strict=True)]
        facets[facet] = _values_of(opened, facet, masks)
    return int(sum(mask.sum() for mask in chosen)), facets


def by_title(opened: Opened, masks: Sequence[Mask], offset: int, limit: int) -> list[tuple[int, int]]:
    """Return (segment, entry) of those in the masks by title, from `offset` on."""
    if len(masks) == 1:
        order = opened.parts[0].segment.by_title
        return [(0, place) for place in order[masks[0][order]][offset : offset + limit].tolist()]

    def titled(number: int) -> list[tuple[str, str, int, int]]:
        segment = opened.parts[number].segment
        order = segment.by_title
        first = order[masks[number][order]][: offset + limit]
        return [(segment.titles[place], segment.ids[place], number, place) for place in first.tolist()]

    ordered = merge(*(titled(number) for number in range(len(masks))))
    return [(number, place) for _, _, number, place in islice(ordered, offset, offset + limit)]


def browsed(opened: Opened, filters: Filters, within: Sequence[Mask], offset: int, limit: int) -> Found:
    """Answer when nothing is asked: everything within the choices, by title. Counts are kept while the index stays."""
    key = repr(filters)
    everyone = [part.alive for part in opened.parts]
    if key not in opened.browsed:
        if len(opened.browsed) >= _COUNTS_KEPT:
            opened.browsed.clear()
        opened.browsed[key] = counted(opened, everyone, filters, within)
    total, facets = opened.browsed[key]
    places = by_title(opened, within, offset, limit)
    hits = tuple(Hit(opened.parts[number].segment.ids[place], 0.0) for number, place in places)
    return Found(total, hits, facets)
