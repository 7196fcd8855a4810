"""The products of the press in print: a PDF for each language and paper, and a list of what could not be printed.

It never prints a box for a letter: what no font holds is left out, marked in the entry and listed in the file beside it.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dalil.guide.isolating import isolated
from dalil.guide.progress import Progress
from dalil.names import romanise, script_of
from dalil.press.books import PAPERS, file_names
from dalil.press.frozen import CARD, Frozen
from dalil.press.making import Product, nothing_lacks
from dalil.press.print.book import book, letters_of, texts_of, volumes
from dalil.press.print.entries import Missing, visible
from dalil.press.print.letters import MACHINE
from dalil.press.print.setting import BOOK, set_pdf
from dalil.press.print.words import script_name

PLACE = "print"
# The Debian package with the letters of a script that ours lack.
PACKAGES = {"Hani": "fonts-noto-cjk", "Jpan": "fonts-noto-cjk", "Hang": "fonts-noto-cjk"}
OTHER_PACKAGE = "fonts-noto-core"


def products(languages: Sequence[str], papers: Sequence[str], folders: Sequence[Path] = MACHINE) -> tuple[Product, ...]:
    """A PDF for each language and paper. `folders` are looked into for letters that our own fonts lack.

    All of them lack the same letters, so that the first alone tells.
    """
    wanted = [(language, paper) for language in languages for paper in papers if paper in PAPERS]
    return tuple(
        Product(
            name=f"print-{language}-{paper}",
            place=PLACE,
            make=partial(make, language=language, paper=paper, folders=tuple(folders)),
            lacks=nothing_lacks if at else partial(lacks, folders=tuple(folders)),
        )
        for at, (language, paper) in enumerate(wanted)
    )


def make(
    frozen: Frozen, folder: Path, told: Progress, *, language: str, paper: str, folders: Sequence[Path] = MACHINE
) -> None:
    """Write `dalil-<number>-<language>-<paper>.pdf`, and beside it what was left out, if anything was.

    A guide that is too large for one book becomes volumes (`…-1.pdf`, `…-2.pdf`), each with indexes of its own.
    """
    letters = letters_of(frozen, folders)
    names = file_names(frozen.card.number, frozen.card.count, language, paper)
    missing: list[Missing] = []
    parts = volumes(frozen, language, letters)
    for name, volume in zip(names, parts, strict=True):
        data, setting = book(frozen, language, paper, letters, told, volume)
        missing += setting.missing
        set_pdf(BOOK, data, letters, folder / name)
    if missing:
        (folder / f"dalil-{frozen.card.number}-{language}-{paper}-left-out.csv").write_text(
            left_out(missing), "utf-8", newline=""
        )
    told(frozen.card.count, frozen.card.count)


def left_out(missing: Sequence[Missing]) -> str:
    """What was not printed, as a table: safe against formulas, since it opens in spreadsheets."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(["organisation", "text", "sound", "script", "characters"])
    for one in dict.fromkeys(missing):
        points = " ".join(f"U+{ord(c):04X}" for c in one.characters)
        text = f"'{one.text}" if one.text[:1] in "=+-@\t\r" else one.text
        writer.writerow([one.id, text, romanise(one.text), script_of(one.text), points])
    return made.getvalue()


def lacks(frozen: Frozen, folders: Sequence[Path] = MACHINE) -> tuple[str, ...]:
    """For each script with letters that no font holds: how many texts, one of them by its sound, and what to install."""
    found = _lacking(frozen.folder, (frozen.folder / CARD).read_bytes(), tuple(folders))
    return tuple(_sentence(*one) for one in found)


@lru_cache(maxsize=8)
def _lacking(place: Path, card: bytes, folders: tuple[Path, ...]) -> tuple[tuple[str, int, str], ...]:
    """Script, number of texts and the sound of one; remembered, as the page of a draft asks anew at every look.

    `card` has the digest of the content: what is frozen anew is looked through anew.
    """
    frozen = Frozen(place)
    letters = letters_of(frozen, folders)
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for entry in frozen.entries():
        for text in dict.fromkeys(texts_of(entry)):
            if lacking := letters.lacking(visible(text)):
                script = script_of(lacking)
                counts[script] += 1
                examples.setdefault(script, romanise(text) or entry.id)
    return tuple((script, count, examples[script]) for script, count in sorted(counts.items()))


def _sentence(script: str, count: int, example: str) -> str:
    told = ngettext(
        "%(count)s text in the script %(script)s cannot be printed (by its sound: %(example)s): no font has its letters.",
        "%(count)s texts in the script %(script)s cannot be printed (one by its sound: %(example)s): no font has their letters.",
        count,
    ) % {"count": count, "script": isolated(script_name(script, _language())), "example": isolated(example)}
    remedy = _("Install the package %(package)s, or name a folder with fonts in DALIL_FONTS.") % {
        "package": isolated(PACKAGES.get(script, OTHER_PACKAGE))
    }
    return f"{told} {remedy}"


def _language() -> str:
    return (get_language() or "en").split("-")[0]
