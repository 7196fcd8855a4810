"""How well and how fast records are linked: `python bench/linkage.py FOLDER` with the folder of the shared data.

Prints, per labelled list, how many pairs are proposed as same, asked, or passed over, and the speed and memory of the
candidate index. It never tunes anything.
"""

import csv
import gzip
import json
import platform
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from openpyxl import load_workbook

from dalil.formats.record import Identifier, Location, Name, Record
from dalil.linkage import ASK_BAR, SAME_BAR, Candidates, Comparison, compare, keys_of, pack_keys


def verdict(comparison: Comparison) -> str:
    """Return what a plan would do."""
    if comparison.score >= SAME_BAR and not comparison.is_forbidden:
        return "same"
    return "ask" if comparison.score >= ASK_BAR else "apart"


def record(name: str, country: str = "", city: str = "", number: str = "") -> Record:
    """Return a record of one name and, where known, a place and a charity number."""
    place = (Location(country=country, locality=city),) if country else ()
    numbers = (Identifier("GB-CHC", number),) if number else ()
    return Record(names=(Name(name),), locations=place, identifiers=numbers)


def ror_record(row: dict[str, object]) -> Record:
    """Return the record of a row of the ROR sample, without its numbers."""
    names = tuple(Name(n["v"], n["lang"] or "", tuple(n["t"])) for n in row["names"])  # type: ignore[attr-defined]
    links = tuple(row.get("websites") or ())  # type: ignore[arg-type, var-annotated]
    place = Location(country=str(row.get("country", "")), locality=str(row.get("city", "")))
    return Record(names=names, locations=(place,), links=links, founded=str(row.get("established", "")))


def labelled(folder: Path) -> Iterator[tuple[str, Record, Record]]:
    """Yield (label, a, b) of every labelled list."""
    with (folder / "ecosoc-messy/similar-names-labelled-dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield f"ecosoc {row['label']}", record(row["name_a"]), record(row["name_b"])
    with (folder / "ror-related-not-same-dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            a = record(row["name_a"], row["country_a"], row["city_a"])
            yield "ror related", a, record(row["name_b"], row["country_b"], row["city_b"])
    with (folder / "ror-duplicates-dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            old = tuple(Name(value, lang or "") for value, lang in json.loads(row["old_names"]))
            place = (Location(country=row["old_country"], locality=row["old_city"]),)
            a = Record(names=old, locations=place, links=(row["old_website"],))
            shared = "sharing a name" if row["shares_a_name"] == "1" else "other name"
            b = record(row["new_display_name"], row["new_country"], row["new_city"])
            yield f"ror {row['kind']}, {shared}", a, b
    with gzip.open(folder / "uk-charities/federated-branches-dev.csv.gz", "rt", encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["type"], row["name"].lower()))
        for x, y in pairwise(rows):
            if x["type"] == y["type"]:
                equal = "equal names" if x["name"].lower() == y["name"].lower() else "different names"
                a, b = (record(row["name"], "GB", "", row["reg_number"]) for row in (x, y))
                yield f"uk branches, {equal}", a, b
                yield f"uk branches without number, {equal}", record(x["name"], "GB"), record(y["name"], "GB")


def guide_records(folder: Path) -> list[Record]:
    """Return the records of the ROR nonprofits and of the six United Nations lists (each spelling once)."""
    with gzip.open(folder / "ror-nonprofits.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [ror_record(json.loads(line)) for line in file]
    names: dict[str, None] = {}
    for path in sorted((folder / "ecosoc-messy").glob("*.xlsx")):
        sheet = load_workbook(path, read_only=True).active
        assert sheet is not None
        rows = sheet.iter_rows(values_only=True)
        header = [str(cell).lower() for cell in next(rows)]
        column = header.index("ngo_name" if "ngo_name" in header else "new_name")
        names |= dict.fromkeys(str(row[column]) for row in rows if row[column])
    return records + [record(name) for name in names]


def queue(records: Iterable[Record], show: int) -> None:
    """Print what a guide that takes in the records one by one would propose and ask."""
    candidates, counts = Candidates(), Counter[str]()
    known: list[Record] = []
    shown: dict[str, list[str]] = {"same": [], "ask": []}
    started = time.perf_counter()
    for number, one in enumerate(records):
        keys = keys_of(one)
        best: dict[str, int] = {}
        for other in candidates.near(keys):
            found = verdict(compare(one, known[other]))
            best.setdefault(found, other)
            counts[f"pairs {found}"] += 1
        outcome = next((o for o in ("same", "ask") if o in best), "new")
        counts[f"records {outcome}"] += 1
        if outcome != "new":
            shown[outcome].append(f"{known[best[outcome]].names[0].value} = {one.names[0].value}")
        candidates.add(number, keys)
        known.append(one)
    seconds = time.perf_counter() - started
    print(f"guide of {len(known)}: {dict(sorted(counts.items()))}, {len(known) / seconds:.0f} records/s")
    for outcome, pairs in shown.items():
        for pair in pairs[:: max(1, len(pairs) // show)] if show else ():
            print("  ", outcome, pair)


def speed(records: list[Record]) -> None:
    """Print the time of one key, one question and one comparison, and the memory of a replicated index."""
    started = time.perf_counter()
    keys = [keys_of(one) for one in records]
    each = (time.perf_counter() - started) / len(records)
    print(f"keys_of: {each * 1e6:.0f} us, {sum(map(len, keys)) / len(keys):.1f} keys")
    wanted = 500_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    shift = 0x9E3779B97F4A7C15

    def replicated() -> Iterator[tuple[int, bytes]]:
        for number in range(wanted):
            copy, place = divmod(number, len(keys))
            # Copies share a third of their keys with the original, as namesakes do.
            moved = [k if n % 3 == 0 else (k ^ (copy * shift % 2**63)) for n, k in enumerate(keys[place])]
            yield number, pack_keys(moved)

    started = time.perf_counter()
    index = Candidates.build(replicated())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"build of {wanted}: {time.perf_counter() - started:.1f} s, peak +{grown:.0f} MB")
    asked = keys[:: max(1, len(keys) // 3000)]
    started = time.perf_counter()
    for some in asked:
        index.near(some)
    print(f"near in {wanted}: {(time.perf_counter() - started) / len(asked) * 1e6:.0f} us")
    pairs = [(a, b) for a, b in pairwise(records)][:5000]
    started = time.perf_counter()
    for a, b in pairs:
        compare(a, b)
    print(f"compare: {(time.perf_counter() - started) / len(pairs) * 1e6:.0f} us")


def main() -> None:
    """Print all figures for the folder given."""
    folder = Path(sys.argv[1])
    show = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    print(f"machine: {platform.machine()}, Python {platform.python_version()}; data: {folder}")
    counts: dict[str, Counter[str]] = {}
    for label, a, b in labelled(folder):
        found = verdict(compare(a, b))
        counts.setdefault(label, Counter())[found] += 1
        if show and found == "same" and ("ecosoc different" in label or "related" in label):
            print("  WRONG", label, a.names[0].value, "=", b.names[0].value)
    for label, count in counts.items():
        print(f"{label:40} same {count['same']:5} ask {count['ask']:5} apart {count['apart']:5}")
    records = guide_records(folder)
    queue(records, show)
    speed(records)


if __name__ == "__main__":
    main()
