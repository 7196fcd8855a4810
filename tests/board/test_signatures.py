"""Resolutions are signed with stock OpenSSH, checked by us without it and by a stranger with it; one byte breaks both."""

import base64
import hashlib
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dalil.accounts.models import Person
from dalil.board import refusals, sshsig
from dalil.board.actions import closing, keys, motions, resolutions
from dalil.board.actions.motions import Draft
from dalil.board.models import Resolution, Signature, SigningKey, Term
from dalil.board.resolution_text import NAMESPACE, bundle, commands
from tests.board.conftest import DAY, Moved, cast, decided, seat_five

KEYGEN = shutil.which("ssh-keygen")
needs_keygen = pytest.mark.skipif(KEYGEN is None, reason="no ssh-keygen on this machine")


def packed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def armoured(blob: bytes) -> str:
    text = base64.b64encode(blob).decode("ascii")
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join([sshsig.BEGIN, *lines, sshsig.END]) + "\n"


@dataclass(frozen=True)
class Key:
    """A key that signs as OpenSSH does, on hardware or not; written from PROTOCOL.sshsig and PROTOCOL.u2f, beside our reader."""

    private: Ed25519PrivateKey
    on_hardware: bool = False
    flags: int = 1

    @property
    def blob(self) -> bytes:
        point = self.private.public_key().public_bytes_raw()
        return packed(sshsig.HARDWARE, point, b"ssh:") if self.on_hardware else packed(sshsig.ED25519, point)

    @property
    def line(self) -> str:
        kind = sshsig.HARDWARE if self.on_hardware else sshsig.ED25519
        return f"{kind.decode()} {base64.b64encode(self.blob).decode()} a comment"

    def sign(self, message: bytes, namespace: bytes = NAMESPACE.encode(), hash_name: str = "sha512") -> str:
        digest = hashlib.new(hash_name, message).digest()
        signed = b"SSHSIG" + packed(namespace, b"", hash_name.encode(), digest)
        if self.on_hardware:
            told = bytes([self.flags]) + (7).to_bytes(4, "big")
            made = self.private.sign(hashlib.sha256(b"ssh:").digest() + told + hashlib.sha256(signed).digest())
            signature = packed(sshsig.HARDWARE, made) + told
        else:
            signature = packed(sshsig.ED25519, self.private.sign(signed))
        return armoured(
            b"SSHSIG" + (1).to_bytes(4, "big") + packed(self.blob, namespace, b"", hash_name.encode(), signature)
        )


def a_key(*, on_hardware: bool = False, flags: int = 1) -> Key:
    return Key(Ed25519PrivateKey.generate(), on_hardware, flags)


def fits(text: str, message: bytes, key: Key) -> bool:
    try:
        read = sshsig.read_signature(text)
        sshsig.check(read, message, key=sshsig.read_public_key(key.line), namespace=NAMESPACE)
    except (sshsig.Unreadable, sshsig.Wrong):
        return False
    return True


@pytest.mark.parametrize("on_hardware", [False, True])
@pytest.mark.parametrize("hash_name", ["sha256", "sha512"])
def test_a_signature_fits_its_text_key_and_purpose_and_no_other(on_hardware: bool, hash_name: str) -> None:
    key, other = a_key(on_hardware=on_hardware), a_key(on_hardware=on_hardware)
    text = key.sign(b"resolved", hash_name=hash_name)

    assert fits(text, b"resolved", key)
    assert not fits(text, b"resolvee", key)
    assert not fits(text, b"resolved", other)
    assert not fits(key.sign(b"resolved", b"file"), b"resolved", key)
    assert not fits(key.sign(b"resolved", b""), b"resolved", key)


def test_a_hardware_key_must_have_been_touched() -> None:
    key = a_key(on_hardware=True, flags=0)

    with pytest.raises(sshsig.Wrong, match="no touch"):
        sshsig.check(
            sshsig.read_signature(key.sign(b"x")), b"x", key=sshsig.read_public_key(key.line), namespace=NAMESPACE
        )


@given(st.data())
def test_one_changed_bit_of_a_signature_never_fits(data: st.DataObject) -> None:
    key = a_key(on_hardware=data.draw(st.booleans()))
    blob = bytearray(base64.b64decode("".join(key.sign(b"resolved").splitlines()[1:-1])))
    place = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[place // 8] ^= 1 << place % 8

    assert not fits(armoured(bytes(blob)), b"resolved", key)


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300).map(armoured)))
def test_anything_else_is_refused_as_unreadable(text: str) -> None:
    with pytest.raises(sshsig.Unreadable):
        sshsig.read_signature(text)
    with pytest.raises(sshsig.Unreadable):
        sshsig.read_public_key(text)


