"""How an entry lies in the engine: its fields, and the terms that are made of names.

It never asks anything; `asking` must make its terms by the same functions.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

import msgspec
import tantivy

from dalil.names import Word, fold, romanise, words
from dalil.search.entry import FACETS, Entry

LAYOUT: Final = 1

_LONGEST_NAME: Final = 400
_FIRST_IDEOGRAPH: Final = "\u2e80"
_SHORTEST_SOUND: Final = 3
_LEGAL_FORM: Final = 0.05
_NOT_PLAIN: Final = re.compile("[^a-z0-9]+")
_PAYLOAD: Final = msgspec.json.Encoder()
_STORED: Final = msgspec.json.Decoder(Entry)
_TERM_FIELDS: Final = ("word", "key", "sound", "joined", "acronym", "initials", "identifier", "domain", "place")


def schema() -> tantivy.Schema:
    """Return the fields: terms to be found by, facets to be counted, the order of browsing, and the entry itself."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for field in _TERM_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("title_sort", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_bytes_field("entry", stored=True)
    return builder.build()


def pieces(text: str) -> list[str]:
    """Return the terms of a folded word: itself, or pairs of letters where the script puts no space between words."""
    if len(text) > 2 and text >= _FIRST_IDEOGRAPH:
        return [a + b for a, b in pairwise(text)]
    return [text]


def sound_of(word: Word) -> str:
    """Return the consonants by which a distinctive word is found in other spellings, or "" if they are too few."""
    return word.skeleton if word.is_distinctive and len(word.skeleton) >= _SHORTEST_SOUND else ""


def identifier_term(text: str) -> str:
    """Return an identifier as it is compared: letters and digits only."""
    if text.isascii():
        return _NOT_PLAIN.sub("", text.lower())
    return "".join(romanise(text).split())


def host_terms(host: str) -> list[str]:
    """Return a host and what it lies under: `a.b.org` and `b.org`."""
    parts = host.lower().removeprefix("www.").strip(".").split(".")
    return [".".join(parts[start:]) for start in range(max(1, len(parts) - 1))]


def host_of(text: str) -> str:
    """Return the host if the text is a web address, else ""."""
    if "." not in text or " " in text.strip():
        return ""
    try:
        return (urlsplit(text if "//" in text else f"//{text}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _name_terms(entry: Entry) -> dict[str, set[str]]:
    terms: dict[str, set[str]] = {field: set() for field in ("word", "key", "sound", "joined", "initials")}
    for value, _ in entry.names:
        parts = words(value[:_LONGEST_NAME])
        for word in parts:
            terms["word"].update(pieces(word.text))
        terms["key"].update(word.key for word in parts)
        terms["sound"].update(map(sound_of, parts))
        terms["joined"].update(a.roman + b.roman for a, b in pairwise(parts) if a.is_distinctive or b.is_distinctive)
        terms["sound"].update(
            a.skeleton + b.skeleton for a, b in pairwise(parts) if a.is_distinctive is b.is_distinctive
        )
        terms["initials"].add("".join(word.roman[:1] for word in parts if word.weight > _LEGAL_FORM))
    return terms


def _joined(terms: Iterable[str]) -> str:
    return " ".join(sorted(filter(None, terms)))


def document_of(entry: Entry, fields: tantivy.Schema) -> tantivy.Document:
    """Return the engine's document for an entry."""
    terms = _name_terms(entry)
    terms["acronym"] = {identifier_term(acronym) for acronym in entry.acronyms}
    terms["identifier"] = {identifier_term(value) for value in entry.identifiers}
    terms["domain"] = {term for host in entry.domains for term in host_terms(host)}
    terms["place"] = {word for place in entry.localities for word in fold(place).split()}
    facets = (
        entry.sectors, entry.countries, entry.regions, (entry.kind,), entry.languages, entry.sources, (entry.status,)
    )  # fmt: skip
    data: dict[str, object] = {field: _joined(values) for field, values in terms.items()}
    data |= {facet: [v for v in dict.fromkeys(values) if v] for facet, values in zip(FACETS, facets, strict=True)}
    data |= {"id": entry.id, "title_sort": entry.title_sort, "entry": _PAYLOAD.encode(entry)}
    return tantivy.Document.from_dict(data, fields)


def entry_in(document: tantivy.Document) -> Entry:
    """Return the entry that a document was made of."""
    return _STORED.decode(bytes(document["entry"][0]))
