"""Organisations of an edition for the tests of writers and readers: made by hypothesis, in any script, and hostile ones."""

import re
from datetime import date

import msgspec
from hypothesis import strategies as st

from dalil.formats.published import EditionCard, Published, Said, SourceCard
from dalil.formats.record import Identifier, Location, Name, Relation, SectorClaim, Text

SOURCES = (
    SourceCard("ngo-list", "list", "List of the Ministry", "Ministry", "public", "https://ministry.example/list"),
    SourceCard("register", "register", "سجل الجمعيات", "وزارة الداخلية", "CC BY 4.0", "https://register.example/"),
    SourceCard("unnamed-7", "editor"),
)
LABELS = {
    "sector": {"health": {"ar": "الصحة", "en": "Health", "fr": "Santé", "he": "בריאות"}},
    "place": {"PS0105": {"ar": "طوباس", "en": "Tubas", "fr": "Toubas", "he": "טובאס"}},
}
REGISTERS = frozenset({"PS-MOI", "GB-CHC", "XI-ROR"})


def card_of(entries: list[Published], languages: tuple[str, ...] = ("ar", "en", "fr", "he")) -> EditionCard:
    return EditionCard(
        platform="Guide of the Test",
        address="https://guide.example",
        number=3,
        dated_on="2026-11-22",
        languages=languages,
        papers=("a4",),
        licence="CC BY 4.0",
        title={"en": "Guide", "ar": "دليل"},
        foreword={"en": "A foreword."},
        scope={},
        count=len(entries),
        digest="0" * 64,
        previous=None,
        sources=SOURCES,
    )


HOSTILE = (
    '=HYPERLINK("http://evil.example","x")', "+1-2", "-1+2", "@SUM(1)", "\t=1", "\r=1", "'", "''=1", "'=1", "＝1", "\n=1",
    "<script>alert(1)</script>&amp;", "_x0041_", "_x005F_x0041_", "_x_x0041_x0042_", "a;b\\;c", "\\e", "\\", ";", ";;",
    '"', '","', 'a"b\r\nc', "Unassigned \U000e0fff \u0378 \ufffe \uffff", "NUL \x00 end", "\x1a", "a\n\x1a\nb",
    "\x0b\x0c\x1c\x85\u2028", "العربية (English) ١٢٣ 456", "\u202eturned\u202c", "\ufeffmark", " spaces ", "😀" * 300,
    "W" * 120 + " " + "ש" * 80 + " " + "م" * 98, "]]>", "<!DOCTYPE x>", "{{7*7}}",
)  # fmt: skip
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
texts = st.one_of(anything, st.sampled_from(HOSTILE), st.text("=+-@\t\r\n'\";,\\<>&_x0041", max_size=8))
filled = texts.filter(bool)
languages = st.sampled_from(("", "ar", "en", "he", "ja"))
degrees = st.one_of(st.none(), st.floats(-90, 90, allow_nan=False).map(lambda degree: round(degree, 9)))
codes = st.sampled_from(("a", "b;c", "\\", "", "label", "x\\e"))
days = st.dates(date(1900, 1, 1), date(2030, 1, 1)).map(date.isoformat)
slugs = st.sampled_from(("ngo-list", "register", "unnamed-7"))


def said(values):  # type: ignore[no-untyped-def]
    by = st.lists(slugs, min_size=1, max_size=2, unique=True).map(tuple)
    return st.lists(st.builds(Said, values, by, days), max_size=3).map(tuple)


identifiers = st.builds(Identifier, st.sampled_from(("", "PS-MOI", "XI-ROR", "XI-LEI", "XI-WIKIDATA")), filled)
places = st.builds(
    Location,
    st.sampled_from(("", "PS", "FR")),
    st.sampled_from(("", "PS0105")),
    texts,
    degrees,
    degrees,
    st.one_of(st.none(), st.integers(0, 10**8)),
)
ties = st.builds(
    Relation, st.sampled_from(("parent", "child", "related", "successor", "predecessor")), codes, texts, texts
)
claims = st.builds(
    SectorClaim,
    st.sampled_from(("", "health")),
    st.sampled_from(("declared", "register", "rule")),
    texts,
    st.one_of(st.none(), st.floats(0, 1)),
)
years = st.from_regex(re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?", re.ASCII), fullmatch=True)
ids = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=12, max_size=12)


