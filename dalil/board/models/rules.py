"""The versions of the written rules. One is never changed: a motion passed under it can be counted again for ever."""

from django.db import models

from dalil.accounts.data_classes import DataClass
from dalil.board.rules import Rules, from_text


class RulesVersion(models.Model):
    """One version of the rules, from when on it is in force, and by which resolution.

    Personal data: none.
    """

    data_class = DataClass.G

    number = models.PositiveIntegerField(unique=True)
    # Canonical JSON (`rules.Rules.as_text`).
    text = models.TextField()
    since = models.DateTimeField()
    motion = models.OneToOneField(
        "board.Motion", on_delete=models.PROTECT, related_name="made_rules", null=True, blank=True
    )

    class Meta:
        """Newest first."""

        ordering = ("-number",)

    def __str__(self) -> str:
        return f"rules {self.number}"

    @property
    def rules(self) -> Rules:
        """The rules as values."""
        return from_text(self.text)
