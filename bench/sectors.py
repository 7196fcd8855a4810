"""How well sectors are guessed on charities classified by hand, beside linear bags of words in the same run, and how fast.

    python -m bench.sectors                        cross-validated on the developers' half
    python -m bench.sectors UNSEEN.csv.gz          the shipped table, and bags of words trained on the developers' half
    python -m bench.sectors --data FOLDER --quick  without our own cross-validation: the bags of words and the labels alone

Correct is the sector that the charity's own ICNP/TSO code falls into; rows that no sector takes are left out, and counted.
Entries of one charity in two registers never part in two folds. It never changes the shipped table.
"""

import argparse
import csv
import gzip
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from dalil.kinds import sectors, suggest_sector
from dalil.kinds.training import judging
from dalil.kinds.training.__main__ import lesson_of
from dalil.kinds.training.reading import LABELLED, Labelled, labelled, twin_key
from dalil.kinds.training.solving import probabilities

BARS: Final = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
NOTHING: Final = "none"


def show(title: str, right: Sequence[str], guessed: Sequence[str]) -> None:
    """Print macro-F1 and the share of right guesses."""
    hits = np.mean([a == b for a, b in zip(right, guessed, strict=True)])
    print(f"  {title:58} macro-F1 {judging.macro_f1(right, guessed)[0]:.3f}   right {hits:6.1%}")


def show_sectors(right: Sequence[str], guessed: Sequence[str]) -> None:
    """Print what each sector gets."""
    hits = Counter(a for a, b in zip(right, guessed, strict=True) if a == b)
    made, listed = Counter(guessed), Counter(right)
    for code in sectors():
        precision, recall = hits[code] / max(made[code], 1), hits[code] / max(listed[code], 1)
        f1 = 2 * hits[code] / max(made[code] + listed[code], 1)
        print(f"    {code:12} {listed[code]:4} in list  precision {precision:6.1%}  recall {recall:6.1%}  F1 {f1:.2f}")


def show_confidence(right: Sequence[str], guessed: Sequence[str], sure: Sequence[float]) -> None:
    """Print how often a guess of some confidence is right, the mean gap between the two, and what each bar brings."""
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for a, b, confidence in zip(right, guessed, sure, strict=True):
        bands[min(int(confidence * 10), 9)].append((confidence, a == b))
    gap = 0.0
    for band, found in sorted(bands.items()):
        said, true = np.mean([c for c, _ in found]), np.mean([h for _, h in found])
        gap += abs(said - true) * len(found) / len(right)
        print(f"    said {said:.2f}, right {true:.2f}  of {len(found)} guesses from {band / 10:.1f}")
    print(f"    expected calibration error {gap:.3f}")
    for bar in BARS:
        hits = [a == b for a, b, c in zip(right, guessed, sure, strict=True) if c >= bar]
        print(f"    bar {bar:.1f}: guessed {len(hits) / len(right):6.1%}, right {np.mean(hits):6.1%} of those")


def bags() -> dict[str, Any]:
    """Linear bags of words: TF-IDF of words with logistic regression and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    def bag(model: Any, pairs: int = 1) -> Any:
        return make_pipeline(TfidfVectorizer(sublinear_tf=True, ngram_range=(1, pairs)), model)

    balanced = {"class_weight": "balanced"}
    return {
        "bag of words, logistic regression": bag(LogisticRegression(C=10, max_iter=1000)),
        "bag of words, logistic regression, balanced": bag(LogisticRegression(C=10, max_iter=1000, **balanced)),
        "bag of words, linear SVM, balanced": bag(LinearSVC(C=0.5, **balanced)),
        "bag of words and pairs, linear SVM, balanced": bag(LinearSVC(C=0.5, **balanced), 2),
    }


def said(row: Labelled) -> str:
    """Name and activities as one text."""
    return f"{row.name} . {row.text}".lower()


def crossed(model: Any, texts: Sequence[str], right: Sequence[str], folds: Sequence[int]) -> list[str]:
    """What a model guesses for each text, trained on the other folds."""
    guessed = [""] * len(texts)
    for fold in sorted(set(folds)):
        seen = [i for i, f in enumerate(folds) if f != fold]
        held = [i for i, f in enumerate(folds) if f == fold]
        model.fit([texts[i] for i in seen], [right[i] for i in seen])
        for i, code in zip(held, model.predict([texts[i] for i in held]), strict=True):
            guessed[i] = str(code)
    return guessed


def hand_tags(path: Path) -> list[str]:
    """The UK-CAT tags that people gave, of the rows that have a sector, as words."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        tags = [row["UKCAT"] for row in csv.DictReader(file)]
    return [
        " ".join(f"tag{tag}" for tag in given.split(";"))
        for given, row in zip(tags, labelled(path), strict=True)
        if row.sector
    ]


