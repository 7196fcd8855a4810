"""A whole edition, from its frozen content to the signed mirror: seconds for each product and in all, and the most memory.

    python -m bench.edition FOLDER                  a frozen edition: edition.json and entries.jsonl
    python -m bench.edition FOLDER --size 50000     the same entries again under other ids until there are so many
    python -m bench.edition --home HOME --size 4500 frozen from a guide: evenly chosen organisations

Memory is that of this process and all it begins together, looked at ten times a second (proportional set size, so that what
two share is counted once).
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

from bench.setting import machine, use_home


class Memory(threading.Thread):
    """The most memory that this process and its children held together, in MiB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self.is_over = False

    def run(self) -> None:
        """Look ten times a second."""
        while not self.is_over:
            self.most = max(self.most, sum(map(held_by, family(os.getpid()))) / 1024)
            time.sleep(0.1)


def family(number: int) -> Iterator[int]:
    """A process and all that it began, and that these began."""
    yield number
    try:
        for task in Path(f"/proc/{number}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))
    except OSError:
        return


def held_by(number: int) -> int:
    """What a process holds, in KiB."""
    try:
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def enlarged(folder: Path, size: int, place: Path) -> Path:
    """The edition with its entries again and again under other ids, or with the first of them, until there are `size`."""
    import msgspec

    from dalil.mirrors import digest
    from dalil.press.frozen import CARD, CONTENT, Frozen, encode

    frozen = Frozen(folder)
    place.mkdir(parents=True)

    def entries() -> Iterator[Any]:
        for turn in count():
            for entry in frozen.entries():
                # Ids stay in order, and of the form that ids have.
                number = f"{turn:02d}{entry.id[2:]}" if turn else entry.id
                yield msgspec.structs.replace(entry, id=number, merged=entry.merged if not turn else ())

    lines = sorted(encode(entry) + b"\n" for entry in islice(entries(), size))
    (place / CONTENT).write_bytes(b"".join(lines))
    card = msgspec.structs.replace(frozen.card, count=size, digest=digest((place / CONTENT).read_bytes()))
    (place / CARD).write_bytes(msgspec.json.encode(card))
    return place


def frozen_from(size: int, place: Path) -> Path:
    """Freeze evenly chosen organisations of the guide in DALIL_HOME."""
    import msgspec

    from dalil.formats.published import EditionCard
    from dalil.guide.models import Source
    from dalil.press.freezing import freeze, slugs_of, source_cards, visible_numbers
    from dalil.press.frozen import CARD, CONTENT

    place.mkdir(parents=True)
    numbers = sorted(visible_numbers())
    chosen = numbers[:: max(1, len(numbers) // size)][:size]
    named = slugs_of(Source.objects.all())
    begun = time.perf_counter()
    content = freeze(place / CONTENT, chosen, named, {})
    print(f"freezing          {time.perf_counter() - begun:7.1f} s   {content.count:,} organisations")
    languages = ("ar", "en", "fr", "he")
    card = EditionCard(
        platform="Bench",
        address="https://guide.example",
        number=1,
        dated_on="2026-11-22",
        languages=languages,
        papers=("a4",),
        licence="CC BY 4.0",
        title={},
        foreword={},
        scope={},
        count=content.count,
        digest=content.digest,
        previous=None,
        sources=source_cards(named),
    )
    (place / CARD).write_bytes(msgspec.json.encode(card))
    return place


def measure(edition: Path, work: Path) -> None:
    """Make every product, put them together, sign and publish, check."""
    from dalil import mirrors
    from dalil.guide.progress import no_progress
    from dalil.press.frozen import CARD, CONTENT, Frozen
    from dalil.press.products import products_of

    frozen = Frozen(edition)
    whole, memory = time.perf_counter(), Memory()
    memory.start()
    together = work / "edition"
    for name in (CARD, CONTENT):
        together.mkdir(exist_ok=True)
        shutil.copy(edition / name, together / name)
    for product in products_of(frozen.card):
        begun, place = time.perf_counter(), together / product.place
        place.mkdir(exist_ok=True)
        beside = work / "making"
        beside.mkdir()
        product.make(frozen, beside, no_progress)
        for path in beside.iterdir():
            path.rename(place / path.name)
        beside.rmdir()
        files = [path for path in place.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1e6
        print(
            f"{product.name:16}  {time.perf_counter() - begun:7.1f} s   {product.place}: {len(files):,} files, {size:,.1f} MB"
        )
    begun = time.perf_counter()
    now = datetime.now(UTC)
    public = work / "public"
    published = mirrors.publish_unattended(public, work / "keys", put={"editions/1": together}, now=now)
    print(f"signing           {time.perf_counter() - begun:7.1f} s   {published.files:,} files")
    print(f"in all            {time.perf_counter() - whole:7.1f} s")
    memory.is_over = True
    memory.join()
    print(f"most memory       {memory.most:7,.0f} MiB, of all processes together")
    begun = time.perf_counter()
    verdict = mirrors.verify(public, (public / "metadata" / "1.root.json").read_bytes(), now=now)
    print(f"checking all      {time.perf_counter() - begun:7.1f} s   {verdict.word}")


def main() -> None:
    """Read what was asked for, and measure it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--home", default="")
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="where the frozen edition is kept for other benches")
    asked = parser.parse_args()
    if bool(asked.folder) == bool(asked.home):
        sys.exit("Name a frozen edition, or a home with --home.")
    use_home(asked.home)
    print(machine())
    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as place:
        work = Path(place)
        edition: Path = asked.folder or frozen_from(asked.size or 4500, work / "frozen")
        if asked.folder and asked.size:
            edition = enlarged(asked.folder, asked.size, work / "frozen")
        if asked.keep:
            shutil.copytree(edition, asked.keep)
        measure(edition, work)


if __name__ == "__main__":
    main()
