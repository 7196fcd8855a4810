"""The way of an edition into the mirror, step by step: for tests of publishing."""

import json
from datetime import date, datetime
from pathlib import Path

from dalil import mirrors
from dalil.accounts.models import Person
from dalil.press import folder, tasks
from dalil.press.actions import editions
from dalil.press.actions.editions import Wish
from dalil.press.models import Edition


def approved(layla: Person, maryam: Person, at: datetime) -> Edition:
    drafted = editions.draft_edition(wish=Wish(date(2026, 11, 22)), by=layla, at=at)
    return editions.approve_edition(edition=drafted, version=drafted.version, by=maryam, at=at)


def work(at: datetime) -> int:
    """How many pieces the worker found to do."""
    pieces = 0
    while tasks.work_once(lambda: at):
        pieces += 1
        assert pieces < 20
    return pieces


def take_keys_home(place: Path) -> Path:
    """The editors take their keys home; where these lie."""
    at_home = place / "home-of-editors"
    at_home.mkdir()
    for path in mirrors.keys_in(folder.keys(), "editor"):
        path.rename(at_home / path.name)
    return at_home


def verdict(at: datetime) -> mirrors.Verdict:
    root = (folder.mirror() / "metadata" / "1.root.json").read_bytes()
    return mirrors.verify(folder.mirror(), root, now=at)


def listed() -> dict[int, str]:
    found = json.loads((folder.mirror() / "editions.json").read_bytes())["editions"]
    return {one["number"]: one["state"] for one in found}
