"""A time-stamp service (RFC 3161): asks it to sign a head with its clock, and checks what it answered.

It never keeps anything, and never accepts an answer that the configured certificates do not prove.
"""

import http.client
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.request import HTTPRedirectHandler, Request, build_opener

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    Verifier,
    VerifierBuilder,
    decode_timestamp_response,
)

from dalil.ledger.chain import Head

SECONDS = 20
MOST_BYTES = 256 * 1024


class NotStamped(Exception):
    """The service did not give a stamp that proves anything; the text says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer says: of which hash, and when."""

    imprint: bytes
    at: datetime


class _NoTurns(HTTPRedirectHandler):
    """The service is where the operator said it is."""

    def redirect_request(self, *arguments: object, **named: object) -> None:
        return None


def ask(url: str, head: Head, certificates: Path) -> bytes:
    """The service's answer about this head, checked."""
    if not url.startswith(("http://", "https://")):
        raise NotStamped(f"{url} is no http address")
    builder = TimestampRequestBuilder().data(head.as_json().encode("ascii"))
    request = builder.hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        asked = Request(  # noqa: S310 - http and https only
            url, data=request.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
        )
        with build_opener(_NoTurns).open(asked, timeout=SECONDS) as answer:
            token: bytes = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotStamped(str(error) or type(error).__name__) from error
    if len(token) > MOST_BYTES:
        raise NotStamped("its answer is too long")
    response = _decoded(token)
    _verify(response, head.as_json().encode("ascii"), certificates, request.nonce)
    return token


def verify(token: bytes, head: Head, certificates: Path) -> Stamp:
    """What a kept answer says of this head; NotStamped if it is about another, or if no certificate of ours proves it."""
    response = _decoded(token)
    _verify(response, head.as_json().encode("ascii"), certificates, None)
    return _stamp(response)


def verify_alone(token: bytes, certificates: Path) -> Stamp:
    """The same of an answer of which it is not known what it is about: its imprint tells."""
    response = _decoded(token)
    stamp = _stamp(response)
    try:
        _verifier(certificates, None).verify(response, stamp.imprint)
    except (VerificationError, ValueError) as error:
        raise NotStamped(str(error)) from error
    return stamp


def _decoded(token: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(token)
        if response.status not in {0, 1}:
            raise NotStamped(f"the service refused: {', '.join(response.status_string) or response.status}")
        _stamp(response)
    except NotStamped:
        raise
    except Exception as error:
        # The parser is another's and raises what it likes on bytes that are no answer.
        raise NotStamped("this is no answer of a time-stamp service") from error
    return response


def _stamp(response: TimeStampResponse) -> Stamp:
    return Stamp(bytes(response.tst_info.message_imprint.message), response.tst_info.gen_time)


def _verify(response: TimeStampResponse, message: bytes, certificates: Path, nonce: int | None) -> None:
    try:
        _verifier(certificates, nonce).verify_message(response, message)
    except (VerificationError, ValueError) as error:
        raise NotStamped(str(error)) from error


def _verifier(certificates: Path, nonce: int | None) -> Verifier:
    """One that trusts the self-signed certificates of the file as roots; the others stand between."""
    try:
        known = x509.load_pem_x509_certificates(certificates.read_bytes())
    except (OSError, ValueError) as error:
        raise NotStamped(f"{certificates}: {error}") from error
    roots = [each for each in known if each.issuer == each.subject]
    between = [each for each in known if each.issuer != each.subject]
    if not roots:
        raise NotStamped(f"{certificates} holds no root certificate")
    return VerifierBuilder(roots=roots, intermediates=between, nonce=nonce).build()
