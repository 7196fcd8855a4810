"""The catalogue of an edition's data for data portals: DCAT-AP 3, one dataset and a distribution for each file.

It never says more of a file than its Data Package does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from dalil.formats.data_package import Resource, licence_of
from dalil.formats.published import EditionCard

SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_SOCIETY: Final = URIRef(f"{_AUTHORITY}/data-theme/SOCI")
_LANGUAGES: Final = {"ar": "ARA", "en": "ENG", "fr": "FRA", "he": "HEB"}
_VERSION: Final = URIRef(f"{DCAT}version")  # rdflib knows DCAT 2
_MEDIA: Final = "http://www.iana.org/assignments/media-types/"


def graph(
    card: EditionCard, resources: Sequence[Resource], address: Callable[[str], str], about: Mapping[str, str]
) -> Graph:
    """The catalogue; `address` gives where a file of the edition is read, `about` describes the data by language."""
    found = Graph()
    for prefix, space in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("spdx", SPDX), ("skos", SKOS)):
        found.bind(prefix, space)
    catalogue, dataset = URIRef(address("catalogue.ttl#catalogue")), URIRef(address("catalogue.ttl#data"))
    publisher = URIRef(address("catalogue.ttl#publisher"))
    found.add((publisher, RDF.type, FOAF.Agent))
    found.add((publisher, FOAF.name, Literal(card.platform)))
    for own, kind in ((catalogue, DCAT.Catalog), (dataset, DCAT.Dataset)):
        found.add((own, RDF.type, kind))
        found.add((own, DCTERMS.publisher, publisher))
        found.add((own, DCTERMS.issued, Literal(card.dated_on, datatype=XSD.date)))
        _say(found, own, DCTERMS.title, card.title or {"en": card.platform})
        _say(found, own, DCTERMS.description, about)
        _languages(found, own, card.languages)
    found.add((catalogue, DCAT.dataset, dataset))
    found.add((dataset, DCTERMS.identifier, Literal(f"urn:sha256:{card.digest}")))
    found.add((dataset, _VERSION, Literal(f"{card.number}")))
    found.add((dataset, DCAT.theme, _SOCIETY))
    found.add((_SOCIETY, RDF.type, SKOS.Concept))
    found.add((_SOCIETY, SKOS.prefLabel, Literal("Population and society", lang="en")))
    if card.address:
        page = URIRef(f"{card.address}/")
        found.add((dataset, DCAT.landingPage, page))
        found.add((page, RDF.type, FOAF.Document))
    for one in resources:
        _distribution(found, dataset, one, address, card.licence)
    return found


def _say(found: Graph, own: URIRef, property_: URIRef, words: Mapping[str, str]) -> None:
    for language, text in words.items():
        if text:
            found.add((own, property_, Literal(text, lang=language)))


def _languages(found: Graph, own: URIRef, languages: Sequence[str]) -> None:
    for language in languages:
        if code := _LANGUAGES.get(language):
            node = URIRef(f"{_AUTHORITY}/language/{code}")
            found.add((own, DCTERMS.language, node))
            found.add((node, RDF.type, DCTERMS.LinguisticSystem))


def _distribution(found: Graph, dataset: URIRef, one: Resource, address: Callable[[str], str], licence: str) -> None:
    own, place = URIRef(address(f"catalogue.ttl#{one.name}")), URIRef(address(one.path))
    checksum = URIRef(address(f"catalogue.ttl#{one.name}-sha256"))
    media = URIRef(f"{_MEDIA}{one.mediatype}")
    told: tuple[tuple[URIRef, URIRef, Any], ...] = (
        (dataset, DCAT.distribution, own),
        (own, RDF.type, DCAT.Distribution),
        (own, DCAT.accessURL, place),
        (own, DCAT.downloadURL, place),
        (place, RDF.type, URIRef("http://www.w3.org/2000/01/rdf-schema#Resource")),
        (own, DCAT.mediaType, media),
        (media, RDF.type, DCTERMS.MediaType),
        (own, DCAT.byteSize, Literal(str(one.size), datatype=XSD.nonNegativeInteger)),
        (own, SPDX.checksum, checksum),
        (checksum, RDF.type, SPDX.Checksum),
        (checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm),
        (checksum, SPDX.checksumValue, Literal(one.digest, datatype=XSD.hexBinary)),
    )
    for triple in told:
        found.add(triple)
    _say(found, own, DCTERMS.title, one.title)
    if where := licence_of(licence).address:
        found.add((own, DCTERMS.license, URIRef(where)))
        found.add((URIRef(where), RDF.type, DCTERMS.LicenseDocument))
