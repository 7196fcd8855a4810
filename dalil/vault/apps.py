"""Tells Django that this room exists; it does nothing at start."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Encrypted fields and files: keys, envelopes, the key agent, the evidence store."""

    name = "dalil.vault"
