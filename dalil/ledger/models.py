"""The entries of the ledger, as the database keeps them.

It never changes or removes one: triggers refuse both (migration `0002_append_only`). Write with `ledger.actions.write`.
"""

import json
from typing import Any

from django.conf import settings
from django.db import models

from dalil.accounts.data_classes import DataClass
from dalil.ledger import chain


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, by what is so about them."""

    def about(self, subject: str) -> "EntryQuerySet":
        """Those whose subject is this one, newest first."""
        return self.filter(subject=subject).newest_first()

    def newest_first(self) -> "EntryQuerySet":
        """As a page lists them, each with the person at hand."""
        return self.order_by("-number").select_related("actor")


class Entry(models.Model):
    """One thing that was done: by whom, when, to what.

    Personal data: the number of the person's account alone; who that is stands in `accounts`, where it can be erased.
    """

    data_class = DataClass.A

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    data_json = models.TextField()
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        """Found by what it is about and by who acted; the two unique hashes make a fork of the chain impossible."""

        indexes = (models.Index(fields=["subject", "number"], name="ledger_subject"),)

    def __str__(self) -> str:
        """Enough to find it again."""
        return f"{self.number} {self.action} {self.subject}"

    @property
    def data(self) -> dict[str, Any]:
        """The particulars. They are kept as text, because a database's own JSON rewrites numbers and the hash would break."""
        particulars: dict[str, Any] = json.loads(self.data_json)
        return particulars

    def expected_hash(self) -> str:
        """The hash that this entry must have if nobody has touched it."""
        return chain.hash_of(
            number=self.number,
            at=self.at,
            actor=self.actor_id,
            action=self.action,
            subject=self.subject,
            data_json=self.data_json,
            previous_hash=self.previous_hash,
        )
