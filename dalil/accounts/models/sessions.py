"""Sessions that are alive: whoever reads this table can use none of them.

It never holds a session's key, only a hash of it, and no network address.
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from dalil.accounts.data_classes import DataClass

# A clock may be put right by so much without ending sessions; set back further, it ends them, for nobody knows how old they are.
CLOCK_MAY_DIFFER = timedelta(minutes=1)


class LiveSessionQuerySet(models.QuerySet["LiveSession"]):
    """Sessions, by what is so about them."""

    def alive(self, at: datetime) -> "LiveSessionQuerySet":
        """Those that have not ended, and that nothing says were seen in the future."""
        return self.filter(ends_at__gt=at, seen_at__lte=at + CLOCK_MAY_DIFFER)


class LiveSession(models.Model):
    """One browser's session: a person's, or (for minutes) that of somebody who is about to sign in.

    Personal data: whose it is, since when, when last seen, and by what kind of browser; erased when it ends.
    """

    data_class = DataClass.S

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # SHA-256 of the session's key; the key itself is only in the browser.
    key_hash = models.CharField(max_length=64, unique=True)
    data = models.TextField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="live_sessions"
    )
    # Browser and system by family ("Firefox, Linux"), for its owner to tell it from others.
    device = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    objects = LiveSessionQuerySet.as_manager()

    class Meta:
        """The one used last comes first."""

        ordering = ("-seen_at", "id")

    def __str__(self) -> str:
        """Nothing by which it could be used."""
        return f"session since {self.begun_at:%H:%M}"

    @property
    def held_under(self) -> list[str]:
        """By whom a legal hold finds it."""
        return [f"person:{self.person_id}"]
