"""Why the records of an organisation are one: the strongest tree, its weakest link, who joined what, and where to split."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dalil.accounts.models import Person
from dalil.guide.actions import merging
from dalil.guide.cluster import order_of, pairs_to_compare, smaller_side
from dalil.guide.models import Intake, Operation, Organisation, Record
from dalil.guide.spanning import strongest_tree
from tests.guide.staff.conftest import AT

Take = Callable[..., Intake]
LIST = """Name,Ville,Pays,Site,Contact
Olive Growers Association,Jenin,Palestine,https://olives.example,
The Olive Growers' Association,Jenin,Palestine,https://olives.example/en,
Reef Keepers Union,Koror,Palau,,
"""


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
def body(carried: Take, layla: Person) -> Organisation:
    """Three records that editors made one; the reef keepers have nothing to do with the olives."""
    carried(LIST)
    first, *others = [record.organisation for record in Record.objects.order_by("pk")]
    for other in {one.pk: one for one in others if one.pk != first.pk}.values():
        merging.merge(stays=first, moved=other, by=layla, at=AT, reason="one board")
    return Organisation.objects.get(pk=first.pk)


def test_the_page_names_the_records_the_links_and_who_joined_them(desk: Client, body: Organisation) -> None:
    text = text_of(desk.get(f"/en/staff/organisations/{body.pk}/cluster/"))
    assert text.count('class="node"') == 3
    assert text.count("the weakest link") == 1
    assert "An editor merged two organisations." in text
    assert "Layla Haddad" in text
    weak = text[text.index('id="weakest"') :]
    assert "Reef Keepers Union" in weak


def test_the_weakest_link_leads_to_undoing_it_and_splits_where_it_is(desk: Client, body: Organisation) -> None:
    answer = desk.get(f"/en/staff/organisations/{body.pk}/cluster/")
    weakest = answer.context["cluster"].weakest
    assert f"/en/staff/operations/{weakest.joining.operation.pk}/undo/" in text_of(answer)
    leaving = [node.record.pk for node in weakest.leaving]
    assert [Record.objects.get(pk=pk).read().names[0].value for pk in leaving] == ["Reef Keepers Union"]
    desk.post(f"/en/staff/organisations/{body.pk}/split/", {"records": leaving})
    assert Operation.objects.latest("pk").records == leaving


def test_what_was_split_and_merged_again_is_told_by_the_last_decision(
    desk: Client, body: Organisation, layla: Person
) -> None:
    reef = Record.objects.get(values__contains="Reef")
    away = merging.split(organisation=body, records=[reef], by=layla, at=AT)
    again = merging.merge(stays=body, moved=away.moved, by=layla, at=AT)
    answer = desk.get(f"/en/staff/organisations/{body.pk}/cluster/")
    assert answer.context["cluster"].weakest.joining.operation == again


def test_one_record_needs_no_holding_together(desk: Client, carried: Take) -> None:
    carried()
    alone = Organisation.objects.get(title__startswith="Olive")
    assert "nothing needs holding together" in text_of(desk.get(f"/en/staff/organisations/{alone.pk}/cluster/"))


def test_two_rows_of_one_list_that_the_plan_took_for_one_say_so(desk: Client, carried: Take) -> None:
    carried(LIST.splitlines()[0] + "\nOlive Growers,Jenin,Palestine,,\nOlive Growers,Jenin,Palestine,,\n")
    records = Record.objects.filter(organisation=Organisation.objects.order_by("pk").first())
    answer = desk.get(f"/en/staff/organisations/{records[0].organisation_id}/cluster/")
    assert answer.status_code == 200
    assert len(answer.context["cluster"].nodes) == records.count()


def test_an_organisation_merged_away_or_unknown_has_no_such_page(desk: Client, body: Organisation) -> None:
    gone = Organisation.objects.exclude(merged_into=None).first()
    assert gone is not None
    assert desk.get(f"/en/staff/organisations/{gone.pk}/cluster/").status_code == 404
    assert desk.get("/en/staff/organisations/nobody/cluster/").status_code == 404


def test_the_page_costs_the_same_queries_however_many_records(
    desk: Client, body: Organisation, django_assert_max_num_queries: Any
) -> None:
    address = f"/en/staff/organisations/{body.pk}/cluster/"
    with django_assert_max_num_queries(15):
        desk.get(address)
    values, keys = Record.objects.values_list("values", "keys").filter(organisation=body)[0]
    source = body.records.first().source  # type: ignore[union-attr]
    Record.objects.bulk_create(
        Record(
            source=source, key=f"more {i}", organisation=body, home=body, values=values, keys=keys,
            first_seen_at=AT, last_seen_at=AT,
        )
        for i in range(60)
    )  # fmt: skip
    with django_assert_max_num_queries(15):
        answer = desk.get(address)
    assert len(answer.context["cluster"].links) == 62
    assert not answer.context["cluster"].is_drawn


weighted = st.integers(2, 9).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.floats(-9, 9, allow_nan=False), min_size=n * n, max_size=n * n), st.randoms()
    )
)


@given(weighted)
def test_the_tree_holds_all_together_by_the_strongest_links_in_whatever_order_they_come(drawn: Any) -> None:
    count, weights, chance = drawn
    pairs = list(pairs_to_compare(count))
    bits = {(i, j): weights[i * count + j] for i, j in pairs}
    tree = strongest_tree(bits)
    assert len(tree) == count - 1
    assert sorted(order_of(count, tree)) == list(range(count))
    chance.shuffle(pairs)
    assert strongest_tree({pair: bits[pair] for pair in pairs}) == tree
    assert [bits[pair] for pair in tree] == sorted((bits[pair] for pair in tree), reverse=True)
    for cut in tree:
        side = set(smaller_side(count, tree, cut))
        assert 0 < len(side) <= count / 2
        # No link that was left aside is stronger than the one that it could replace.
        assert all(bits[pair] <= bits[cut] for pair in pairs if (pair[0] in side) != (pair[1] in side))


def test_many_records_are_compared_with_a_few_each_and_still_hang_together() -> None:
    pairs = list(pairs_to_compare(200))
    assert len(pairs) < 1000
    assert len(strongest_tree(dict.fromkeys(pairs, 1.0))) == 199
