"""Keeping a file as evidence: encrypted and hashed as it streams in, in the store before there is a record of it.

The original is kept byte for byte, whatever it is; what is odd about it stands beside it. It never unpacks or converts a file,
and never holds a transaction while a file streams in, unless its caller does.
"""

import hashlib
import io
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO, Final, cast
from uuid import UUID

from django.db import transaction

from dalil.accounts.models import Person
from dalil.ledger import actions as ledger
from dalil.vault import client
from dalil.vault.evidence import pieces
from dalil.vault.evidence.commitments import commitment
from dalil.vault.evidence.keys import key_of_file, place_of_file
from dalil.vault.evidence.looking import look_at
from dalil.vault.evidence.looking.kinds import kind_of
from dalil.vault.evidence.looking.names import is_unsafe, told
from dalil.vault.evidence.looking.oddities import Oddity
from dalil.vault.evidence.stores import Store, the_store
from dalil.vault.models import Evidence, Sensitivity
from dalil.vault.models.evidence import Particulars
from dalil.vault.models.records import binding_of

_READ: Final = 1 << 18
_HEAD: Final = 1 << 16


class NoReason(ValueError):
    """Evidence is kept and read for a reason, and none was given."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from, as far as whoever brings it knows; all of it is sealed in the record."""

    captured_at: datetime | None = None
    clock: str = ""
    collected_by: str = ""
    method: str = ""
    tool_version: str = ""
    source_url: str = ""
    source_type: str = ""
    rights: str = ""
    consent_ref: str = ""


def keep(
    stream: BinaryIO | Iterable[bytes],
    *,
    file_name: str,
    by: Person,
    at: datetime,
    why: str,
    acting_for: UUID | None = None,
    about: Sequence[str] = (),
    origin: Origin = Origin(),
    sensitivity: str = Sensitivity.STRICT,
    copy_of: Evidence | None = None,
    derivation: str = "",
) -> Evidence:
    """Keeps what the stream gives, to its end, as an original (or as a working copy, with how it was made).

    When it returns, the file is on the disk and its record committed, or in the caller's transaction; else there is none.
    """
    if not why.strip():
        raise NoReason
    evidence = Evidence(
        kept_at=at,
        kept_by=by,
        acting_for=acting_for,
        about=sorted(set(about)),
        sensitivity=sensitivity,
        is_original=copy_of is None,
        derived_from=copy_of,
    )
    said = _asked_of(origin, file_name, derivation)
    said |= _looked(stream, file_name)
    _into_store(evidence, stream, said, the_store())
    evidence.particulars = said
    _record(evidence, said, by=by, at=at, why=why)
    return evidence


def chunks_of(stream: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """What a file, an upload or any iterator of bytes gives, from where it stands (an upload from its beginning)."""
    if callable(own := getattr(stream, "chunks", None)):
        yield from own()
    elif callable(read := getattr(stream, "read", None)):
        while chunk := read(_READ):
            yield chunk
    else:
        yield from stream


def _asked_of(origin: Origin, file_name: str, derivation: str) -> Particulars:
    given = asdict(origin) | {"captured_at": origin.captured_at.isoformat() if origin.captured_at else ""}
    said = {name: told(str(value)) for name, value in given.items() if value}
    said["original_filename"] = told(file_name)
    if derivation:
        said["derivation"] = told(derivation)
    return cast(Particulars, said)


def _looked(stream: BinaryIO | Iterable[bytes], file_name: str) -> Particulars:
    """What can be seen before it is read, of a file that can be read twice; the rest is seen as it passes."""
    file = getattr(stream, "file", stream)
    if not (isinstance(file, io.IOBase) and file.seekable()):
        return {"oddities": [Oddity.UNSAFE_NAME.value] if is_unsafe(file_name) else []}
    at = file.tell()
    looked = look_at(cast(BinaryIO, file), file_name)
    file.seek(at)
    odd = sorted(one.value for one in looked.oddities - {Oddity.TOO_LARGE})
    return {"media_type": looked.kind, "oddities": odd, "metadata": looked.metadata}


def _into_store(evidence: Evidence, stream: BinaryIO | Iterable[bytes], said: Particulars, store: Store) -> None:
    [fresh] = client.fresh([binding_of(evidence)])
    evidence.record_key = fresh.wrapped
    seen = _Seen()
    sealed = pieces.seal(key_of_file(evidence, fresh.key), place_of_file(evidence), seen.passing(chunks_of(stream)))
    kept = store.keep(sealed)
    evidence.stored_as, evidence.stored_size = kept.name, kept.size
    said["size"], said["sha256"], said["sha512"] = seen.size, seen.sha256.hexdigest(), seen.sha512.hexdigest()
    said.setdefault("media_type", kind_of(bytes(seen.head)))
    said["salt"] = secrets.token_hex(32)
    evidence.commitment = commitment(salt=said["salt"], sha256=said["sha256"], sha512=said["sha512"])


class _Seen:
    """What is learnt of a file while it passes: hashes, length, beginning."""

    def __init__(self) -> None:
        self.sha256, self.sha512 = hashlib.sha256(), hashlib.sha512()
        self.size, self.head = 0, bytearray()

    def passing(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks as they are."""
        for chunk in chunks:
            self.sha256.update(chunk)
            self.sha512.update(chunk)
            self.size += len(chunk)
            if len(self.head) < _HEAD:
                self.head += chunk[: _HEAD - len(self.head)]
            yield chunk


def _record(evidence: Evidence, said: Particulars, *, by: Person, at: datetime, why: str) -> None:
    data = {"stored_as": evidence.stored_as, "size": evidence.stored_size, "commitment": evidence.commitment}
    if evidence.derived_from is not None:
        data |= {"copy_of": evidence.derived_from.subject, "hash_before": evidence.derived_from.stored_as}
    with transaction.atomic():
        evidence.save(force_insert=True)
        ledger.write(
            by=by,
            at=at,
            action="evidence.keep" if evidence.is_original else "evidence.copy",
            subject=evidence.subject,
            data=data,
            acting_for=evidence.acting_for,
            why=why,
        )
