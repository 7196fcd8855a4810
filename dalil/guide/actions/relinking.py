"""Linking the whole guide anew: every record against every other, and what was found put before the editors as questions.

It never merges. All is computed first, beside the daily work; then everything is written in one transaction, or nothing.
"""

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.guide import deciding
from dalil.guide.actions.refusals import Refused
from dalil.guide.decided import Decided, decided
from dalil.guide.judgements import ends_of_proposals, pairs_judged
from dalil.guide.models import Mode, Organisation, Proposal, ProposalState, Record
from dalil.guide.relinked import Link, Texts, links_of, standing_together
from dalil.ledger.actions import write
from dalil.linkage import ASK_BAR, Compared, link
from dalil.linkage.calibration import MODEL

# What is being done ("records", "forms", "pairs", "evidence", "questions"), how much of it is done, and of how much.
Stages = Callable[[str, int, int], None]
AT_ONCE: Final = 1000
RENEWED: Final = ("left_record", "right_record", "bits", "score", "reasons", "alike", "model", "size")
COMPARED: Final = ("left_record_id", "right_record_id", "bits", "size")


class RelinkingUnderWay(Refused):
    """The guide is being linked anew at this moment."""

    sentence = _("The guide is being linked anew at this moment. Wait until that is done.")


@dataclass(frozen=True, slots=True)
class Relinked:
    """What one run read and did, as counts.

    `clusters`: groups of organisations that may be one; `links`: pairs of these. `asked`: new questions; `renewed`: open
    ones whose evidence is newer now; `waiting`: open before; `settled`: decided before; `against`: the evidence of the pair
    by itself speaks against it; `moved`: changed while it ran. `contradictions`: organisations of which decisions contradict.
    """

    records: int
    organisations: int
    clusters: int
    links: int
    asked: int
    renewed: int
    waiting: int
    settled: int
    against: int
    moved: int
    contradictions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All records of the guide in the order of their ids: id, organisation, list, values."""

    ids: list[int]
    owners: list[str]
    lists: list[str]
    texts: list[str]


def no_stages(stage: str, done: int, of: int) -> None:
    """Tell nobody."""


def relink(*, by: Person, at: datetime, progress: Stages = no_stages) -> Relinked:
    """Link all records anew and ask about organisations that may be one; return what was found and asked.

    What stands in one organisation is taken to be one. What was decided, judged or asked before is not asked again; running
    it twice asks nothing new. Raises RelinkingUnderWay when another process is at it.
    """
    with turn():
        read = everything(progress)
        held = decided()
        place = {pk: number for number, pk in enumerate(read.ids)}
        linked = link(
            Texts(read.texts),
            lists=read.lists,
            same=[*standing_together(read.owners), *placed(held.same, place)],
            different=placed(held.different, place),
            progress=progress,
        )
        contradictions = {read.owners[one] for group in linked.contradictions for one in group}
        links, clusters = links_of(linked, read.owners, read.texts, apart_by(held, read, place))
        del linked
        proposals = worded(links, read, at, progress)
        counts = {
            "records": len(read.ids),
            "organisations": len(set(read.owners)),
            "clusters": clusters,
            "links": len(links),
            "against": len(links) - len(proposals),
        }
        return keep(proposals, counts, tuple(sorted(contradictions)), by, at)


@contextmanager
def turn() -> Iterator[None]:
    """Hold the turn to link the guide anew; it ends with the process, however that ends. Raises RelinkingUnderWay."""
    with (Path(settings.DALIL_HOME) / "relink-turn").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RelinkingUnderWay from None
        yield


def everything(progress: Stages) -> Reading:
    """All records, read by id in lists of AT_ONCE, so that no query stays open."""
    read, total, last = Reading([], [], [], []), Record.objects.count(), 0
    fields = ("pk", "organisation_id", "source__slug", "values")
    while rows := list(Record.objects.filter(pk__gt=last).order_by("pk").values_list(*fields)[:AT_ONCE]):
        last = rows[-1][0]
        for pk, owner, slug, text in rows:
            read.ids.append(pk)
            read.owners.append(owner)
            read.lists.append(slug)
            read.texts.append(text)
        progress("records", len(read.ids), max(total, len(read.ids)))
    return read


def placed(pairs: Sequence[tuple[int, int]], place: dict[int, int]) -> list[tuple[int, int]]:
    """Pairs of record ids as pairs of places; of a record younger than the reading nothing is known."""
    return [(place[a], place[b]) for a, b in pairs if a in place and b in place]


def apart_by(held: Decided, read: Reading, place: dict[int, int]) -> set[frozenset[str]]:
    """The pairs of organisations of which it was decided that they differ."""
    return {frozenset((read.owners[a], read.owners[b])) for a, b in placed(held.different, place)}


def worded(links: Sequence[Link], read: Reading, at: datetime, progress: Stages) -> list[Proposal]:
    """The question that each link asks, with bits and reasons as a page about the two records gives them; not stored yet.

    A pair that is forbidden by itself asks nothing, nor one whose own evidence speaks against it: a plan asks neither.
    """
    found: list[Proposal] = []
    for start in range(0, len(links), AT_ONCE):
        some = links[start : start + AT_ONCE]
        records = Texts([read.texts[place] for one in some for place in (one.left_place, one.right_place)])
        lefts = range(0, 2 * len(some), 2)
        comparisons = Compared(list(records)).told(lefts, [place + 1 for place in lefts])
        for one, comparison in zip(some, comparisons, strict=True):
            if comparison.is_forbidden or comparison.score < ASK_BAR:
                continue
            reasons = msgspec.to_builtins(comparison.reasons)
            found.append(
                Proposal(
                    left_id=one.left,
                    right_id=one.right,
                    left_record_id=read.ids[one.left_place],
                    right_record_id=read.ids[one.right_place],
                    score=comparison.score,
                    bits=comparison.bits,
                    reasons=reasons,
                    alike=deciding.alike(reasons),
                    mode=Mode.WHOLE,
                    size=len(read.ids),
                    model=MODEL,
                    created_at=at,
                )
            )
        progress("questions", start + len(some), len(links))
    return found


@transaction.atomic
def keep(
    proposals: Sequence[Proposal], counts: dict[str, int], contradictions: tuple[str, ...], by: Person, at: datetime
) -> Relinked:
    """Store what is to be asked, renew what was asked on older evidence, and write the ledger."""
    ids = sorted({pk for one in proposals for pk in (one.left_id, one.right_id)})
    hold(ids)
    owners = owners_of(proposals)
    before = {frozenset(pair): one for one, pair in in_state_order(ends_of_proposals(ids))}
    judged = {pair for some in chunks(ids) for pair in pairs_judged(some)}
    fresh: list[Proposal] = []
    renewed: list[Proposal] = []
    tally = {"waiting": 0, "settled": 0, "moved": 0}
    for one in proposals:
        pair = frozenset((one.left_id, one.right_id))
        asked = before.get(pair)
        if (owners.get(one.left_record_id), owners.get(one.right_record_id)) != (one.left_id, one.right_id):
            tally["moved"] += 1
        elif pair in judged or (asked is not None and asked.state != ProposalState.OPEN):
            tally["settled"] += 1
        elif asked is None:
            fresh.append(one)
        elif is_older(asked, one):
            renewed.append(renew(asked, one))
        else:
            tally["waiting"] += 1
    Proposal.objects.bulk_create(fresh, batch_size=AT_ONCE)
    Proposal.objects.bulk_update(renewed, RENEWED, batch_size=200)
    done = Relinked(**counts, asked=len(fresh), renewed=len(renewed), **tally, contradictions=contradictions)
    write(by=by, action="relink", subject="guide", data={**asdict(done), "model": MODEL}, at=at)
    return done


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in lists of AT_ONCE."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def hold(ids: Sequence[str]) -> None:
    """Hold these organisations until the end of the transaction, in their order: no merge comes between looking and asking."""
    for some in chunks(ids):
        list(Organisation.objects.select_for_update().filter(pk__in=some).order_by("pk").values_list("pk"))


def owners_of(proposals: Sequence[Proposal]) -> dict[int | None, str]:
    """The organisations to which the records of the proposals belong by now."""
    found: dict[int | None, str] = {}
    for start in range(0, len(proposals), AT_ONCE):
        ids = [(one.left_record_id, one.right_record_id) for one in proposals[start : start + AT_ONCE]]
        records = Record.objects.filter(pk__in={pk for pair in ids for pk in pair if pk is not None})
        found.update(records.values_list("pk", "organisation_id"))
    return found


def in_state_order(ends: dict[Proposal, frozenset[str]]) -> list[tuple[Proposal, frozenset[str]]]:
    """Proposals with the organisations they are about now; the open ones last, so that they count where there are several."""
    return sorted(ends.items(), key=lambda item: (item[0].state == ProposalState.OPEN, item[0].pk))


def is_older(asked: Proposal, now: Proposal) -> bool:
    """Whether an open question rests on other evidence than there is now.

    What a list asked stays as it was asked as long as evidence is weighed as then.
    """
    if (asked.left_id, asked.right_id) != (now.left_id, now.right_id):
        return False
    if asked.model != MODEL:
        return True
    return asked.mode == Mode.WHOLE and any(getattr(asked, name) != getattr(now, name) for name in COMPARED)


def renew(asked: Proposal, now: Proposal) -> Proposal:
    """The open question with the evidence of now; who asked it, and when, stays."""
    for name in RENEWED:
        setattr(asked, name, getattr(now, name))
    return asked
