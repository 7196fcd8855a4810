"""How fast lists are taken in, planned with linking, and carried out, and in how much memory.

python -m bench.intake --rows 50000            the first list into an empty guide
python -m bench.intake --rows 500000           the same, replicated under changed names
python -m bench.intake --rows 50000 --second   then a second list of 10,000 against that guide
python -m bench.intake --bundled               the lists that come with the repository
"""

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import setting


def now() -> datetime:
    """The clock of the bench."""
    return datetime.now(UTC)


def take_in(path: Path, slug: str) -> tuple[int, float, float]:
    """Plan and carry out one list; return rows and the seconds of each."""
    from dalil.accounts.models import Person
    from dalil.guide.actions.carrying import carry_out
    from dalil.guide.actions.intakes import proposal_for, set_mapping, start_intake
    from dalil.guide.actions.planning import approve_plan, plan_intake
    from dalil.guide.actions.sources import SourceCard, create_source
    from dalil.guide.models import IntakeState

    by = Person.objects.command_line()
    source = create_source(slug=slug, card=SourceCard(name=slug), by=by, at=now())
    started = time.perf_counter()
    intake = start_intake(source=source, path=path, file_name=path.name, by=by, at=now())
    if intake.state == IntakeState.UPLOADED:
        set_mapping(intake=intake, mapping=proposal_for(intake=intake).proposal.mapping, keep=False, by=by, at=now())
    plan_intake(intake=intake, by=by, at=now())
    planned = time.perf_counter()
    approve_plan(intake=intake, version=intake.version, by=by, at=now())
    carry_out(intake=intake, at=now())
    carried = time.perf_counter()
    print(f"  {path.name}: {dict(intake.counts)}")
    return intake.rows_read, planned - started, carried - planned


def report(label: str, rows: int, plan: float, carry: float) -> None:
    """One line of figures."""
    print(
        f"{label}: {rows:,} rows, plan {plan:.1f} s ({rows / plan:,.0f} rows/s), carry out with index {carry:.1f} s "
        f"({rows / carry:,.0f} rows/s), together {rows / (plan + carry):,.0f} rows/s, peak {setting.peak_mib():,.0f} MiB"
    )


def peer(rows: int) -> None:
    """Let RapidFuzz look for the like of some rows among all titles: the usual way, without an index or reasons."""
    from rapidfuzz import fuzz, process

    from dalil.guide.models import Organisation, Row

    titles = list(Organisation.objects.values_list("title", flat=True))
    keys = list(Row.objects.exclude(key="").order_by("-pk").values_list("key", flat=True)[:rows])
    started = time.perf_counter()
    for key in keys:
        process.extractOne(key, titles, scorer=fuzz.token_sort_ratio)
    seconds = time.perf_counter() - started
    print(f"peer: RapidFuzz token_sort_ratio, {rows} rows against {len(titles):,} titles: {rows / seconds:,.0f} rows/s")


def main() -> None:
    """Run what was asked for and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--second", action="store_true")
    parser.add_argument("--bundled", action="store_true")
    parser.add_argument("--home", default="", help="keep the guide here, for bench.pages")
    asked = parser.parse_args()
    home = setting.use_home(asked.home)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(f"machine: {setting.machine()}\nhome: {home}")
    if asked.bundled:
        total = [0.0, 0.0, 0.0]
        files = [p for p in sorted(setting.BUNDLED.rglob("*")) if p.name.endswith((".xlsx", ".jsonl.gz"))]
        for number, path in enumerate(files):
            rows, plan, carry = take_in(path, f"list-{number}")
            total = [total[0] + rows, total[1] + plan, total[2] + carry]
        report("bundled lists", int(total[0]), total[1], total[2])
        return
    rows, plan, carry = take_in(setting.write_list(asked.rows, home), "first")
    report(f"{asked.rows:,} into an empty guide", rows, plan, carry)
    if asked.second:
        second = setting.SHARED / "ecosoc-messy" / "7_applications_deferred.xlsx"
        rows, plan, carry = take_in(second, "second")
        report(f"a second list against {asked.rows:,}", rows, plan, carry)
        peer(min(rows, 100))


if __name__ == "__main__":
    main()
