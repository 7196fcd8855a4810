"""The static site of an edition: how fast it is made, how large it is, and what its search finds without a server.

python -m bench.site /tmp/edition-4500                             pages/s, bytes, memory; beside it Pagefind, where installed
python -m bench.site /tmp/edition-4500 --home /tmp/demo-home       beside it a plain crawl of the live site, by Django's client
python -m bench.site /tmp/edition-demo --found                     what it finds across scripts, beside the live index (Chromium)
"""

import argparse
import csv
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from bench import setting

CRAWLED = 150
MOST_OF_A_SCRIPT = 120
QUESTIONS = setting.SHARED / "ror-multilingual-dev.csv"


def size_of(folder: Path, pattern: str = "*") -> tuple[int, int]:
    """How many files, and their bytes."""
    files = [path for path in folder.rglob(pattern) if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)


def made(edition: Path, site: Path) -> float:
    """Make the site, print the figures, and return the pages made a second."""
    from dalil.guide.progress import no_progress
    from dalil.press.frozen import Frozen
    from dalil.press.site.making import make

    started, before = time.perf_counter(), os.times()
    make(Frozen(edition), site, no_progress)
    took, after = time.perf_counter() - started, os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    pages, size = size_of(site, "*.html")
    count, index = size_of(site / "q")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"site: {pages:,} pages in {took:.1f} s: {pages / took:.0f} pages/s; {cpu:.0f} s of processor")
    print(
        f"      {size / pages / 1000:.1f} kB a page, {size / 1e6:.0f} MB; most memory {setting.peak_mib():.0f} "
        f"MiB here, {children:.0f} MiB each hand"
    )
    first, script = ((site / name).stat().st_size / 1000 for name in ("q/all0.js", "a/search.js"))
    print(
        f"      search: {index / 1e6:.1f} MB in {count} files; of each search {first:.0f} kB, the script {script:.0f} kB"
    )
    return pages / took


def crawled(edition: Path) -> float:
    """Ask the live site for the pages of some organisations as often as there are languages; pages a second, one process."""
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import override_settings

    from dalil.press.frozen import Frozen

    frozen = Frozen(edition)
    call_command("collectstatic", interactive=False, verbosity=0)
    numbers = [entry.id for entry in islice(frozen.entries(), CRAWLED)]
    client, asked = Client(), 0
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        client.get(f"/en/organisations/{numbers[0]}/")
        started = time.perf_counter()
        for number in numbers:
            for language in frozen.card.languages:
                asked += client.get(f"/{language}/organisations/{number}/").status_code == 200
        took = time.perf_counter() - started
    print(
        f"live: {asked} pages of {len(numbers)} organisations crawled in {took:.1f} s: {asked / took:.0f} "
        f"pages/s on one core, nothing written"
    )
    return asked / took


def pagefind(site: Path) -> None:
    """Index the same pages with Pagefind, in one language, where it is installed."""
    if find_spec("pagefind") is None:
        print("Pagefind: not installed (pip install pagefind pagefind_bin)")
        return
    output = Path(tempfile.mkdtemp(prefix="pagefind-"))
    started = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "pagefind",
        "--site",
        str(site),
        "--glob",
        "en/o/**/*.html",
        "--output-path",
        str(output),
    ]
    subprocess.run(command, check=True, capture_output=True)
    took = time.perf_counter() - started
    count, size = size_of(output)
    print(
        f"Pagefind, the English pages of organisations alone: {took:.1f} s, {size / 1e6:.1f} "
        f"MB in {count} files; needs fetch and WebAssembly, so none of it on file://"
    )
    shutil.rmtree(output)