def organisations() -> st.SearchStrategy[list[Published]]:
    one = st.builds(
        Published,
        id=ids,
        uri=ids.map(lambda number: f"https://guide.example/organisations/{number}/"),
        titles=st.dictionaries(st.sampled_from(("ar", "en", "fr", "he")), filled),
        names=said(st.builds(Name, filled, languages, st.lists(codes, max_size=2).map(tuple))),
        identifiers=said(identifiers),
        locations=said(places),
        links=said(st.one_of(texts, st.just("https://hope.example/a?b=c&d='e'"))),
        sectors=said(claims),
        relations=said(ties),
        descriptions=said(st.builds(Text, filled, languages)),
        languages=said(st.sampled_from(("ar", "he"))),
        kinds=said(st.sampled_from(("nonprofit", "government", "company"))),
        statuses=said(st.sampled_from(("active", "closed"))),
        founded=said(years),
        closed_on=said(years),
        sector_codes=st.lists(st.just("health"), max_size=1).map(tuple),
        is_sector_guessed=st.booleans(),
        changed_on=days,
        merged=st.lists(ids, max_size=2).map(tuple),
    )
    return st.lists(one, max_size=4, unique_by=lambda entry: entry.id).map(
        lambda entries: [with_own_uri(entry) for entry in sorted(entries, key=lambda entry: entry.id)]
    )


def with_own_uri(entry: Published) -> Published:
    return msgspec.structs.replace(entry, uri=f"https://guide.example/organisations/{entry.id}/")


HOPE = Published(
    id="aaaaaaaaaaaa",
    uri="https://guide.example/organisations/aaaaaaaaaaaa/",
    titles={"ar": "جمعية الأمل", "en": "Hope", "fr": "Hope", "he": "Hope"},
    names=(
        Said(Name("جمعية الأمل", "ar"), ("register",), "2026-02-01"),
        Said(Name("Hope", "en"), ("register", "ngo-list"), "2026-02-01"),
        Said(Name("HCS", "", ("acronym",)), ("ngo-list",), "2026-01-15"),
        Said(Name("Old Hope", "en", ("former",)), ("unnamed-7",), "2026-01-15"),
    ),
    identifiers=(Said(Identifier("PS-MOI", "HB-4157-C"), ("register",), "2026-02-01"),),
    locations=(
        Said(Location("PS", "PS0105", "طوباس", 32.32, 35.37, 281102), ("register",), "2026-02-01"),
        Said(Location("FR", "", "Paris"), ("ngo-list",), "2026-01-15"),
    ),
    links=(Said("https://hope.example/", ("ngo-list",), "2026-01-15"),),
    sectors=(Said(SectorClaim("health", "register", "صحة"), ("register",), "2026-02-01"),),
    relations=(Said(Relation("parent", "PS-MOI", "1", "International Hope"), ("ngo-list",), "2026-01-15"),),
    descriptions=(Said(Text("Health care for villages.", "en"), ("ngo-list",), "2026-01-15"),),
    languages=(Said("ar", ("ngo-list",), "2026-01-15"),),
    kinds=(Said("nonprofit", ("register",), "2026-02-01"),),
    statuses=(Said("active", ("register",), "2026-02-01"), Said("closed", ("ngo-list",), "2026-01-15")),
    founded=(Said("1998-05", ("register",), "2026-02-01"),),
    sector_codes=("health",),
    changed_on="2026-03-02",
    merged=("zzzzzzzzzzzz",),
)
BARE = Published(
    id="bbbbbbbbbbbb",
    uri="https://guide.example/organisations/bbbbbbbbbbbb/",
    titles={"ar": "Bare", "en": "Bare", "fr": "Bare", "he": "Bare"},
    names=(Said(Name("Bare"), ("unnamed-7",), "2026-02-01"),),
    changed_on="2026-03-03",
)
