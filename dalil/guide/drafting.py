"""From a row as it stands in the file to a row of a plan, batch by batch. It never changes an organisation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from dalil.formats.record import Record as Values
from dalil.formats.record import decode, encode
from dalil.guide.automation import Automation
from dalil.guide.inserting import insert
from dalil.guide.matching import Asking, Known, Match, Pool, best_match, compared
from dalil.guide.models import Contact, Intake, Organisation, Outcome, Record, Row
from dalil.guide.preparing import Prepared
from dalil.guide.public_ids import public_id
from dalil.linkage import Comparison, keys_of, pack_keys, unpack_keys


@dataclass(slots=True)
class Draft:
    """A row on its way into the plan."""

    read: Prepared
    ordinal: int = -1
    repeats: int = -1
    new_id: str = ""
    near: list[int] = field(default_factory=list)
    row: Row | None = None

    @property
    def keys(self) -> tuple[int, ...]:
        """The keys by which its like are found."""
        return unpack_keys(self.read.keys)


@dataclass(frozen=True, slots=True)
class Held:
    """The record that a source already has under a key."""

    organisation: str
    values: str
    is_gone: bool


def combine(first: Values, second: Values) -> Values:
    """What two rows under one key say together: lists united in order, single values from the first that has one."""
    changes: dict[str, object] = {}
    for name in Values.__struct_fields__:
        mine, other = getattr(first, name), getattr(second, name)
        if isinstance(mine, tuple):
            changes[name] = tuple(dict.fromkeys((*mine, *other)))
        else:
            changes[name] = mine or other
    return msgspec.structs.replace(first, **changes)


class Drafter:
    """Drafts the plan of one intake. What it holds in memory grows by some 30 bytes a row, never with the values."""

    def __init__(self, intake: Intake, pool: Pool, automation: Automation) -> None:
        self.intake = intake
        self.pool = pool
        self.automation = automation
        self.seen: dict[int, int] = {}
        self.read = 0
        self.last_id = 0

    def plan(self, batch: Iterable[Prepared]) -> list[Row]:
        """Plan a batch and store its rows."""
        drafts = [Draft(read) for read in batch]
        held = self.held(draft.read.key for draft in drafts if draft.read.key)
        repeats = [draft for draft in drafts if self.settle(draft, held)]
        firsts = [draft for draft in drafts if draft.ordinal >= 0]
        for draft, near in zip(firsts, self.pool.near([(d.ordinal, d.keys) for d in firsts]), strict=True):
            draft.near = near if draft.row is None else []
        known = self.pool.fetch(i for draft in firsts for i in draft.near)
        by_ordinal = {draft.ordinal: draft for draft in firsts}
        unknown = [draft for draft in firsts if draft.row is None]
        self.give_ids(unknown)
        comparisons = compared((draft.read, self.nearby(draft, by_ordinal, known)) for draft in unknown)
        for draft in unknown:
            self.match(draft, by_ordinal, known, comparisons)
        self.unite(repeats, by_ordinal, held)
        settled = [draft for draft in drafts if draft.row is not None]
        rows = [draft.row for draft in settled if draft.row is not None]
        ids = self.store(rows)
        self.seal_contacts((pk, draft.read.private) for pk, draft in zip(ids, settled, strict=True))
        return rows

    def seal_contacts(self, private: Iterable[tuple[int, tuple[tuple[str, str], ...]]]) -> None:
        """Keep what private columns hold, sealed from its first write, for whoever the row comes to be; one trip to the agent."""
        Contact.objects.bulk_create(
            Contact(
                row_id=pk,
                source_id=self.intake.source_id,
                kind=kind,
                value=text,
                since=self.intake.uploaded_at,
                by=self.intake.uploaded_by,
            )
            for pk, cells in private
            for kind, text in cells
        )

    def store(self, rows: Sequence[Row]) -> list[int]:
        """Store the rows and return the ids that the database gave them, in the same order."""
        insert(rows)
        stored = Row.objects.filter(intake=self.intake, pk__gt=self.last_id).order_by("pk")
        ids = list(stored.values_list("pk", flat=True))
        self.last_id = ids[-1]
        self.pool.note_rows(pk for pk, row in zip(ids, rows, strict=True) if row.is_first and row.values)
        return ids

    def held(self, keys: Iterable[str]) -> dict[str, Held]:
        """The records that the source already has under these keys."""
        records = Record.objects.filter(source_id=self.intake.source_id, key__in=set(keys))
        return {
            key: Held(organisation, values, gone is not None)
            for key, organisation, values, gone in records.values_list("key", "organisation_id", "values", "gone_at")
        }

    def settle(self, draft: Draft, held: dict[str, Held]) -> bool:
        """Give the outcomes that need no comparing. True for a row whose key stood in the list before."""
        if not draft.read.values:
            draft.row = self.row(draft, Outcome.REFUSED)
            return False
        mark = hash(draft.read.key)
        first = self.seen.get(mark)
        if first is not None:
            draft.row = self.row(draft, Outcome.DUPLICATE, is_first=False)
            draft.repeats = first
            return True
        draft.ordinal = self.seen[mark] = self.read
        self.read += 1
        if found := held.get(draft.read.key):
            draft.row = self.row(draft, outcome_for(found, draft.read.values), target=found.organisation)
        return False

    def nearby(self, draft: Draft, by_ordinal: dict[int, Draft], known: dict[int, Known]) -> Iterator[Known]:
        """What is near a draft, as far as it is known before any row of the batch is settled."""
        for number in draft.near:
            earlier = by_ordinal.get(-number - 1)
            if earlier is not None:
                yield Known(earlier.read.keys, earlier.read.values, "", earlier.read.number)
            elif number in known:
                yield known[number]

    def match(
        self,
        draft: Draft,
        by_ordinal: dict[int, Draft],
        known: dict[int, Known],
        comparisons: Mapping[tuple[str, str], Comparison],
    ) -> None:
        """Compare with the nearest: the same as one of the guide, a duplicate of an earlier row, or new."""

        def candidate(number: int) -> Known | None:
            earlier = by_ordinal.get(-number - 1)
            if earlier is not None and earlier.row is not None:
                return Known(
                    bytes(earlier.row.keys),
                    earlier.row.values,
                    earlier.row.target,
                    earlier.read.number,
                    row_key=earlier.read.key,
                )
            return known.get(number)

        asking = Asking(self.automation, self.intake.guide_size, max(self.intake.rows_total, self.read))
        found = best_match(draft.read, draft.near, candidate, comparisons, asking)
        if found is None:
            draft.row = self.row(draft, Outcome.NEW, target=draft.new_id)
        elif not found.is_same:
            draft.row = self.row(
                draft, Outcome.NEW, target=draft.new_id, lookalike=found.known.organisation, match=found
            )
        else:
            outcome = Outcome.SAME if found.known.row_number is None else Outcome.DUPLICATE
            draft.row = self.row(draft, outcome, target=found.known.organisation, match=found)

    def row(
        self,
        draft: Draft,
        outcome: Outcome,
        *,
        target: str = "",
        lookalike: str = "",
        match: Match | None = None,
        is_first: bool = True,
    ) -> Row:
        """The stored form of a draft."""
        read = draft.read
        return Row(
            intake=self.intake,
            number=read.number,
            sheet=read.sheet[:100],
            cells=read.cells,
            key=read.key,
            values=read.values,
            keys=read.keys,
            is_first=is_first,
            outcome=outcome,
            target=target,
            lookalike=lookalike,
            twin_number=match.known.row_number if match else None,
            near_record=match.known.record if match else None,
            near_key=match.known.row_key if match else "",
            score=match.comparison.score if match else None,
            bits=match.comparison.bits if match else None,
            reasons=msgspec.to_builtins(match.comparison.reasons) if match else [],
            problems=[msgspec.to_builtins(problem) for problem in read.problems],
        )

    def give_ids(self, drafts: Sequence[Draft]) -> None:
        """The id that each would have as a new organisation: never one that another has. Twins then share it."""
        for draft in drafts:
            draft.new_id = public_id(self.intake.source.slug, draft.read.key)
        attempt = 0
        while taken := set(Organisation.objects.filter(pk__in=[d.new_id for d in drafts]).values_list("pk", flat=True)):
            attempt += 1
            drafts = [draft for draft in drafts if draft.new_id in taken]
            for draft in drafts:
                draft.new_id = public_id(self.intake.source.slug, draft.read.key, attempt)

    def unite(self, repeats: Sequence[Draft], by_ordinal: dict[int, Draft], held: dict[str, Held]) -> None:
        """Give what a repeated row adds to the first row under its key, in this batch or stored before."""
        ids = [self.pool.row_ids[d.repeats] for d in repeats if d.repeats < len(self.pool.row_ids)]
        stored = {row.pk: row for row in Row.objects.filter(pk__in=ids)}
        changed: dict[int, Row] = {}
        for draft in repeats:
            ordinal = draft.repeats
            here = by_ordinal.get(ordinal)
            first = here.row if here is not None else stored.get(self.pool.row_ids[ordinal])
            if first is None or draft.row is None:
                continue
            draft.row.target, draft.row.twin_number = first.target, first.number
            if add_values(first, decode(draft.read.values), held.get(draft.read.key)) and here is None:
                changed[first.pk] = first
        Row.objects.bulk_update(changed.values(), ["values", "keys", "outcome"], batch_size=200)


def add_values(first: Row, more: Values, held: Held | None) -> bool:
    """Unite into the first row what a later one under the same key adds. True if it added anything."""
    mine = decode(first.values)
    united = combine(mine, more)
    if united == mine:
        return False
    first.values = encode(united).decode()
    first.keys = pack_keys(keys_of(united))
    if held is not None:
        first.outcome = outcome_for(held, first.values)
    return True


def outcome_for(held: Held, values: str) -> Outcome:
    """Whether a row changes the record that its source already has under its key."""
    same = held.values == values and not held.is_gone
    return Outcome.UNCHANGED if same else Outcome.UPDATE
