"""Reading evidence back: who read it and why is in the ledger before the first byte; the last byte comes only when all was right.

It never gives half a file as if it were whole: what was altered, moved or cut off raises, and the ledger says so.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.vault.envelope import Altered
from dalil.vault.evidence import pieces
from dalil.vault.evidence.keeping import NoReason
from dalil.vault.evidence.keys import key_of_file, place_of_file
from dalil.vault.evidence.stores import the_store
from dalil.vault.fields import private_fields
from dalil.vault.models import Evidence
from dalil.vault.models.evidence import Particulars
from dalil.vault.models.records import keys_of, opened_value

LOG = logging.getLogger(__name__)


class EvidenceAltered(Exception):
    """What lies in the store is not what was kept; what was given out of it so far must not be used."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A file about to be read: what is known of it, and its pieces. Made here alone, after the ledger was written."""

    evidence: Evidence
    said: Particulars
    chunks: Iterator[bytes]

    def __repr__(self) -> str:
        """Nothing of it."""
        return f"Unsealed({self.evidence})"


def read(evidence: Evidence, *, by: Person, at: datetime, why: str, acting_for: UUID | None = None) -> Iterator[bytes]:
    """The file in pieces. `NotInStore` is raised before the first, `EvidenceAltered` before the last at the latest."""
    return unsealed(evidence, by=by, at=at, why=why, acting_for=acting_for).chunks


def unsealed(
    evidence: Evidence,
    *,
    by: Person,
    at: datetime,
    why: str,
    acting_for: UUID | None = None,
    action: str = "evidence.read",
) -> Unsealed:
    """The file and what is known of it, with one entry in its custody."""
    if not why.strip():
        raise NoReason
    key, said = opened(evidence)
    stored = the_store().chunks(evidence.stored_as)
    data = {"hash_before": evidence.stored_as, "hash_after": evidence.stored_as}
    ledger.write(by=by, at=at, action=action, subject=evidence.subject, data=data, acting_for=acting_for, why=why)
    return Unsealed(evidence, said, _told(proved(evidence, key, said, stored), evidence, by, at))


def opened(evidence: Evidence) -> tuple[bytes, Particulars]:
    """The key of the file, and what is known of it: one trip to the agent. Whoever calls this writes the ledger."""
    [key] = keys_of([evidence])
    [field] = private_fields(Evidence)
    said: Particulars = opened_value(evidence, field, key)
    return key_of_file(evidence, key), said


def proved(evidence: Evidence, key: bytes, said: Particulars, stored: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file; each is proved before it is given, and the last waits until the whole has its hashes."""
    cipher, plain, size, waiting = hashlib.sha256(), hashlib.sha256(), 0, b""

    def hashed() -> Iterator[bytes]:
        for chunk in stored:
            cipher.update(chunk)
            yield chunk

    try:
        for piece in pieces.unseal(key, place_of_file(evidence), hashed()):
            plain.update(piece)
            size += len(piece)
            if waiting:
                yield waiting
            waiting = piece
    except Altered:
        raise EvidenceAltered(evidence.subject) from None
    right = (evidence.stored_as, said["sha256"], said["size"])
    if (cipher.hexdigest(), plain.hexdigest(), size) != right:
        raise EvidenceAltered(evidence.subject)
    if waiting:
        yield waiting


def _told(chunks: Iterator[bytes], evidence: Evidence, by: Person, at: datetime) -> Iterator[bytes]:
    """The same; a finding is written down, under the name of whoever found it by reading."""
    try:
        yield from chunks
    except EvidenceAltered:
        LOG.warning("what lies in the store for %s is not what was kept", evidence.subject)
        data = {"stored_as": evidence.stored_as}
        ledger.write(by=by, at=at, action="evidence.found_altered", subject=evidence.subject, data=data)
        raise
