"""Which subjects of the ledger belong to a body: so that its delegates can see who read or changed what is theirs.

    @subjects.of_bodies
    def contacts(body): return [f"contact:{row.pk}" for row in …]

Rooms above register where their private records belong. It never shows anything itself.
"""

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

Find = Callable[[UUID], Iterable[str]]

_FINDERS: Final[list[Find]] = []


def of_bodies(find: Find) -> Find:
    """Registers what of one room belongs to a body."""
    if find not in _FINDERS:
        _FINDERS.append(find)
    return find


def subjects_of_body(body: UUID) -> list[str]:
    """All subjects of this body: itself, its entry in the guide, its private records."""
    found = [f"body:{body}"]
    for find in _FINDERS:
        found += find(body)
    return list(dict.fromkeys(found))
