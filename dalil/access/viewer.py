"""Who is looking: all that a rule or a gate may know about a person.

It never reads more of the request than the person who signed in.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from dalil.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks; a stranger has no person and no role. An operator sees no more than others."""

    person: Person | None = None
    is_editor: bool = False
    is_operator: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether we know who it is."""
        return self.person is not None


STRANGER = Viewer()


def viewer_for(person: Person) -> Viewer:
    """The viewer that this person is; one who may no longer sign in is a stranger."""
    if not person.is_active:
        return STRANGER
    return Viewer(person, person.is_editor, person.is_operator)


def person_of(request: HttpRequest) -> Person:
    """The person behind a page for those who signed in: the `by=` of its actions."""
    person = viewer_of(request).person
    if person is None:
        raise Http404
    return person


def viewer_of(request: HttpRequest) -> Viewer:
    """Who made this request."""
    person = request.user
    return viewer_for(person) if isinstance(person, Person) else STRANGER
