"""Audiences: for whom a record, or one field of it, is. Public, members, the case team, strict; what is not said is strict.

One place says what each audience means; lists and searches ask it as a query (`audience_rules`), fields and single records as
a predicate (`reaches`), and `tests/access/test_audiences.py` holds the two equal. No rule here speaks of operators: on duty
or off, they see of a body's records what anybody sees. It never opens a private value; it says who may ask for it.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dalil.access.rules import Rule
from dalil.access.viewer import Viewer
from dalil.accounts.models import DelegateRole, Person


class Audience(models.TextChoices):
    """For whom something is, widest first; each is for those of the narrower ones too."""

    PUBLIC = "public", _("everyone")
    MEMBERS = "members", _("members: whoever acts for an organisation of the network")
    CASE_TEAM = "case_team", _("the case team, and those who work on cases of the organisation itself")
    STRICT = "strict", _("the managers of the organisation itself, and nobody else")


WORKS_ON_CASES: Final = frozenset({DelegateRole.MANAGER, DelegateRole.EDITOR, DelegateRole.CASEWORKER})
MANAGES: Final = frozenset({DelegateRole.MANAGER})

OF_TEAM: Final = frozenset({Audience.MEMBERS, Audience.CASE_TEAM})


class HasAudiences(Protocol):
    """A record whose fields have audiences of their own."""

    body_id: UUID | None

    def audience_of_fields(self) -> Mapping[str, str]:
        """The audience of each field that is shown at all."""

    def has_in_team(self, person: Person) -> bool:
        """Whether this person is of the team that works on it."""


def is_member(viewer: Viewer) -> bool:
    """Whether this viewer acts for an organisation of the network."""
    return viewer.is_signed_in and len(viewer.acts_for) > 0


def bodies_in(viewer: Viewer, roles: frozenset[DelegateRole] = frozenset(DelegateRole)) -> list[UUID]:
    """The bodies for which the viewer acts in one of these roles."""
    if not viewer.is_signed_in:
        return []
    return sorted(body for body, role in viewer.acts_for.items() if role in roles)


def reaches(audience: str, viewer: Viewer, *, body: UUID | None, is_in_team: bool = False) -> bool:
    """Whether something of this audience, of this body, is for this viewer. An audience that is not known is for nobody."""
    if audience == Audience.PUBLIC:
        return True
    if not viewer.is_signed_in:
        return False
    role = viewer.acts_for.get(body) if body is not None else None
    by_audience = {
        Audience.MEMBERS.value: is_member(viewer) or is_in_team,
        Audience.CASE_TEAM.value: role in WORKS_ON_CASES or is_in_team,
        Audience.STRICT.value: role in MANAGES,
    }
    return by_audience.get(audience, False)


def visible_fields(record: HasAudiences, viewer: Viewer) -> tuple[str, ...]:
    """The fields of this record that are for this viewer; a field without audience is shown to nobody."""
    is_in_team = viewer.person is not None and viewer.is_signed_in and record.has_in_team(viewer.person)
    return tuple(
        name
        for name, audience in record.audience_of_fields().items()
        if reaches(audience, viewer, body=record.body_id, is_in_team=is_in_team)
    )


def audience_rules(
    *, audience: str = "audience", body: str = "body", in_team: Callable[[Person], Q] | None = None
) -> tuple[Rule, ...]:
    """The rules of a model with an audience: `audience` and `body` name its fields, or paths to them.

    `in_team` gives the rows of whose team a person is; it must not join to many rows (use `Exists`).
    """

    def is_for(*wanted: Audience) -> Q:
        return Q(**{f"{audience}__in": [one.value for one in wanted]})

    def of_bodies(viewer: Viewer, wanted: Audience, roles: frozenset[DelegateRole]) -> Q | None:
        bodies = bodies_in(viewer, roles)
        return is_for(wanted) & Q(**{f"{body}__in": bodies}) if bodies else None

    def for_team(viewer: Viewer) -> Q | None:
        if in_team is None or viewer.person is None or not viewer.is_signed_in:
            return None
        return is_for(*OF_TEAM) & in_team(viewer.person)

    return (
        Rule(_("It is for everyone."), lambda viewer: is_for(Audience.PUBLIC)),
        Rule(
            _("It is for members, and you act for an organisation of the network."),
            lambda viewer: is_for(Audience.MEMBERS) if is_member(viewer) else None,
        ),
        Rule(
            _("It is for those who work on cases, and you do so for this organisation."),
            lambda viewer: of_bodies(viewer, Audience.CASE_TEAM, WORKS_ON_CASES),
        ),
        Rule(
            _("It is for the managers of this organisation, and you are one."),
            lambda viewer: of_bodies(viewer, Audience.STRICT, MANAGES),
        ),
        Rule(_("You are of the team that works on it."), for_team),
    )
