"""Why an action of this room was refused: exceptions that read as sentences and carry one for the person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An action was refused and nothing was changed; `sentence` says why and what to do."""

    sentence: str | Promise = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.sentence)
