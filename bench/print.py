"""How fast the printed guide is set, against WeasyPrint on plain HTML of the same entries.

    python -m bench.print FOLDER [LANGUAGE] [PAPER]

FOLDER holds `edition.json` and `entries.jsonl`. The peer gets an easier task: entries in two columns with page numbers, no
indexes, no tags, no pictures. Each runs in a process of its own; memory is that of the process that sets.
"""

import json
import re
import resource
import sys
import time
from html import escape
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.setting import machine, use_home


def pages_in(data: bytes) -> int:
    """How many pages a PDF says that it has."""
    return max((int(n) for n in re.findall(rb"/Count (\d+)", data)), default=0)


def ours(folder: str, language: str, paper: str, answer: "object") -> None:
    """Our whole book."""
    use_home()
    from dalil.press.frozen import Frozen
    from dalil.press.print.making import make

    with TemporaryDirectory() as made:
        start = time.perf_counter()
        make(Frozen(Path(folder)), Path(made), lambda done, total: None, language=language, paper=paper)
        seconds = time.perf_counter() - start
        from pypdf import PdfReader

        pages = sum(len(PdfReader(path).pages) for path in Path(made).glob("*.pdf"))
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    answer.send((seconds, pages, own, child))  # type: ignore[attr-defined]


def peer(folder: str, language: str, paper: str, answer: "object") -> None:
    """WeasyPrint on the names, places, numbers and links of the same entries."""
    from weasyprint import HTML

    start = time.perf_counter()
    entries = []
    for line in (Path(folder) / "entries.jsonl").read_text("utf-8").splitlines():
        parts = []
        for witness in json.loads(line)["witnesses"]:
            record = witness["record"]
            parts += [f"<p>{escape(name['value'])}</p>" for name in record.get("names", [])]
            parts += [
                f"<p>{escape(p.get('locality', ''))} {p.get('country', '')}</p>" for p in record.get("locations", [])
            ]
            parts += [f"<p>{escape(i['scheme'])} {escape(i['value'])}</p>" for i in record.get("identifiers", [])]
            parts += [f"<p><a href='{escape(link)}'>{escape(link)}</a></p>" for link in record.get("links", [])]
        entries.append(f"<section>{''.join(parts)}</section>")
    style = (
        f"@page{{size:{paper};margin:18mm;@bottom-center{{content:counter(page)}}}}"
        "body{font:8pt 'Noto Sans';columns:2}p{margin:0}p:first-child{font-weight:bold}section{margin-bottom:3mm}"
    )
    html = f"<html lang={language}><style>{style}</style><body>{''.join(entries)}</body></html>"
    made = HTML(string=html).write_pdf(uncompressed_pdf=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send((time.perf_counter() - start, pages_in(made), peak, 0.0))  # type: ignore[attr-defined]


def main() -> int:
    """Prints seconds, pages and peak memory of both."""
    folder, language, paper = (*sys.argv[1:4], *("en", "a4")[len(sys.argv) - 2 :])
    count = sum(1 for _line in (Path(folder) / "entries.jsonl").open("rb"))
    print(f"{machine()}; {count} entries of {folder}, {language}, {paper}")
    for name, work in (("Dalil (Typst)", ours), ("WeasyPrint", peer)):
        receiver, sender = get_context("spawn").Pipe(duplex=False)
        process = get_context("spawn").Process(target=work, args=(folder, language, paper, sender))
        process.start()
        sender.close()
        try:
            seconds, pages, own, child = receiver.recv()
            told = f"{own:.0f} MiB" + (f" + {child:.0f} MiB in the process that sets" if child else "")
            print(f"{name}: {seconds:.1f} s, {pages} pages, {told}")
        except EOFError:
            print(f"{name}: failed, or is not installed")
        process.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
