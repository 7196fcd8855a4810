"""Keys: made, kept, read. A private key is a PEM file for its owner alone (PKCS8, encrypted when a passphrase is given).

Beside `layla.pem` lies `layla.pub`, the public half as The Update Framework writes it, in one line of JSON; only that one
goes to others. Nothing here prints a key or puts one into a mirror. Making a key needs chance: this is the only place.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from dalil.mirrors.refusals import MirrorRefused
from dalil.mirrors.standard import CryptoSigner, SSlibKey

PRIVATE: Final = ".pem"
PUBLIC: Final = ".pub"
MARK: Final = b"PRIVATE KEY-----"
MOST_KEY_BYTES: Final = 10_000


def make_key(path: Path, passphrase: bytes | None = None) -> SSlibKey:
    """Make a key pair: the private half at `path` (ends in .pem, 0600), the public half beside it. Nothing is overwritten."""
    private, public = path.with_suffix(PRIVATE), path.with_suffix(PUBLIC)
    _refuse_in_mirror(private)
    if private.exists() or public.exists():
        raise MirrorRefused("key-exists", path=private)
    made = Ed25519PrivateKey.generate()
    sealing: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    key = SSlibKey.from_crypto(made.public_key())
    private.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_new(private, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealing), 0o600)
    _write_new(public, json.dumps(key.to_dict(), sort_keys=True).encode() + b"\n", 0o644)
    return key


def signer_in(path: Path, passphrase: bytes | None = None) -> CryptoSigner:
    """The private key in a file, ready to sign."""
    try:
        read = load_pem_private_key(_read(path), passphrase or None)
    except TypeError as error:
        # Raised for a passphrase that is missing, and for one that is not needed.
        if passphrase:
            return signer_in(path)
        raise MirrorRefused("passphrase-wrong", path=path) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        code = "passphrase-wrong" if passphrase else "key-malformed"
        raise MirrorRefused(code, path=path) from error
    if not isinstance(read, Ed25519PrivateKey):
        raise MirrorRefused("key-malformed", path=path)
    return CryptoSigner(read)


def public_in(path: Path) -> SSlibKey:
    """The public key in a `.pub` file. Its id is computed from it, never believed."""
    try:
        said = json.loads(_read(path))
        value = bytes.fromhex(said["keyval"]["public"])
        if said["keytype"] != "ed25519" or said["scheme"] != "ed25519" or len(value) != 32:
            raise MirrorRefused("key-malformed", path=path)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MirrorRefused("key-malformed", path=path) from error
    return key_of(value.hex())


def key_of(value: str) -> SSlibKey:
    """The public ed25519 key of this value, under the id that follows from it."""
    fields = {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": value}}
    return SSlibKey.from_dict(_id_of(value), fields)


def is_own_id(key: object) -> bool:
    """Whether this is an ed25519 key under the id that follows from it; so nobody counts twice under two ids."""
    return (
        isinstance(key, SSlibKey)
        and key.keytype == "ed25519"
        and key.scheme == "ed25519"
        and not key.unrecognized_fields
        and list(key.keyval) == ["public"]
        and _id_of(key.keyval["public"]) == key.keyid
    )


def keys_in(folder: Path, role: str) -> list[Path]:
    """The private keys of a role in a folder, by name: `editor-1.pem`, `editor-2.pem`; `online.pem`."""
    return sorted(path for path in folder.glob(f"{role}*{PRIVATE}") if path.is_file())


def public_all(paths: Iterable[Path]) -> list[SSlibKey]:
    """The public keys beside these files, or in them."""
    return [public_in(path.with_suffix(PUBLIC)) for path in paths]


def _id_of(value: str) -> str:
    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(bytes.fromhex(value))).keyid


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_KEY_BYTES)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise MirrorRefused("key-exists", path=path) from error
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _refuse_in_mirror(path: Path) -> None:
    for folder in path.absolute().parents:
        if (folder / "metadata" / "timestamp.json").exists():
            raise MirrorRefused("key-in-mirror", path=path)
