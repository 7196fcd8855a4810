"""Every file of the open data passes the validator of its standard: the schema that the standard itself publishes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

from tests.standards.published_schemas import (
    errors_by_schema,
    ftm_properties,
    ftm_required,
    hsds_validator,
    iati_schema,
    loaded,
    shacl_errors,
)

RDFLIB_WARNS = "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"  # its own parser of JSON-LD uses it


def lines_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def test_each_line_fits_the_schema_published_beside_it(data: Path) -> None:
    schema = json.loads((data / "organisations.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    lines = lines_of(data / "organisations.jsonl")
    assert len(lines) == 5
    for line in lines:
        assert [error.message for error in validator.iter_errors(line)] == []
    assert list(validator.iter_errors(lines[0] | {"names": "Hope"})), "the schema is no empty one"


def test_hsds_documents_fit_the_standard_with_our_profile(data: Path) -> None:
    page = json.loads((data / "hsds" / "organizations.json").read_text(encoding="utf-8"))
    assert page["total_items"] == len(page["contents"]) == 5
    validator = hsds_validator()
    for document in page["contents"]:
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)] == []


def test_hsds_without_the_profile_would_ask_for_what_nobody_knows(data: Path) -> None:
    page = json.loads((data / "hsds" / "organizations.json").read_text(encoding="utf-8"))
    validator = hsds_validator(with_profile=False)
    missing = {error.message for document in page["contents"] for error in validator.iter_errors(document)}
    assert {"'postal_code' is a required property", "'state_province' is a required property"} <= missing


def test_the_profile_leaves_no_room_for_persons_and_contacts() -> None:
    properties: Any = hsds_validator().schema
    assert not {"email", "contacts", "phones", "tax_id", "funding"} & properties["properties"].keys()


def test_every_pointer_of_an_attribution_leads_to_a_value(data: Path) -> None:
    for document in json.loads((data / "hsds" / "organizations.json").read_text(encoding="utf-8"))["contents"]:
        for one in document["attribution"]:
            for pointer in one["pointers"]:
                value = document
                for step in pointer.split("/")[1:]:
                    value = value[int(step)] if isinstance(value, list) else value[step]
                assert value


def test_the_organisation_file_is_valid_by_the_schema_of_iati_and_by_its_ruleset(data: Path) -> None:
    document = etree.parse(str(data / "iati-organisations.xml"))
    schema = iati_schema()
    assert schema.validate(document), schema.error_log
    for case in loaded("iati/organisation-ruleset.json")["//iati-organisation"]["regex_matches"]["cases"]:
        for organisation in document.getroot().iter("iati-organisation"):
            for path in case["paths"]:
                found = organisation.xpath(path)
                values = [one if isinstance(one, str) else one.text for one in found]
                assert values and all(re.fullmatch(case["regex"], value) for value in values)
    document.getroot()[0].remove(document.getroot()[0][0])
    assert not schema.validate(document), "without its number an organisation is not valid"


def test_entities_fit_the_model_of_follow_the_money(data: Path) -> None:
    entities = lines_of(data / "followthemoney.jsonl")
    numbers = [entity["id"] for entity in entities]
    assert len(set(numbers)) == len(numbers)
    schemata = loaded("followthemoney/schemata.json")
    for entity in entities:
        assert entity.keys() == {"id", "schema", "properties"}
        assert not schemata[entity["schema"]]["abstract"]
        assert ftm_required(entity["schema"]) <= entity["properties"].keys()
        assert list(wrong_values(entity, set(numbers))) == []


LONGEST = {
    "name": 384,
    "identifier": 64,
    "url": 4096,
    "country": 16,
    "date": 32,
    "text": 65_000,
    "address": 250,
    "entity": 200,
    "number": 250,
}
FORMS = {
    "date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
    "country": re.compile("[a-z]{2}"),
    "url": re.compile(r"https?://\S+"),
    "number": re.compile(r"-?\d+(\.\d+)?"),
}


def wrong_values(entity: Any, numbers: set[str]) -> Iterator[str]:
    known = ftm_properties(entity["schema"])
    for name, values in entity["properties"].items():
        if name not in known:
            yield name
            continue
        kind = known[name].get("type", "string")
        longest = known[name].get("maxLength", LONGEST.get(kind, 1024))
        for value in values:
            if not (isinstance(value, str) and 0 < len(value) <= longest):
                yield f"{name}: {value}"
            if kind in FORMS and not FORMS[kind].fullmatch(value):
                yield f"{name}: {value}"
            if kind == "entity" and value not in numbers:
                yield f"{name}: {value}"


def test_places_are_geojson(data: Path) -> None:
    places = json.loads((data / "places.geojson").read_text(encoding="utf-8"))
    assert errors_by_schema(places, "geojson/FeatureCollection.json") == []
    assert len(places["features"]) == 2
    places["features"][0]["geometry"]["coordinates"] = ["35.37", 32.32]
    assert errors_by_schema(places, "geojson/FeatureCollection.json")


def test_the_descriptor_fits_the_profiles_of_data_package_2(data: Path) -> None:
    descriptor = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    assert errors_by_schema(descriptor, "datapackage/datapackage.json") == []
    assert errors_by_schema(descriptor | {"resources": []}, "datapackage/datapackage.json")
    for resource in descriptor["resources"]:
        assert errors_by_schema(resource, "datapackage/dataresource.json") == []
        if "schema" in resource:
            assert errors_by_schema(resource["schema"], "datapackage/tableschema.json") == []


def test_the_catalogue_conforms_to_dcat_ap_3(data: Path) -> None:
    catalogue = Graph().parse(data / "catalogue.ttl", format="turtle")
    assert shacl_errors(catalogue, "dcat-ap/shapes.ttl") == ""
    shapes = (Path(__file__).parents[2] / "standards" / "dcat-ap" / "shapes.ttl").read_text(encoding="utf-8")
    known = {str(term) for triple in Graph().parse(data=shapes, format="turtle") for term in triple}
    assert {str(used) for used in catalogue.predicates() if used != RDF.type} <= known
    assert {str(used) for used in catalogue.objects(None, RDF.type)} <= known


@pytest.mark.parametrize("property_", ["http://purl.org/dc/terms/title", "http://purl.org/dc/terms/publisher"])
def test_a_catalogue_that_lacks_a_duty_does_not_conform(data: Path, property_: str) -> None:
    catalogue = Graph().parse(data / "catalogue.ttl", format="turtle")
    catalogue.remove((None, URIRef(property_), None))
    assert "MinCount" in shacl_errors(catalogue, "dcat-ap/shapes.ttl")


def test_the_sectors_keep_the_integrity_of_skos(data: Path) -> None:
    vocabulary = Graph().parse(data / "sectors.ttl", format="turtle")
    assert shacl_errors(vocabulary, "skos/shapes.ttl") == ""
    skos = "http://www.w3.org/2004/02/skos/core#"
    matched = {
        str(property_): set(vocabulary.subject_objects(URIRef(skos + property_)))
        for property_ in ("narrowMatch", "relatedMatch", "exactMatch", "broadMatch")
    }
    assert matched["narrowMatch"] and matched["relatedMatch"]
    assert not matched["narrowMatch"] & matched["relatedMatch"], "S46: no pair is linked in two ways"
    whole = [code for _, code in matched["narrowMatch"]]
    assert len(set(whole)) == len(whole), "a code falls into one sector"


@pytest.mark.filterwarnings(RDFLIB_WARNS)
@pytest.mark.parametrize("name", ["catalogue", "sectors"])
def test_turtle_and_json_ld_say_the_same(data: Path, name: str) -> None:
    turtle = Graph().parse(data / f"{name}.ttl", format="turtle")
    objects = Graph().parse(data / (f"{name}.jsonld"), format="json-ld")
    assert isomorphic(turtle, objects)
    assert len(turtle) > 100


@pytest.mark.filterwarnings(RDFLIB_WARNS)
def test_schema_org_has_only_classes_and_properties_of_the_vocabulary(data: Path) -> None:
    known = loaded("schema-org/terms.json")

    def check(value: Any) -> None:
        if isinstance(value, list):
            for part in value:
                check(part)
        elif isinstance(value, dict) and "@value" not in value:
            assert value.keys() - {"@context", "@type", "@id"} <= set(known[value["@type"]])
            for part in value.values():
                check(part)

    lines = lines_of(data / "schema-org.jsonl")
    assert len(lines) == 5
    for line in lines:
        assert line["@context"] == "https://schema.org"
        check(line)
        local = {"@vocab": "https://schema.org/"}  # what the context does for these terms, without fetching it
        assert len(Graph().parse(data=json.dumps(line | {"@context": local}), format="json-ld")) >= 3


def test_parquet_is_read_by_columns_with_nested_lists(data: Path) -> None:
    table = pq.read_table(data / "organisations.parquet")
    assert table.num_rows == 5
    names = table.column("names").to_pylist()
    assert names[0][0] == {
        "value": "جمعية الأمل الخيرية", "lang": "ar", "types": ["label"], "by": ["register"], "as_of": "2026-02-01",
    }  # fmt: skip
    assert pq.read_table(data / "organisations.parquet", columns=["id"]).column_names == ["id"]
