"""Why an action of the press was refused, as exceptions that read as sentences. They change nothing."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.guide.actions.refusals import Refused


class EditionHasChanged(Refused):
    """Somebody else changed or approved the edition since the page was opened."""

    sentence = _("The edition has changed since you opened it, or somebody else decided first. Look at it again.")


class AnotherIsUnderWay(Refused):
    """One edition is drafted at a time."""

    sentence = _("Another edition is under way. Publish it or abandon it first.")


class NothingToPrint(Refused):
    """No organisation is within the scope."""

    sentence = _("No organisation is within this scope, so the edition would be empty. Widen it.")


class NobodyDrafted(Refused):
    """Two people who are named answer for what is published; the command line is none."""

    sentence = _(
        "The command line drafted this, so that one person would answer for it alone. First an editor makes it theirs "
        "(dalil edition make --as NAME, or freeze it anew at the desk), then another approves it."
    )


class NotASecondPerson(Refused):
    """Whoever drafted something cannot approve it."""

    sentence = _(
        "A second person, who is named, has to approve this: not whoever drafted it, and not the command line."
    )


class NotInThatState(Refused):
    """The edition or statement is past that step."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self.sentence = gettext("This step is not possible now: it stands at “%(state)s”.") % {"state": state}


class ReasonIsMissing(Refused):
    """What takes something back in public says why."""

    sentence = _("Say why: the reason is shown in public.")


class NoSuchValue(Refused):
    """A language, paper, date or filter that there is not."""

    def __init__(self, field: str, value: str, known: str) -> None:
        super().__init__()
        self.sentence = gettext("%(field)s: “%(value)s” is not among %(known)s.") % {
            "field": field,
            "value": value,
            "known": known,
        }


class TextIsMissing(Refused):
    """A statement is made in every language of the platform."""

    def __init__(self, languages: str) -> None:
        super().__init__()
        self.sentence = gettext("Title and text are missing in: %(languages)s.") % {"languages": languages}


class CannotBeMade(Refused):
    """The making stopped: the sentence says where and why. What is done stays done."""

    def __init__(self, product: str, why: str) -> None:
        super().__init__()
        self.sentence = gettext(
            "The edition stopped at “%(product)s”: %(why)s What is made stays; begin again and it goes on there."
        ) % {"product": product, "why": why}


class BeingMade(Refused):
    """Two cannot make one edition at once."""

    sentence = _("Somebody else is making this edition right now: the worker, or another command.")
