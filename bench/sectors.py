"""How well `kinds.suggest_sector` guesses, on charities classified by hand, and how fast.

Run: `python -m bench.sectors ../shared/data/classification/ukcat-labelled-dev.csv.gz [BAR ...]`. It learns nothing from it.

Correct is the sector that the charity's own ICNP/TSO code falls into. Rows that no sector takes count as wrong when guessed.
"""

import csv
import gzip
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final, NamedTuple

from dalil.kinds import NeedsDecision, sector_for, sectors, suggest_sector

BARS: Final = (0.5, 0.6, 0.7, 0.8, 0.9)


class Labelled(NamedTuple):
    """One charity: its sector by hand ('' when none), name and activities."""

    sector: str
    name: str
    text: str


def read(path: Path) -> list[Labelled]:
    """The rows of the labelled file."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                sector = sector_for("ICNP/TSO", row["ICNPTSO"])
            except NeedsDecision:
                sector = ""
            found.append(Labelled(sector, row["name"], row["activities"]))
    return found


def report(rows: list[Labelled], bars: tuple[float, ...], *, with_text: bool) -> None:
    """Print precision and coverage at each bar, then per sector at the lowest."""
    guesses = [(row.sector, suggest_sector([row.name], row.text if with_text else "", bar=0.0)) for row in rows]
    print(f"\n{'name and activities' if with_text else 'name only'}: {len(rows)} charities")
    for bar in bars:
        made = [(sector, guess.code) for sector, guess in guesses if guess and guess.confidence >= bar]
        right = sum(sector == code for sector, code in made)
        print(f"  bar {bar:.2f}: guessed {len(made) / len(rows):6.1%}, right {right / max(len(made), 1):6.1%} of those")
    made_by, right_by, all_by = Counter[str](), Counter[str](), Counter(row.sector for row in rows)
    bands: dict[float, list[bool]] = defaultdict(list)
    for sector, guess in guesses:
        if guess:
            bands[int(guess.confidence * 10) / 10].append(sector == guess.code)
        if guess and guess.confidence >= bars[0]:
            made_by[guess.code] += 1
            right_by[guess.code] += sector == guess.code
    for code in sectors():
        precision, recall = right_by[code] / max(made_by[code], 1), right_by[code] / max(all_by[code], 1)
        counts = f"in list {all_by[code]:4}  guessed {made_by[code]:4}"
        print(f"  {code:12} {counts}  precision {precision:6.1%}  recall {recall:6.1%}")
    said = ", ".join(f"{band:.1f}: {sum(hits) / len(hits):.0%} of {len(hits)}" for band, hits in sorted(bands.items()))
    print(f"  right by confidence: {said}")


def speed(rows: list[Labelled]) -> None:
    """Print the time that one name takes."""
    suggest_sector(["warm"])
    began = time.perf_counter()
    for row in rows:
        suggest_sector([row.name])
    print(f"\none name: {(time.perf_counter() - began) / len(rows) * 1e6:.1f} microseconds")


def main(path: Path, bars: tuple[float, ...]) -> None:
    """Print everything for one file."""
    rows = read(path)
    speed(rows)
    report(rows, bars, with_text=False)
    report(rows, bars, with_text=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(map(float, sys.argv[2:])) or BARS)
