"""On what a value of an entry stands in public, where it may be shown, and what was withdrawn.

A row is only ever added and closed: who withdrew what, and who gave it again, stays told. It holds no value of an entry.
"""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.accounts.data_classes import DataClass

WHOLE = ""


class Basis(models.TextChoices):
    """Why something may stand in public. What an official register says is not the organisation's to withdraw."""

    REGISTER = "register", _("an official register publishes it")
    SELF = "self", _("the organisation published it itself, or a list says so")
    CONSENT = "consent", _("the organisation agreed to it")


class Surface(models.TextChoices):
    """Where something public is shown."""

    SITE = "site", _("the pages of the guide and their search")
    API = "api", _("the API, reconciliation and feeds")
    DATA = "data", _("open data of editions")
    PRINT = "print", _("print")
    MIRRORS = "mirrors", _("mirrors and their static pages")


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents, seen by adjective."""

    def standing(self) -> Self:
        """Those that hold now, withdrawn ones as well: not replaced by a later word."""
        return self.filter(lifted_at=None)

    def withdrawn(self) -> Self:
        """Those that were withdrawn and not given again."""
        return self.standing().exclude(withdrawn_at=None)


class Consent(models.Model):
    """Why one field of one entry (or the whole of it, `field` empty) may be public, where, since when; and its withdrawal.

    Personal data: who gave and who withdrew it; shown to the body's own delegates and to editors. `scope` are the surfaces.
    `evidence` refers to the paper or letter, never holds it. `source` limits a withdrawal to what one source says: that of
    another platform, which told us. `has_left_index` is false until the search index holds nothing of it any more.
    """

    data_class = DataClass.G

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("guide.Organisation", on_delete=models.PROTECT, related_name="consents")
    field = models.CharField(max_length=20, blank=True, default=WHOLE)
    source = models.ForeignKey("guide.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=8, choices=Basis.choices)
    scope = models.JSONField(default=list)
    evidence = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The body for which the person withdrew it; an editor who was asked by letter acts for none.
    withdrawn_for = models.UUIDField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    has_left_index = models.BooleanField(default=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        """One word stands for a field at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "field"],
                condition=Q(lifted_at=None, source=None),
                name="one_word_on_a_field",
            ),
            models.UniqueConstraint(
                fields=["organisation", "field", "source"],
                condition=Q(lifted_at=None, source__isnull=False),
                name="one_word_on_a_field_of_a_source",
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="consent_has_a_known_basis"),
        )
        indexes = (
            models.Index(fields=["organisation"], name="consent_standing", condition=Q(lifted_at=None)),
            models.Index(fields=["id"], name="consent_still_in_index", condition=Q(has_left_index=False)),
        )

    def __str__(self) -> str:
        """Of which field it speaks."""
        return f"{self.organisation_id}: {self.field or 'whole'}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn and not given again."""
        return self.withdrawn_at is not None and self.lifted_at is None
