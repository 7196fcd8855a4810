"""`python -m bench.linkage.learn`: makes the tables of linking anew, what words are worth and what evidence weighs.

From the shared data it writes `dalil/linkage/tables`; from editors' decisions (`dalil merge export`) a table of one's own.
The same data give the same tables, bit for bit. It never measures: that is `python -m bench.linkage`, on other data.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from math import inf
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from bench.linkage.benchmark import WrongData
from bench.linkage.lessons import SAME, UNKNOWN, Lesson, decided, lessons
from bench.linkage.reading import read
from bench.linkage.registry import FILES
from bench.setting import SHARED
from dalil.linkage import frequencies
from dalil.linkage.evidence import FEATURES, LEVELS, Levels
from dalil.linkage.forms import MOST_WORDS
from dalil.linkage.learning import learned
from dalil.linkage.linking import say_lists
from dalil.linkage.weights import Weights, WrongWeights, level_names, read_weights, shipped_weights

# What a body is called in English is private to the words of a run; the table of counts is written in these words.
from dalil.linkage.words import Words, concepts_of
from dalil.names import fold

TABLES: Final = Path(frequencies.__file__).parent / "tables"
WEIGHTS, FREQUENCIES = "weights.tsv", "frequencies.tsv"
# Words of fewer organisations are left out: they are as rare as words can be, and the table stays small.
_LEAST_COUNT: Final = 4
_ROUNDS: Final = 3
_LISTS: Final = FEATURES.index("lists")
_HEADER: Final = """\
# In how many organisations a word is met, by its English reading; the first row has the number of organisations.
# Counted by `python -m bench.linkage.learn` in displayed names of ROR (https://ror.org, CC0 1.0) and in names of the register
# of mergers of the Charity Commission for England and Wales (Open Government Licence 3.0), the latter by way of
# https://github.com/drkane/charity-lookups (Open Database License 1.0).
"""


class Hand(NamedTuple):
    """A weight that data may not take out of these bounds, and why."""

    feature: str
    level: str
    least: float
    most: float
    why: str


# What no lesson holds, or holds the wrong way round. Everything else is as it was learned.
BY_HAND: Final = (
    Hand("identifier", "conflict", -6.0, -6.0, "no lesson has numbers; two numbers of one register forbid a merge anyway"),
    Hand("identifier", "loose_conflict", -2.0, -2.0, "catalogues give some bodies two numbers"),
    Hand("identifier", "loose_equal", 6.0, 6.0, "catalogues give some numbers to a body and its parent"),
    Hand("identifier", "equal", 14.0, 14.0, "one number of one register is one body, but numbers are mistyped"),
    Hand("relation", "related", -8.0, -8.0, "no lesson tells relations; a parent is not its branch, and never merged"),
    Hand("numbers", "one_more", -inf, -1.0, "the registry's typing errors lose digits that real lists keep"),
    Hand("numbers", "differ", -5.0, -5.0, "School 12 and School 15: too rare in the lessons to be learned"),
    Hand("kind", "one_more", -inf, 0.0, "`alone_one` weighs it; a word of another kind is never evidence for"),
    Hand("kind", "differ", -inf, 0.0, "`alone_both` weighs it; likewise"),
    Hand("kind", "one_more_house", -inf, -2.0, "the hospital of a university is no alias of it, whatever a generator makes"),
    Hand("kind", "other_house", -inf, 0.0, "`alone_both` weighs it; likewise"),
    Hand("acronym", "begins", 0.0, inf, "no evidence against: the letters fit as far as they go"),
    Hand("acronym", "equal", 0.5, inf, "rare in lists that the registry's generator makes, which give an acronym once"),
    Hand("way", "foreign", 0.0, inf, "another script alone is no evidence against"),
    Hand("lists", "same", 0.0, 0.0, "a list that has doubles says nothing"),
    Hand("lists", "same_without_doubles", -inf, -4.0, "a list without doubles has none where none was seen"),
    Hand("lists", "other", 0.0, 1.5, "the registry's bodies are in three lists far more often than those of a guide"),
    Hand("namesakes", "some", -inf, -1.0, "bodies of one name are rarer in the registry than among small associations"),
    Hand("namesakes", "many", -inf, -2.5, "likewise"),
)  # fmt: skip


def set_by_hand(weights: Weights) -> Weights:
    """Return the weights within the bounds that are set by hand."""
    bits = {feature: list(row) for feature, row in weights.bits.items()}
    for one in BY_HAND:
        place = level_names(one.feature).index(one.level)
        bits[one.feature][place] = min(one.most, max(one.least, bits[one.feature][place])) + 0.0
    return replace(weights, bits={feature: tuple(row) for feature, row in bits.items()})


def with_lists(weights: Weights, one: Lesson) -> Levels:
    """Return the levels of a lesson with those of the lists, as weights tell which list has nobody twice."""
    assert one.forms is not None and one.pairs is not None
    levels = one.levels.copy()
    levels[:, _LISTS] = 0
    say_lists(one.forms, one.pairs, levels, weights.total(levels))
    # Of a list that has doubles nothing is to be learned.
    levels[levels[:, _LISTS] == level_names("lists").index("same"), _LISTS] = 0
    return levels


def _taught(weights: Weights | None, taught: Sequence[Lesson]) -> Weights:
    """Return the weights of one round. The registry's lessons count half with the level of their lists, half without."""
    levels, same, shares = [], [], []
    for one in taught:
        views = [one.levels]
        if one.forms is not None:
            views += [with_lists(weights, one)] if weights else []
        for view in views:
            known = one.answers != UNKNOWN
            is_same = one.answers[known] == SAME
            levels.append(view[known])
            same.append(is_same)
            half = 0.5 if one.forms is not None else 1.0
            shares.append(np.where(is_same, one.share.same, one.share.different).astype(np.float32) * half)
    return learned(np.concatenate(levels), np.concatenate(same), np.concatenate(shares).astype(np.float32), "")


