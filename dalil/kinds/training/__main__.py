"""The command that makes the shipped tables anew: `python -m dalil.kinds.training --data ../shared/data`.

The same data give the same bytes. It never runs in the product.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

import dalil.kinds
from dalil.kinds.hearing import lists_of
from dalil.kinds.places import country_named
from dalil.kinds.training import judging, learning, reading, translating, writing
from dalil.kinds.training.solving import FLATTEST

_KINDS: Final = Path(dalil.kinds.__file__).parent


def lesson_of(data: Path) -> learning.Lesson:
    """What is learned from besides the labelled rows."""
    phrases = frozenset(learning.phrases_of(reading.nonprofit_names(data)))
    return learning.Lesson(
        reading.patterns(data),
        phrases,
        lists_of(""),
        is_place=country_named,
        described=tuple(reading.descriptions(data)),
    )


def main(arguments: list[str]) -> None:
    """Learn from all labelled rows, say how well the same does on rows that it has not seen, and write both tables."""
    parser = argparse.ArgumentParser(prog="python -m dalil.kinds.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--into", type=Path, default=_KINDS / "tables", help="where the tables are written")
    given = parser.parse_args(arguments)
    rows = [row for row in reading.labelled(given.data / reading.LABELLED) if row.sector]
    lesson = lesson_of(given.data)
    unseen = judging.unseen_scores(rows, lesson)
    slopes = judging.slopes_of(rows, unseen)
    learned = learning.learn(rows, lesson, FLATTEST)
    found = translating.translated(learned.words, _KINDS.parent / "names" / "languages")
    given.into.mkdir(parents=True, exist_ok=True)
    (given.into / "sectors.tsv").write_text(writing.table(learned, slopes), encoding="utf-8")
    (given.into / "translations.tsv").write_text(writing.translations(found), encoding="utf-8")
    guessed = [unseen.sectors[place] for place in unseen.with_text.argmax(axis=1)]
    macro = judging.macro_f1([row.sector for row in rows], guessed)[0]
    sys.stdout.write(
        f"{len(rows)} rows, {len(learned.words)} words, {len(found)} translations, macro-F1 unseen {macro:.3f}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
