"""Why an action of the board was refused: exceptions that read as sentences and carry one for the person. They change nothing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.access.refusals import Refused


class NotInOffice(Refused):
    """Only a trustee whose term runs at that moment acts for the board."""

    sentence: str | Promise = _("Only a trustee in office can do this. Your term has not begun, or it is over.")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__()
        if sentence is not None:
            self.sentence = sentence


class NotInThatState(Refused):
    """The motion is past that step, or not there yet."""

    sentence: str | Promise = _("This motion is not at that step. Look at where it stands now.")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__()
        if sentence is not None:
            self.sentence = sentence


class NeedsAnother(Refused):
    """Who proposed does not second, who registered does not confirm."""

    sentence: str | Promise = _("Another trustee must do this: you began it yourself.")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__()
        if sentence is not None:
            self.sentence = sentence


class IsRecused(Refused):
    """Who stands aside neither votes nor speaks to the motion."""

    sentence: str | Promise = _("You stand aside in this motion, so you neither vote on it nor move it.")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__()
        if sentence is not None:
            self.sentence = sentence


class TooLate(Refused):
    """The time is over."""

    sentence: str | Promise = _("The time for voting is over. The vote is being counted.")


class TooEarly(Refused):
    """The vote is still open, and the rules do not let it end now."""

    sentence: str | Promise = _(
        "The vote is still open: votes still to come could change the result, or the rules wait for its time."
    )


class NotAttending(Refused):
    """At a meeting those vote who are there."""

    sentence: str | Promise = _("This motion is voted on at a meeting, and you are not noted as taking part in it.")


class NoticeIsTooShort(Refused):
    """The written rules ask for more time."""

    def __init__(self, days: int) -> None:
        super().__init__()
        self.sentence = _("The rules ask for at least %(days)s days between notice and decision.") % {"days": days}


class WordsAreMissing(Refused):
    """A motion has a title and a text in the language that counts."""

    sentence: str | Promise = _("Write a title and a text in the language that counts.")

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__()
        if sentence is not None:
            self.sentence = sentence


class CannotBe(Refused):
    """What was typed cannot be so; says which field and why."""

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__()
        self.field, self.sentence = field, sentence


class BoardIsSeated(Refused):
    """Once there is a board, only it seats trustees."""

    sentence: str | Promise = _("There is a board already. New trustees are seated by a motion of the board.")


class ReasonIsMissing(Refused):
    """Whoever reads it later must know why."""

    sentence: str | Promise = _("Say why.")


class NotTheSameText(Refused):
    """A signature that does not verify."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence
