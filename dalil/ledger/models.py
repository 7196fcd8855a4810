"""The entries of the ledger, the leaves of its batches, the anchors of its head, the walks over it: as the database keeps them.

It never changes or removes one: triggers refuse both (migrations `0002_append_only`, `0003_batches_and_anchors`, `0004_walks`).
Write with `ledger.actions`.
"""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass
from dalil.ledger import chain


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, by what is so about them."""

    def about(self, *subjects: str) -> "EntryQuerySet":
        """Those about any of these, directly or by a leaf of a batch, newest first."""
        direct = Entry.objects.filter(subject__in=subjects).order_by().values("number")
        by_leaf = BatchLeaf.objects.filter(subject__in=subjects).order_by().values("entry")
        # One index each; asked as one condition, PostgreSQL reads the whole ledger.
        return self.filter(number__in=direct.union(by_leaf)).newest_first()

    def newest_first(self) -> "EntryQuerySet":
        """As a page lists them, each with the person at hand."""
        return self.order_by("-number").select_related("actor")


class Entry(models.Model):
    """One thing that was done: by whom, when, to what.

    Personal data: the number of the person's account alone; who that is stands in `accounts`, where it can be erased.
    """

    data_class = DataClass.A
    is_append_only = True

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

    @property
    def why(self) -> str:
        """The reason that was given, if any."""
        return str(self.data.get("why", ""))

    @property
    def acting_for(self) -> str:
        """The id of the body for which the person acted; empty if for none."""
        return str(self.data.get("acting_for", ""))

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


class BatchLeaf(models.Model):
    """One record of a batch: what it is about, and the hash that stands for its particulars. The entry holds the root over all.

    Personal data: none; a subject is a kind and an id.
    """

    data_class = DataClass.A
    is_append_only = True

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    place = models.PositiveIntegerField()
    subject = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)

    class Meta:
        """Walked in the order of the batch, found by what it is about."""

        constraints = (models.UniqueConstraint(fields=["entry", "place"], name="one_leaf_a_place"),)
        indexes = (models.Index(fields=["subject", "entry"], name="ledger_leaf_subject"),)

    def __str__(self) -> str:
        """Enough to find it again."""
        return f"{self.entry_id}/{self.place} {self.subject}"


class Place(models.TextChoices):
    """Where a head can be kept outside."""

    FILE = "file", _("file")
    MAIL = "mail", _("mail")
    TIMESTAMP = "timestamp", _("time-stamp service")


class AnchorQuerySet(models.QuerySet["Anchor"]):
    """Anchors, by what is so about them."""

    def kept(self) -> "AnchorQuerySet":
        """Those that reached their place."""
        return self.filter(problem="")


class Anchor(models.Model):
    """One try to keep the ledger's head outside: which head, where, when, and what went wrong if it did.

    Personal data: none; for mail it holds how many were written to, not whom.
    """

    data_class = DataClass.A
    is_append_only = True

    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    place = models.CharField(max_length=10, choices=Place.choices)
    at = models.DateTimeField()
    kept_where = models.CharField(max_length=500)
    problem = models.CharField(max_length=500, blank=True)
    # The answer of the time-stamp service, as it came.
    token = models.BinaryField(blank=True, default=b"")

    objects = AnchorQuerySet.as_manager()

    class Meta:
        """Asked for by place, the last first."""

        indexes = (models.Index(fields=["place", "id"], name="ledger_anchor_place"),)

    def __str__(self) -> str:
        """Which head, where."""
        return f"{self.number} {self.place}"


class Walk(models.Model):
    """One walk of the worker over the whole ledger, and what it found.

    Personal data: none.
    """

    data_class = DataClass.A
    is_append_only = True

    at = models.DateTimeField()
    entries = models.BigIntegerField()
    anchors = models.PositiveIntegerField()
    # Nothing while the ledger is whole; else one of `actions.Fault` and the first entry that does not hold.
    fault = models.CharField(max_length=10, blank=True)
    first_broken = models.BigIntegerField(null=True, blank=True)

    class Meta:
        """The last is the one that counts."""

        ordering = ("id",)

    def __str__(self) -> str:
        """When, and what."""
        return f"{self.at} {self.fault or 'whole'}"