@given(st.integers(0, 200))
def test_a_signature_cut_short_or_made_longer_is_refused(length: int) -> None:
    blob = base64.b64decode("".join(a_key().sign(b"resolved").splitlines()[1:-1]))

    for changed in (blob[: min(length, len(blob) - 1)], blob + b"\0" * (length + 1)):
        with pytest.raises(sshsig.Unreadable):
            sshsig.read_signature(armoured(changed))


def test_fingerprints_are_those_of_ssh_keygen(tmp_path: Path) -> None:
    if KEYGEN is None:
        pytest.skip("no ssh-keygen on this machine")
    made = tmp_path / "key"
    subprocess.run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(made)], check=True)
    said = subprocess.run([KEYGEN, "-l", "-f", f"{made}.pub"], check=True, capture_output=True, text=True).stdout

    assert sshsig.read_public_key(made.with_suffix(".pub").read_text()).fingerprint in said


def keyed(person: Person, other: Person, at: datetime, key: Key) -> SigningKey:
    row = keys.register_key(by=person, at=at, line=key.line)
    return keys.confirm_key(by=other, at=at, key=row, fingerprint=row.fingerprint)


@needs_keygen
def test_a_resolution_verifies_with_stock_tools_and_one_byte_breaks_it(
    board: list[Person], moved: Moved, moment: datetime, tmp_path: Path
) -> None:
    assert KEYGEN is not None
    texts = {
        "ar": {"title": "فتح الأرشيف", "text": "يُفتح الأرشيف."},
        "en": {"title": "Open the archive", "text": "The archive is open."},
    }
    decided(board, moved(texts=texts, authoritative="ar", is_to_be_published=True), "+++-0", moment)
    resolution = Resolution.objects.select_related("motion__rules").get()
    for number, person in enumerate(board[:3]):
        home = tmp_path / f"home{number}"
        home.mkdir()
        subprocess.run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(home / "key")], check=True)
        line = (home / "key.pub").read_text()
        row = keys.register_key(by=person, at=moment, line=line)
        keys.confirm_key(by=board[4], at=moment, key=row, fingerprint=row.fingerprint)
        (home / resolution.file_name).write_bytes(resolution.content)
        subprocess.run(
            [KEYGEN, "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(home / "key"), str(home / resolution.file_name)],
            check=True,
            capture_output=True,
        )
        resolutions.sign(
            by=person,
            at=moment + 9 * DAY,
            resolution=resolution,
            armoured=(home / f"{resolution.file_name}.sig").read_text(),
        )

    signatures = list(resolution.signatures.select_related("term__seat", "key"))
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(io.BytesIO(bundle(resolution, signatures))).extractall(unpacked)

    def verdicts() -> list[int]:
        told = commands(resolution, signatures)
        return [
            subprocess.run(["sh", "-c", one], check=False, cwd=unpacked, capture_output=True).returncode for one in told
        ]

    assert all(command in (unpacked / "README.txt").read_text("utf-8") for command in commands(resolution, signatures))
    assert verdicts() == [0, 0, 0]
    text = unpacked / resolution.file_name
    for place in (0, len(resolution.content) // 2, len(resolution.content) - 1):
        changed = bytearray(resolution.content)
        changed[place] ^= 1
        text.write_bytes(changed)
        assert 0 not in verdicts()
    assert bundle(resolution, signatures) == bundle(resolution, signatures)


def test_the_text_says_how_it_was_counted_and_reads_the_same_in_every_language(
    board: list[Person], moved: Moved, moment: datetime
) -> None:
    decided(board, moved(), "+++-0", moment)
    resolution = Resolution.objects.get()

    assert (
        "Count: 5 in office, 0 recused: base 5; quorum 3, 5 took part; 3 for, 1 against, 1 abstained" in resolution.text
    )
    assert resolution.text.endswith("The board decides it.\n")
    assert "\r" not in resolution.text and not any(line.endswith(" ") for line in resolution.text.splitlines())
    assert hashlib.sha256(resolution.content).hexdigest() == resolution.sha256
    assert not any(person.display_name in resolution.text for person in board)


def test_what_does_not_fit_is_refused_with_the_reason(board: list[Person], moved: Moved, moment: datetime) -> None:
    motion = moved()
    motions.recuse(by=board[3], at=moment, motion=motion, why="x")
    decided(board, motion, "+++", moment)
    resolution, at = Resolution.objects.get(), moment + 9 * DAY
    mine, aside, unconfirmed = a_key(), a_key(on_hardware=True), a_key()
    keyed(board[0], board[1], moment, mine)
    keyed(board[3], board[1], moment, aside)
    keys.register_key(by=board[2], at=moment, line=unconfirmed.line)

    def refused(person: Person, text: str) -> None:
        with pytest.raises((refusals.NotTheSameText, refusals.IsRecused)):
            resolutions.sign(by=person, at=at, resolution=resolution, armoured=text)

    refused(board[0], "nothing")
    refused(board[0], mine.sign(resolution.content + b"\n"))
    refused(board[0], mine.sign(resolution.content, b"git"))
    refused(board[0], a_key().sign(resolution.content))
    refused(board[1], mine.sign(resolution.content))
    refused(board[2], unconfirmed.sign(resolution.content))
    refused(board[3], aside.sign(resolution.content))
    resolutions.sign(by=board[0], at=at, resolution=resolution, armoured=mine.sign(resolution.content))
    refused(board[0], mine.sign(resolution.content))
    assert Signature.objects.count() == 1


def test_an_ended_key_and_an_ended_trustee_sign_no_more(board: list[Person], moved: Moved, moment: datetime) -> None:
    decided(board, moved(), "+++", moment)
    resolution, at = Resolution.objects.get(), moment + 9 * DAY
    first, second = a_key(), a_key()
    row = keyed(board[0], board[1], moment, first)
    keyed(board[1], board[0], moment, second)
    keys.end_key(by=board[4], at=at, key=row)
    Term.objects.filter(person=board[1]).update(ended_at=at, why_ended="gone")

    with pytest.raises(refusals.NotTheSameText):
        resolutions.sign(by=board[0], at=at, resolution=resolution, armoured=first.sign(resolution.content))
    with pytest.raises(refusals.NotInOffice):
        resolutions.sign(by=board[1], at=at, resolution=resolution, armoured=second.sign(resolution.content))


def test_an_altered_text_shows_at_its_signatures(board: list[Person], moved: Moved, moment: datetime) -> None:
    decided(board, moved(), "+++", moment)
    resolution, key = Resolution.objects.get(), a_key()
    keyed(board[0], board[1], moment, key)
    made = resolutions.sign(
        by=board[0], at=moment + 9 * DAY, resolution=resolution, armoured=key.sign(resolution.content)
    )
    assert resolutions.still_verifies(made)

    Resolution.objects.update(text=resolution.text.replace("3 for", "4 for"))

    assert not resolutions.still_verifies(Signature.objects.select_related("resolution", "key").get())


@pytest.mark.t05
def test_nobody_confirms_their_own_key_nor_without_its_fingerprint(board: list[Person], moment: datetime) -> None:
    row = keys.register_key(by=board[0], at=moment, line=a_key().line)

    with pytest.raises(refusals.NeedsAnother):
        keys.confirm_key(by=board[0], at=moment, key=row, fingerprint=row.fingerprint)
    with pytest.raises(refusals.CannotBe):
        keys.confirm_key(by=board[1], at=moment, key=row, fingerprint="SHA256:another")
    with pytest.raises(refusals.CannotBe):
        keys.register_key(by=board[1], at=moment, line=row.line)
    assert not SigningKey.objects.get().counts


def test_a_trustee_registers_confirms_and_signs_on_the_pages(signed_in: Callable[[Person], Client]) -> None:
    now = timezone.now()
    people = seat_five(now)
    draft = Draft("decision", {"en": {"title": "A", "text": "B"}}, "en", now + 8 * DAY, is_to_be_published=True)
    motion = motions.second(by=people[1], at=now, motion=motions.propose(by=people[0], at=now, draft=draft))
    cast(people, motion, "+++00", now)
    closing.close(by=people[0], at=now, motion=motion)
    resolution, key = Resolution.objects.get(), a_key()
    own, others = signed_in(people[0]), signed_in(people[1])

    own.post(reverse("board:key_add"), {"line": key.line})
    row = SigningKey.objects.get()
    assert row.fingerprint in own.get(reverse("board:key_list")).content.decode()
    assert row.fingerprint not in others.get(reverse("board:key_list")).content.decode()
    others.post(reverse("board:key_confirm", args=[row.pk]), {"fingerprint": row.fingerprint})
    address = reverse("board:resolution_sign", args=[resolution.year, 1])
    wrong = own.post(address, {"pasted": key.sign(b"something else")})
    file = io.BytesIO(key.sign(resolution.content).encode())
    right = own.post(address, {"file": file})
    shown = Client().get(reverse("board:resolution", args=[resolution.year, 1])).content.decode()

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "the signature fits the text" in shown and row.fingerprint in shown
    assert "Amal" not in shown
    text = Client().get(reverse("board:resolution_text", args=[resolution.year, 1]))
    assert text.content == resolution.content
