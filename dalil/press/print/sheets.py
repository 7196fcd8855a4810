"""A single entry or a list of entries as a PDF, in the look of the printed guide, with the sources at its end.

It never reads the database: whoever asks brings entries that the reader may see. Letters that no font holds are left out,
as in the guide.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from dalil.formats.published import SourceCard
from dalil.press.frozen import Entry, profile_in
from dalil.press.print import words
from dalil.press.print.book import points_of, source_line
from dalil.press.print.entries import Setting, entry_pieces, title_in, visible
from dalil.press.print.letters import MACHINE, letters_for
from dalil.press.print.setting import set_pdf

MOST: Final = 500
"""More entries than this are a guide, which an edition prints."""


def entry_pdf(
    entries: Sequence[Entry],
    sources: Mapping[str, SourceCard],
    *,
    language: str,
    platform: str,
    on: date,
    paper: str = "a4",
    asked: str = "",
    folders: Sequence[Path] = MACHINE,
) -> bytes:
    """The PDF of these entries in their order, at most MOST. `asked` says in words what they were found by."""
    entries = entries[:MOST]
    used = sorted({witness.source for entry in entries for witness in entry.witnesses})
    points = points_of(entries) | {ord(c) for text in (platform, asked) for c in visible(text)}
    points |= {ord(c) for slug in used for c in visible(sources[slug].name + sources[slug].publisher)}
    letters = letters_for(points, folders)
    named = frozenset(slug for slug in used if sources[slug].name)
    setting = Setting(language, letters, {slug: at for at, slug in enumerate(used, 1)}, named)
    with translation.override(language):
        profiles = [profile_in(entry, sources) for entry in entries]
        title = _("Search results")
        if len(entries) == 1:
            title = title_in(entries[0].id, profiles[0], setting).printed
        data: dict[str, Any] = {
            "lang": language,
            "dir": "rtl" if language in words.RTL else "ltr",
            "paper": paper,
            "families": list(letters.families),
            "title": title,
            "platform": setting.shown(platform),
            "dated": words.day(on, language),
            "dated_on": on.isoformat(),
            "terms": dict(words.terms()),
            "words": [
                words.entries_counted(len(entries), language),
                *([shown] if (shown := setting.shown(asked)) else []),
            ],
            "entries": [
                entry_pieces(entry, profile, setting, profile.is_sector_guessed)
                for entry, profile in zip(entries, profiles, strict=True)
            ],
            "sources": [source_line(sources[slug], setting) for slug in used],
        }
        if len(entries) == 1:
            data["words"] = data["words"][1:]
    with TemporaryDirectory(prefix="dalil-sheet-") as folder:
        target = Path(folder) / "sheet.pdf"
        set_pdf("sheet.typ", data, letters, target)
        return target.read_bytes()
