"""A change to one value of an entry: the values that may be meant, and what a record becomes when one takes another's place.

It never reads the database.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from dalil.formats.record import Record as Values
from dalil.formats.record import decode, encode
from dalil.guide.models import Aspect
from dalil.guide.spelt_out import FIELDS, lines_of

FIELD_OF: Final[Mapping[str, str]] = {
    Aspect.NAME: "names",
    Aspect.PLACE: "locations",
    Aspect.SECTOR: "sectors",
    Aspect.LINK: "links",
    Aspect.IDENTIFIER: "identifiers",
    Aspect.DESCRIPTION: "descriptions",
    Aspect.KIND: "kind",
    Aspect.FOUNDED: "founded",
    Aspect.STATUS: "status",
}
"""The field of a record that an aspect is about; a merge and all else is about none."""

STATUS_OF: Final[Mapping[str, str]] = {"closed": "closed", "moved": "moved", "reopened": "active"}


def single_values(values: Values, aspect: str) -> tuple[Values, ...]:
    """Each value of this aspect as a record that says nothing else."""
    field = FIELD_OF.get(aspect)
    if field is None:
        return ()
    held = getattr(values, field)
    if not isinstance(held, tuple):
        return (msgspec.structs.replace(Values(), **{field: held}),) if held else ()
    return tuple(msgspec.structs.replace(Values(), **{field: (one,)}) for one in held)


def in_words(text: str, aspect: str, language: str) -> tuple[str, ...]:
    """The values of a record, as a reader sees them; `text` as `encode` wrote it, or empty."""
    field = FIELD_OF.get(aspect)
    values = decode(text) if text else Values()
    lines = lines_of(values, field, language) if field else ()
    if aspect == Aspect.STATUS and values.closed_on:
        return (*lines, *lines_of(values, "closed_on", language))
    return lines


def label_of(aspect: str) -> str:
    """The heading of the field that an aspect is about."""
    field = FIELD_OF.get(aspect)
    return str(FIELDS[field][0]) if field else str(Aspect(aspect).label)


def as_choice(values: Values) -> str:
    """A single value as the text by which a form names it."""
    return encode(values).decode()


def states(values: Values, stands: str, aspect: str) -> bool:
    """Whether a record states this very value."""
    return bool(stands) and stands in {as_choice(one) for one in single_values(values, aspect)}


def with_change(values: Values, *, stands: str, proposed: Values, aspect: str) -> Values:
    """The record with the proposed value in the place of the one that stands, or after the others when none is meant."""
    field = FIELD_OF.get(aspect)
    if field is None:
        return values
    held, new = getattr(values, field), getattr(proposed, field)
    if not isinstance(held, tuple):
        changes = {field: new}
        if aspect == Aspect.STATUS:
            changes["closed_on"] = proposed.closed_on
        return msgspec.structs.replace(values, **changes)
    old = getattr(decode(stands), field) if stands else ()
    kept = [one for one in held if one not in new]
    place = next((at for at, one in enumerate(kept) if one in old), len(kept))
    kept = [*kept[:place], *new, *(one for one in kept[place:] if one not in old)]
    return msgspec.structs.replace(values, **{field: tuple(kept)})
