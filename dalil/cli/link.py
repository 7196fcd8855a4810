"""`dalil link`: which records of whole lists are about one body, from files to files, on this machine or on many.

It never touches the guide and never decides: what it writes is a proposal.
"""

import json
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from dalil import __version__
from dalil.batch.folder import MARK, written_whole
from dalil.batch.local import link_files
from dalil.batch.rows import NotUsable
from dalil.batch.tables import needing_the_extra
from dalil.cli.terminal import progress, say
from dalil.linkage.linking import BAR
from dalil.linkage.weights import Weights, WrongWeights, read_weights, shipped_weights

LOCAL, SPARK = "local", "spark"
FILE = click.Path(path_type=Path)


@click.command()
@click.argument("records", type=FILE)
@click.option("--decisions", type=FILE, help="What people judged of pairs: columns a, b, verdict.")
@click.option("--out", type=FILE, required=True, help="The folder to write: pairs, clusters, contradictions.")
@click.option("--engine", type=click.Choice([LOCAL, SPARK]), default=LOCAL, show_default=True)
@click.option(
    "--bar", type=float, default=BAR, show_default=True, help="Bits that a pair must have to speak for one body."
)
@click.option("--weights", "table", type=FILE, help="Another table of weights than the one that comes along.")
@click.option("--master", default="", help="Spark: the cluster, such as spark://host:7077; otherwise this machine.")
@click.option("--memory", default="2g", show_default=True, help="Spark: memory of the Java side of this process.")
def link(
    records: Path,
    decisions: Path | None,
    out: Path,
    engine: str,
    bar: float,
    table: Path | None,
    master: str,
    memory: str,
) -> None:
    """Link the RECORDS of whole lists: Parquet, or JSON lines, with columns id, list and record.

    When to use Spark, and what the columns hold: docs/beyond-one-machine.md.
    """
    began = time.monotonic()
    try:
        weights = read_weights(table) if table else shipped_weights()
        with written_whole(out) as folder:
            if engine == LOCAL:
                counts = _here(records, decisions, folder, bar, weights)
            else:
                counts = _on_spark(records, decisions, folder, bar, weights, master, memory)
            told = {"version": __version__, "engine": engine, "bar": bar, "weights": weights.version, **counts}
            (folder / MARK).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    except (NotUsable, WrongWeights) as refused:
        raise click.ClickException(str(refused)) from refused
    say(
        f"{counts['records']:,} records in {counts['clusters']:,} clusters, by {counts['pairs']:,} pairs compared, "
        f"in {time.monotonic() - began:,.0f} s: {out}"
    )
    if counts["contradictions"]:
        say(f"Decisions contradict each other {counts['contradictions']} times; which, says the table contradictions.")


def _here(records: Path, decisions: Path | None, folder: Path, bar: float, weights: Weights) -> Mapping[str, int]:
    with progress("Comparing pairs") as told:
        return link_files(
            records,
            decisions,
            folder,
            bar=bar,
            weights=weights,
            progress=lambda stage, done, of: told(done, of) if stage == "evidence" else None,
        )


def _on_spark(
    records: Path, decisions: Path | None, folder: Path, bar: float, weights: Weights, master: str, memory: str
) -> Mapping[str, int]:
    sessions = needing_the_extra("dalil.batch.spark.session", "The engine spark")
    engine = needing_the_extra("dalil.batch.spark.engine", "The engine spark")
    between = folder / "between"
    with sessions.session(between, master=master, memory=memory) as spark:
        counts: Mapping[str, int] = engine.link(
            spark, records, decisions, folder, between, bar=bar, weights=weights, progress=_stages()
        )
    shutil.rmtree(between, ignore_errors=True)
    return counts


def _stages() -> Callable[[str], None]:
    """Return what says which stage begins, and when."""
    began = time.monotonic()
    return lambda stage: say(f"{time.monotonic() - began:6.0f} s  {stage}")
