"""What is said of risks can be followed: each path and link leads somewhere, and readers of the platform are told of it."""

import re
from pathlib import Path

import pytest

from dalil.access.protection import LIMITS

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ("SECURITY.md", "docs/known-risks.md", "docs/running/barrier.md")


@pytest.mark.parametrize("paper", PAPERS)
def test_links_and_paths_lead_somewhere(paper: str) -> None:
    text, folder = (ROOT / paper).read_text("utf-8"), (ROOT / paper).parent
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert (folder / link).is_file(), link
    for path in re.findall(r"`((?:dalil|docs|tests|requirements)/[\w./-]+)`", text):
        assert (ROOT / path).is_file(), path


def test_readers_are_told_where_the_list_is() -> None:
    (path,) = [word.strip(".") for limit in LIMITS for word in str(limit).split() if word.startswith("docs/")]
    assert (ROOT / path).is_file()


def test_every_page_that_makes_something_once_is_in_the_list() -> None:
    """By the room's own words: what a page makes, from the cases that are tried."""
    cases = re.findall(
        r'Case\("\w+", .*?, ([A-Z]\w+),', (ROOT / "tests" / "access" / "test_once.py").read_text("utf-8")
    )
    listed = (ROOT / "docs" / "known-risks.md").read_text("utf-8").split("So protected:")[1].split("\n\n")[0].lower()
    words = {"ClaimEvidence": "documents", "ChangeProposal": "proposed changes", "Contact": "private contacts"}
    assert len(cases) > 10
    for made in cases:
        assert words.get(made, made.lower()) in listed
