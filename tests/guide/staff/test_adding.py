"""Entering one organisation by hand: what is like it is shown first, and duplicates are stopped at the door."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dalil.accounts.models import Person
from dalil.formats.record import Identifier, Location, Name, Record
from dalil.guide import indexing
from dalil.guide.actions import entering
from dalil.guide.actions.editing import edit_organisation, set_listed
from dalil.guide.models import Change, NotSame, Organisation, Source
from dalil.guide.models import Record as Stored
from dalil.guide.profiles import profiles_of
from dalil.guide.tasks import work_once
from dalil.ledger.models import Entry
from tests.guide.staff.by_hand import ADD, ALREADY, AT, BIRZEIT, enter, form, made, make, number, shown_in, text_of

# What is like it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["جامعة بيرزيت", "אוניברסיטת ביר זית", "Bir Zeit University", "Birzet Univercity"])
def test_a_name_in_another_script_or_spelling_shows_whom_it_means(
    desk: Client, birzeit: Organisation, name: str
) -> None:
    answer = desk.post(ALREADY, form(name))
    assert shown_in(answer)[0] == "birzeit"
    text = text_of(answer)
    assert "Already in the guide?" in text
    assert "Birzeit University" in text
    assert 'href="/en/organisations/birzeit/"' in text
    assert answer.context["alike"][0].why


def test_each_name_is_asked_for_by_itself_and_each_body_stands_once(desk: Client, birzeit: Organisation) -> None:
    answer = desk.post(ALREADY, form("جامعة بيرزيت", "Birzeit University", "Olive Growers"))
    assert shown_in(answer)[:2] in (["birzeit", "other0"], ["other0", "birzeit"])
    assert len(set(shown_in(answer))) == len(shown_in(answer)) <= indexing.MOST_ALIKE


def test_an_equal_number_comes_first_and_is_told_in_words(desk: Client, birzeit: Organisation) -> None:
    answer = desk.post(ALREADY, form("Olive Growers Association", **number("https://ror.org/0256kw398")))
    assert shown_in(answer)[:2] == ["birzeit", "other0"]
    assert "Both have the number 0256kw398 in the register" in text_of(answer)
    assert 'name="other" value="birzeit"' in text_of(answer)


def test_an_equal_website_comes_before_a_like_name(desk: Client, birzeit: Organisation) -> None:
    answer = desk.post(ALREADY, form("Olive Growers Association", website="birzeit.edu/about"))
    assert shown_in(answer)[:2] == ["birzeit", "other0"]
    assert "Both have the website birzeit.edu." in text_of(answer)
    assert 'name="other"' not in text_of(answer)


def test_an_equal_number_comes_before_an_equal_website(desk: Client, source: Source, birzeit: Organisation) -> None:
    make("otherlamp", source, Record(names=(Name("Lamp Trust", "en"),), links=("https://lamp-trust.example",)))
    indexing.catch_up()
    answer = desk.post(ALREADY, form("Zorbulax", website="lamp-trust.example", **number("0256kw398")))
    assert shown_in(answer) == ["birzeit", "otherlamp"]


def test_the_words_of_a_website_are_no_name(desk: Client, birzeit: Organisation) -> None:
    assert shown_in(desk.post(ALREADY, form("Zorbulax", website="marine-biology-institute.example"))) == []


def test_a_page_at_a_host_that_many_share_says_nothing(desk: Client, birzeit: Organisation) -> None:
    assert shown_in(desk.post(ALREADY, form("Zorbulax", website="https://facebook.com/zorbulax"))) == []


def test_an_equal_acronym_is_shown_and_one_that_only_looks_like_it_is_not(desk: Client, birzeit: Organisation) -> None:
    assert shown_in(desk.post(ALREADY, form("Zorbulax", acronym="CRR"))) == ["other2"]
    assert shown_in(desk.post(ALREADY, form("Zorbulax", acronym="CRX"))) == []


def test_the_same_digits_in_another_register_are_no_equal_number(desk: Client, birzeit: Organisation) -> None:
    taken = Record(names=(Name("Lamp Trust", "en"),), identifiers=(Identifier("GB-CHC", "1107583"),))
    make("lamptrust", Source.objects.get(), taken)
    indexing.catch_up()
    answer = desk.post(ADD, form("Zorbulax", **number("1107583", "CA-CRA_ACR")))
    assert answer.status_code in (200, 422)
    assert all(one.shared is None for one in answer.context["alike"])


@pytest.mark.parametrize("typed", [form(), form("   "), form("\u202e\u200f"), {}])
def test_while_nothing_is_typed_nothing_is_said(desk: Client, birzeit: Organisation, typed: dict[str, Any]) -> None:
    text = text_of(desk.post(ALREADY, {**typed, "source": ""}))
    assert "Already in the guide?" not in text
    assert "Nothing like it" not in text


def test_a_name_that_nobody_bears_is_said_to_be_new(desk: Client, birzeit: Organisation) -> None:
    assert "Nothing like it is in the guide so far." in text_of(desk.post(ALREADY, form("Zorbulax")))


def test_the_check_works_while_the_rest_of_the_form_is_empty_or_wrong(desk: Client, birzeit: Organisation) -> None:
    wrong = form("Birzeit University", source="", place__country="Atlantis", **number("zzz"))
    assert shown_in(desk.post(ALREADY, wrong))[0] == "birzeit"


def test_the_check_writes_nothing(desk: Client, birzeit: Organisation) -> None:
    before = Entry.objects.count(), Organisation.objects.count()
    desk.post(ALREADY, form("Zorbulax", decision="new"))
    assert (Entry.objects.count(), Organisation.objects.count()) == before


# Adding ----------------------------------------------------------------------------------------------------------------


def test_without_javascript_the_first_sending_shows_the_check_and_the_second_adds(
    desk: Client, birzeit: Organisation
) -> None:
    typed = form("جامعة بيرزيت المفتوحة")
    first = desk.post(ADD, typed)
    assert shown_in(first)[0] == "birzeit"
    assert "None of these: add it" in text_of(first)
    assert 'value="جامعة بيرزيت المفتوحة"' in text_of(first)
    assert Organisation.objects.count() == 5
    second = desk.post(ADD, {**typed, "seen": shown_in(first), "decision": "new"})
    assert second.status_code == 302
    assert made().title == "جامعة بيرزيت المفتوحة"


@pytest.mark.parametrize("more", [{}, {"seen": ["birzeit"]}, {"decision": "new"}, {"decision": "new", "seen": ["x"]}])
def test_nobody_is_passed_over_whom_the_editor_did_not_see(
    desk: Client, birzeit: Organisation, more: dict[str, Any]
) -> None:
    assert "Already in the guide?" in text_of(desk.post(ADD, form("Birzeit University", **more)))
    assert Organisation.objects.count() == 5


def test_all_that_was_entered_stands_in_the_guide_in_the_name_of_its_source(
    desk: Client, layla: Person, birzeit: Organisation
) -> None:
    typed = form(
        "Zorbulax Lantern House",
        "بيت الفانوس",
        names__0__lang="en",
        names__1__lang="Arabic",
        acronym="ZLH",
        place__locality="Jenin",
        place__country="Palestine",
        website="WWW.Lantern.example/",
        kind="nonprofit",
        reason="their letter of May",
        **number("https://ror.org/02mhbdp94"),
    )
    answer = enter(desk, typed)
    body = made()
    assert f'Added to the guide: <a href="/en/organisations/{body.pk}/"><bdi>{body.title}</bdi></a>' in text_of(answer)
    assert 'value="river-list" selected' in text_of(answer)
    profile = profiles_of([body.pk])[body.pk]
    assert [said.value for said in profile.names] == [
        Name("Zorbulax Lantern House", "en"),
        Name("بيت الفانوس", "ar"),
        Name("ZLH", "", ("acronym",)),
    ]
    assert [said.value for said in profile.identifiers] == [Identifier("XI-ROR", "02mhbdp94")]
    assert [(said.value.country, said.value.locality) for said in profile.locations] == [("PS", "Jenin")]
    assert [said.value for said in profile.links] == ["https://www.lantern.example"]
    assert profile.kind == "nonprofit"
    assert {said.source for said in profile.testimonies} == {"river-list"}
    entry = Entry.objects.get(action="add_organisation")
    assert (entry.actor, entry.subject) == (layla, f"organisation:{body.pk}")
    assert "their letter of May" in entry.data_json
    assert Change.objects.get(organisation=body).by == layla


def test_what_was_added_is_found_at_once(
    desk: Client, birzeit: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(ADD, form("Zorbulax")).status_code == 302
    assert shown_in(desk.post(ALREADY, form("Zorbulax"))) == [made().pk]
    assert made().is_indexed


def test_a_language_left_empty_is_told_by_the_letters(desk: Client, birzeit: Organisation) -> None:
    enter(desk, form("מנורת הזית"))
    assert profiles_of([made().pk])[made().pk].names[0].value == Name("מנורת הזית", "he")


def test_what_was_entered_has_all_the_pages_that_others_have(desk: Client, birzeit: Organisation) -> None:
    desk.post(ADD, form("Zorbulax", **number("02mhbdp94")))
    here = made().pk
    for address in (f"/en/organisations/{here}/", f"/en/organisations/{here}/history/"):
        assert "The river list" in text_of(desk.get(address))
    for page in ("edit", "history", "split", "report"):
        assert "Zorbulax" in text_of(desk.get(f"/en/staff/organisations/{here}/{page}/"))


def test_the_same_name_can_be_entered_again_for_another_body(desk: Client, birzeit: Organisation) -> None:
    desk.post(ADD, form("Zorbulax"))
    again = desk.post(ADD, form("Zorbulax"))
    assert shown_in(again) == [made().pk]
    desk.post(ADD, form("Zorbulax", seen=shown_in(again), decision="new"))
    assert Organisation.objects.filter(title="Zorbulax").count() == 2
    assert len(set(Stored.objects.filter(key__startswith="by hand: ").values_list("key", flat=True))) == 2


# Numbers ---------------------------------------------------------------------------------------------------------------


def test_a_taken_number_is_refused_beside_the_number_until_it_is_said_to_be_another_body(
    desk: Client, birzeit: Organisation
) -> None:
    typed = form("Zorbulax", decision="new", seen=["birzeit"], **number("0256kw398"))
    refused = desk.post(ADD, typed)
    assert "“Birzeit University” has this number." in text_of(refused, 422)
    assert refused.context["typed"].numbers.forms[0].non_field_errors()
    assert 'value="Zorbulax"' in text_of(refused, 422)
    assert Organisation.objects.count() == 5
    assert desk.post(ADD, {**typed, "other": ["birzeit"]}).status_code == 302
    judgement = NotSame.objects.get()
    assert {judgement.left.organisation_id, judgement.right.organisation_id} == {made().pk, "birzeit"}


def test_to_say_it_of_one_body_is_not_to_say_it_of_another(desk: Client, birzeit: Organisation) -> None:
    typed = form("Zorbulax", decision="new", seen=["birzeit"], other=["other0"], **number("0256kw398"))
    assert "has this number" in text_of(desk.post(ADD, typed), 422)


def test_the_action_refuses_a_taken_number_whoever_calls_it(
    layla: Person, source: Source, birzeit: Organisation
) -> None:
    values = Record(names=(Name("Zorbulax"),), identifiers=BIRZEIT.identifiers)
    with pytest.raises(entering.NumberIsTaken):
        entering.add_organisation(values=values, source=source, by=layla, at=AT, passed_over=["birzeit"])
    assert Organisation.objects.count() == 5
    assert not Entry.objects.filter(action="add_organisation").exists()


@pytest.mark.parametrize("more", [{"is_listed": False, "is_indexed": True}, {"is_listed": True, "is_indexed": False}])
def test_a_number_is_taken_also_by_one_whom_the_index_does_not_hold(
    desk: Client, source: Source, birzeit: Organisation, more: dict[str, bool]
) -> None:
    hidden = Record(names=(Name("Hidden Lantern"),), identifiers=(Identifier("XI-ROR", "02mhbdp94"),))
    make("otherhidden", source, hidden, **more)
    typed = form("Zorbulax", decision="new", **number("02mhbdp94"))
    assert "“Hidden Lantern” has this number." in text_of(desk.post(ADD, typed), 422)


def test_a_number_without_a_digit_is_held_as_well(layla: Person, source: Source, birzeit: Organisation) -> None:
    numbers = (Identifier("XX-OWN", "ABCDEF"),)
    make("lettered", source, Record(names=(Name("Lettered"),), identifiers=numbers), is_indexed=True)
    values = Record(names=(Name("Zorbulax"),), identifiers=numbers)
    with pytest.raises(entering.NumberIsTaken):
        entering.add_organisation(values=values, source=source, by=layla, at=AT)


def test_a_number_follows_its_record_through_a_merge(
    desk: Client, layla: Person, source: Source, birzeit: Organisation
) -> None:
    other = Organisation.objects.get(pk="other0")
    Organisation.objects.filter(pk="birzeit").update(merged_into=other)
    Stored.objects.filter(home="birzeit").update(organisation=other)
    indexing.rebuild()
    typed = form("Zorbulax", decision="new", **number("0256kw398"))
    assert [one.number for one in desk.post(ADD, typed).context["alike"] if one.shared] == ["other0"]


# Whom the index does not hold, and who was quicker ---------------------------------------------------------------------


def test_an_unlisted_organisation_of_the_same_name_is_shown_before_it_is_made_public_by_its_double(
    desk: Client, layla: Person, birzeit: Organisation
) -> None:
    set_listed(organisation=birzeit, is_listed=False, by=layla, at=AT)
    indexing.catch_up()
    answer = desk.post(ADD, form("Birzeit University"))
    assert shown_in(answer)[0] == "birzeit"
    assert "Both are called “Birzeit University”." in text_of(answer)


def test_what_changed_a_moment_ago_is_compared_although_no_index_knows_it(
    desk: Client, layla: Person, birzeit: Organisation
) -> None:
    renamed = Record(names=(Name("Zorbulax Society", "en"),))
    edit_organisation(organisation=birzeit, values=renamed, by=layla, at=AT)
    assert shown_in(desk.post(ALREADY, form("Zorbulax Society"))) == []
    assert shown_in(desk.post(ADD, form("Zorbulax Society"))) == ["birzeit"]


def test_of_two_who_enter_the_same_at_once_the_second_is_told(layla: Person, source: Source) -> None:
    values = Record(names=(Name("Zorbulax"),), locations=(Location("PS"),))
    first = entering.add_organisation(values=values, source=source, by=layla, at=AT)
    with pytest.raises(entering.EnteredBefore, match="Zorbulax"):
        entering.add_organisation(values=values, source=source, by=layla, at=AT)
    second = entering.add_organisation(values=values, source=source, by=layla, at=AT, passed_over=[first.pk])
    assert second.pk != first.pk


def test_a_refusal_that_comes_while_adding_loses_nothing(
    desk: Client, birzeit: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker(**_: Any) -> Organisation:
        raise entering.EnteredBefore(birzeit)

    monkeypatch.setattr("dalil.guide.pages.staff.organisation_add.add_organisation", quicker)
    text = text_of(desk.post(ADD, form("Zorbulax", place__locality="Jenin")), 422)
    assert "was entered in the name of this source a moment ago" in text
    assert 'value="Zorbulax"' in text
    assert 'value="Jenin"' in text


def test_a_plan_made_before_is_carried_out_beside_what_was_entered_meanwhile(
    desk: Client, planned: Callable[..., Any]
) -> None:
    intake = planned("Name,Ville,Pays,Site,Contact\nZorbulax,Jenin,Palestine,,\n")
    assert desk.post(ADD, form("Zorbulax", place__country="Palestine")).status_code == 302
    desk.post(f"/en/staff/intakes/{intake.pk}/approve/", {"version": intake.version})
    while work_once(lambda: AT):
        pass
    intake.refresh_from_db()
    assert intake.state == "carried_out"
    assert Stored.objects.count() == 2
    # A whole list lacks what no list ever held: that does not make it gone.
    assert intake.gone_count == 0
    assert not Stored.objects.filter(gone_at__isnull=False).exists()


# Queries, gates and ways in --------------------------------------------------------------------------------------------


def test_the_pages_cost_few_queries_however_much_is_alike(
    desk: Client, source: Source, birzeit: Organisation, django_assert_max_num_queries: Any
) -> None:
    for place in range(20):
        make(f"other-uni{place}", source, Record(names=(Name(f"Birzeit University Friends {place}", "en"),)))
    indexing.rebuild()
    desk.get(ADD)  # the first page of a session writes that it began
    with django_assert_max_num_queries(
        4
    ):  # one of them for whom one acts: the navigation counts what waits for one's word
        desk.get(ADD)
    with django_assert_max_num_queries(6):  # one of them for what was withdrawn and the index may still hold
        assert len(shown_in(desk.post(ALREADY, form("Birzeit University", **number("0256kw398"))))) == 8
    typed = form("Birzeit University", "جامعة بيرزيت", **number("0256kw398"))
    # Numbers and names are looked for one after the other; one of them counts the requests that one may decide.
    with django_assert_max_num_queries(11):
        answer = desk.post(ADD, typed)
    consent = {"seen": shown_in(answer), "decision": "new", "other": ["birzeit"]}
    with django_assert_max_num_queries(41):  # the judgement that it is another body is kept with its evidence
        assert desk.post(ADD, {**typed, **consent}).status_code == 302


def test_the_fragment_is_only_for_what_is_sent(desk: Client) -> None:
    assert desk.get(ALREADY).status_code == 405


def test_the_desk_and_the_search_lead_to_it(desk: Client) -> None:
    for address in ("/en/staff/", "/en/staff/organisations/", "/en/staff/organisations/?q=olive"):
        assert f'href="{ADD}"' in text_of(desk.get(address))


@pytest.mark.parametrize("language", ["ar", "en", "fr", "he"])
def test_the_page_stands_in_every_language(desk: Client, birzeit: Organisation, language: str) -> None:
    typed = form("جامعة بيرزيت", **number("0256kw398"))
    text = desk.post(ADD.replace("/en/", f"/{language}/"), typed).content.decode()
    assert f'lang="{language}"' in text
    assert "Birzeit University" in text
