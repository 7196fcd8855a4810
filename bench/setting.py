"""What the benches share: the machine they ran on, a throw-away home, and lists of any size made from real ones.

It never touches the installation's own data.
"""

import gzip
import json
import os
import platform
import random
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
BUNDLED = Path(__file__).resolve().parents[1] / "data"


def machine() -> str:
    """One line on the machine, so that figures can be compared with care."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"


def peak_mib() -> float:
    """The most memory this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def use_home(path: str = "") -> Path:
    """Point Dalil at a throw-away home (or at `path`) and start Django. Call before importing any room."""
    home = Path(path or tempfile.mkdtemp(prefix="dalil-bench-"))
    os.environ["DALIL_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dalil.web.settings")
    import django

    django.setup()
    return home


def organisations(path: Path) -> list[dict[str, object]]:
    """The records of a ROR file in the flattened shape."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def largest_list() -> Path:
    """The 50,000 organisations where the shared data lies beside the repository, else the bundled 10,000."""
    shared = SHARED / "ror-orgs.jsonl.gz"
    return shared if shared.exists() else next(BUNDLED.rglob("ror-nonprofits.jsonl.gz"))


def replicate(records: list[dict[str, object]], rows: int, seed: int = 7) -> Iterator[str]:
    """Lines of a ROR list of any length: the real records first, then copies under other names, places and numbers.

    In every copy a third of the words of each name and two more come from other organisations, so that copies are
    namesakes of many, as they are in the world, and equal to hardly any.
    """
    chance = random.Random(seed)
    words = [word for record in records for name in record["names"] for word in name["v"].split()]  # type: ignore[attr-defined]
    for number in range(rows):
        record = dict(records[number % len(records)])
        if number >= len(records):
            record["id"] = f"x{number:08d}"
            record["websites"] = [f"https://body{number}.example"]
            record["ext"] = {}
            record["rel"] = []
            record["names"] = [
                {
                    **name,
                    "v": " ".join(w if chance.random() > 0.34 else chance.choice(words) for w in name["v"].split())
                    + f" {chance.choice(words)} {chance.choice(words)}",
                }
                for name in record["names"]  # type: ignore[attr-defined]
            ]
        yield json.dumps(record, ensure_ascii=False)


def write_list(rows: int, folder: Path) -> Path:
    """A list of that many rows as a gzip file."""
    path = folder / f"list-{rows}.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.writelines(line + "\n" for line in replicate(organisations(largest_list()), rows))
    return path
