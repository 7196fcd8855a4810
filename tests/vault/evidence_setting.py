"""What tests of evidence share: people who may come near it, and files."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dalil.accounts.models import Person
from dalil.vault import evidence
from dalil.vault.destroying import Agreement
from dalil.vault.models import Evidence

MINUTES = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n(minutes of the meeting of nine)\n%%EOF\n"


def kept(by: Person, at: datetime, content: bytes = MINUTES, *, name: str = "minutes.pdf", **more: Any) -> Evidence:
    return evidence.keep(io.BytesIO(content), file_name=name, by=by, at=at, why="brought by the owner", **more)


def read(item: Evidence, by: Person, at: datetime) -> bytes:
    return b"".join(evidence.read(item, by=by, at=at, why="checking"))


def agreement(asked: Person, approved: Person, reference: str = "approval:1") -> Agreement:
    return Agreement(asked, approved, reference)


def zipped(parts: Sequence[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()
