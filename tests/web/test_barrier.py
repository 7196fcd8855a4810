"""The recipe for a second barrier names every address of the staff, and none of anybody else."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
RECIPE = (ROOT / "docs" / "running" / "barrier.md").read_text("utf-8")
TABLE = ROOT / "tests" / "access" / "matrix.tsv"
OPEN = ("public", "known", "signed in", "delegates", "members")
"""Gates of pages that are not of the staff alone; every other gate is."""
DECIDING = "approvals/<uuid:id>/decide"


def behind() -> re.Pattern[str]:
    """What the web server looks for."""
    (found,) = re.findall(r'location ~ "([^"]+)"', RECIPE)
    return re.compile(found)


def pages() -> list[tuple[str, bool]]:
    """Every address of the platform with an id in each place, and whether it is of the staff alone."""
    rows = [line.split("\t")[:2] for line in TABLE.read_text("utf-8").splitlines()[1:]]
    filled = [(re.sub(r"<[^>]+>", "12", address), address, gate) for address, gate in rows]
    return [(path, not gate.startswith(OPEN) or DECIDING in address) for path, address, gate in filled]


def test_every_page_of_the_staff_is_behind_it_and_no_other() -> None:
    wrong = [path for path, is_staff in pages() if (behind().search(f"/{path}") is not None) != is_staff]
    assert wrong == []
    assert sum(is_staff for _path, is_staff in pages()) > 100
    assert sum(not is_staff for _path, is_staff in pages()) > 100


def test_it_holds_in_every_language() -> None:
    for language, _name in settings.LANGUAGES:
        assert behind().search(f"/{language}/staff/ledger/")
        assert not behind().search(f"/{language}/staff/")
        assert not behind().search(f"/{language}/recoveries/12/stop")
