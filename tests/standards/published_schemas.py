"""The schemata that standards publish, vendored in the folders beside this file, and files checked against them.

Each folder has an ORIGIN.md: where it comes from, under which licence, and what was changed.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for
from lxml import etree
from pyshacl import validate
from rdflib import Graph
from referencing import Registry, Resource

from dalil.formats import hsds_writing

HERE = Path(__file__).parent
HSDS = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/"


def loaded(path: str) -> Any:
    return json.loads((HERE / path).read_text(encoding="utf-8"))


def merged(target: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    found = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merged(found.get(key), value)
    return found


def hsds_validator(*, with_profile: bool = True) -> Draft202012Validator:
    """The validator of an organisation in HSDS 3.1, with our Profile merged in as HSDS says a Profile is."""
    patches = {name: json.loads(content) for name, content in hsds_writing.profile().items()} if with_profile else {}
    schemata = {
        path.name: merged(loaded(f"hsds/{path.name}"), patches.get(path.name, {}))
        for path in (HERE / "hsds").glob("*.json")
    }
    for schema in schemata.values():
        Draft202012Validator.check_schema(schema)
    registry = Registry().with_resources(
        (f"{HSDS}{name}", Resource.from_contents(schema)) for name, schema in schemata.items()
    )
    return Draft202012Validator(schemata["organization.json"], registry=registry, format_checker=FormatChecker())


@cache
def iati_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(HERE / "iati" / "iati-organisations-schema.xsd")))


def errors_by_schema(content: Any, path: str) -> list[str]:
    """What a JSON Schema finds wrong."""
    schema = loaded(path)
    return [
        error.message for error in validator_for(schema)(schema, format_checker=FormatChecker()).iter_errors(content)
    ]


def ftm_properties(schema: str) -> dict[str, dict[str, Any]]:
    """The properties of a schema of FollowTheMoney, its own and those of what it extends."""
    model = loaded("followthemoney/schemata.json")
    found: dict[str, dict[str, Any]] = {}
    for above in model[schema]["extends"]:
        found |= ftm_properties(above)
    return found | model[schema]["properties"]


def ftm_required(schema: str) -> set[str]:
    model = loaded("followthemoney/schemata.json")
    return set(model[schema]["required"])


def shacl_errors(graph: Graph, shapes: str) -> str:
    """What the shapes find wrong, in the words of the validator; empty when the graph conforms."""
    found = Graph().parse(HERE / shapes, format="turtle")
    original = os.environ.get("DCAT_AP_SHAPES", "")
    if original and shapes.startswith("dcat-ap"):
        found.parse(original, format="turtle")
    conforms, _, text = validate(graph, shacl_graph=found, inference="none", advanced=True)
    return "" if conforms else str(text)
