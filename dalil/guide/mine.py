"""What a page of one's own is about: who acts, for which body, and the entry that it holds. It takes no id from an address."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest

from dalil.access.viewer import person_of, viewer_of
from dalil.accounts.models import DelegateRole, Person
from dalil.guide.models import Organisation
from dalil.guide.owning import ownership_of

KEEPERS: Final = (DelegateRole.MANAGER, DelegateRole.EDITOR)
"""Who keeps an organisation's own words."""


@dataclass(frozen=True, slots=True)
class Mine:
    """Who acts, for which body, and the entry that it holds."""

    person: Person
    body: UUID
    entry: Organisation


def mine(request: HttpRequest) -> Mine:
    """What is one's own. Raises Http404 for a body that holds no entry."""
    body = viewer_of(request).acting_for
    held = ownership_of(body)
    if held is None or body is None:
        raise Http404
    return Mine(person_of(request), body, held.entry)
