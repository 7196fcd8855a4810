"""Problems and reasons are worded: every code, every particular, nothing besides. It needs no database."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from dalil.formats.problems import PROBLEM_CODES
from dalil.formats.row import Problem
from dalil.guide import column_words, mapping, problems, reading, reasons
from dalil.kinds.identifiers import PROBLEM_CODES as IDENTIFIER_CODES
from dalil.linkage.reasons import REASON_CODES, Reason

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def particulars(text: object) -> set[str]:
    return set(PLACEHOLDER.findall(str(text)))


def test_every_problem_has_a_sentence_and_no_sentence_lacks_a_problem() -> None:
    assert set(problems.SENTENCES) == {
        *PROBLEM_CODES,
        *IDENTIFIER_CODES,
        *mapping.PROBLEM_CODES,
        *reading.PROBLEM_CODES,
    }


def test_every_field_and_every_reason_of_a_proposal_has_words() -> None:
    assert set(column_words.FIELDS) == set(mapping.FIELDS)
    assert set(column_words.REASONS) == set(mapping.REASON_CODES)


def test_every_reason_has_a_sentence_and_no_sentence_lacks_a_reason() -> None:
    assert set(reasons.SENTENCES) == set(REASON_CODES)


@pytest.mark.parametrize("codes", [PROBLEM_CODES, mapping.PROBLEM_CODES, reading.PROBLEM_CODES])
def test_a_sentence_about_a_problem_uses_only_what_comes_with_it(codes: Mapping[str, Any]) -> None:
    for code, expected in codes.items():
        assert particulars(problems.SENTENCES[code]) - {"value"} <= set(expected), code


@pytest.mark.parametrize(("table", "codes"), [(reasons.SENTENCES, REASON_CODES)])
def test_a_sentence_about_a_reason_uses_all_that_comes_with_it(
    table: Mapping[str, Any], codes: Mapping[str, Any]
) -> None:
    for code, expected in codes.items():
        assert particulars(table[code]) == set(expected), code


def test_a_problem_names_file_sheet_row_and_column() -> None:
    problem = Problem("cell_error", row=12, sheet="Members", column="City", value="#REF!")
    worded = problems.worded(problem, "list.xlsx")
    assert worded.startswith("list.xlsx, sheet “Members”, row 12, column “City”: ")
    assert "#REF!" in worded


def test_a_problem_of_the_whole_file_names_no_row() -> None:
    assert problems.worded(Problem("file_empty")) == str(problems.SENTENCES["file_empty"])


def test_a_value_with_a_percent_sign_is_shown_as_it_is() -> None:
    assert "100 % (x)s" in problems.sentence(Problem("cell_error", value="100 % (x)s"))


def test_a_code_of_a_later_version_is_shown_instead_of_breaking_the_page() -> None:
    assert "from_the_future" in problems.sentence(Problem("from_the_future"))


def test_a_missing_particular_shows_as_an_ellipsis() -> None:
    assert "…" in problems.sentence(Problem("file_too_large"))


def test_reasons_come_weightiest_first_and_say_for_or_against() -> None:
    stored = [
        {"code": "same_country", "params": {"country": "PS"}, "bits": 0.4},
        {"code": "identifier_conflict", "params": {"scheme": "IL-RA", "a": "1", "b": "2"}, "bits": -9.0},
    ]
    first, second = reasons.worded_all(stored)
    assert (first.mark, first.weight, first.strength) == ("−", 9.0, "speaks strongly against it")
    assert (second.mark, second.strength) == ("+", "speaks a little for it")


def test_a_reason_is_worded_with_its_particulars() -> None:
    worded = reasons.worded(Reason("same_city", {"city": "Gaza"}, 2.0))
    assert worded.sentence == "Both are in \u2068Gaza\u2069."
