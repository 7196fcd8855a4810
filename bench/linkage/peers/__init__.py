"""What people link lists with today, each as its documentation shows it, with under an hour of tuning.

None has knowledge of ours: names reach them in plain ASCII. Connected components unless a tool has its own clustering.
"""

from typing import Final

from bench.linkage.linker import Linker
from bench.linkage.peers.fuzzy import RapidFuzz
from bench.linkage.peers.logic import LogicV2
from bench.linkage.peers.splink_stock import Splink
from bench.linkage.peers.toolkit import RecordLinkage
from bench.linkage.peers.trained import Dedupe

PEERS: Final[dict[str, type[Linker]]] = {
    "rapidfuzz": RapidFuzz,
    "recordlinkage": RecordLinkage,
    "splink": Splink,
    "logic-v2": LogicV2,
    "dedupe": Dedupe,
}

__all__ = ["PEERS"]
