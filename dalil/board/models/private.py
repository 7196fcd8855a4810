"""What the board keeps to itself: minutes of meetings and confidential papers of motions.

Ciphertext from the first write, each reading in the ledger. It never decides who may open them: `visibility` does.
"""

from django.conf import settings
from django.db import models

from dalil.accounts.data_classes import DataClass
from dalil.board.models.meetings import Meeting
from dalil.board.models.motions import Motion
from dalil.vault.fields import PrivateText
from dalil.vault.models import PrivateRecord


class Minutes(PrivateRecord):
    """The minutes of one meeting, drafted; fixed once a later meeting approved them.

    Personal data: what people said at a meeting. Ciphertext; opened by trustees, each reading in the ledger.
    """

    data_class = DataClass.C3

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    text = PrivateText()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    @property
    def held_under(self) -> list[str]:
        """By what a legal hold finds it: the meeting."""
        return [self.meeting.subject]

    def __str__(self) -> str:
        return f"minutes {self.pk}"


class Paper(PrivateRecord):
    """A confidential paper that belongs to a motion. Whoever is recused never sees it.

    Personal data: whatever the board must know to decide. Ciphertext; each reading in the ledger.
    """

    data_class = DataClass.C3

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="papers")
    title = PrivateText()
    text = PrivateText()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    @property
    def held_under(self) -> list[str]:
        """By what a legal hold finds it: the motion, and what the motion is about."""
        return [self.motion.reference, *([self.motion.subject] if self.motion.subject else [])]

    def __str__(self) -> str:
        return f"paper {self.pk}"
