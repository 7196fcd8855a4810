"""Merges and splits as a pure computation: whatever is done, undoing all of it gives the first state."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dalil.guide.assignment import Step, assign

HOMES = {1: "a", 2: "a", 3: "b", 4: "c", 5: "c", 6: "d"}
BODIES = ["a", "b", "c", "d"]


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Any sequence of merges and splits, also senseless ones; split-off bodies may be merged later."""
    made: list[Step] = []
    bodies = list(BODIES)
    for number in range(draw(st.integers(0, 8))):
        if draw(st.booleans()):
            made.append(Step(stays=draw(st.sampled_from(bodies)), moved=draw(st.sampled_from(bodies))))
        else:
            records = draw(st.frozensets(st.sampled_from(sorted(HOMES)), min_size=1, max_size=3))
            new = f"new{number}"
            made.append(Step(stays=draw(st.sampled_from(bodies)), moved=new, records=records, is_split=True))
            bodies.append(new)
    return made


@given(steps())
def test_with_all_undone_every_record_is_at_home_and_nothing_leads_elsewhere(made: list[Step]) -> None:
    result = assign(HOMES, [replace(step, is_undone=True) for step in made])
    assert dict(result.owner) == HOMES
    assert not set(result.leads_to) & set(BODIES)


@given(steps(), st.data())
def test_undoing_in_any_order_is_the_same_as_never_having_done_it(made: list[Step], data: st.DataObject) -> None:
    undone = data.draw(st.sets(st.sampled_from(range(len(made)))) if made else st.just(set()))
    some_undone = [replace(step, is_undone=n in undone) for n, step in enumerate(made)]
    never_done = [step for n, step in enumerate(made) if n not in undone]
    assert assign(HOMES, some_undone).owner == assign(HOMES, never_done).owner


@given(steps())
def test_every_address_leads_to_a_body_that_holds_records(made: list[Step]) -> None:
    result = assign(HOMES, made)
    holding = set(result.owner.values())
    for body in {*BODIES, *(step.moved for step in made), *(step.stays for step in made)}:
        seen = set()
        while body in result.leads_to and body not in seen:
            seen.add(body)
            body = result.leads_to[body]
        assert body in holding


def test_a_chain_of_merges_ends_at_one_survivor() -> None:
    result = assign(HOMES, [Step("a", "b"), Step("c", "a")])
    assert set(result.owner.values()) == {"c", "d"}
    assert dict(result.leads_to) == {"a": "c", "b": "c"}


def test_a_split_takes_its_records_out_of_wherever_they_are() -> None:
    result = assign(HOMES, [Step("a", "b"), Step("a", "n", frozenset({3}), is_split=True), Step("c", "a")])
    assert result.owner[3] == "n"
    assert result.leads_to["b"] == "c"
