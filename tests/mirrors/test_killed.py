"""Killed at every step of publishing, one after the other: what stands is the old state or the new, never half of each."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from dalil import mirrors
from dalil.mirrors import Word, verify
from tests.mirrors.platform import DAY, NOW, Platform, files_of

STEPS: dict[str, tuple[Any, str]] = {
    "link": (os, "link"),
    "replace": (os, "replace"),
    "fsync": (os, "fsync"),
    "rmtree": (shutil, "rmtree"),
    "rename": (Path, "rename"),
    "symlink": (Path, "symlink_to"),
    "unlink": (Path, "unlink"),
    "mkdir": (Path, "mkdir"),
    "open": (Path, "open"),
}


class Killed(BaseException):
    """As by kill -9: nobody handles it."""


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_old_state_verifies_and_the_next_run_goes_on(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    owner, name = STEPS[step]
    honest = getattr(owner, name)
    counted = 0
    kill_at = -1

    def counting(*given: Any, **named: Any) -> Any:
        nonlocal counted
        counted += 1
        if counted == kill_at:
            raise Killed
        return honest(*given, **named)

    platform.publish({"index.html": b"a first change"}, at=NOW)  # so that there is a spare
    was = files_of(platform.public)
    for kill_at in range(1, 400):
        counted = 0
        monkeypatch.setattr(owner, name, counting)
        try:
            change = {"index.html": b"killed %d" % kill_at, "new/page.html": b"%d" % kill_at}
            sources = platform.place / "sources"
            sources.mkdir(exist_ok=True)
            for number, content in enumerate(change.values()):
                with open(sources / str(number), "wb") as file:  # noqa: PTH123 Path.open is what kills
                    file.write(content)
            put = {path: sources / str(number) for number, path in enumerate(change)}
            mirrors.publish_unattended(platform.public, platform.keys, put=put, now=NOW + DAY)
            mirrors.restamp(platform.public, platform.key("online"), now=NOW + 9 * DAY)
            survived = True
        except Killed:
            survived = False
        monkeypatch.setattr(owner, name, honest)
        verdict = verify(platform.public, platform.root, now=NOW + DAY)
        assert verdict.word is Word.CURRENT and not verdict.grave
        assert files_of(platform.public) in (was, was | change)
        was = files_of(platform.public)
        if survived:
            break
    assert survived and was == {**was, **change}
    platform.publish({"index.html": b"after all"}, at=NOW + 10 * DAY)
    verdict = verify(platform.public, platform.root, now=NOW + 10 * DAY)
    assert verdict.word is Word.CURRENT and not verdict.findings
