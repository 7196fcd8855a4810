"""Passkeys without a device: one in software, byte for byte as a real one answers, and Chromium's own virtual one.

The software one can also be told to lie, which a real one never does.
"""

import hashlib
import json
import re
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.utils import websafe_decode, websafe_encode
from playwright.sync_api import CDPSession, Page

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key on one device. What it says can be bent: every field is what it will claim."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    # What is added to the counter at each use; 0 is a key that never counts.
    step: int = 1
    handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    algorithm: int = -7

    def make(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question for a new key."""
        self.handle = websafe_decode(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: self.algorithm, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        key = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cbor.encode(cose)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(self.flags | ATTESTED) + key}
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client_data("webauthn.create", asked["challenge"])),
                "attestationObject": websafe_encode(cbor.encode(attested)),
            }
        )

    def show(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question for a key that exists."""
        self.counter += self.step
        client_data = self._client_data("webauthn.get", asked["challenge"])
        data = self._data(self.flags)
        signed = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client_data),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signed),
                "userHandle": websafe_encode(self.handle),
            }
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def send(browser: Client, address: str, body: object = None) -> Any:
    """What our own page would send there."""
    return browser.post(
        address, data=json.dumps(body or {}), content_type="application/json", headers={"host": "localhost"}
    )


def register(browser: Client, device: Authenticator, name: str = "key") -> Any:
    """Adds the key of this device to whoever is known in this browser."""
    asked = send(browser, "/en/passkeys/add/ask")
    if asked.status_code != 200:
        return asked
    return send(
        browser, "/en/passkeys/add/answer", {"answer": device.make(asked.json()), "name": name, "ways": ["usb"]}
    )


def enter(browser: Client, device: Authenticator, going: str = "") -> Any:
    """Signs in by this key alone."""
    asked = send(browser, "/en/sign-in/passkey/ask").json()
    return send(browser, "/en/sign-in/passkey/answer", {"answer": device.show(asked), "next": going})


def show(browser: Client, device: Authenticator, going: str = "") -> Any:
    """Shows this key in a session that knows the person already."""
    asked = send(browser, "/en/passkeys/show/ask").json()
    return send(browser, "/en/passkeys/show/answer", {"answer": device.show(asked), "next": going})


def give_authenticator(page: Page) -> tuple[CDPSession, str]:
    """A device of the browser's own for this page, whose user always agrees; with its name, to take it away again."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, str(made["authenticatorId"])


def sign_in(page: Page, name: str, password: str, going: str, *, language: str = "en") -> None:
    """Signs in through the pages, setting up the passkey that the account asks for at first."""
    give_authenticator(page)
    page.goto(f"/{language}/sign-in?next={going}")
    page.fill("[name=sign_in_name]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/factor\?"))
    page.click("form[data-passkey] button:enabled")
    page.wait_for_url(f"**{going}")
