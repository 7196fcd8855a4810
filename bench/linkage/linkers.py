"""Which linkers there are: ours first, then the peers, each made anew for every job.

It never imports a peer that is not asked for: a package that is missing is a line in the tables.
"""

from collections.abc import Sequence
from typing import Final

from bench.linkage.benchmark import WrongData
from bench.linkage.linker import Linker
from bench.linkage.ours import Ours
from bench.linkage.peers import PEERS

OURS: Final = "dalil"
LINKERS: Final[dict[str, type[Linker]]] = {OURS: Ours, **PEERS}


def linker(name: str) -> Linker:
    """Return a new linker; `dalil@5` is ours at a bar of 5 bits."""
    kind, _, bar = name.partition("@")
    return Ours(float(bar)) if bar else LINKERS[kind]()


def chosen(peers: str, bars: Sequence[float] = ()) -> Sequence[str]:
    """Return the linkers to run for `none`, `all` or names with commas. Raises `WrongData`."""
    ours = (OURS, *(f"{OURS}@{bar:g}" for bar in bars))
    if peers == "none":
        return ours
    if peers == "all":
        return (*ours, *PEERS)
    names = [name.strip() for name in peers.split(",") if name.strip()]
    for name in names:
        if name not in PEERS:
            raise WrongData("--peers", f"no peer is called {name}; there are {', '.join(PEERS)}")
    return (*ours, *names)
