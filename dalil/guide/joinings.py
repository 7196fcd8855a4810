"""Who or what put two records into one organisation: a merge, a batch, the plan of a list, the list itself, an editor's word.

Found by replaying the operations in force: the step after which the two were together for good. It never decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.guide.actions.sources import EDITORS
from dalil.guide.assignment import assign
from dalil.guide.components import Component, component_of, step_of
from dalil.guide.models import Batch, Change, ChangeKind, How, Operation, OperationKind, Record

Pair = tuple[Record, Record]

SENTENCES: Mapping[str, str | Promise] = {
    "merge": _("An editor merged two organisations."),
    "batch": _("An editor accepted a batch of merges."),
    "automatic": _("It was merged without asking, because its list is trusted."),
    "split": _("An editor split both off together."),
    "number": _("The plan of its list joined it: the register number is the same."),
    "plan": _("The plan of its list joined it, and an editor approved the plan."),
    "decided": _("An editor said so in the plan of its list."),
    "stated": _("An editor entered one of them for this organisation."),
    "list": _("One list names both as one body."),
    "taken_in": _("They were taken in as one organisation."),
}


@dataclass(frozen=True, slots=True)
class Joining:
    """What joined two records; with an operation it can be undone."""

    how: str
    by: str = ""
    at: datetime | None = None
    operation: Operation | None = None
    batch: Batch | None = None

    @property
    def sentence(self) -> str:
        """What happened, in words."""
        return str(SENTENCES[self.how])


def joinings_of(pairs: Sequence[Pair]) -> list[Joining]:
    """What joined each pair, in turn; the same few queries for any number of pairs."""
    if not pairs:
        return []
    component = component_of({record.organisation_id for pair in pairs for record in pair})
    operations = in_force(component)
    owners = owners_after_each(component, operations)
    joined = rows_that_joined(component)
    return [joining_of(pair, operations, owners, joined) for pair in pairs]


def in_force(component: Component) -> list[Operation]:
    """The operations of the component that hold, in their order, with who decided them."""
    held = Operation.objects.in_force().filter(pk__in=[one.pk for one in component.operations])
    return list(held.select_related("by", "batch__by", "stays", "moved").prefetch_related("decisions"))


def owners_after_each(component: Component, operations: Sequence[Operation]) -> list[Mapping[int, str]]:
    """Where every record was before the first operation, and after each."""
    steps = [step_of(operation) for operation in operations]
    return [assign(component.homes, steps[:count]).owner for count in range(len(steps) + 1)]


def rows_that_joined(component: Component) -> dict[tuple[int, str], Change]:
    """By source and key, the change with which a row of a list joined an organisation of the component."""
    changes = Change.objects.filter(organisation_id__in=component.organisations, kind=ChangeKind.JOINED)
    related = changes.exclude(row=None).select_related("by", "row__intake", "row__decided_by").order_by("pk")
    return {(change.row.intake.source_id, change.row.key): change for change in related if change.row is not None}


def joining_of(
    pair: Pair,
    operations: Sequence[Operation],
    owners: Sequence[Mapping[int, str]],
    joined: Mapping[tuple[int, str], Change],
) -> Joining:
    """What joined one pair."""
    one, other = pair
    apart = [step for step, owner in enumerate(owners) if owner.get(one.pk) != owner.get(other.pk)]
    if apart and apart[-1] < len(operations):
        return by_operation(operations[apart[-1]])
    earlier, later = sorted(pair, key=lambda record: record.pk)
    if change := joined.get((later.source_id, later.key)) or joined.get((earlier.source_id, earlier.key)):
        return by_plan(change)
    if EDITORS in (one.source.slug, other.source.slug):
        return Joining("stated")
    return Joining("list" if one.source_id == other.source_id else "taken_in", at=later.first_seen_at)


def by_operation(operation: Operation) -> Joining:
    """A merge or a split, and how it came about."""
    hows = {decision.how for decision in operation.decisions.all()}
    how = "batch" if operation.batch else "automatic" if How.AUTOMATIC in hows else "merge"
    if operation.kind == OperationKind.SPLIT:
        how = "split"
    return Joining(how, operation.by.display_name, operation.at, operation, operation.batch)


def by_plan(change: Change) -> Joining:
    """A row of a list that a plan joined to an organisation."""
    row = change.row
    if row is not None and row.decided_by:
        return Joining("decided", row.decided_by.display_name, change.at)
    codes = {reason.get("code") for reason in (row.reasons if row else [])}
    return Joining("number" if "identifier_equal" in codes else "plan", change.by.display_name, change.at)
