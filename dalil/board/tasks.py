"""The board's work in the background: votes whose time has come are counted, terms that ran out take the role with them.

It never decides: the rules and the ballots do. Two workers at once count each vote once.
"""

from collections.abc import Callable
from datetime import datetime

from dalil.board.actions.closing import close_due
from dalil.board.actions.terms import keep_roles

Clock = Callable[[], datetime]


def work_once(clock: Clock) -> bool:
    """Count what is due and keep roles in step with terms; False when there was nothing to do."""
    at = clock()
    # Votes first: whose term runs out at the same moment is counted as of the closing time all the same.
    return close_due(at=at) + keep_roles(at=at) > 0
