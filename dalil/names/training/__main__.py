"""`python -m dalil.names.training`: make the tables of the languages anew from open data, the same bytes every time.

It writes `costs.tsv`, `places.tsv` and `learned.tsv` into the languages' folders and says what it wrote; it never touches
what people write there (`language.toml`, `glossary.tsv`, `proper.tsv`).
"""

import csv
import gzip
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from dalil.names.languages import FOLDER, LANGUAGES
from dalil.names.scripts import script_of
from dalil.names.training.costs import learned
from dalil.names.training.pairs import HOMES, pairs_of, respellings
from dalil.names.training.places import place_table
from dalil.names.training.words import learned_words, taken_apart

UNSPACED: Final = ("ja", "ko", "zh")
PAIRS: Final = Path("name-pairs") / "transliteration-dev.csv.gz"
LABELS: Final = "ror-multilingual-dev.csv"
RECORDS: Final = "ror-orgs.jsonl.gz"
_PAIR_ORIGIN: Final = "names of places in GeoNames (CC BY 4.0) and pairs of personal names (CC0 1.0, Apache-2.0)"
_PLACE_ORIGIN: Final = "names of places in GeoNames (CC BY 4.0) and of countries in CLDR (Unicode licence)"
_WORD_ORIGIN: Final = "labels of the Research Organization Registry (CC0 1.0)"


def english_name(record: dict[str, Any]) -> str:
    """Return the English label of a ROR record, else its Latin display name, else ""."""
    for name in record["names"]:
        if name["lang"] == "en" and "label" in name["t"]:
            return str(name["v"])
    shown = [str(name["v"]) for name in record["names"] if "ror_display" in name["t"]]
    return shown[0] if shown and script_of(shown[0]) == "Latn" else ""


def label_pairs(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Return language -> (label, English name) of the labels in the folder of data."""
    with gzip.open(data / RECORDS, "rt", encoding="utf-8") as lines:
        english = {record["id"]: english_name(record) for record in map(json.loads, lines)}
    pairs: dict[str, list[tuple[str, str]]] = {}
    with (data / LABELS).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if name := english.get(row["ror_id"], ""):
                pairs.setdefault(row["lang"], []).append((row["query"], name))
    return pairs


def write(file: Path, origin: str, columns: str, rows: Sequence[Sequence[str]]) -> None:
    """Write a table with its origin in the first lines; a table without rows is not written."""
    if not rows:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"# Made by `python -m dalil.names.training` from {origin}.\n# {columns}\n"
    file.write_text(head + "".join("\t".join(row) + "\n" for row in rows), "utf-8")
    sys.stdout.write(f"{file}: {len(rows)} rows\n")


def make_costs(code: str, data: Path, into: Path) -> None:
    """Write how a language is written in Latin letters; for English, how Latin words are respelled."""
    if code == "en":
        costs = learned(respellings(data / PAIRS), {})
    elif LANGUAGES[code].script != "Latn":
        costs = learned(pairs_of(code, data / PAIRS), LANGUAGES[code].letters)
    else:
        return
    rows = [(source, target, f"{cost:.2f}") for (source, target), cost in sorted(costs.items())]
    write(into / code / "costs.tsv", _PAIR_ORIGIN, "letters, Latin letters, cost in nats", rows)


def make_places(code: str, into: Path) -> None:
    """Write what places are called in a language."""
    if code != "en":
        write(into / code / "places.tsv", _PLACE_ORIGIN, "form, English", place_table(code))


def make_words(code: str, pairs: Sequence[tuple[str, str]], into: Path) -> None:
    """Write what words of names mean, by names that are translations of each other."""
    known = learned_words(taken_apart(pairs) if code in UNSPACED else pairs, code)
    rows = [(word, english, f"{share:.2f}") for word, english, share in known]
    write(into / code / "learned.tsv", _WORD_ORIGIN, "form, English, share of its occurrences", rows)


def main(arguments: Iterable[str] | None = None) -> None:
    """Make the tables that were asked for."""
    parser = ArgumentParser(prog="python -m dalil.names.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the open data (see docs/names.md)")
    parser.add_argument(
        "--into", type=Path, default=Path(str(FOLDER)), help="folder of languages; default: where they are read"
    )
    parser.add_argument("--only", choices=("costs", "places", "words"), help="make one sort of table alone")
    parser.add_argument("languages", nargs="*", help=f"codes; default: all of {' '.join(LANGUAGES)}")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    codes = chosen.languages or sorted(LANGUAGES)
    if unknown := sorted(set(codes) - set(LANGUAGES)):
        parser.error(f"no folder for {', '.join(unknown)}: make languages/<code>/language.toml first")
    pairs = label_pairs(chosen.data) if chosen.only in (None, "words") else {}
    for code in codes:
        if chosen.only in (None, "costs") and (code == "en" or code in HOMES):
            make_costs(code, chosen.data, chosen.into)
        if chosen.only in (None, "places"):
            make_places(code, chosen.into)
        if code != "en" and code in pairs:
            make_words(code, pairs[code], chosen.into)


if __name__ == "__main__":
    main()
