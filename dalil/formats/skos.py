"""The sectors as a vocabulary (SKOS) with labels in all languages, and what of other classifications falls into each.

It is written as Turtle and as JSON-LD, both saying the same, and read back from either. It never fetches a context: JSON-LD
is written without one, in expanded form, and read in no other.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from rdflib import RDF, SKOS, Graph, Literal, URIRef

from dalil.formats.problems import unreadable

NOTATIONS: Final = {
    "icnptso": "International Classification of Non-profit and Third Sector Organizations",
    "icnpo": "International Classification of Nonprofit Organizations",
    "dac": "OECD DAC and CRS purpose codes",
    "clusters": "IASC global clusters",
    "sdg": "Sustainable Development Goals",
}
"""The classifications that a sector may be mapped to. Only goals belong to several sectors, and so to none as a part."""

_GOALS: Final = "sdg"
_GOAL: Final = "http://metadata.un.org/sdg/"
_MOST: Final = 16 << 20


@dataclass(frozen=True)
class Concept:
    """A sector: its labels by language, and the codes of other classifications that fall into it."""

    code: str
    number: int
    labels: Mapping[str, str]
    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def graph(concepts: Iterable[Concept], base: str, title: Mapping[str, str]) -> Graph:
    """The vocabulary; `base` is the beginning of the address of every concept and the scheme's own."""
    found = Graph()
    found.bind("skos", SKOS)
    scheme = URIRef(base)
    found.add((scheme, RDF.type, SKOS.ConceptScheme))
    for language, text in title.items():
        found.add((scheme, SKOS.prefLabel, Literal(text, lang=language)))
    for concept in concepts:
        own = URIRef(f"{base}{concept.code}")
        found.add((own, RDF.type, SKOS.Concept))
        found.add((own, SKOS.inScheme, scheme))
        found.add((own, SKOS.topConceptOf, scheme))
        found.add((scheme, SKOS.hasTopConcept, own))
        found.add((own, SKOS.notation, Literal(f"{concept.number}")))
        for language, label in concept.labels.items():
            found.add((own, SKOS.prefLabel, Literal(label, lang=language)))
        for classification, codes in concept.mapped.items():
            _map(found, own, classification, codes, base)
    return found


def _map(found: Graph, own: URIRef, classification: str, codes: Iterable[str], base: str) -> None:
    is_goals = classification == _GOALS
    other = URIRef(_GOAL if is_goals else f"{base}scheme-{classification}")
    found.add((other, RDF.type, SKOS.ConceptScheme))
    found.add((other, SKOS.prefLabel, Literal(NOTATIONS[classification], lang="en")))
    for code in codes:
        there = URIRef(f"{_GOAL}{code}" if is_goals else f"{base}{classification}-{code}")
        found.add((there, RDF.type, SKOS.Concept))
        found.add((there, SKOS.inScheme, other))
        found.add((there, SKOS.notation, Literal(code)))
        found.add((own, SKOS.relatedMatch if is_goals else SKOS.narrowMatch, there))


def write(found: Graph, turtle: BinaryIO, json_ld: BinaryIO) -> None:
    """Write a graph without blank nodes in both forms; equal graphs give equal bytes."""
    turtle.write(found.serialize(format="turtle").encode())
    objects = json.loads(found.serialize(format="json-ld"))
    json_ld.write(json.dumps(_ordered(objects), ensure_ascii=False, indent=1).encode() + b"\n")


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda part: json.dumps(part, sort_keys=True))
    return value


def read(data: bytes) -> tuple[Concept, ...]:
    """The sectors that `write` wrote, in either form, in the order of their numbers. Raises UnreadableFile for the rest."""
    if len(data) > _MOST:
        raise unreadable("file_too_large", limit=str(_MOST >> 20))
    is_json = data.lstrip()[:1] in (b"[", b"{")
    try:
        found = _graph_of(json.loads(data)) if is_json else Graph().parse(data=data, format="turtle")
        concepts = [_concept(found, own) for own in found.subjects(SKOS.topConceptOf)]
    except Exception as wrong:  # the parsers of rdflib raise whatever comes
        raise unreadable("file_is_unknown") from wrong
    return tuple(sorted(concepts, key=lambda concept: concept.number))


def _graph_of(objects: Any) -> Graph:
    """The graph of JSON-LD in expanded form, as `write` leaves it; the parser of rdflib would fetch a context."""
    found = Graph()
    for one in objects:
        for key, values in one.items():
            for value in () if key == "@id" else values:
                found.add((URIRef(one["@id"]), RDF.type if key == "@type" else URIRef(key), _term(value)))
    return found


def _term(value: Any) -> URIRef | Literal:
    if isinstance(value, str):
        return URIRef(value)
    if "@id" in value:
        return URIRef(value["@id"])
    return Literal(value["@value"], lang=value.get("@language"))


def _concept(found: Graph, own: Any) -> Concept:
    scheme = str(found.value(own, SKOS.inScheme))
    mapped: dict[str, list[str]] = {}
    for property_ in (SKOS.narrowMatch, SKOS.relatedMatch):
        for there in found.objects(own, property_):
            other = str(found.value(there, SKOS.inScheme))
            name = _GOALS if other == _GOAL else other.removeprefix(f"{scheme}scheme-")
            mapped.setdefault(name, []).append(str(found.value(there, SKOS.notation)))
    labels = {
        str(label.language): str(label) for label in found.objects(own, SKOS.prefLabel) if isinstance(label, Literal)
    }
    return Concept(
        str(own).removeprefix(scheme),
        int(str(found.value(own, SKOS.notation))),
        labels,
        {name: tuple(sorted(codes)) for name, codes in mapped.items()},
    )
