"""Which body holds which entry, and what an entry is followed by through merges and splits. It never writes."""

from uuid import UUID

from dalil.accounts.models import Body
from dalil.formats.record import Record as Values
from dalil.guide.models import Organisation, Ownership, Record, SourceKind
from dalil.guide.models.owners import OwnershipQuerySet
from dalil.guide.profile import RANK_OF_KIND


def anchor_of(organisation: Organisation) -> Record | None:
    """The record that something about this entry is tied to: the one most believed, so that a split takes it where it belongs.

    What an organisation says of itself is passed over where others speak too: it may be taken away with its owner.
    """
    records = Record.objects.filter(organisation=organisation).select_related("source")
    return min(records, key=_worth, default=None)


def _worth(record: Record) -> tuple[bool, bool, int, int]:
    is_own = record.source.kind == SourceKind.SELF
    return (record.gone_at is not None, is_own, RANK_OF_KIND.get(record.source.kind, len(RANK_OF_KIND)), record.pk)


def ownerships() -> OwnershipQuerySet:
    """Those in force, each with its body and its entry at hand."""
    return Ownership.objects.in_force().select_related("body", "organisation", "anchor__organisation")


def ownership_of(body: UUID | None) -> Ownership | None:
    """What this body holds."""
    return ownerships().filter(body=body).first() if body else None


def holders_of(organisation: Organisation) -> list[Body]:
    """The bodies that hold this entry: one, or more where entries of several were merged."""
    return [one.body for one in ownerships().of_entry(organisation.pk).order_by("since", "pk")]


def slug_of(body: Body) -> str:
    """The short name of the source through which a body speaks for itself."""
    return f"self-{body.pk.hex}"


def own_record(body: Body) -> Record | None:
    """What a body states of itself, if it ever stated anything."""
    return Record.objects.filter(source__slug=slug_of(body), key=body.pk.hex).select_related("organisation").first()


def stated_by(body: Body) -> Values:
    """The values that a body states of itself; an empty record when it states none."""
    record = own_record(body)
    return record.read() if record else Values()
