"""The key of a file: made of the key of its record, so that turning class keys takes the file along. It keeps none."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dalil.vault import envelope
from dalil.vault.models import Evidence


def place_of_file(evidence: Evidence) -> bytes:
    """What the file of this record is bound to."""
    return envelope.place(evidence._meta.label_lower, "file", str(evidence.pk))


def key_of_file(evidence: Evidence, record_key: bytes) -> bytes:
    """The key under which the file of this record lies in the store."""
    return HKDF(SHA256(), envelope.KEY_SIZE, salt=None, info=place_of_file(evidence)).derive(record_key)
