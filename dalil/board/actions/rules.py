"""The written rules: a new version, as the effect of a motion that passed under the old one."""

from datetime import datetime

from dalil.board.models import Motion, RulesVersion
from dalil.board.rules import Rules
from dalil.board.standing import rules_in_force


def new_version(rules: Rules, *, motion: Motion, at: datetime) -> RulesVersion:
    """The next version, in the caller's transaction, who writes it to the ledger. Motions that are open keep theirs."""
    return RulesVersion.objects.create(
        number=rules_in_force(at).number + 1, text=rules.as_text(), since=at, motion=motion
    )
