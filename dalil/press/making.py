"""What a product of an edition is: a name, a folder that it fills from the frozen content, and what it needs first.

It never publishes: a product writes into an empty folder, which is put into the edition when all of it is there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dalil.guide.progress import Progress
from dalil.press.frozen import Frozen


def nothing_lacks(frozen: Frozen) -> tuple[str, ...]:
    """What a product lacks before it is made, in sentences: nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Product:
    """One thing made of an edition.

    `place` is the folder within the edition in which its files stand afterwards ("data", "print", "site"); several products
    may share one, as long as no file of theirs has the same name. `make` fills the empty folder that it is given, and says
    how far it is; killed, it is begun anew in an empty folder. `lacks` says before the run what will be missing and why.
    """

    name: str
    place: str
    make: Callable[[Frozen, Path, Progress], None]
    lacks: Callable[[Frozen], tuple[str, ...]] = nothing_lacks
