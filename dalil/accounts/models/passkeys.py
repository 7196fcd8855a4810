"""Passkeys and hardware keys: what the platform keeps of each, which is public.

It never holds a secret: the private key stays in the device of the person.
"""

import uuid

from django.conf import settings
from django.db import models

from dalil.accounts.data_classes import DataClass


class PasskeyQuerySet(models.QuerySet["Passkey"]):
    """Passkeys, by what is so about them."""

    def in_use(self) -> "PasskeyQuerySet":
        """Not withdrawn, and of a person who may sign in."""
        return self.filter(withdrawn_at=None, person__is_active=True)


class Passkey(models.Model):
    """One passkey or hardware key by which one person is recognised.

    Personal data: the name that the person gave it, and when it was last used; kept when withdrawn, so that the record
    of what was done with it can be understood.
    """

    data_class = DataClass.S

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=100)
    # As the device named it (at most 1,023 bytes), and the public key as COSE.
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    # How often the device says that it was used; devices that are kept in step with others say 0 for ever.
    counter = models.BigIntegerField(default=0)
    # By which ways the device can be reached ("internal", "usb"…), set apart by blanks; a hint for browsers.
    ways = models.CharField(max_length=100, blank=True)
    # Whether the device may carry it to others of the same owner.
    is_synced = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PasskeyQuerySet.as_manager()

    class Meta:
        """Oldest first, as its owner sees them."""

        ordering = ("made_at", "id")

    def __str__(self) -> str:
        """The name that its owner gave it."""
        return self.name

    @property
    def held_under(self) -> list[str]:
        """By whom a legal hold finds it."""
        return [f"person:{self.person_id}"]
