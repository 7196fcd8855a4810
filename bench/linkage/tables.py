"""The tables that the bench prints, in Markdown. It never measures."""

from collections.abc import Iterator, Sequence
from typing import Final

from bench.linkage.benchmark import STRATA, Benchmark
from bench.linkage.linker import Answer
from bench.linkage.linkers import OURS
from bench.linkage.measuring import at_bars, candidacy, mixed, proposals, quality, strata_recall, together
from bench.linkage.ours import ASK_BITS, verdict

_BARS: Final = (-2.0, 0.0, 2.0, 5.0, 9.0)
_NONE: Final = "–"

Answers = Sequence[tuple[str, Answer]]


def row(cells: Sequence[object]) -> str:
    """Return one line of a table."""
    return "| " + " | ".join(map(str, cells)) + " |"


def header(cells: Sequence[object]) -> Iterator[str]:
    """Yield the first two lines of a table: the first column to the left, all others to the right."""
    yield row(cells)
    yield "|" + " --- |" + " ---: |" * (len(cells) - 1)


def share(value: float) -> str:
    """Return a share with three places, or a dash where it is not known."""
    return _NONE if value != value else f"{value:.3f}"


def quality_table(job: Benchmark, answers: Answers) -> Iterator[str]:
    """Yield the table of a job whose truth is known; a linker that does not tell its pairs has dashes for candidates."""
    strata = [name for place, name in enumerate(STRATA) if (job.strata == place).any()]
    counts = {name: int((job.strata == STRATA.index(name)).sum()) for name in strata}
    titles = ["linker", "P", "R", "F1", "B3", *(f"R {name} ({counts[name]:,})" for name in strata)]
    yield from header([*titles, "candidate R", "candidates/record", "mixed records", "s", "MB"])
    for name, answer in answers:
        found, recalls = quality(job.truth, answer.clusters), strata_recall(job, answer)
        cells = [name, *map(share, (found.precision, found.recall, found.f1, found.b3))]
        cells += [share(recalls[stratum][0]) for stratum in strata]
        near = candidacy(job, answer) if answer.tells_pairs else None
        cells += [share(near.recall), f"{near.a_record:.1f}"] if near else [_NONE, _NONE]
        yield row([*cells, share(mixed(job.truth, answer.clusters)), *_cost(answer)])


def _cost(answer: Answer) -> list[str]:
    return [f"{answer.seconds:.1f}", f"{answer.mib:,.0f}"]


def group_table(job: Benchmark, answers: Answers) -> Iterator[str]:
    """Yield the table of a job of which pairs are known. For pairs to be led to each other: proposed (merged) [scored]."""
    meaning = {"same": "merged", "different": "WRONGLY merged", "proposed": "proposed (merged) [scored]"}
    titles = [f"{group.name}: {meaning[group.wish]} ({len(group.pairs):,})" for group in job.groups]
    decided = [group for group in job.groups if group.wish != "proposed"]
    has_accuracy = {group.wish for group in decided} == {"same", "different"}
    has_truth = any(job.truth)
    extra = ["P", "R", "F1", "accuracy"] * has_accuracy + ["mixed records"] * has_truth
    yield from header(["linker", *titles, *extra, "clusters", "s", "MB"])
    for name, answer in answers:
        cells = [name]
        for group in job.groups:
            if group.wish == "proposed":
                found = proposals(job, answer, group, ASK_BITS if name.startswith(OURS) else 0.0)
                cells.append(f"{share(found.proposed)} ({share(found.merged)}) [{share(found.scored)}]")
            else:
                cells.append(share(float(together(group.pairs, answer.clusters).mean())))
        cells += _decided(job, answer) if has_accuracy else []
        cells += [share(mixed(job.truth, answer.clusters))] if has_truth else []
        yield row([*cells, f"{len(set(answer.clusters.tolist())):,}", *_cost(answer)])


def _decided(job: Benchmark, answer: Answer) -> list[str]:
    """Return precision, recall, F1 and accuracy of the labelled pairs."""
    right = wrong = missed = apart = 0
    for group in job.groups:
        if group.wish != "proposed":
            merged = int(together(group.pairs, answer.clusters).sum())
            rest = len(group.pairs) - merged
            if group.wish == "same":
                right, missed = right + merged, missed + rest
            else:
                wrong, apart = wrong + merged, apart + rest
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 2 * right / max(1, 2 * right + wrong + missed)
    accuracy = (right + apart) / max(1, right + wrong + missed + apart)
    return list(map(share, (precision, recall, f1, accuracy)))


def bars_table(job: Benchmark, answer: Answer) -> Iterator[str]:
    """Yield what single pairs of ours are worth at several bars, before clustering."""
    yield from header(["pairs of at least", "pairs", "precision", "recall"])
    for line in at_bars(job, answer, _BARS):
        yield row([f"{line.bits:g} bits", f"{line.count:,}", share(line.precision), share(line.recall)])


def alone_table(jobs: Sequence[Benchmark]) -> Iterator[str]:
    """Yield what `compare` says of the labelled pairs, each looked at alone: could merge by itself, asked, apart."""
    yield from header(["pairs", "should be", "same", "ask", "apart"])
    for job in jobs:
        for group in job.groups:
            told = [verdict(job.records[a], job.records[b]) for a, b in group.pairs.tolist()]
            cells = [
                f"{told.count(one):,} ({told.count(one) / max(1, len(told)):.3f})" for one in ("same", "ask", "apart")
            ]
            yield row([f"{job.title}: {group.name}", group.wish, *cells])
