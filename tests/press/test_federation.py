"""Two platforms take in each other's signed editions: each in a home and a process of its own, as two servers are."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.press.platforms import Platform, as_set

pytestmark = pytest.mark.slow

HEAD = "name,name.ar,identifier:XI-ROR,country,locality\n"
# What the two know in common is written differently, and some of it has an official number.
OLIVE = """\
Olive Branch Health Society,جمعية غصن الزيتون الصحية,02mhbdp94,PS,Jenin
Union of Women's Committees,,,PS,Gaza
Jordan Valley Farmers Association,,,PS,Jericho
Society known to Olive alone,,,PS,Nablus
"""
CEDAR = """\
Olive Branch Health Soc.,,02mhbdp94,PS,Jenin
Union of Womens Committees,اتحاد لجان المرأة,,PS,Gaza
Jordan Valley Farmers' Association,,,PS,Jericho
Society known to Cedar alone,,,LB,Beirut
"""


Begin = Callable[[str], Platform]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Begins a platform with its own list and its first edition; all end with the test."""
    begun: list[Platform] = []

    def platform(name: str) -> Platform:
        made = Platform(tmp_path / f"{len(begun)}" / name)
        begun.append(made)
        take(made, {"olive": OLIVE, "cedar": CEDAR}[name])
        made.do("publish")
        return made

    yield platform
    for one in begun:
        one.close()


def take(platform: Platform, rows: str, head: str = HEAD) -> None:
    """The platform takes in what its own list says now."""
    path = platform.home.parent / f"{platform.home.name}-list.csv"
    path.write_text(head + rows, "utf-8")
    platform.do(f"take={path}")


def test_two_platforms_end_with_the_same_clusters_whichever_imported_first(begin: Begin) -> None:
    ends = []
    for order in (("olive", "cedar"), ("cedar", "olive")):
        first, second = (begin(name) for name in order)
        # The first takes the second in and merges; then the second takes in what the first published after that.
        first.do(f"subscribe={second.home}", "decide", "publish")
        look, *_, after_second = second.do(f"subscribe={first.home}", "decide", "publish", "clusters")
        *_, after_first = first.do("update", "decide", "clusters")

        # The first publishes five organisations; the one that only the second knows is the second's own: it does not come back.
        assert (look["taken"], look["left"]) == (4, 1)
        assert as_set(after_first) == as_set(after_second)
        ends.append(as_set(after_first))

    assert ends[0] == ends[1]
    assert frozenset({"olive/olive-list/2", "cedar/cedar-list/2"}) in ends[0]
    assert frozenset({"olive/olive-list/5"}) in ends[0] and frozenset({"cedar/cedar-list/5"}) in ends[0]
    assert len(ends[0]) == 5


def test_an_edition_is_taken_in_updated_and_dropped_when_revoked(begin: Begin) -> None:
    olive, cedar = begin("olive"), begin("cedar")
    cedar.do(f"subscribe={olive.home}")
    assert cedar.do("update")[0]["outcome"] == {}

    take(olive, OLIVE.replace("Society known to Olive alone", "Society renamed by Olive") + "A new one,,,PS,Hebron\n")
    olive.do("unlist=Jordan Valley Farmers Association", "publish")
    look, listed = cedar.do("update", "listed")
    assert look["outcome"]["gone"] >= 1
    assert {"A new one", "Society renamed by Olive"} <= set(listed)

    olive.do("revoke=2", "revoke=1")
    look, after, again = cedar.do("update", "listed", "update")
    assert look["state"] == again["state"] == "revoked"
    assert after == cedar.do("publish", "frozen_titles")[1]
    assert "Society renamed by Olive" not in after and "Society known to Cedar alone" in after

    olive.do("publish")
    look, back = cedar.do("update", "listed")
    assert look["state"] == "current" and back == listed


def test_nothing_private_ever_leaves(begin: Begin) -> None:
    olive = begin("olive")
    rows = (
        "Canary Society,,,PS,Jenin,canary@private.example,+970 59 999 8877,Canary Person\nHidden Canary,,,PS,Jenin,,,\n"
    )
    take(olive, rows, HEAD.strip() + ",private:mail,private:phone,private:person\n")
    olive.do("unlist=Hidden Canary", "publish")

    public = b"".join(path.read_bytes() for path in (olive.home / "mirror" / "public").rglob("*") if path.is_file())

    assert b"Canary Society" in public
    for canary in (b"canary@private", b"999 8877", b"99998877", b"Canary Person", b"Hidden Canary"):
        assert canary not in public
