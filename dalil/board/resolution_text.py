"""The text of a resolution: plain, UTF-8, LF, always the same for the same motion; and what a stranger needs to check it.

It never signs and never writes a row. The labels are English whatever the language of whoever closed the vote, because the
text is the thing that is signed; titles and texts stand in every language in which they were moved.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.utils import translation

from dalil.board.models import Motion, Resolution, Signature
from dalil.board.wording import arithmetic
from dalil.ledger.actions import Head

NAMESPACE = "dalil-resolution"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def text_of(motion: Motion, *, year: int, number: int, head: Head, at: datetime) -> str:
    """The whole text. No line ends in a space, and the last ends in a line end."""
    with translation.override("en"):
        counted = arithmetic(motion.figures)
    rules_hash = hashlib.sha256(motion.rules.text.encode("utf-8")).hexdigest()
    languages = [motion.authoritative, *sorted(set(motion.texts) - {motion.authoritative})]
    lines = [
        f"Resolution {year}/{number}",
        "",
        f"Resolved at: {at.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Motion: {motion.pk}",
        f"Kind: {motion.kind}",
        f"About: {motion.subject or '-'}",
        f"Decided: {'by circulation' if motion.meeting is None else f'at meeting {motion.meeting.number}'}",
        f"Count: {counted}",
        f"Rules: version {motion.rules.number}, SHA-256 {rules_hash}",
        f"Ledger before: entry {head.number}, {head.hash}",
        f"Language that counts: {motion.authoritative}",
    ]
    for code in languages:
        lines += ["", f"[{code}] {motion.texts[code]['title']}", "", motion.texts[code]["text"]]
    if motion.particulars:
        lines += ["", "Particulars:", *(f"  {name}: {value}" for name, value in _flat(motion.particulars))]
    return "\n".join(lines) + "\n"


def _flat(value: object, place: str = "") -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        return [(place, value)]
    inner = ((f"{place}.{name}".lstrip("."), value[name]) for name in sorted(value))
    return [pair for name, held in inner for pair in _flat(held, name)]


def principal_of(signature: Signature) -> str:
    """By what name the signer stands in `allowed_signers`: the seat, so that no name leaves that was not agreed to."""
    return f"seat-{signature.term.seat.number}"


def allowed_signers(signatures: Iterable[Signature]) -> str:
    """One line a signer, good for this purpose alone."""
    return "".join(f'{principal_of(one)} namespaces="{NAMESPACE}" {one.key.line}\n' for one in signatures)


def commands(resolution: Resolution, signatures: Iterable[Signature]) -> list[str]:
    """What to type to check each signature with stock OpenSSH."""
    name = resolution.file_name
    return [
        f"ssh-keygen -Y verify -f allowed_signers -I {principal_of(one)} -n {NAMESPACE} "
        f"-s {name}.{principal_of(one)}.sig < {name}"
        for one in signatures
    ]


def bundle(resolution: Resolution, signatures: Sequence[Signature]) -> bytes:
    """Text, keys, signatures and commands as one ZIP, the same bytes each time."""
    files = {
        resolution.file_name: resolution.content,
        "allowed_signers": allowed_signers(signatures).encode("ascii"),
        "README.txt": _readme(resolution, signatures).encode("utf-8"),
    }
    for one in signatures:
        files[f"{resolution.file_name}.{principal_of(one)}.sig"] = one.armoured.encode("ascii")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
    return made.getvalue()


def _readme(resolution: Resolution, signatures: Sequence[Signature]) -> str:
    needed = resolution.motion.rules.rules.signatures
    lines = [
        f"Resolution {resolution.name}, SHA-256 {resolution.sha256}",
        "",
        f"The rules ask for {needed} signatures; here are {len(signatures)}.",
        "Check each with OpenSSH 8.2 or newer, in the folder into which you unpacked this:",
        "",
        *commands(resolution, signatures),
        "",
        'Each must answer: Good "dalil-resolution" signature for seat-N with ... key SHA256:...',
        "",
        "This proves that these keys signed this text. That a key is a trustee's you must know from elsewhere: compare the",
        "fingerprints with what the trustees say of themselves. Fingerprints here:",
        "",
        *(f"{principal_of(one)}  {one.key.fingerprint}" for one in signatures),
    ]
    return "\n".join(lines) + "\n"
