"""On what one field of an entry stands: registers, what was published, consent; and whether it can be withdrawn. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dalil.guide.consent import NAMES, WHOLE
from dalil.guide.models import Basis, Consent, Record, SourceKind


@dataclass(frozen=True, slots=True)
class Stands:
    """`bases` in words' codes, `is_said` whether anybody says anything, `can_withdraw` whether some of it is one's own to."""

    bases: tuple[Basis, ...]
    is_said: bool
    can_withdraw: bool
    withdrawn_at: datetime | None = None
    since: datetime | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The bases in words."""
        return tuple(str(basis.label) for basis in self.bases)


def standing_on(field: str, records: Sequence[Record], words: Iterable[Consent]) -> Stands:
    """What a field (or the whole entry) stands on, by its records and by what was recorded of it."""
    said = [one for one in records if getattr(one.read(), field or NAMES)]
    word = next((one for one in words if one.field == field), None)
    whole = next((one for one in words if one.field == WHOLE and one.withdrawn_at), None)
    by_registers = any(one.source.kind == SourceKind.REGISTER for one in said)
    by_others = any(one.source.kind != SourceKind.REGISTER for one in said)
    bases = ([Basis.REGISTER] if by_registers else []) + (
        [Basis(word.basis) if word else Basis.SELF] if by_others else []
    )
    withdrawn_at = (word.withdrawn_at if word else None) or (whole.withdrawn_at if whole else None)
    since = word.since if word else min((one.first_seen_at for one in said), default=None)
    return Stands(tuple(bases), bool(said), by_others and withdrawn_at is None, withdrawn_at, since)
