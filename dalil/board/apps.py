"""Tells Django that this room exists, and has the board's own kinds of motions registered at start."""

from importlib import import_module

from django.apps import AppConfig


class BoardConfig(AppConfig):
    """Trustees, terms, meetings, motions, votes, quorum, resolutions, legal holds."""

    name = "dalil.board"

    def ready(self) -> None:
        """Motions of a kind that nobody registered could be neither counted nor carried out."""
        import_module("dalil.board.actions.carrying")