def questions(known: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Names in a script or language, with the organisation, by script; as many of each as can be asked soon."""
    found = defaultdict(list)
    with QUESTIONS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["ror_id"] in known:
                found[f"{row['kind']}, {row['script']}"].append((row["query"], known[row["ror_id"]]))
    chance = random.Random(3)
    return {
        sort: chance.sample(asked, min(len(asked), MOST_OF_A_SCRIPT))
        for sort, asked in found.items()
        if len(asked) >= 3
    }


def held_out(edition: Path) -> Iterator[tuple[Any, Any]]:
    """Every entry and its profile with Latin names alone, and without those that are asked."""
    from dataclasses import replace

    from dalil.names import script_of
    from dalil.press.frozen import Frozen

    with QUESTIONS.open(encoding="utf-8", newline="") as lines:
        asked = {row["query"] for row in csv.DictReader(lines)}
    for entry, profile in Frozen(edition).profiles():
        left = tuple(n for n in profile.names if script_of(n.value.value) == "Latn" and n.value.value not in asked)
        yield entry, replace(profile, names=left)


def found(edition: Path) -> None:
    """Ask both searches the same, of the same names, and print how many were first and among the first ten."""
    from playwright.sync_api import sync_playwright

    from dalil import kinds, search
    from dalil.guide.indexing import entry_of
    from dalil.press.frozen import Frozen
    from dalil.press.site.files import write_files
    from dalil.press.site.index import RESULTS, Index, write_index, write_results
    from dalil.press.site.terms import shown_of, terms_of

    folder = Path(tempfile.mkdtemp(prefix="dalil-site-"))
    languages = Frozen(edition).card.languages
    index, shown, known, entries, ids = Index(), [], {}, [], []
    for entry, profile in held_out(edition):
        index.take(terms_of(entry.id, profile))
        shown.append(shown_of(entry.id, profile, languages, tuple(kinds.sectors())))
        entries.append(entry_of(entry.id, profile))
        ids.append(entry.id)
        if profile.names:
            known |= {s.value.value: entry.id for s in profile.identifiers if s.value.scheme == "XI-ROR"}
    write_files(folder)
    write_index(index, folder, languages)
    for place in range(0, len(shown), RESULTS):
        write_results(folder, place // RESULTS, shown[place : place + RESULTS])
    (folder / "x.html").write_text('<meta charset="utf-8"><script src="a/search.js"></script>', "utf-8")
    live_folder = folder / "live"
    live_folder.mkdir()
    live = search.Index.build(live_folder, entries) or search.Index.open(live_folder)

    def by_live(text: str) -> list[str]:
        return [hit.id for hit in live.find(search.Query(text=text, filters={}, offset=0, limit=10)).hits]

    def by_site(page: Any, text: str) -> list[str]:
        answers = page.evaluate("async t => (await window.finder.find(t)).slice(0, 10).map(one => one.owner)", text)
        return [ids[owner] for owner in answers]

    with sync_playwright() as playwright:
        program = os.environ.get("DALIL_CHROMIUM") or shutil.which("chromium")
        page = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]).new_page()
        page.goto((folder / "x.html").as_uri())
        page.evaluate("async () => { window.finder = await Dalil.finder('q/'); }")
        for sort, asked in sorted(questions(known).items()):
            for name, answer in (("live index", by_live), ("static site", partial(by_site, page))):
                started = time.perf_counter()
                every = [(answer(text), number) for text, number in asked]
                took = (time.perf_counter() - started) / len(asked) * 1000
                first = sum(bool(got) and got[0] == number for got, number in every)
                ten = sum(number in got for got, number in every)
                print(
                    f"{sort:28} {len(asked):4} asked  {name:12} first {first / len(asked):5.1%}  in ten "
                    f"{ten / len(asked):5.1%}  {took:6.1f} ms each"
                )
    shutil.rmtree(folder)


def main() -> None:
    """Print machine, data and figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edition", type=Path, help="a folder with edition.json and entries.jsonl")
    parser.add_argument("--home", default="", help="a home with the same guide, for the crawl")
    parser.add_argument("--found", action="store_true")
    asked = parser.parse_args()
    setting.use_home(asked.home)
    lines = sum(1 for _ in (asked.edition / "entries.jsonl").open("rb"))
    print(f"{setting.machine()}; {asked.edition}: {lines:,} organisations")
    if asked.found:
        found(asked.edition)
        return
    site = Path(tempfile.mkdtemp(prefix="dalil-site-"))
    rate = made(asked.edition, site)
    pagefind(site)
    if asked.home:
        live = crawled(asked.edition)
        print(f"the site is made {rate / live:.1f} times as fast as the live one is crawled by one process")
    shutil.rmtree(site)


if __name__ == "__main__":
    main()
