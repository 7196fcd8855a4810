"""Tells Django that this room exists; it does nothing at start."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and how they sign in."""

    name = "dalil.accounts"