def weights_of(taught: Sequence[Lesson]) -> Weights:
    """Return the weights that the lessons teach, in three rounds: which list has doubles is told by weights itself."""
    weights = None
    for _ in range(_ROUNDS):
        found = _taught(weights, taught)
        weights = found if weights else replace(found, bits={**found.bits, "lists": (0.0,) * LEVELS["lists"]})
    assert weights is not None
    return signed(set_by_hand(weights))


def signed(weights: Weights) -> Weights:
    """Return the weights with a version that is a digest of them: equal tables have one version, others do not."""
    table = replace(weights, version="").written()
    return replace(weights, version=blake2b(table.encode(), digest_size=6).hexdigest())


def names_of(data: Path) -> Iterator[list[str]]:
    """Yield the names of each organisation in which words are counted. Raises `WrongData`."""
    seen: set[str] = set()
    for file in FILES:
        for row in read(data / file):
            if (body := row.needed("id")) not in seen:
                seen.add(body)
                yield [name["v"] for name in row.cells["names"] if "ror_display" in name["t"]]
    for row in read(data / "uk-charities" / "mergers-dev.csv.gz"):
        if name := row.text("org_name_a"):
            yield [name]


def counted(bodies: Iterator[list[str]]) -> str:
    """Return the table of how many bodies each word is met in."""
    words, counts, total = Words(), Counter[str](), 0
    for names in bodies:
        total += 1
        met = {number for name in names for number in words.of_name(fold(name), MOST_WORDS)}
        counts.update({concepts_of(words.texts[number])[0][0] for number in met})
    rows = sorted((word, count) for word, count in counts.items() if count >= _LEAST_COUNT)
    return _HEADER + f"\t{total}\n" + "".join(f"{word}\t{count}\n" for word, count in rows)


