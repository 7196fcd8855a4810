"""kill -9 while an edition is made: the old edition stays up and whole, the new one goes on where it was."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dalil import mirrors
from tests.press.platforms import Platform

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def word_of(home: Path) -> mirrors.Word:
    public = home / "mirror" / "public"
    return mirrors.verify(public, (public / "metadata" / "1.root.json").read_bytes(), now=NOW).word


def states(home: Path) -> dict[int, str]:
    listed = json.loads((home / "mirror" / "public" / "editions.json").read_bytes())["editions"]
    return {one["number"]: one["state"] for one in listed}


def written_of_first(home: Path) -> dict[str, int]:
    """When each file of the first product was written, in nanoseconds."""
    found = (home / "press").glob("edition-2/made-*/first/*.txt")
    return {path.name: path.stat().st_mtime_ns for path in found}


def wait_for(home: Path, pattern: str) -> None:
    """Until such a file is there."""
    end = time.monotonic() + 60
    while not list((home / "press").glob(pattern)):
        assert time.monotonic() < end, f"{pattern} never came"
        time.sleep(0.01)


def test_killed_again_and_again_the_old_edition_stays_and_the_new_one_is_finished(tmp_path: Path) -> None:
    home = tmp_path / "olive"
    listed = tmp_path / "olive-list.csv"
    listed.write_text("name,country\nOlive Society,PS\n", "utf-8")
    first = Platform(home)
    first.do(f"take={listed}", "publish")
    first.close()

    for half_done in ("edition-2/making-*/7.txt", "edition-2/made-*/first", "edition-2/made-*/second"):
        again = Platform(home)
        again.begin("publish_slowly")
        wait_for(home, half_done)
        again.kill()
        assert word_of(home) is mirrors.Word.CURRENT and states(home) == {1: "current"}
    made = written_of_first(home)
    assert len(made) == 40

    last = Platform(home)
    assert last.do("publish_slowly") == [[2, "published"]]
    last.close()

    assert word_of(home) is mirrors.Word.CURRENT and states(home) == {1: "superseded", 2: "current"}
    public = home / "mirror" / "public" / "editions" / "2"
    assert {place.name: len(list(place.iterdir())) for place in public.iterdir() if place.is_dir()} == {
        "first": 40,
        "second": 40,
        "third": 40,
    }
    # What was complete was not made again; and what is published stands there alone.
    assert {path.name: path.stat().st_mtime_ns for path in (public / "first").iterdir()} == made
    assert written_of_first(home) == {}
