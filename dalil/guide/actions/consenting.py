"""On what a field stands in public: stating it, withdrawing it, giving it again.

A withdrawal holds from the moment at which it is committed: every public surface asks for it at every reading, and the search
answers without the organisation until its index holds nothing of it. What an official register says cannot be withdrawn.
"""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.guide.actions.editing import standing
from dalil.guide.actions.refusals import Refused
from dalil.guide.components import touch
from dalil.guide.consent import FIELDS, NAMES, WHOLE
from dalil.guide.indexing import catch_up
from dalil.guide.models import (
    Basis,
    Change,
    ChangeKind,
    Consent,
    ConsentQuerySet,
    Organisation,
    Record,
    SourceKind,
    Surface,
)
from dalil.ledger.actions import write
from dalil.names import clean

EVERYWHERE = tuple(Surface.values)


class NotAField(Refused):
    """Names go with the whole entry; anything else that is no field cannot be spoken of."""

    sentence = _("Names cannot be withdrawn by themselves: an entry without a name is none. Withdraw the whole entry.")


class NoFieldNamed(Refused):
    """What is left out does not mean everything."""

    sentence = _("Say which field is meant, or that the whole entry is.")


class RegistersWord(Refused):
    """Only registers say it, so there is nothing that the organisation could withdraw."""

    sentence = _(
        "Only an official register says this, so it is not yours to withdraw. If it is wrong, have the register mend it, or "
        "object by proposing a change."
    )


class NothingToWithdraw(Refused):
    """It is withdrawn already, or was never there."""

    sentence = _("This is withdrawn already.")


class WithdrawnByThem(Refused):
    """A withdrawal is ended by whoever withdrew, not by another word about the same field."""

    sentence = _("The organisation withdrew this. Only the organisation can give it again.")


class EvidenceIsMissing(Refused):
    """Consent that cannot be shown is none."""

    sentence = _("Say where the consent can be found: the letter, the form, the day of the conversation.")


def subject(organisation: Organisation) -> str:
    """How the ledger names an entry."""
    return f"organisation:{organisation.pk}"


def checked(field: str) -> str:
    """The field, if it can be spoken of. Raises NotAField."""
    if field != WHOLE and field not in FIELDS:
        raise NotAField
    return field


@transaction.atomic
def record_consent(
    *,
    organisation: Organisation,
    field: str,
    basis: str,
    scope: Collection[str] = EVERYWHERE,
    evidence: str = "",
    by: Person,
    at: datetime,
    acting_for: UUID | None = None,
) -> Consent:
    """State why a field may be public and where. What stood before is replaced, but a withdrawal stays.

    Raises NotAField, EvidenceIsMissing, WithdrawnByThem, NoSuchOrganisation.
    """
    field, evidence = checked(field), clean(evidence)[:300]
    if basis == Basis.CONSENT and not evidence:
        raise EvidenceIsMissing
    organisation = standing(organisation)
    if words_on(organisation, field).withdrawn().exists():
        raise WithdrawnByThem
    words_on(organisation, field).update(lifted_at=at)
    made = Consent.objects.create(
        organisation=organisation,
        field=field,
        basis=Basis(basis),
        scope=[str(surface) for surface in Surface.values if surface in scope],
        evidence=evidence,
        since=at,
        by=by,
        has_left_index=Surface.SITE in scope and Surface.API in scope,
    )
    touch([organisation.pk], at)
    data = {"field": field, "basis": made.basis, "scope": made.scope}
    write(by=by, action="record_consent", subject=subject(organisation), data=data, at=at, acting_for=acting_for)
    transaction.on_commit(partial(catch_up, wait=False))
    return made


@transaction.atomic
def withdraw(
    *,
    organisation: Organisation,
    field: str = WHOLE,
    by: Person,
    at: datetime,
    acting_for: UUID | None = None,
    why: str = "",
) -> Consent:
    """Show a field of an entry no more, or (field empty) nothing of it but what registers say.

    Raises NotAField, RegistersWord, NothingToWithdraw, NoSuchOrganisation.
    """
    field = checked(field)
    organisation = standing(organisation)
    known = words_on(organisation, field).filter(organisation=organisation).first()
    if words_on(organisation, field).exclude(withdrawn_at=None).exists():
        raise NothingToWithdraw
    if not others_than_registers(organisation, field):
        raise RegistersWord
    row = known or Consent(
        organisation=organisation, field=field, basis=Basis.SELF, scope=list(EVERYWHERE), by=by, since=at
    )
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_for, row.has_left_index = at, by, acting_for, False
    row.save()
    Change.objects.create(organisation=organisation, kind=ChangeKind.WITHDRAWN, at=at, by=by)
    touch([organisation.pk], at)
    data = {"field": field, "basis": row.basis}
    write(
        by=by,
        action="withdraw_consent",
        subject=subject(organisation),
        data=data,
        at=at,
        acting_for=acting_for,
        why=why,
    )
    # Whoever reads is safe already; this makes the counts right as well. It waits its turn.
    transaction.on_commit(catch_up)
    return row


@transaction.atomic
def give_again(
    *, organisation: Organisation, field: str = WHOLE, by: Person, at: datetime, acting_for: UUID | None = None
) -> None:
    """End a withdrawal: what the sources say is shown again. Nothing happens where none is in force."""
    organisation = standing(organisation)
    if not words_on(organisation, field).exclude(withdrawn_at=None).update(lifted_at=at, has_left_index=True):
        return
    Change.objects.create(organisation=organisation, kind=ChangeKind.GIVEN, at=at, by=by)
    touch([organisation.pk], at)
    data = {"field": field}
    write(by=by, action="give_consent_again", subject=subject(organisation), data=data, at=at, acting_for=acting_for)
    transaction.on_commit(partial(catch_up, wait=False))


def words_on(organisation: Organisation, field: str) -> ConsentQuerySet:
    """What stands on a field of an entry, also by way of those that were merged into it."""
    return Consent.objects.standing().filter(field=field, source=None, organisation__in=organisation.ids())


def others_than_registers(organisation: Organisation, field: str) -> bool:
    """Whether somebody besides official registers says something in this field."""
    records = Record.objects.filter(organisation=organisation).exclude(source__kind=SourceKind.REGISTER)
    name = field or NAMES
    return any(getattr(record.read(), name) for record in records)
