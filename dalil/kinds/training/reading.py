"""What the table is learned from: charities classified by hand, the patterns of UK-CAT, names of nonprofits, glossaries.

It reads files of `shared/data` and never the network.
"""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dalil.kinds.folding import fold
from dalil.kinds.hearing import words_of
from dalil.kinds.taxonomy import NeedsDecision, sector_for

LABELLED = "classification/ukcat-labelled-dev.csv.gz"


class Labelled(NamedTuple):
    """One charity: ICNP/TSO code and the sector it falls into ('' when none), name and activities."""

    code: str
    sector: str
    name: str
    text: str


def sector_of(code: str) -> str:
    """The sector of an ICNP/TSO code; '' when there is none, or a person must decide."""
    try:
        return sector_for("ICNP/TSO", code)
    except NeedsDecision:
        return ""


def labelled(path: Path) -> list[Labelled]:
    """All rows of a file of classified charities, `.csv` or `.csv.gz`, those without a sector too."""
    read = gzip.decompress if path.suffix == ".gz" else bytes
    rows = csv.DictReader(io.StringIO(read(path.read_bytes()).decode("utf-8-sig"), newline=""))
    return [Labelled(r["ICNPTSO"], sector_of(r["ICNPTSO"]), r["name"], r["activities"]) for r in rows]


def twin_key(name: str) -> str:
    """The same for two entries of one charity (it may stand in several registers): such rows never part in two folds."""
    return "".join(w for w in words_of(name) if w not in ("limited", "ltd", "uk", "charity", "trust")) or name


class Pattern(NamedTuple):
    """A tag of UK-CAT with its patterns."""

    code: str
    takes: re.Pattern[str]
    leaves: re.Pattern[str] | None

    def fits(self, phrase: str) -> bool:
        """Whether the whole phrase is what the tag looks for."""
        return bool(self.takes.fullmatch(phrase)) and not (self.leaves and self.leaves.search(phrase))


def patterns(data: Path) -> list[Pattern]:
    """The tags of UK-CAT that have a pattern."""
    with (data / "classification/ukcat.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            Pattern(
                row["Code"], re.compile(row["Regular expression"], re.I), _pattern(row["Exclude regular expression"])
            )
            for row in csv.DictReader(file)
            if row["Regular expression"]
        ]


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text, re.I) if text else None


def descriptions(data: Path) -> Iterator[Labelled]:
    """What ICNP/TSO itself says of its codes, as if each were a charity; what a code excludes is left out."""
    with (data / "classification/icnptso.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code = row["Sub-group"] or row["Group"] or row["Section"]
            if sector := sector_of(code):
                notes = re.sub(
                    r"(?i)\bexclud\w+.*|not else-?where class?ified|formerly.*|icnpo group.*", "", row["Notes"]
                )
                yield Labelled(code, sector, re.sub(r"(?i)not else-?where class\w*", "", row["Title"]), notes)


def nonprofit_names(data: Path) -> Iterator[str]:
    """The English names of nonprofits in ROR: what words there are beyond those of British charities."""
    with gzip.open(data / "ror-nonprofits.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            for name in json.loads(line)["names"]:
                if name["lang"] == "en" and "acronym" not in name["t"]:
                    yield name["v"]


def glossary(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """English entries of a glossary with their translations, without those that are only related (`~`)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        english, tab, others = line.partition("\t")
        if tab and not line.startswith("#"):
            found = (other.strip() for other in others.split("\t")[0].split(","))
            yield fold(english), tuple(other for other in found if other and not other.startswith("~"))
