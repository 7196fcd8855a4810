"""Learning what it costs to write a letter of one script with letters of another.

A memoryless stochastic edit model after Ristad and Yianilos (1998), each operation one or two letters into none, one or
two, trained by hard (Viterbi) expectation maximisation: counts are whole numbers, so the table is the same on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import inf, log
from typing import Final

Operation = tuple[str, str]
Costs = dict[Operation, float]

ROUNDS: Final = 6
# How many letters an operation may take and give; longest first, so that ties fall the same way everywhere.
SHAPES: Final = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1))
_DEAREST: Final = 9.0
_LEAST_SEEN: Final = 3
_FIRST_GUESS: Final = {(1, 1): 3.0, (1, 2): 5.0, (2, 1): 5.5, (1, 0): 3.5, (0, 1): 3.5}
_FITTING: Final = 0.3
_DOUBLED: Final = 1.5
_SPREAD: Final = 2.5


def first_guess(letters: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> Costs:
    """Return costs to begin with: cheap where the language file reads the letter so, dear elsewhere."""
    costs: Costs = {}
    for source, target in pairs:
        for operation in _operations(source, target):
            if operation not in costs:
                taken, given = operation
                reading = "".join(letters.get(letter, letter) for letter in taken)
                costs[operation] = _guess(taken, given, reading)
    return costs


def _guess(taken: str, given: str, reading: str) -> float:
    """Return the cost to begin with; doubled and spread letters (`ss`, `ou`) begin cheaper than a letter that is put in."""
    if taken and reading == given:
        return _FITTING
    if len(taken) == 1 and len(given) == 2 and reading in given and reading:
        return _DOUBLED if given == reading * 2 else _SPREAD
    return _FIRST_GUESS[len(taken), len(given)]


def _operations(source: str, target: str) -> Iterable[Operation]:
    for taken, given in SHAPES:
        for i in range(len(source) - taken + 1):
            for j in range(len(target) - given + 1):
                yield source[i : i + taken], target[j : j + given]


def best_path(source: str, target: str, costs: Mapping[Operation, float]) -> tuple[float, list[Operation]]:
    """Return the cheapest cost of writing `source` as `target`, and the operations in order. O(len × len)."""
    width = len(target) + 1
    reached = [inf] * ((len(source) + 1) * width)
    came: list[Operation | None] = [None] * len(reached)
    reached[0] = 0.0
    for i in range(len(source) + 1):
        for j in range(width):
            here = reached[i * width + j]
            if here == inf:
                continue
            for taken, given in SHAPES:
                if i + taken > len(source) or j + given >= width:
                    continue
                operation = (source[i : i + taken], target[j : j + given])
                cost = here + costs.get(operation, _DEAREST * max(taken, given))
                place = (i + taken) * width + j + given
                if cost < reached[place]:
                    reached[place], came[place] = cost, operation
    path: list[Operation] = []
    place = len(reached) - 1
    while place and (step := came[place]) is not None:
        path.append(step)
        place -= len(step[0]) * width + len(step[1])
    return reached[-1], path[::-1]


def _costs_of(counts: Mapping[Operation, int]) -> Costs:
    """Return the negative log-likelihood of each operation given the letters it takes; rare ones are dropped."""
    kept = {operation: count for operation, count in counts.items() if count >= _LEAST_SEEN}
    taken: Counter[str] = Counter()
    for (source, _), count in kept.items():
        taken[source] += count
    positions = sum(count for source, count in taken.items() if source)
    seen = Counter({source: count for source, count in taken.items() if len(source) == 1})
    costs: Costs = {}
    for (source, target), count in sorted(kept.items()):
        if not source:
            whole = positions
        elif len(source) == 2:  # a pair competes with its letters taken one by one
            whole = max(count, min(seen[source[0]], seen[source[1]]) + taken[source])
        else:
            whole = taken[source] + sum(n for pair, n in taken.items() if len(pair) == 2 and pair[0] == source)
        costs[source, target] = round(-log(count / (whole + 1)), 2)
    return costs


def learned(pairs: Sequence[tuple[str, str]], letters: Mapping[str, str], rounds: int = ROUNDS) -> Costs:
    """Return the costs learned from pairs of (word, the same word in Latin letters), after `rounds` passes."""
    costs = first_guess(letters, pairs)
    for _ in range(rounds):
        counts: Counter[Operation] = Counter()
        for source, target in pairs:
            cost, path = best_path(source, target, costs)
            if cost < inf and _is_plausible(cost, source, target):
                counts.update(path)
        costs = _costs_of(counts)
    return costs


def _is_plausible(cost: float, source: str, target: str) -> bool:
    """Return whether the pair may be one word at all: mined pairs hold a few per cent of translations."""
    return cost < 4.0 * max(len(source), len(target))
