"""Which organisation a record belongs to: computed from where it was first taken in and the operations in force.

Because it is a pure function of those two, undoing an operation is leaving it out and computing anew, and whatever
was merged and split, once all is undone, is again exactly as it was. It never reads the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: a merge of `moved` into `stays`, or, with `records`, a split of those into `moved`."""

    stays: str
    moved: str
    records: frozenset[int] = frozenset()
    is_split: bool = False
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """The result: the organisation of each record, and where each merged or emptied organisation leads."""

    owner: Mapping[int, str]
    leads_to: Mapping[str, str] = field(default_factory=dict)


def assign(homes: Mapping[int, str], steps: Sequence[Step]) -> Assignment:
    """Replay the steps in order.

    A merge moves whatever its two organisations have become by then. A split takes its records out of wherever they
    are: it says that they are about another body. An organisation left without records leads to where the first
    record that it ever had now is, so that its address stays good for ever.
    """
    merged: dict[str, str] = {}
    placed = dict(homes)

    def survivor(organisation: str) -> str:
        while organisation in merged:
            organisation = merged[organisation]
        return organisation

    for step in steps:
        if step.is_undone:
            continue
        if step.is_split:
            placed.update(dict.fromkeys(sorted(step.records & placed.keys()), step.moved))
            continue
        stays, moved = survivor(step.stays), survivor(step.moved)
        if stays != moved:
            merged[moved] = stays
    owner = {record: survivor(organisation) for record, organisation in placed.items()}
    leads = {organisation: survivor(organisation) for organisation in merged}
    leads.update(emptied(homes, steps, owner, leads))
    return Assignment(owner, leads)


def emptied(
    homes: Mapping[int, str],
    steps: Sequence[Step],
    owner: Mapping[int, str],
    leads: Mapping[str, str],
) -> dict[str, str]:
    """Where organisations lead that were not merged but hold no record any more."""
    holding = set(owner.values())
    first_record: dict[str, int] = {}
    for record in sorted(homes):
        first_record.setdefault(homes[record], record)
    for step in steps:
        if step.is_split and step.records:
            first_record.setdefault(step.moved, min(step.records))
    return {
        organisation: owner[record]
        for organisation, record in first_record.items()
        if organisation not in holding and organisation not in leads and record in owner
    }
