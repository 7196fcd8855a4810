"""Changes that anybody proposes to an entry: filed with a source, answered by an editor, or by the owner of the value.

Accepted, it becomes one more testimony, in the name of the source that the proposer gave and of that day; it overwrites
nothing. The proposer always gets an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.formats.record import Record as Values
from dalil.formats.record import decode, encode
from dalil.guide import letters
from dalil.guide.actions.editing import standing
from dalil.guide.actions.refusals import Refused
from dalil.guide.actions.stating_own import latest, state_own
from dalil.guide.changing import FIELD_OF, states, with_change
from dalil.guide.claim_evidence import PROPOSED
from dalil.guide.components import touch
from dalil.guide.indexing import catch_up_after_commit
from dalil.guide.models import (
    Change,
    ChangeKind,
    ChangeProposal,
    Organisation,
    ProposedState,
    ProposerContact,
    Record,
    Source,
    SourceKind,
)
from dalil.guide.owning import anchor_of, holders_of
from dalil.guide.tokens import new_token
from dalil.ledger.actions import write
from dalil.linkage import keys_of, pack_keys

ANSWERING = (DelegateRole.MANAGER, DelegateRole.EDITOR)


class ChangeIsDecided(Refused):
    """Another editor, or the owner, was faster."""

    sentence = _("Somebody else answered this proposal since you opened it. Look at what they decided.")


class AnswerIsMissing(Refused):
    """Whoever proposed is told why."""

    sentence = _("Say why: whoever proposed it reads your answer.")


class NotYourValue(Refused):
    """An owner decides on its own word alone."""

    sentence = _("You can accept a change to what your organisation states itself. Say what you think of the others.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody proposes: `proposed` is a record with the new value alone, `stands` the one that it is meant to replace."""

    aspect: str
    proposed: Values
    stands: str = ""
    note: str = ""
    happened: str = ""
    happened_on: str = ""
    source_link: str = ""
    source_words: str = ""
    told_by: str = ""
    mail: str = ""
    language: str = "en"


@transaction.atomic
def propose_change(
    *, organisation: Organisation, wish: Wish, at: datetime, by: Person | None = None, acting_for: Body | None = None
) -> tuple[ChangeProposal, str]:
    """Write a proposal down; it changes nothing yet. Gives back the token of the page where the answer will stand.

    Without `by` it is a stranger's. Raises NoSuchOrganisation.
    """
    entry = standing(organisation)
    token, key = new_token()
    proposal = ChangeProposal.objects.create(
        organisation=entry,
        anchor=_anchor(entry, wish),
        aspect=wish.aspect,
        stands=wish.stands,
        proposed=encode(wish.proposed).decode(),
        note=wish.note[:2000],
        happened=wish.happened,
        happened_on=wish.happened_on[:10],
        source_link=wish.source_link[:500],
        source_words=wish.source_words[:500],
        told_by=wish.told_by[:200],
        language=wish.language[:8],
        status_key=key,
        filed_at=at,
        filed_by=by,
        filed_for=acting_for,
    )
    if wish.mail:
        ProposerContact(proposal=proposal, mail=wish.mail).save()
        letters.change_was_proposed(proposal, to=wish.mail, token=token, at=at)
    data = {"organisation": entry.pk, "aspect": wish.aspect}
    _note("propose_change", proposal, data, by=by or Person.objects.visitor(), body=acting_for, at=at)
    return proposal, token


def _anchor(entry: Organisation, wish: Wish) -> Record | None:
    """The record that says what is to be changed: a split then takes the proposal where the value went."""
    records = Record.objects.filter(organisation=entry).order_by("pk")
    saying = (record for record in records if states(record.read(), wish.stands, wish.aspect)) if wish.stands else ()
    return next(iter(saying), None) or anchor_of(entry)


@transaction.atomic
def accept_change(
    *,
    proposal: ChangeProposal,
    values: Values,
    by: Person,
    at: datetime,
    answer: str = "",
    version: int,
    is_partly: bool = False,
) -> ChangeProposal:
    """It is so, or in part: `values` are what the editor takes over of it. Raises ChangeIsDecided or AnswerIsMissing.

    A wrong merge, and what is about no value, is done by the editor on the pages for it; accepting only answers.
    """
    found = _held(proposal, version)
    if is_partly and not answer.strip():
        raise AnswerIsMissing
    entry = found.entry
    if values != Values():
        found.record = _testify(found, entry, values, by=by, at=at)
    state = ProposedState.PARTLY if is_partly else ProposedState.ACCEPTED
    _decide(found, state, answer, by=by, at=at)
    data = {"state": state, "organisation": entry.pk, "after": encode(values).decode(), "answer": answer}
    _note("decide_change", found, data, by=by, body=None, at=at)
    catch_up_after_commit()
    return found


