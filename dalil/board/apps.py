"""Tells Django that this room exists, and has the board's own kinds of motions registered at start.

It also tells the vault, which lies below the states, when nothing is destroyed. It never destroys anything.
"""

from importlib import import_module

from django.apps import AppConfig

from dalil.access.state import Act, allows


def nothing_is_destroyed_now() -> bool:
    """Whether the state of the platform forbids destroying anything, held or not."""
    return not allows(Act.DESTROY)


class BoardConfig(AppConfig):
    """Trustees, terms, meetings, motions, votes, quorum, resolutions, legal holds."""

    name = "dalil.board"

    def ready(self) -> None:
        """Motions of a kind that nobody registered could be neither counted nor carried out."""
        import_module("dalil.board.actions.carrying")
        destroying = import_module("dalil.vault.destroying")
        destroying.stops_while(nothing_is_destroyed_now)
