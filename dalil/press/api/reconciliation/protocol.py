"""What the Reconciliation Service API 0.2 says on either side, as types. It never decides what matches.

Published at https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from dalil.press.api.asking import FIT, LONGEST

VERSION: Final = "0.2"
MOST_QUERIES: Final = 50
MOST_IDS: Final = 200
MOST_PROPERTIES: Final = 50
MOST_CANDIDATES: Final = 25
FEW_CANDIDATES: Final = 5
LONGEST_BATCH: Final = 200_000  # characters


class Ask(msgspec.Struct, frozen=True):
    """The common form of what is asked; what the specification does not know is passed over."""


class Tell(msgspec.Struct, frozen=True, kw_only=True):
    """The common form of what is told; what is not set is left out."""


Typed = Annotated[str, Meta(max_length=LONGEST, extra_json_schema={"pattern": FIT})]


class Told(Ask, frozen=True):
    """A property by which a query is told more exactly."""

    pid: str
    v: Any


class Query(Ask, frozen=True, kw_only=True):
    """One name to look for."""

    query: str | None = None
    type: str | list[str] | None = None
    limit: float | None = None
    properties: list[Told] | None = None
    type_strict: str | None = None


class Wanted(Ask, frozen=True):
    """A property to extend data with."""

    id: str
    settings: dict[str, Any] | None = None


class Extend(Ask, frozen=True):
    """Which properties of which entities."""

    ids: list[str]
    properties: list[Wanted]


def as_json(what: str, schema: dict[str, Any]) -> Meta:
    """A parameter that holds JSON."""
    return Meta(
        description=what,
        max_length=LONGEST_BATCH,
        extra_json_schema={"contentMediaType": "application/json", "contentSchema": schema},
    )


QUERY: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "query": {"type": "string"},
        "type": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "limit": {"type": "number"},
        "properties": {
            "type": "array",
            "items": {"type": "object", "properties": {"pid": {"type": "string"}, "v": {}}, "required": ["pid", "v"]},
        },
        "type_strict": {"enum": ["any", "should", "all"]},
    },
    "anyOf": [{"required": ["query"]}, {"required": ["properties"]}],
}
QUERIES: Final[dict[str, Any]] = {
    "type": "object",
    "maxProperties": MOST_QUERIES,
    "additionalProperties": QUERY,
}
EXTEND: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "ids": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_IDS},
        "properties": {
            "type": "array",
            "maxItems": MOST_PROPERTIES,
            "items": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
        },
    },
    "required": ["ids", "properties"],
}


class Questions(Ask, frozen=True, kw_only=True):
    """What the service is asked: names to look for, or data to extend; neither asks for the manifest."""

    queries: Annotated[str, as_json("A batch of queries.", QUERIES)] = ""
    extend: Annotated[str, as_json("Which properties of which organisations.", EXTEND)] = ""


class Beginning(Ask, frozen=True, kw_only=True):
    """What has been typed so far, and how many suggestions to pass over."""

    prefix: Typed = ""
    cursor: Annotated[int, Meta(ge=0, le=1_000)] = 0


class OfType(Ask, frozen=True, kw_only=True):
    """Properties of what, and how many."""

    type: Typed = ""
    limit: Annotated[int, Meta(ge=1, le=1_000)] = MOST_PROPERTIES


class Previewed(Ask, frozen=True, kw_only=True):
    """Which organisation; `query` is the name for which it was proposed."""

    id: Annotated[str, Meta(min_length=1, max_length=LONGEST, extra_json_schema={"pattern": FIT})]
    query: Typed = ""


class Type(Tell, frozen=True, kw_only=True):
    """A category of organisations."""

    id: str
    name: str
    broader: "list[Type] | UnsetType" = UNSET


class Feature(Tell, frozen=True, kw_only=True):
    """A piece of evidence: `value` in bits, above 0 for the two being one, below 0 against; or yes and no."""

    id: str
    value: bool | float


class Candidate(Tell, frozen=True, kw_only=True):
    """An organisation that may be meant; `score` is the probability in percent."""

    id: str
    name: str
    description: str
    type: list[Type]
    score: float
    match: bool
    features: list[Feature]


class Result(Tell, frozen=True, kw_only=True):
    """Who may be meant by one query, the likest first."""

    result: list[Candidate]


class Where(Tell, frozen=True, kw_only=True):
    """Where a part of the service is."""

    service_url: str
    service_path: str


class Template(Tell, frozen=True, kw_only=True):
    """An address with `{{id}}` in it."""

    url: str


class Frame(Tell, frozen=True, kw_only=True):
    """Where previews are, and how large."""

    url: str
    width: int
    height: int


class Suggest(Tell, frozen=True, kw_only=True):
    """Where suggestions are."""

    entity: Where
    property: Where
    type: Where


class Extending(Tell, frozen=True, kw_only=True):
    """Where properties are proposed."""

    propose_properties: Where
    property_settings: list[dict[str, Any]]


class Manifest(Tell, frozen=True, kw_only=True):
    """What the service can do."""

    versions: list[str]
    name: str
    identifierSpace: str  # noqa: N815 - so the specification names it
    schemaSpace: str  # noqa: N815
    defaultTypes: list[Type]  # noqa: N815
    documentation: str
    serviceVersion: str  # noqa: N815
    logo: str
    view: Template
    feature_view: Template
    preview: Frame
    suggest: Suggest
    extend: Extending
    batchSize: int  # noqa: N815


class SuggestedEntity(Tell, frozen=True, kw_only=True):
    """An organisation."""

    id: str
    name: str
    description: str
    notable: list[Type]


class SuggestedEntities(Tell, frozen=True, kw_only=True):
    """Organisations."""

    result: list[SuggestedEntity]


class SuggestedProperty(Tell, frozen=True, kw_only=True):
    """A property."""

    id: str
    name: str
    description: str


class SuggestedProperties(Tell, frozen=True, kw_only=True):
    """Properties."""

    result: list[SuggestedProperty]


class SuggestedTypes(Tell, frozen=True, kw_only=True):
    """Types."""

    result: list[Type]


class Named(Tell, frozen=True, kw_only=True):
    """A property of the extension."""

    id: str
    name: str


class Proposed(Tell, frozen=True, kw_only=True):
    """Properties that data can be extended with."""

    type: str
    properties: list[Named]
    limit: int


class Extension(Tell, frozen=True, kw_only=True):
    """The values, by organisation and property."""

    meta: list[Named]
    rows: dict[str, dict[str, list[dict[str, Any]]]]
