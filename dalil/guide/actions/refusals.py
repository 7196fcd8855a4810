"""Why an action was refused, as exceptions that read as sentences and carry one for the person. They change nothing."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

# One for all rooms: what an action here refuses is also told where a lower room carries it out, as an invitation's page.
from dalil.access.refusals import Refused as Refused
from dalil.formats.row import Problem


class KeysAreAway(Refused):
    """A list may hold private contacts, and what is private is sealed from its first write, or not taken."""

    sentence = _(
        "The key agent does not answer, so the list was not taken: what it may hold of private contacts could not be sealed. "
        "Nothing was kept. Start the agent, then drop the list in again."
    )


class MappingIsIncomplete(Refused):
    """The columns are not named well enough to read the list."""

    sentence = _("The columns cannot be read like this. Mend what is marked and try again.")

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        super().__init__()
        self.problems = tuple(problems)


class PlanHasChanged(Refused):
    """Somebody else approved or changed the plan since this page was opened."""

    sentence = _("The plan has changed since you opened it, or somebody else approved it first. Look at it again.")


class NothingIsTakenIn(Refused):
    """A whole list of which no row is taken in would make everything that its source says disappear."""

    sentence = _("No row of this list would be taken in, so there is nothing to approve. Abandon it, or mend the list.")


class StatementHasChanged(Refused):
    """Another editor stated something of the organisation since the page was opened."""

    sentence = _("Another editor stated something here since you opened this page. Look at it, then state yours again.")


class NotInThatState(Refused):
    """The intake is not in a state in which this can be done."""

    sentence = _("This intake is past that step. Look at where it stands now.")


class GuideHasMovedOn(Refused):
    """Another intake of the same source was carried out since the plan was made."""

    sentence = _("Another edition of this list was carried out since the plan was made. It is being planned anew.")


class NoSuchOrganisation(Refused):
    """The organisation named does not exist or was merged away."""

    sentence = _("There is no such organisation in the guide.")


class KnownToDiffer(Refused):
    """An editor judged that these are not the same body."""

    sentence = _("An editor judged that these are not the same. Withdraw that judgement first.")


class SameOrganisation(Refused):
    """An organisation cannot be merged with itself."""

    sentence = _("These are one organisation already.")


class NothingToSplit(Refused):
    """A split needs some of the records, and not all of them."""

    sentence = _("Choose some of the records, and leave at least one.")


class AlreadyUndone(Refused):
    """The operation was undone before."""

    sentence = _("This decision was undone before.")


class AlreadyDecided(Refused):
    """The report was decided before."""

    sentence = _("This report was decided before.")


class SlugIsTaken(Refused):
    """Another source has this short name."""

    sentence = _("Another source has this short name. Choose another.")
