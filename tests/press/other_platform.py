"""Another platform's mirror, signed with its own keys, which may publish anything at all: for tests of subscribing."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from dalil import mirrors
from tests.press.small_edition import small_edition


class Other:
    """Another platform's mirror, which may publish anything at all: its keys are its own."""

    def __init__(self, place: Path, at: datetime) -> None:
        self.place, self.at = place, at
        self.public, self.keys = place / "public", place / "keys"

    def publish(self, *, number: int = 1, state: str = "current", lines: bytes | None = None, **told: Any) -> None:
        """Sign an edition: the small one, or with other lines, or with a list that says something else."""
        frozen = small_edition(self.place / f"edition-{number}", number=number)
        content = frozen.folder / "entries.jsonl"
        if lines is not None:
            content.write_bytes(lines)
            card = msgspec.structs.replace(frozen.card, digest=mirrors.digest(lines))
            (frozen.folder / "edition.json").write_bytes(msgspec.json.encode(card))
        listed = {
            "platform": "Cedar",
            "editions": [
                {
                    "number": number,
                    "state": state,
                    "digest": mirrors.digest(content.read_bytes()),
                    "dated_on": "2026-11-22",
                }
            ],
        } | told
        index = self.place / "editions.json"
        index.write_text(json.dumps(listed))
        put = {"editions.json": index, f"editions/{number}": frozen.folder}
        mirrors.publish_unattended(self.public, self.keys, put=put, now=self.at)

    @property
    def fingerprint(self) -> str:
        return mirrors.digest((self.public / "metadata" / "1.root.json").read_bytes())
