"""From a dropped file to a carried-out plan through the browser, by an editor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dalil.guide.models import Intake, Organisation, Outcome, Row, Source
from dalil.guide.tasks import work_once
from tests.guide.staff.conftest import clock

Take = Callable[..., Intake]

SECOND_EDITION = """Name,Ville,Pays,Site,Contact
Olive Growers Association,Nablus,Palestine,https://olives.example,grower@olives.example
جمعية الهلال للتنمية,غزة,فلسطين,,
"""


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_a_new_source_is_named_and_leads_to_its_upload(desk: Client, db: None) -> None:
    answer = desk.post("/en/staff/sources/add/", {"name": "A list", "slug": "a-list", "kind": "list"})
    assert answer["Location"] == "/en/staff/intakes/upload/?source=a-list"
    assert Source.objects.get().slug == "a-list"


def test_a_short_name_that_is_taken_is_refused_beside_its_field(desk: Client, source: Source) -> None:
    answer = desk.post("/en/staff/sources/add/", {"name": "Again", "slug": source.slug, "kind": "list"})
    assert answer.status_code == 422
    assert "Another source has this short name" in answer.content.decode()


def test_a_source_that_gave_no_list_yet_stands_among_the_lists(desk: Client, source: Source) -> None:
    assert source.name in text_of(desk.get("/en/staff/sources/"))


def test_what_is_stated_of_a_source_can_be_changed(desk: Client, source: Source) -> None:
    desk.post(f"/en/staff/sources/{source.slug}/", {"name": "The river list, new", "kind": "register"})
    source.refresh_from_db()
    assert (source.name, source.kind, source.is_listed) == ("The river list, new", "register", False)


def test_the_mapping_is_proposed_with_reasons_and_samples_but_no_contact(desk: Client, drop: Take) -> None:
    intake = drop()
    text = text_of(desk.get(f"/en/staff/intakes/{intake.pk}/mapping/"))
    assert "The cells are e-mail addresses." in text
    assert "جمعية الهلال للتنمية" in text
    assert "grower@olives.example" not in text


def test_a_mapping_without_a_name_is_refused_in_words(desk: Client, drop: Take) -> None:
    intake = drop()
    answer = desk.post(f"/en/staff/intakes/{intake.pk}/mapping/", {"field-0": "ignore", "field-2": "country"})
    assert answer.status_code == 422
    assert "No column holds a name" in answer.content.decode()


def test_a_mapping_that_was_remembered_is_used_for_the_next_edition(planned: Take, drop: Take) -> None:
    planned()
    assert drop(SECOND_EDITION).state == "ready"


def test_what_was_remembered_is_proposed_again_when_the_next_edition_has_other_columns(
    desk: Client, drop: Take
) -> None:
    chosen = {"field-0": "name", "field-1": "region", "country": "Palestine", "keep": "on"}
    desk.post(f"/en/staff/intakes/{drop().pk}/mapping/", chosen)
    again = drop("Name,Ville,New column\nOlive Growers,Jenin,x\n")
    assert again.state == "uploaded"
    page = desk.get(f"/en/staff/intakes/{again.pk}/mapping/")
    assert page.context["country"] == "PS"
    assert {choice.label: choice.field for choice in page.context["choices"]}["Ville"] == "region"


def test_the_plan_adds_up_and_shows_every_row(desk: Client, planned: Take) -> None:
    intake = planned()
    text = text_of(desk.get(f"/en/staff/intakes/{intake.pk}/plan/"))
    assert sum(intake.counts.values()) == 5
    assert "5 rows read" in text
    for shown in ("Olive Growers Association", "جمعية الهلال للتنمية", "The row holds no name"):
        assert shown in text
    assert "grower@olives.example" not in text


def test_the_plan_can_be_narrowed_to_one_outcome(desk: Client, planned: Take) -> None:
    intake = planned()
    text = text_of(desk.get(f"/en/staff/intakes/{intake.pk}/plan/?outcome=refused"))
    assert "The row holds no name" in text
    assert "Olive Growers Association" not in text


@pytest.mark.parametrize("language", ["ar", "fr", "he"])
def test_every_page_on_the_way_opens_in_the_other_languages(desk: Client, carried: Take, language: str) -> None:
    intake = carried()
    row = intake.rows.earliest("pk")
    for page in ("staff/", "staff/sources/", "staff/intakes/", f"staff/intakes/{intake.pk}/plan/"):
        assert f'lang="{language}"' in text_of(desk.get(f"/{language}/{page}"))
    assert f'lang="{language}"' in text_of(desk.get(f"/{language}/staff/intakes/{intake.pk}/rows/{row.pk}/"))
    assert f'lang="{language}"' in text_of(desk.get(f"/{language}/staff/intakes/{intake.pk}/done/"))


def decide(desk: Client, row: Row, version: int, outcome: str, **more: str) -> Any:
    address = f"/en/staff/intakes/{row.intake_id}/rows/{row.pk}/decide/"
    return desk.post(address, {"version": version, "outcome": outcome, **more})


def test_a_row_can_be_left_out_and_taken_back_in(desk: Client, planned: Take) -> None:
    intake = planned()
    row = intake.rows.get(number=2)
    decide(desk, row, intake.version, "left_out")
    intake.refresh_from_db()
    assert intake.counts[Outcome.LEFT_OUT] == 1
    assert sum(intake.counts.values()) == 5
    decide(desk, row, intake.version, "new")
    row.refresh_from_db()
    assert row.outcome == Outcome.NEW


def test_a_row_can_be_said_to_be_the_same_as_one_that_was_searched_for(
    desk: Client, planned: Take, carried: Take
) -> None:
    carried()
    crescent = Organisation.objects.get(title="جمعية الهلال للتنمية")
    intake = planned("Name,Ville,Pays,Site,Contact\nCrescent Welfare and Progress,,,,\n")
    row = intake.rows.get()
    page = text_of(desk.get(f"/en/staff/intakes/{intake.pk}/rows/{row.pk}/?q=الهلال"))
    assert f'value="{crescent.pk}"' in page
    decide(desk, row, intake.version, "same", target=crescent.pk)
    row.refresh_from_db()
    assert (row.outcome, row.target) == (Outcome.SAME, crescent.pk)


def test_a_decision_leads_back_to_the_page_it_was_made_on_and_nowhere_else(desk: Client, planned: Take) -> None:
    intake = planned()
    row = intake.rows.get(number=2)
    here = f"/en/staff/intakes/{intake.pk}/plan/"
    assert decide(desk, row, intake.version, "left_out", next=f"{here}?page=2")["Location"] == f"{here}?page=2"
    assert decide(desk, row, intake.version, "left_out", next="https://elsewhere.example/")["Location"] == here


def test_whoever_approves_second_is_told_that_the_plan_has_changed(desk: Client, planned: Take) -> None:
    intake = planned()
    decide(desk, intake.rows.get(number=2), intake.version, "left_out")
    answer = desk.post(f"/en/staff/intakes/{intake.pk}/approve/", {"version": intake.version}, follow=True)
    assert "The plan has changed since you opened it" in answer.content.decode()
    intake.refresh_from_db()
    assert intake.state == "planned"


def test_a_version_that_is_no_number_approves_nothing(desk: Client, planned: Take) -> None:
    intake = planned()
    desk.post(f"/en/staff/intakes/{intake.pk}/approve/", {"version": "9" * 50})
    intake.refresh_from_db()
    assert intake.state == "planned"


def test_the_end_shows_the_sum_and_what_disappeared(desk: Client, carried: Take) -> None:
    carried()
    intake = carried(SECOND_EDITION)
    text = text_of(desk.get(f"/en/staff/intakes/{intake.pk}/done/"))
    assert "2 rows read" in text
    assert "Comité des droits de la rivière" in text
    assert intake.gone_count == 1


def test_progress_asks_again_by_itself_and_leads_on_when_done(desk: Client, drop: Take, planned: Take) -> None:
    waiting = planned()
    Intake.objects.filter(pk=waiting.pk).update(state="planning")
    address = f"/en/staff/intakes/{waiting.pk}/progress/"
    text = text_of(desk.get(address))
    assert '<noscript><meta http-equiv="refresh"' in text
    assert f'hx-get="{address}"' in text
    Intake.objects.filter(pk=waiting.pk).update(state="planned")
    assert desk.get(address)["Location"] == f"/en/staff/intakes/{waiting.pk}/plan/"
    assert desk.get(address, headers={"HX-Request": "true"})["HX-Redirect"].endswith("/plan/")


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(desk: Client, drop: Take) -> None:
    intake = drop("%PDF-1.7 not a table", name="list.csv")
    text = text_of(desk.get(f"/en/staff/intakes/{intake.pk}/progress/"))
    assert "list.csv: This is a PDF." in text


def test_a_file_over_the_limit_is_refused_with_the_limit(desk: Client, source: Source, settings: Any) -> None:
    settings.DALIL_UPLOAD_MIB = 0
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("BodyLimit")]
    form = {"source": source.slug, "file": SimpleUploadedFile("list.csv", b"Name\nA\n")}
    answer = desk.post("/en/staff/intakes/upload/", form)
    assert answer.status_code == 422
    assert "The file is larger than 0 MiB" in answer.content.decode()


def test_an_abandoned_intake_changes_nothing(desk: Client, planned: Take) -> None:
    intake = planned()
    desk.post(f"/en/staff/intakes/{intake.pk}/abandon/")
    assert not Organisation.objects.exists()
    assert "abandoned" in text_of(desk.get(f"/en/staff/intakes/{intake.pk}/progress/"))


def test_a_row_of_another_intake_is_not_found_under_this_one(desk: Client, carried: Take, planned: Take) -> None:
    first, second = carried(), planned(SECOND_EDITION)
    row = first.rows.earliest("pk")
    assert desk.get(f"/en/staff/intakes/{second.pk}/rows/{row.pk}/").status_code == 404


def test_a_plan_costs_the_same_queries_however_many_rows_it_shows(
    desk: Client, planned: Take, carried: Take, django_assert_max_num_queries: Any
) -> None:
    carried()
    many = "Name,Ville,Pays,Site,Contact\n" + "".join(f"Society Number {i} of {i * 7},,,,\n" for i in range(60))
    intake = planned(many + FIRST_ROWS)
    with django_assert_max_num_queries(7):
        desk.get(f"/en/staff/intakes/{intake.pk}/plan/")
    with django_assert_max_num_queries(7):
        desk.get(f"/en/staff/intakes/{intake.pk}/plan/?page=2")


FIRST_ROWS = "Olive Growers Association,Jenin,Palestine,https://olives.example,\n"


@pytest.mark.parametrize("text", ["Name,City\n", "Lonely organisation"])
def test_a_list_without_rows_has_a_plan_that_says_so(desk: Client, planned: Take, text: str) -> None:
    intake = planned(text)
    page = text_of(desk.get(f"/en/staff/intakes/{intake.pk}/plan/"))
    assert "0 rows read" in page
    assert "There is a header and no row below it." in page


def test_lone_surrogates_and_nul_are_shown_by_a_mark(desk: Client, source: Source) -> None:
    lines = b'Name,City\nSurr \xed\xa0\x80 Org,Amman\n"Other\x00 Org",Irbid\n'
    file = SimpleUploadedFile("list.csv", lines)
    desk.post("/en/staff/intakes/upload/", {"source": source.slug, "file": file})
    intake = Intake.objects.latest("pk")
    assert "Surr \N{REPLACEMENT CHARACTER} Org" in text_of(desk.get(f"/en/staff/intakes/{intake.pk}/mapping/"))
    desk.post(f"/en/staff/intakes/{intake.pk}/mapping/", {"field-0": "name", "field-1": "locality"})
    while work_once(clock):
        pass
    page = text_of(desk.get(f"/en/staff/intakes/{intake.pk}/plan/"))
    assert "Surr \N{REPLACEMENT CHARACTER} Org" in page
    for row in Row.objects.filter(intake=intake):
        text_of(desk.get(f"/en/staff/intakes/{intake.pk}/rows/{row.pk}/"))


def test_an_approved_plan_that_was_made_anew_says_why_it_waits_again(desk: Client, planned: Take) -> None:
    first, second = planned("Name,Ville\nOlive Growers,Jenin\n"), planned("Name,Ville\nOlive Pickers,Jenin\n")
    for intake in (first, second):
        desk.post(f"/en/staff/intakes/{intake.pk}/approve/", {"version": intake.version})
    while work_once(clock):
        pass
    assert "Another edition of this list was carried out" in text_of(desk.get(f"/en/staff/intakes/{second.pk}/plan/"))
    assert "Another edition" not in text_of(desk.get(f"/en/staff/intakes/{first.pk}/plan/"))
