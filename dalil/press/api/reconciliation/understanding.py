"""Reading what OpenRefine and others send: batches of queries, and which data to extend. It never looks anything up."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from django.utils.translation import gettext

from dalil.press.api.asking import cleaned
from dalil.press.api.problems import BAD_BODY, TOO_MANY_QUERIES, Refused, bad
from dalil.press.api.reconciliation import protocol
from dalil.press.api.reconciliation.matching import Meant
from dalil.press.api.reconciliation.properties import Property, every, record_of

Read = TypeVar("Read")

MOST_TYPES: Final = 20
MOST_VALUES: Final = 20


def decoded(text: str | bytes, wanted: type[Read], name: str) -> Read:
    """The JSON of a parameter, or of a part of it. Raises `Refused`."""
    try:
        return msgspec.json.decode(
            text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, type=wanted
        )
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        detail = gettext("“%(name)s” is not the JSON that it should be: %(what)s.")
        raise Refused(BAD_BODY, detail % {"name": name, "what": error}, name) from error


def batch_in(text: str) -> dict[str, Meant]:
    """The queries of a batch by their keys. Raises `Refused`."""
    queries = decoded(text, dict[str, msgspec.Raw], "queries")
    if len(queries) > protocol.MOST_QUERIES:
        detail = gettext("A batch may have %(most)d queries at most; this one has %(count)d.")
        raise Refused(TOO_MANY_QUERIES, detail % {"most": protocol.MOST_QUERIES, "count": len(queries)}, "queries")
    known = every()
    return {
        key: meant_by(key, decoded(bytes(query), protocol.Query, f"queries.{cleaned(key)}"), known)
        for key, query in queries.items()
    }


def meant_by(key: str, query: protocol.Query, known: Mapping[str, Property]) -> Meant:
    """What a query means; one whose cells are all empty means nobody. Raises `Refused`."""
    if query.query is None and query.properties is None:
        detail = gettext("The query “%(key)s” has neither a text nor properties.")
        raise bad("queries", detail % {"key": cleaned(key)})
    told = [
        (wanted, [text for value in values_in(one.v) if (text := cleaned(value))])
        for one in query.properties or []
        if (wanted := known.get(one.pid)) and wanted.field
    ]
    text = cleaned(query.query or "")
    asked = [query.type] if isinstance(query.type, str) else query.type or []
    limit = protocol.FEW_CANDIDATES if query.limit is None else query.limit
    return Meant(
        text=text,
        record=record_of(text, told),
        types=tuple(one for one in asked[:MOST_TYPES] if one),
        is_all=query.type_strict == "all",
        limit=int(min(max(limit, 1), protocol.MOST_CANDIDATES)),
    )


def values_in(value: Any) -> list[str]:
    """The values of a property as text; of an entity its name, or its id. What is none of these says nothing."""
    if isinstance(value, list):
        return [text for one in value[:MOST_VALUES] if not isinstance(one, list) for text in values_in(one)]
    if isinstance(value, dict):
        return [str(value.get("name") or value.get("id") or "")]
    if isinstance(value, bool) or value is None:
        return []
    return [f"{value:g}" if isinstance(value, float) else str(value)]


def extend_in(text: str) -> protocol.Extend:
    """What is to be extended. Raises `Refused`."""
    wanted = decoded(text, protocol.Extend, "extend")
    most = (len(wanted.ids) <= protocol.MOST_IDS, len(wanted.properties) <= protocol.MOST_PROPERTIES)
    if not all(most):
        detail = gettext("At most %(ids)d organisations and %(properties)d properties can be extended at once.")
        limits = {"ids": protocol.MOST_IDS, "properties": protocol.MOST_PROPERTIES}
        raise Refused(TOO_MANY_QUERIES, detail % limits, "extend")
    return wanted