@transaction.atomic
def refuse_change(*, proposal: ChangeProposal, by: Person, at: datetime, answer: str, version: int) -> ChangeProposal:
    """It is not so, or nobody can tell. Raises ChangeIsDecided or AnswerIsMissing."""
    found = _held(proposal, version)
    if not answer.strip():
        raise AnswerIsMissing
    _decide(found, ProposedState.REFUSED, answer, by=by, at=at)
    data = {"state": ProposedState.REFUSED, "answer": answer}
    _note("decide_change", found, data, by=by, body=None, at=at)
    return found


@transaction.atomic
def comment_as_owner(
    *, proposal: ChangeProposal, agrees: bool | None, says: str, by: Person, acting_for: Body, at: datetime
) -> ChangeProposal:
    """What the organisation that it is about says to it; an editor still decides. Raises ChangeIsDecided or NotYourValue."""
    found = _held(proposal, proposal.version)
    _only_owner(found, by, acting_for, at)
    found.owner, found.owner_agrees, found.owner_says, found.owner_at = acting_for, agrees, says[:1000], at
    found.save(update_fields=["owner", "owner_agrees", "owner_says", "owner_at"])
    _note("comment_on_change", found, {"agrees": agrees}, by=by, body=acting_for, at=at)
    return found


@transaction.atomic
def accept_as_owner(
    *, proposal: ChangeProposal, by: Person, acting_for: Body, at: datetime, version: int, answer: str = ""
) -> ChangeProposal:
    """The organisation changes its own word as proposed. Raises NotYourValue where the value is not its own."""
    found = _held(proposal, version)
    # Held, so that two who state at once wait for each other; what waits for an editor is not lost by it.
    Body.objects.select_for_update().get(pk=acting_for.pk)
    _only_owner(found, by, acting_for, at)
    own = latest(acting_for)
    if not is_own_value(found, own):
        raise NotYourValue
    changed = with_change(own, stands=found.stands, proposed=decode(found.proposed), aspect=found.aspect)
    found.record = state_own(body=acting_for, values=changed, by=by, at=at).record
    found.decided_for = acting_for
    _decide(found, ProposedState.ACCEPTED, answer, by=by, at=at)
    _note("decide_change", found, {"state": found.state, "answer": answer}, by=by, body=acting_for, at=at)
    return found


def is_own_value(proposal: ChangeProposal, own: Values) -> bool:
    """Whether the change is to a value that the organisation states itself."""
    return proposal.aspect in FIELD_OF and states(own, proposal.stands, proposal.aspect)


def _only_owner(proposal: ChangeProposal, by: Person, body: Body, at: datetime) -> None:
    keeps = Delegation.objects.in_force(at).filter(body=body, person=by, role__in=ANSWERING).exists()
    if not keeps or body.pk not in {one.pk for one in holders_of(proposal.entry)}:
        raise NotYourValue


def _held(proposal: ChangeProposal, version: int) -> ChangeProposal:
    rows = ChangeProposal.objects.select_for_update(of=("self",)).select_related("organisation", "anchor")
    found = rows.get(pk=proposal.pk)
    if found.state != ProposedState.OPEN or found.version != version:
        raise ChangeIsDecided
    return found


def _decide(proposal: ChangeProposal, state: ProposedState, answer: str, *, by: Person, at: datetime) -> None:
    proposal.state, proposal.answer, proposal.decided_by, proposal.decided_at = state, answer[:1000], by, at
    proposal.version += 1
    proposal.save(update_fields=["state", "answer", "decided_by", "decided_for", "decided_at", "record", "version"])
    letters.change_was_decided(proposal, at=at)


def _testify(proposal: ChangeProposal, entry: Organisation, values: Values, *, by: Person, at: datetime) -> Record:
    """One more testimony, of the day on which it was told, that names where it was read."""
    record = Record.objects.create(
        source=proposals_source(by=by, at=at),
        key=str(proposal.pk),
        organisation=entry,
        home=entry,
        values=encode(values).decode(),
        keys=pack_keys(keys_of(values)),
        stated_in=proposal.source_link or proposal.source_words or proposal.told_by,
        first_seen_at=at,
        last_seen_at=proposal.filed_at,
    )
    kind = ChangeKind.REPORTED if proposal.happened else ChangeKind.EDITED
    Change.objects.create(organisation=entry, kind=kind, at=at, by=by, record=record, after=record.values)
    touch([entry.pk], at)
    return record


def proposals_source(*, by: Person, at: datetime) -> Source:
    """The source under which accepted proposals stand; made when first needed."""
    stated = {"name": "Proposed changes, accepted by the editors", "kind": SourceKind.EDITOR}
    source, is_new = Source.objects.get_or_create(slug=PROPOSED, defaults={**stated, "created_at": at})
    if is_new:
        write(by=by, action="create_source", subject=f"source:{PROPOSED}", data=stated, at=at)
    return source


def _note(
    action: str, proposal: ChangeProposal, data: Mapping[str, object], *, by: Person, body: Body | None, at: datetime
) -> None:
    acting_for = body.pk if body else None
    write(by=by, acting_for=acting_for, action=action, subject=f"change:{proposal.pk}", data=data, at=at)
