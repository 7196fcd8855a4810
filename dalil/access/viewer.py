"""Who is looking: all that a rule or a gate may know about a person.

It never reads more of the request than who signed in, how, and for which body they act.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from dalil.access.leaving import ON_DUTY
from dalil.access.models import DutySession
from dalil.access.strength import Factor, factor_of
from dalil.accounts.models import DelegateRole, Delegation, Person

ACTING_FOR = "acting_for"
"""Where the session notes the body (its id as text) for which the person acts."""


class Standing(Mapping[UUID, DelegateRole]):
    """The bodies for which a person may act at a moment, and as what; asked of the database when first looked at."""

    def __init__(self, person: Person, at: datetime) -> None:
        self._person, self._at = person, at

    @cached_property
    def _roles(self) -> dict[UUID, DelegateRole]:
        in_force = Delegation.objects.in_force(self._at).filter(person=self._person)
        return {body: DelegateRole(role) for body, role in in_force.values_list("body_id", "role")}

    def __getitem__(self, body: UUID) -> DelegateRole:
        return self._roles[body]

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._roles)

    def __len__(self) -> int:
        return len(self._roles)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks; a stranger has no person and no role.

    A role counts only once the person was recognised by the factor that the role demands, and that of an operator only
    while on duty: until then an operator sees no more than others.
    """

    person: Person | None = None
    is_editor: bool = False
    is_operator: bool = False
    is_counsel: bool = False
    is_trustee: bool = False
    is_recognised: bool = False
    # The bodies for which the person may act now, and as what.
    acts_for: Mapping[UUID, DelegateRole] = field(default_factory=dict)
    # The body for which the person acts in this session, if any; always one of those above.
    acting_for: UUID | None = None
    # The duty session in which an operator acts now.
    duty: DutySession | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether we know who it is, by a factor that is enough."""
        return self.person is not None and self.is_recognised


STRANGER = Viewer()


def viewer_for(
    person: Person,
    *,
    at: datetime,
    factor: Factor = Factor.PASSKEY,
    acting_for: UUID | None = None,
    duty: DutySession | None = None,
) -> Viewer:
    """The viewer that this person is with this factor; one who may no longer sign in is a stranger."""
    if not person.is_active:
        return STRANGER
    if factor < (Factor.PASSKEY if person.needs_passkey else Factor.TIME_CODE):
        return Viewer(person)
    standing = Standing(person, at)
    is_on_duty = duty is not None and duty.person_id == person.pk and duty.is_running(at)
    return Viewer(
        person,
        is_editor=person.is_editor,
        is_operator=person.is_operator and is_on_duty,
        is_counsel=person.is_counsel,
        is_trustee=person.is_trustee,
        is_recognised=True,
        acts_for=standing,
        acting_for=acting_for if acting_for is not None and acting_for in standing else None,
        duty=duty if is_on_duty else None,
    )


def person_of(request: HttpRequest) -> Person:
    """The person behind a page for those who signed in: the `by=` of its actions."""
    person = viewer_of(request).person
    if person is None:
        raise Http404
    return person


def viewer_of(request: HttpRequest) -> Viewer:
    """Who made this request."""
    person = request.user
    if not isinstance(person, Person):
        return STRANGER
    chosen = request.session.get(ACTING_FOR)
    return viewer_for(
        person,
        at=timezone.now(),
        factor=factor_of(request.session),
        acting_for=UUID(chosen) if chosen else None,
        duty=_duty_of_session(request) if person.is_operator else None,
    )


def _duty_of_session(request: HttpRequest) -> DutySession | None:
    """The duty session that was begun in this session; one begun elsewhere gives no rights here."""
    begun = request.session.get(ON_DUTY)
    return DutySession.objects.filter(pk=begun).first() if begun else None
