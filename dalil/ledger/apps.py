"""Tells Django that this room exists; it does nothing at start."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The record of who did what, when, on whose word."""

    name = "dalil.ledger"
