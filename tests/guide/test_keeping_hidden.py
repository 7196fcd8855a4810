"""What a form does not show outlives a form that is sent as it was."""

from hypothesis import given
from hypothesis import strategies as st

from dalil.formats.record import Location, Name, Record, Relation
from dalil.guide.keeping_hidden import kept_locations, kept_names, kept_relations, relation_label

TOWNS = st.builds(
    Location, country=st.sampled_from(["PS", "IL"]), locality=st.sampled_from(["Haifa", ""]), lat=st.integers(0, 9)
)
NAMES = st.builds(Name, st.sampled_from("ab"), st.just("en"), st.sampled_from([("label",), ("label", "alias")]))
TIES = st.builds(
    Relation,
    st.sampled_from(["parent", "child"]),
    scheme=st.just("IL-RA"),
    value=st.sampled_from("12"),
    label=st.sampled_from(["X", ""]),
)


@given(st.lists(TOWNS, unique=True), st.lists(NAMES, unique=True), st.lists(TIES, unique=True))
def test_sent_as_it_was_shown_everything_stays(towns: list[Location], names: list[Name], ties: list[Relation]) -> None:
    before = Record(names=tuple(names), locations=tuple(towns), relations=tuple(ties))
    assert kept_names([Name(one.value, one.lang, one.types[:1]) for one in names], before) == before.names
    shown = [Location(one.country, one.region, one.locality) for one in towns]
    assert kept_locations(shown, before) == before.locations
    assert kept_relations([Relation(one.kind, label=relation_label(one)) for one in ties], before) == before.relations


def test_two_places_in_one_town_keep_both_their_coordinates_and_a_third_row_is_none() -> None:
    office, clinic = Location("IL", "", "Haifa", 32.8, 35.0), Location("IL", "", "Haifa", 32.7, 35.1)
    before, row = Record(locations=(office, clinic)), Location("IL", "", "Haifa")
    assert kept_locations([row, row], before) == (office, clinic)
    assert kept_locations([row, row, row], before) == (office, clinic)
    assert kept_locations([row], before) == (office,)
    assert kept_locations([Location("IL", "", "Akko")], before) == (Location("IL", "", "Akko"),)
