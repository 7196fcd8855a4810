"""The questions that are put to passkeys, and how their answers are checked (WebAuthn).

A question belongs to one session, one person or none, and one purpose; it is asked once, answered once, and holds for five
minutes. The page must have been one of ours (origin), and the key must belong to our name (RP id). It never writes to the
database: what follows from an answer is for `actions.passkeys`.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from dalil.accounts.models import Passkey, Person

HOLDS_FOR = timedelta(minutes=5)
LONGEST_CREDENTIAL = 1023
_ASKED = "passkey_question"
_REQUIRED = UserVerificationRequirement.REQUIRED
# What a malformed answer makes the parsers raise; whatever it is, the answer is not accepted.
_AS_TEXT = ("id", "rawId", "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, struct.error)


class Purpose(StrEnum):
    """What a question is asked for; an answer to one is none to another."""

    ADD = "add"
    ENTER = "enter"
    PROVE = "prove"


class NotAccepted(Exception):
    """The answer does not prove what was asked. Why is for tests and builders; the person is told only that."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a new passkey said of itself."""

    credential_id: bytes
    public_key: bytes
    counter: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A key's answer, read but not yet believed: which key, for which account it says it is, and the rest."""

    credential_id: bytes
    handle: bytes | None
    whole: AuthenticationResponse


def address_for_passkeys() -> str:
    """The origin at which passkeys work; without a public address any port of this machine's own name."""
    return settings.DALIL_PUBLIC_ADDRESS or "http://localhost"


def asked_to_add(request: HttpRequest, person: Person, known: Iterable[Passkey], *, at: datetime) -> dict[str, Any]:
    """The question by which a new passkey is made for this person: as the browser's JSON."""
    user = PublicKeyCredentialUserEntity(
        id=person.handle.bytes, name=person.sign_in_name, display_name=person.display_name
    )
    options, state = _server(request).register_begin(
        user,
        _described(known),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=_REQUIRED,
    )
    _keep(request.session, Purpose.ADD, person, state, at)
    return dict(options.public_key)


def added(request: HttpRequest, person: Person, answer: object, *, at: datetime) -> NewKey:
    """The new key that the answer brings, if it answers the question asked in this session for this person."""
    state = _asked(request.session, Purpose.ADD, person, at)
    try:
        parsed = RegistrationResponse.from_dict(_mapping(answer))
        data: AuthenticatorData = _server(request).register_complete(state, parsed)
        key = data.credential_data
        if key is None or key.credential_id != parsed.raw_id or parsed.response.client_data.cross_origin:
            raise NotAccepted("no key, or not the one that was announced, or made within a foreign page")
        if key.public_key.ALGORITHM not in CoseKey.supported_algorithms():
            raise NotAccepted("a kind of key that was not asked for")
    except _MALFORMED as wrong:
        raise NotAccepted(str(wrong)) from wrong
    if not 0 < len(key.credential_id) <= LONGEST_CREDENTIAL:
        raise NotAccepted("a name that is too long")
    public_key = cbor.encode(dict(key.public_key))
    return NewKey(bytes(key.credential_id), public_key, data.counter, data.is_backup_eligible())


def asked_to_show(
    request: HttpRequest, purpose: Purpose, person: Person | None, known: Iterable[Passkey], *, at: datetime
) -> dict[str, Any]:
    """The question by which a passkey is shown: of this person, or of whoever has one here."""
    options, state = _server(request).authenticate_begin(_described(known) or None, user_verification=_REQUIRED)
    _keep(request.session, purpose, person, state, at)
    return dict(options.public_key)


def read(answer: object) -> Answer:
    """The answer, taken apart."""
    try:
        whole = AuthenticationResponse.from_dict(_mapping(answer))
        return Answer(bytes(whole.raw_id), whole.response.user_handle, whole)
    except _MALFORMED as wrong:
        raise NotAccepted(str(wrong)) from wrong


def shown(
    request: HttpRequest, purpose: Purpose, person: Person | None, key: Passkey, answer: Answer, *, at: datetime
) -> int:
    """The counter that the key tells, if the answer holds; the question is spent either way."""
    state = _asked(request.session, purpose, person, at)
    if answer.handle is not None and answer.handle != key.person.handle.bytes:
        raise NotAccepted("the key of another account")
    try:
        public_key = CoseKey.parse(cast(Mapping[int, Any], cbor.decode(bytes(key.public_key))))
        known = AttestedCredentialData.create(Aaguid.NONE, bytes(key.credential_id), public_key)
        _server(request).authenticate_complete(state, [known], answer.whole)
        if answer.whole.response.client_data.cross_origin:
            raise NotAccepted("shown within a foreign page")
    except _MALFORMED as wrong:
        raise NotAccepted(str(wrong)) from wrong
    return answer.whole.response.authenticator_data.counter


def _server(request: HttpRequest) -> Fido2Server:
    address = urlsplit(address_for_passkeys())
    expected = settings.DALIL_PUBLIC_ADDRESS or f"http://{request.get_host()}"
    rp = PublicKeyCredentialRpEntity(id=address.hostname or "localhost", name=settings.DALIL_NAME)

    def is_ours(origin: str) -> bool:
        """Equal, not alike: a name below ours, another port or no encryption is somebody else."""
        return origin == expected and urlsplit(origin).hostname == rp.id

    return Fido2Server(rp, attestation=AttestationConveyancePreference.NONE, verify_origin=is_ours)


def _keep(
    session: SessionBase, purpose: Purpose, person: Person | None, state: Mapping[str, Any], at: datetime
) -> None:
    session[_ASKED] = {
        "challenge": state["challenge"],
        "purpose": purpose.value,
        "person": person.pk if person else None,
        "at": at.timestamp(),
    }


def _asked(session: SessionBase, purpose: Purpose, person: Person | None, at: datetime) -> dict[str, Any]:
    """What was asked; from here on it is asked no more, and whoever sends the same answer again is refused."""
    asked = session.pop(_ASKED, None)
    session.save()
    if asked is None or (asked["purpose"], asked["person"]) != (purpose.value, person.pk if person else None):
        raise NotAccepted("nothing was asked")
    if not 0 <= at.timestamp() - asked["at"] <= HOLDS_FOR.total_seconds():
        raise NotAccepted("asked too long ago")
    return {"challenge": asked["challenge"], "user_verification": _REQUIRED}


def _described(known: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            type=PublicKeyCredentialType.PUBLIC_KEY,
            id=bytes(key.credential_id),
            # Whatever it does not know by name, it makes None of.
            transports=[way for way in map(AuthenticatorTransport, key.ways.split()) if way] or None,
        )
        for key in known
    ]


def _mapping(answer: object) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        raise NotAccepted("no answer at all")
    for part in (answer, answer.get("response")):
        _refuse_numbers(part)
    return answer


def _refuse_numbers(part: object) -> None:
    """Where bytes belong fido2 makes `bytes(number)` of a number: as much memory as whoever sends it likes."""
    if not isinstance(part, Mapping):
        return
    for name in _AS_TEXT:
        if not isinstance(part.get(name), str | None):
            raise NotAccepted(f"{name} is no text")