def show_labels(rows: Sequence[Labelled], path: Path, folds: Sequence[int]) -> None:
    """Print what limits everybody: how often one charity in two registers got one sector, and what help by hand brings."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.name:
            by_key[twin_key(row.name)].append(row.sector)
    twins = [found for found in by_key.values() if len(found) > 1]
    same = sum(len(set(found)) == 1 for found in twins)
    print(
        f"\nThe labels: {len(twins)} charities stand in the list twice, {same} of them with the same sector both times"
    )
    right = [row.sector for row in rows]
    helped = [f"{said(row)} {tags}" for row, tags in zip(rows, hand_tags(path), strict=True)]
    model = bags()["bag of words, logistic regression, balanced"]
    show("bag of words told the UK-CAT tags that people gave", right, crossed(model, helped, right, folds))


def cross_validate(rows: list[Labelled], data: Path, *, quick: bool) -> None:
    """Everything on the developers' half, each row judged by what never saw it."""
    right, folds = [row.sector for row in rows], [judging.fold_of(row) for row in rows]
    print(f"\n{len(rows)} charities, {judging.FOLDS} folds; name and activities")
    for name, model in bags().items():
        show(name, right, crossed(model, [said(row) for row in rows], right, folds))
    if not quick:
        unseen = judging.unseen_scores(rows, lesson_of(data))
        slopes = judging.slopes_of(rows, unseen)
        for title, sums, slope in (
            ("Dalil, by name alone", unseen.name_alone, slopes["name"]),
            ("Dalil, name and activities", unseen.with_text, slopes["text"]),
        ):
            guessed = [unseen.sectors[place] for place in sums.argmax(axis=1)]
            show(title, right, guessed)
            show_sectors(right, guessed)
            show_confidence(right, guessed, probabilities(sums * slope).max(axis=1).tolist())
    show_labels(rows, data / LABELLED, folds)


def judge(rows: list[Labelled], seen: list[Labelled]) -> None:
    """The shipped table on rows that it was not learned from, and bags of words trained on those it was."""
    known = {twin_key(row.name) for row in seen if row.name}
    strangers = [row for row in rows if twin_key(row.name) not in known]
    for title, some in (("all", rows), ("those whose name is not in the developers' half", strangers)):
        if not some:
            continue
        right = [row.sector for row in some]
        print(f"\n{len(some)} unseen charities, {title}")
        for name, model in bags().items():
            model.fit([said(row) for row in seen], [row.sector for row in seen])
            show(name, right, [str(code) for code in model.predict([said(row) for row in some])])
        for name, with_text in (("Dalil, by name alone", False), ("Dalil, name and activities", True)):
            found = [suggest_sector([row.name], row.text if with_text else "", bar=0.0) for row in some]
            guessed = [guess.code if guess else NOTHING for guess in found]
            show(name, right, guessed)
            show_sectors(right, guessed)
            show_confidence(right, guessed, [guess.confidence if guess else 0.0 for guess in found])


def speed(rows: Sequence[Labelled]) -> None:
    """Print the computing time that one guess takes with the shipped table: other programs on the machine do not count."""
    suggest_sector(["warm"])
    for title, with_text in (("one name", False), ("one name with its description", True)):
        began = time.process_time()
        for row in rows:
            suggest_sector([row.name], row.text if with_text else "")
        print(f"{title}: {(time.process_time() - began) / len(rows) * 1e6:.0f} microseconds of one core")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(prog="python -m bench.sectors", description=__doc__)
    parser.add_argument("unseen", type=Path, nargs="?", help="a file of the columns of ukcat-labelled-dev.csv.gz")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    everything = labelled(given.unseen or given.data / LABELLED)
    rows = [row for row in everything if row.sector]
    print(f"{len(everything) - len(rows)} rows fall into no sector and are left out")
    speed(rows)
    if given.unseen:
        judge(rows, [row for row in labelled(given.data / LABELLED) if row.sector])
    else:
        cross_validate(rows, given.data, quick=given.quick)


if __name__ == "__main__":
    main()
