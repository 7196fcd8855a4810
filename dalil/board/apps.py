"""Tells Django that this room exists; it does nothing at start."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    """Trustees, terms, meetings, motions, votes, quorum, resolutions, legal holds."""

    name = "dalil.board"
