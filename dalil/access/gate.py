"""The mark that a page wears: who may open it. Apart from `gates` so that the check at start can be loaded before the models.

It never decides anything.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """Who passes: a name, and for a public page the reason why it is."""

    name: str
    reason: str = ""
