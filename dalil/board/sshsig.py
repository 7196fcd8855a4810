"""Signatures that stock OpenSSH makes (`ssh-keygen -Y sign`): read, and checked with `cryptography` alone.

The format is PROTOCOL.sshsig and, for keys on hardware, PROTOCOL.u2f of OpenSSH. Two kinds of key are taken: `ssh-ed25519` and
`sk-ssh-ed25519@openssh.com`. It never makes a signature, never runs a program and never touches the database.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519: Final = b"ssh-ed25519"
HARDWARE: Final = b"sk-ssh-ed25519@openssh.com"
MAGIC: Final = b"SSHSIG"
HASHES: Final = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
LONGEST = 8_000
_USER_WAS_THERE = 0x01


class Unreadable(ValueError):
    """What was given is no public key or signature of a kind that is taken; the text is a code."""


class Wrong(ValueError):
    """The signature is readable and does not fit; the text is a code."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as one line of a `.pub` file says it."""

    kind: bytes
    point: bytes
    # Of keys on hardware: the application for which they were made, mostly "ssh:".
    application: bytes
    blob: bytes

    @property
    def line(self) -> str:
        """Kind and key, without a comment."""
        return f"{self.kind.decode('ascii')} {base64.b64encode(self.blob).decode('ascii')}"

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it."""
        digest = hashlib.sha256(self.blob).digest()
        return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it stands in its armour."""

    key: PublicKey
    namespace: bytes
    reserved: bytes
    hash_name: bytes
    kind: bytes
    made: bytes
    # Of keys on hardware: what the key says of the touch, and its counter.
    flags: int = 0
    counter: int = 0


class _Pieces:
    """Reads a blob piece by piece, and refuses one that is too short or too long."""

    def __init__(self, blob: bytes) -> None:
        self._blob, self._at = blob, 0

    def take(self, length: int) -> bytes:
        piece = self._blob[self._at : self._at + length]
        if len(piece) != length:
            raise Unreadable("too short")
        self._at += length
        return piece

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.number())

    def end(self) -> None:
        if self._at != len(self._blob):
            raise Unreadable("too long")


def read_public_key(line: str) -> PublicKey:
    """The key of one line of a `.pub` file. Raises Unreadable."""
    words = line.split(None, 2)
    if len(line) > LONGEST or len(words) < 2 or len(line.strip().splitlines()) != 1:
        raise Unreadable("no public key")
    key = _public_key(_bytes_of(words[1]))
    if words[0].encode("utf-8", "replace") != key.kind:
        raise Unreadable("kind of key")
    return key


def read_signature(armoured: str) -> Signature:
    """The signature of a `.sig` file. Raises Unreadable."""
    lines = armoured.strip().splitlines()
    if len(armoured) > LONGEST or len(lines) < 3 or lines[0].strip() != BEGIN or lines[-1].strip() != END:
        raise Unreadable("no signature")
    pieces = _Pieces(_bytes_of("".join(line.strip() for line in lines[1:-1])))
    if pieces.take(len(MAGIC)) != MAGIC or pieces.number() != 1:
        raise Unreadable("version")
    key = _public_key(pieces.string())
    namespace, reserved, hash_name, made = (pieces.string() for _ in range(4))
    pieces.end()
    if hash_name not in HASHES:
        raise Unreadable("hash")
    return _with_signature(key, namespace, reserved, hash_name, made)


def check(signature: Signature, message: bytes, *, key: PublicKey, namespace: str) -> None:
    """Nothing, when this key made the signature over exactly this message for this purpose; else raises Wrong."""
    if signature.key.blob != key.blob:
        raise Wrong("another key")
    if signature.namespace != namespace.encode("ascii"):
        raise Wrong("another purpose")
    hashed = HASHES[signature.hash_name](message).digest()
    parts = (signature.namespace, signature.reserved, signature.hash_name, hashed)
    signed = MAGIC + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    if key.kind == HARDWARE:
        if not signature.flags & _USER_WAS_THERE:
            raise Wrong("no touch")
        told = bytes([signature.flags]) + signature.counter.to_bytes(4, "big")
        signed = hashlib.sha256(key.application).digest() + told + hashlib.sha256(signed).digest()
    try:
        Ed25519PublicKey.from_public_bytes(key.point).verify(signature.made, signed)
    except (InvalidSignature, ValueError) as error:
        raise Wrong("another text") from error


def _with_signature(key: PublicKey, namespace: bytes, reserved: bytes, hash_name: bytes, blob: bytes) -> Signature:
    pieces = _Pieces(blob)
    kind, made = pieces.string(), pieces.string()
    flags, counter = (pieces.take(1)[0], pieces.number()) if key.kind == HARDWARE else (0, 0)
    pieces.end()
    if kind != key.kind or len(made) != 64:
        raise Unreadable("kind of signature")
    return Signature(key, namespace, reserved, hash_name, kind, made, flags, counter)


def _public_key(blob: bytes) -> PublicKey:
    pieces = _Pieces(blob)
    kind = pieces.string()
    if kind not in (ED25519, HARDWARE):
        raise Unreadable("kind of key")
    point = pieces.string()
    application = pieces.string() if kind == HARDWARE else b""
    pieces.end()
    if len(point) != 32:
        raise Unreadable("kind of key")
    return PublicKey(kind, point, application, blob)


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable("no base64") from error
