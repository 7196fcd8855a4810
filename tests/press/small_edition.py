"""A small invented edition: organisations with names in several scripts, closed, moved, guessed, and hostile ones.

It needs no database: `small_edition(folder)` writes the frozen content and its card.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from dalil.formats.published import EditionCard, SourceCard
from dalil.formats.record import Identifier, Location, Name, Record, Relation, SectorClaim, Text
from dalil.press.frozen import CARD, CONTENT, Entry, Frozen, Witness, encode

SINCE = "2026-03-01T09:00:00+00:00"

SOURCES = (
    SourceCard("ngo-list", "list", "List of the Ministry, 2026", "Ministry", "public", "https://ministry.example/list"),
    SourceCard("register", "register", "سجل الجمعيات", "وزارة الداخلية", "CC BY 4.0", "https://register.example/"),
    SourceCard("unnamed-7", "editor"),
)


def said(source: str, record: Record, row: int | None = None, as_of: str = "2026-02-01") -> Witness:
    return Witness(source, record, SINCE, as_of, row)


HOPE = Entry(
    "aaaaaaaaaaaa",
    "2026-03-02",
    (
        said(
            "register",
            Record(
                names=(Name("جمعية الأمل الخيرية", "ar"), Name("Hope Charitable Society", "en")),
                identifiers=(Identifier("PS-MOI", "HB-4157-C"),),
                locations=(Location("PS", "PS0105", "طوباس", 32.32, 35.37),),
                sectors=(SectorClaim("health", "register", "صحة"),),
                kind="nonprofit",
                status="active",
                founded="1998-05",
            ),
            12,
        ),
        said(
            "ngo-list",
            Record(
                names=(Name("Hope Charity", "en", ("label",)), Name("HCS", "", ("acronym",))),
                links=("https://hope.example/",),
                descriptions=(Text("Health care for villages; clinics & training <mobile>.", "en"),),
            ),
            3,
            "2026-01-15",
        ),
    ),
    merged=("zzzzzzzzzzzz",),
)

PEACE = Entry(
    "bbbbbbbbbbbb",
    "2026-03-03",
    (
        said(
            "ngo-list",
            Record(
                names=(
                    Name("עמותת השלום", "he"),
                    Name("Association pour la paix", "fr"),
                    Name("Peace Association", "en"),
                    Name("Old Peace Club", "en", ("former",)),
                ),
                locations=(Location("IL", "", "Haifa", 32.8, 34.99), Location("FR", "", "Paris")),
                sectors=(SectorClaim("civic"), SectorClaim("rights")),
                relations=(Relation("parent", label="International Peace Federation"),),
                languages=("he", "fr"),
                links=("http://peace.example/a?b=c&d=e",),
                kind="nonprofit",
            ),
            4,
        ),
    ),
)

CLOSED = Entry(
    "cccccccccccc",
    "2026-03-04",
    (
        said("ngo-list", Record(names=(Name("Société des Amis de l’École", "fr"),), locations=(Location("LB"),)), 5),
        said("unnamed-7", Record(status="closed", closed_on="2020-11-30"), None, "2026-03-04"),
    ),
)

# Names that are markup of Typst, HTML, JSON-LD and spreadsheets, unassigned code points, and 300 characters.
HOSTILE = Entry(
    "dddddddddddd",
    "2026-03-05",
    (
        said(
            "ngo-list",
            Record(
                names=(
                    Name('#panic("x") *bold* _it_ $x$ `raw` @ref <label> [a]{b} \\ // é', "en"),
                    Name("<script>alert(1)</script>&amp;</script>", "en", ("alias",)),
                    Name('=HYPERLINK("http://evil.example","x")', "en", ("alias",)),
                    Name("+1-2", "en", ("alias",)),
                    Name("Unassigned \U000e0fff \u0378 end", "en", ("alias",)),
                    Name("W" * 120 + " " + "ש" * 80 + " " + "م" * 98, "", ("alias",)),
                    Name("العربية (English) ١٢٣ 456", "ar", ("alias",)),
                ),
                identifiers=(Identifier("", "a/b&c|d?e"),),
                locations=(Location("", "", "Nowhere <b>"),),
            ),
            6,
        ),
    ),
)

ACRONYM_ONLY = Entry(
    "eeeeeeeeeeee", "2026-03-06", (said("ngo-list", Record(names=(Name("WHO", "", ("acronym",)),)), 7),)
)

ENTRIES = (HOPE, PEACE, CLOSED, HOSTILE, ACRONYM_ONLY)


def small_edition(
    folder: Path,
    entries: Sequence[Entry] = ENTRIES,
    *,
    languages: tuple[str, ...] = ("ar", "en", "fr", "he"),
    address: str = "https://guide.example",
    number: int = 1,
) -> Frozen:
    """Write it into the folder, which is made, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    content = b"".join(encode(entry) + b"\n" for entry in sorted(entries, key=lambda one: one.id))
    (folder / CONTENT).write_bytes(content)
    card = EditionCard(
        platform="Guide of the Test",
        address=address,
        number=number,
        dated_on="2026-11-22",
        languages=languages,
        papers=("a4",),
        licence="CC BY 4.0",
        title={
            "ar": "دليل المنظمات",
            "en": "Guide of organisations",
            "fr": "Guide des organisations",
            "he": "מדריך הארגונים",
        },
        foreword={"ar": "مقدمة.\n\nفقرة ثانية.", "en": "A foreword.\n\nA second paragraph with #markup."},
        scope={},
        count=len(entries),
        digest=hashlib.sha256(content).hexdigest(),
        previous=None,
        sources=SOURCES,
    )
    (folder / CARD).write_bytes(msgspec.json.encode(card))
    return Frozen(folder)
