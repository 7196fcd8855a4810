"""Audiences: the query and the predicate agree for everybody and everything, and operators gain nothing by their role."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from dalil.access.audiences import Audience, audience_rules, reaches, visible_fields
from dalil.access.rules import RuleTable
from dalil.access.viewer import STRANGER, Viewer
from dalil.accounts.models import Body, DelegateRole, Delegation, Person

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OURS, THEIRS = UUID(int=1), UUID(int=2)
SOMEBODY = Person(pk=7, sign_in_name="somebody", display_name="Somebody")


def delegate(role: DelegateRole | None, body: UUID = OURS, **more: bool) -> Viewer:
    acts_for = {body: role} if role else {}
    return Viewer(SOMEBODY, is_recognised=True, acts_for=acts_for, **more)


SEES = {
    # who: the audiences of our own record, of another body's record
    "stranger": ({"public"}, {"public"}),
    "password only": ({"public"}, {"public"}),
    "without body": ({"public"}, {"public"}),
    "editor of the guide": ({"public"}, {"public"}),
    "operator on duty": ({"public"}, {"public"}),
    "counsel": ({"public"}, {"public"}),
    "trustee": ({"public"}, {"public"}),
    "reader": ({"public", "members"}, {"public", "members"}),
    "caseworker": ({"public", "members", "case_team"}, {"public", "members"}),
    "editor": ({"public", "members", "case_team"}, {"public", "members"}),
    "manager": ({"public", "members", "case_team", "strict"}, {"public", "members"}),
}
VIEWERS = {
    "stranger": STRANGER,
    "password only": Viewer(SOMEBODY, acts_for={OURS: DelegateRole.MANAGER}),
    "without body": delegate(None),
    "editor of the guide": delegate(None, is_editor=True),
    "operator on duty": delegate(None, is_operator=True),
    "counsel": delegate(None, is_counsel=True),
    "trustee": delegate(None, is_trustee=True),
    **{role.value: delegate(role) for role in DelegateRole},
}


@pytest.mark.t23
@pytest.mark.parametrize("who", SEES)
def test_who_is_reached_by_which_audience(who: str) -> None:
    def seen(body: UUID) -> set[str]:
        return {one for one in [*Audience.values, "", "unknown"] if reaches(one, VIEWERS[who], body=body)}

    assert (seen(OURS), seen(THEIRS)) == SEES[who]


@pytest.mark.parametrize("who", SEES)
def test_the_team_of_a_record_sees_it_but_for_what_is_strict(who: str) -> None:
    viewer = VIEWERS[who]
    seen = {one for one in Audience.values if reaches(one, viewer, body=THEIRS, is_in_team=True)}

    assert seen == ({"public", "members", "case_team"} if viewer.is_signed_in else {"public"})


def test_what_belongs_to_no_body_is_strict_for_everybody() -> None:
    assert not any(reaches("strict", viewer, body=None) for viewer in VIEWERS.values())


@dataclass
class Card:
    """A record of which one field is for nobody, since nothing is said of it."""

    body_id: UUID | None
    audiences: Mapping[str, str] = field(
        default_factory=lambda: {"name": "public", "mail": "members", "home": "strict", "note": "", "file": "case_team"}
    )

    def audience_of_fields(self) -> Mapping[str, str]:
        return self.audiences

    def has_in_team(self, person: Person) -> bool:
        return False


def test_fields_have_audiences_of_their_own() -> None:
    assert visible_fields(Card(OURS), VIEWERS["stranger"]) == ("name",)
    assert visible_fields(Card(OURS), VIEWERS["reader"]) == ("name", "mail")
    assert visible_fields(Card(OURS), VIEWERS["manager"]) == ("name", "mail", "home", "file")
    assert visible_fields(Card(THEIRS), VIEWERS["manager"]) == ("name", "mail")


@pytest.mark.django_db
@given(
    audience=st.sampled_from([*Audience.values, "reader", "nonsense"]),
    role=st.sampled_from([None, *DelegateRole]),
    is_ours=st.booleans(),
    is_in_team=st.booleans(),
    is_recognised=st.booleans(),
    staff=st.sets(st.sampled_from(["is_editor", "is_operator", "is_counsel", "is_trustee"])),
)
def test_the_query_and_the_predicate_always_agree(
    audience: str,
    role: DelegateRole | None,
    is_ours: bool,
    is_in_team: bool,
    is_recognised: bool,
    staff: set[str],
) -> None:
    # Any model with a short text and a body will do: a delegation's role stands for the audience.
    body = Body.objects.create(id=uuid4(), name="Ours", made_at=NOW)
    person, _ = Person.objects.get_or_create(sign_in_name="p", defaults={"display_name": "P"})
    row = Delegation.objects.create(body=body, person=person, role="reader", since=NOW)
    table: RuleTable[Delegation] = RuleTable(
        audience_rules(audience="body__name", in_team=lambda one: Q(pk=row.pk) if is_in_team else Q(pk=-1))
    )
    Body.objects.filter(pk=body.pk).update(name=audience)
    acts_for = {body.pk if is_ours else uuid4(): role} if role else {}
    viewer = Viewer(person, is_recognised=is_recognised, acts_for=acts_for, **dict.fromkeys(staff, True))

    listed = table.visible(Delegation.objects.filter(pk=row.pk), viewer).exists()
    expected = reaches(audience, viewer, body=body.pk, is_in_team=is_in_team)
    explained = bool(table.explain(row, viewer))
    Delegation.objects.all().delete()

    assert listed == expected == explained
