"""What is so in the press: editions, corrections, statements. What an edition holds lies in files, frozen (`frozen.py`).

It never changes anything by itself: every write is an action. A published edition is never changed, only revoked.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dalil.accounts.data_classes import DataClass
from dalil.guide.models import Source


class EditionState(models.TextChoices):
    """Where an edition stands. Its products may be made at any time before it is published."""

    DRAFTED = "drafted", _("drafted: waiting for a second person")
    APPROVED = "approved", _("approved: being made and signed")
    PUBLISHED = "published", _("published")
    REVOKED = "revoked", _("revoked")
    ABANDONED = "abandoned", _("abandoned")


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, seen by adjective."""

    def published(self) -> Self:
        """Those that the public may see as valid, newest first."""
        return self.filter(state=EditionState.PUBLISHED).order_by("-number")

    def public(self) -> Self:
        """Those of which the public knows, revoked ones as well, newest first."""
        return self.filter(state__in=(EditionState.PUBLISHED, EditionState.REVOKED)).order_by("-number")

    def under_way(self) -> Self:
        """Those that are neither published nor over."""
        return self.filter(state__in=(EditionState.DRAFTED, EditionState.APPROVED))


class Edition(models.Model):
    """A frozen, numbered publication of the guide: who drafted, approved and published it, and how far its making is.

    Personal data: none beyond the people who acted. One that is abandoned gives its number back. `digest` is the SHA-256
    of its content, `card_digest` that of its card, by which its folders are named; `changes` counts what changed since the
    edition before. `problem` says why the making stopped; it goes on where it was when it is begun again.
    """

    data_class = DataClass.G

    number = models.PositiveIntegerField(unique=True, null=True, blank=True)
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFTED)
    version = models.PositiveIntegerField(default=1)
    dated_on = models.DateField()
    languages = models.JSONField()
    papers = models.JSONField()
    licence = models.CharField(max_length=200)
    title = models.JSONField(default=dict)
    foreword = models.JSONField(default=dict)
    scope = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    card_digest = models.CharField(max_length=64)
    changes = models.JSONField(default=dict)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    product = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    objects = EditionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"edition {self.number}"

    def get_absolute_url(self) -> str:
        """The address of its page, in the language that is active."""
        return reverse("press:edition", args=[self.number])


class CorrectionState(models.TextChoices):
    """What became of a complaint."""

    OPEN = "open", _("open")
    CORRECTED = "corrected", _("corrected")
    DECLINED = "declined", _("declined")


class Correction(models.Model):
    """Something published that somebody says is wrong: what, since when, by when it is answered, and the answer.

    Personal data: none: who complained is not kept here, and the words are those of the platform, which everybody reads.
    """

    data_class = DataClass.G

    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    organisation = models.CharField(max_length=12, blank=True)
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    said = models.CharField(max_length=1000)
    said_in = models.CharField(max_length=8)
    received_on = models.DateField()
    due_on = models.DateField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["-received_on", "-id"], name="correction_newest")]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class StatementState(models.TextChoices):
    """Where a statement stands."""

    DRAFTED = "drafted", _("drafted: waiting for a second person")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", pgettext_lazy("statement", "withdrawn")


class StatementQuerySet(models.QuerySet["Statement"]):
    """Statements, seen by adjective."""

    def public(self) -> Self:
        """Those that were published, also what was withdrawn since: its address stays and says so. Newest first."""
        return self.exclude(state=StatementState.DRAFTED).order_by("-dated_on", "-number")

    def standing(self) -> Self:
        """Those that hold, newest first."""
        return self.filter(state=StatementState.PUBLISHED).order_by("-dated_on", "-number")


class Statement(models.Model):
    """An announcement of the platform, in all its languages: dated, numbered, never changed once published.

    Personal data: none beyond the people who drafted and published it. `texts` is by language: title and body, plain text.
    """

    data_class = DataClass.G

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=StatementState.choices, default=StatementState.DRAFTED)
    version = models.PositiveIntegerField(default=1)
    dated_on = models.DateField()
    texts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = StatementQuerySet.as_manager()

    def __str__(self) -> str:
        return f"statement {self.number}"

    def get_absolute_url(self) -> str:
        """The address of its page, in the language that is active."""
        return reverse("press:statement", args=[self.number])


class SubscriptionState(models.TextChoices):
    """How it stands with another platform's editions."""

    CURRENT = "current", _("taken in")
    REVOKED = "revoked", _("revoked: nothing of it is shown")
    REFUSED = "refused", _("not authentic, or not readable: nothing new is taken in")
    ENDED = "ended", _("ended: nothing of it is taken in or shown")


class Subscription(models.Model):
    """Another platform whose signed editions are taken in as a source, and what we remember of its mirror.

    Personal data: none. `root` is the newest root that we trust, as text; `seen` what the reader of mirrors remembers.
    """

    data_class = DataClass.G

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="subscription")
    address = models.CharField(max_length=500)
    root = models.TextField()
    fingerprint = models.CharField(max_length=64)
    seen = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=SubscriptionState.choices, default=SubscriptionState.CURRENT)
    number = models.PositiveIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    stamped_on = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