def _shown(weights: Weights, before: Weights | None = None) -> Iterator[str]:
    """Yield a line for each feature; with what was before, the levels that changed."""
    yield f"prior {weights.prior:+.2f}"
    for feature, row in weights.bits.items():
        old = before.bits[feature] if before else row
        said = [
            f"{name} {bits:+.2f}" + (f" (was {was:+.2f})" if was != bits else "")
            for name, bits, was in zip(level_names(feature), row, old, strict=True)
        ]
        yield f"{feature}: {', '.join(said)}"


def _contributes(one: Lesson) -> str:
    weight = one.same * one.share.same + one.different * one.share.different
    return (
        f"  {len(one.levels):,} pairs; one body {one.same:,} (each counts {one.share.same:g}), "
        f"not {one.different:,} (each {one.share.different:g}); counts {weight:,.0f} in all: {one.why}"
    )


tell = partial(print, flush=True)


def _settled(path: Path, text: str, check: bool) -> bool:
    """Write a table, or only say whether it is so; return whether it now is."""
    is_so = path.exists() and path.read_text(encoding="utf-8") == text
    if is_so:
        tell(f"{path}: as it is")
    elif check:
        tell(f"{path}: NOT as it would be made")
    else:
        # Written beside and renamed: an interrupted run leaves the old table whole.
        beside = path.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
        tell(f"{path}: written")
    return is_so or not check


def _tables(data: Path, check: bool) -> bool:
    """Make both tables; return whether they are as they should be. Weights are learned with the counts just made."""
    tell("counting words")
    if not _settled(TABLES / FREQUENCIES, counted(names_of(data)), check):
        return False
    frequencies.shipped.cache_clear()
    taught = []
    for one in lessons(data, tell):
        taught.append(one)
        tell(_contributes(one))
    tell("fitting")
    weights = weights_of(taught)
    tell("\nset by hand:")
    for hand in BY_HAND:
        bits = weights.bits[hand.feature][level_names(hand.feature).index(hand.level)]
        bounds = "set" if hand.least == hand.most else f"from {hand.least:g} to {hand.most:g}"
        tell(f"  {hand.feature} {hand.level} {bits:+.2f} ({bounds}): {hand.why}")
    tell("\n" + "\n".join(_shown(weights)) + "\n")
    return _settled(TABLES / WEIGHTS, weights.written(), check)


def _own(file: Path, out: Path, start: Weights) -> None:
    """Write the weights that editors' decisions teach, near those that they start from."""
    told = decided(file)
    same = int(told.same.sum())
    tell(f"{file}: {len(told.same)} decisions that hold and that a person looked at, {same} of them the same")
    bits = start.total(told.levels)
    tell(
        f"of these the weights before tell {((bits > 0) == told.same).mean() if len(bits) else 0:.1%} as they were decided"
    )
    weights = signed(learned(told.levels, told.same, np.ones(len(told.same), np.float32), "", start))
    bits = weights.total(told.levels)
    tell(f"the new ones, on the same decisions, {((bits > 0) == told.same).mean() if len(bits) else 0:.1%}")
    tell("\n" + "\n".join(_shown(weights, start)) + "\n")
    _settled(out, weights.written(), check=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.linkage.learn", description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--data", type=Path, default=SHARED, metavar="DIR", help="folder of the shared data")
    add("--check", action="store_true", help="write nothing; exit with 1 if the tables are not what would be written")
    add("--decisions", type=Path, metavar="FILE", help="learn from these decisions instead (dalil merge export)")
    add("--out", type=Path, metavar="FILE", help="where the table learned from decisions is written")
    add("--start", type=Path, metavar="FILE", help="the table that decisions change (default: the one that ships)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 1 if a checked table differs, 2 if a file given is wrong."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if bool(given.decisions) != bool(given.out) or (given.check and given.decisions):
        parser.error("--decisions and --out go together, and without --check")
    try:
        if given.decisions:
            _own(given.decisions, given.out, read_weights(given.start) if given.start else shipped_weights())
            return 0
        return 0 if _tables(given.data, given.check) else 1
    except (WrongData, WrongWeights, OSError) as error:
        print(f"bench.linkage.learn: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
