"""Rules: the list and the single row always agree, and what no rule shows is not there."""

from datetime import UTC, datetime

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from dalil.access import duty
from dalil.access.rules import Rule, RuleTable
from dalil.access.viewer import STRANGER, Viewer, viewer_for
from dalil.accounts.models import Person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

EDITORS_SEE_EDITORS = Rule("Editors see editors.", lambda viewer: Q(is_editor=True) if viewer.is_editor else None)
ONESELF = Rule("Everyone sees themselves.", lambda viewer: Q(pk=viewer.person.pk) if viewer.person else None)
OPERATORS_SEE_ALL = Rule("Operators see everyone.", lambda viewer: Q() if viewer.is_operator else None)
TABLE: RuleTable[Person] = RuleTable((EDITORS_SEE_EDITORS, ONESELF, OPERATORS_SEE_ALL))


def test_a_row_is_seen_when_any_rule_shows_it(layla: Person, omar: Person, noa: Person) -> None:
    def seen_by(viewer: Viewer) -> set[Person]:
        return set(TABLE.visible(Person.objects.get_queryset(), viewer))

    assert seen_by(STRANGER) == set()
    assert seen_by(viewer_for(noa, at=NOW)) == {noa}
    assert seen_by(viewer_for(layla, at=NOW)) == {layla}
    assert seen_by(viewer_for(omar, at=NOW)) == {omar}
    assert seen_by(viewer_for(omar, at=NOW, duty=duty.begin(by=omar, at=NOW, why="a test"))) == {layla, omar, noa}


def test_a_table_without_rules_shows_nothing(layla: Person) -> None:
    table: RuleTable[Person] = RuleTable(())

    assert not table.visible(Person.objects.get_queryset(), viewer_for(layla, at=NOW)).exists()
    assert table.explain(layla, viewer_for(layla, at=NOW)) == ()


def test_the_answer_to_why_is_the_sentences_of_the_rules_that_show_it(layla: Person, noa: Person) -> None:
    assert TABLE.explain(layla, viewer_for(layla, at=NOW)) == ("Editors see editors.", "Everyone sees themselves.")
    assert TABLE.explain(noa, viewer_for(layla, at=NOW)) == ()
    assert TABLE.explain(layla, STRANGER) == ()


@given(st.booleans(), st.booleans(), st.booleans())
def test_list_and_explanation_always_agree(is_editor: bool, is_operator: bool, is_self: bool) -> None:
    person, _ = Person.objects.get_or_create(sign_in_name="p", defaults={"display_name": "P", "is_editor": True})
    other, _ = Person.objects.get_or_create(sign_in_name="q", defaults={"display_name": "Q"})
    viewer = Viewer(person if is_self else other, is_editor, is_operator)

    for row in (person, other):
        listed = TABLE.visible(Person.objects.get_queryset(), viewer).filter(pk=row.pk).exists()
        assert listed == bool(TABLE.explain(row, viewer))
