"""Tells Django that this room exists, and has every model looked at for its class of data at start."""

from importlib import import_module

from django.apps import AppConfig
from django.core import checks


class VaultConfig(AppConfig):
    """Encrypted fields and files: keys, envelopes, the key agent, the evidence store."""

    name = "dalil.vault"

    def ready(self) -> None:
        """A model without a class stops every command, `serve` and `test` among them."""
        found = import_module("dalil.vault.checks")
        checks.register(found.every_model_has_a_class, checks.Tags.security)
        checks.register(found.keys_lie_outside, checks.Tags.security)
