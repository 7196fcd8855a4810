"""Taking a file in, up to the point where it can be planned. It never changes an organisation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec
from django.db import transaction
from django.db.models import F

from dalil import formats
from dalil.accounts.models import Person
from dalil.formats.row import RawRow, Reading, UnreadableFile
from dalil.guide import spool
from dalil.guide.actions.refusals import KeysAreAway, MappingIsIncomplete, NotInThatState
from dalil.guide.cells import without_contacts
from dalil.guide.mapping import Mapping, Proposal, check_mapping, propose
from dalil.guide.models import Contact, Intake, IntakeState, Source
from dalil.guide.reading import keep_out_private
from dalil.ledger.actions import write
from dalil.names import clean
from dalil.vault.client import NoKeys
from dalil.vault.destroying import let_pass

SAMPLES = 50
OPEN_STATES = (
    IntakeState.UPLOADED,
    IntakeState.READY,
    IntakeState.PLANNING,
    IntakeState.PLANNED,
    IntakeState.UNREADABLE,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the mapping page shows: the proposed field of every column, and some rows to judge it by."""

    proposal: Proposal
    samples: tuple[RawRow, ...]


def start_intake(
    *,
    source: Source,
    path: Path,
    file_name: str,
    by: Person,
    at: datetime,
    as_of: date | None = None,
    is_whole: bool = True,
) -> Intake:
    """Copy the file into the spool and open it. A file that cannot be read gives an UNREADABLE intake with the reason."""
    name = clean(without_contacts(re.split(r"[/\\]", file_name)[-1], "…"))[:255] or "file"
    with transaction.atomic():
        intake = Intake.objects.create(
            source=source,
            file_name=name,
            file_digest=spool.digest_of(path),
            file_size=path.stat().st_size,
            as_of=as_of,
            is_whole=is_whole,
            uploaded_by=by,
            uploaded_at=at,
        )
        try:
            spool.keep(path, intake.pk)
        except NoKeys:
            raise KeysAreAway from None
        look_into(intake)
        data = {
            "file": name,
            "sha256": intake.file_digest,
            "bytes": intake.file_size,
            "state": str(intake.state),
        }
        write(by=by, action="start_intake", subject=f"intake:{intake.pk}", data=data, at=at)
    if intake.state == IntakeState.UNREADABLE:
        spool.drop(intake.pk)
    return intake


def look_into(intake: Intake) -> None:
    """Note what the file is. When its source remembers a mapping that fits, the intake is ready at once."""
    try:
        reading = open_reading(intake)
    except UnreadableFile as refusal:
        intake.state = IntakeState.UNREADABLE
        intake.notes = [msgspec.to_builtins(refusal.problem)]
        intake.save()
        return
    intake.format = reading.format
    intake.encoding = reading.encoding
    intake.columns = list(reading.columns)
    intake.notes = [msgspec.to_builtins(note) for note in reading.notes]
    intake.rows_total = reading.total
    if not reading.is_tabular:
        intake.state = IntakeState.READY
    elif remembered := fitting_mapping(intake):
        intake.mapping = remembered
        intake.state = IntakeState.READY
    intake.save()


def fitting_mapping(intake: Intake) -> str:
    """The mapping saved for the source, if it names exactly the columns of this file; else empty."""
    saved = intake.source.mapping
    if not saved:
        return ""
    mapping = msgspec.json.decode(saved, type=Mapping)
    return saved if not check_mapping(mapping, tuple(intake.columns)) else ""


def open_reading(intake: Intake) -> Reading:
    """Open the spooled file, in memory for as long as its rows are read. Raises UnreadableFile, NoKeys."""
    held = spool.opened(intake.pk)
    reading = formats.open_file(held.path, name=intake.file_name)
    # The file is there as long as what reads its rows.
    return replace(reading, rows=partial(_rows, reading, held))


def _rows(reading: Reading, held: spool.InMemory) -> Iterator[RawRow]:
    yield from reading.rows()
    del held


def proposal_for(*, intake: Intake) -> Columns:
    """Propose a field for every column from its heading and from the first rows. Raises UnreadableFile."""
    rows = tuple(islice(open_reading(intake).rows(), SAMPLES))
    columns = tuple(intake.columns)
    proposal = propose(columns, [row.cells for row in rows])
    return Columns(proposal, tuple(keep_out_private(row, proposal.mapping) for row in rows))


def set_mapping(*, intake: Intake, mapping: Mapping, keep: bool, by: Person, at: datetime) -> Intake:
    """Name the columns; with `keep`, remember it for the source's next edition. Raises MappingIsIncomplete."""
    if problems := check_mapping(mapping, tuple(intake.columns)):
        raise MappingIsIncomplete(problems)
    text = msgspec.json.encode(mapping).decode()
    with transaction.atomic():
        settled = (IntakeState.UPLOADED, IntakeState.READY, IntakeState.PLANNED)
        move(intake, settled, IntakeState.READY, mapping=text, rows_done=0, counts={})
        if keep:
            Source.objects.filter(pk=intake.source_id).update(mapping=text)
        data = {"mapping": msgspec.to_builtins(mapping), "kept": keep}
        write(by=by, action="set_mapping", subject=f"intake:{intake.pk}", data=data, at=at)
    return intake


def abandon_intake(*, intake: Intake, by: Person, at: datetime) -> Intake:
    """Give an intake up before it is approved; its file and its private contacts are dropped, its plan stays readable."""
    with transaction.atomic():
        move(intake, OPEN_STATES, IntakeState.ABANDONED)
        let_pass(Contact.objects.filter(row__intake=intake, record=None))
        write(by=by, action="abandon_intake", subject=f"intake:{intake.pk}", data={}, at=at)
    spool.drop(intake.pk)
    return intake


def move(intake: Intake, allowed: tuple[IntakeState, ...], to: IntakeState, **changes: object) -> None:
    """Move an intake from one of the allowed states, in one statement, so that of two people one wins.

    Every move raises the version. Raises NotInThatState when it stands elsewhere.
    """
    moved = Intake.objects.filter(pk=intake.pk, state__in=allowed).update(state=to, version=F("version") + 1, **changes)
    if not moved:
        raise NotInThatState
    intake.refresh_from_db()
