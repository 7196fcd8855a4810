"""Registers and their numbers: true ones pass, altered ones are caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil import kinds
from dalil.kinds.checksums import CHECKS

# True numbers, published by the registers themselves, as people write them, and as they are stored.
TRUE = [
    ("XI-ROR", "https://ror.org/05asf4e91", "05asf4e91"),
    ("XI-ROR", "01KJ2BM70", "01kj2bm70"),
    ("XI-LEI", "724500PMK2A2M1SQQ228", "724500PMK2A2M1SQQ228"),
    ("XI-ISNI", "0000 0004 1758 6597", "0000000417586597"),
    ("XI-ISNI", "https://isni.org/isni/0000000460667763", "0000000460667763"),
    ("XI-WIKIDATA", "http://www.wikidata.org/entity/Q152057", "Q152057"),
    ("XI-WIKIDATA", "q1377", "Q1377"),
    ("XI-GRID", "grid.17063.33", "grid.17063.33"),
    ("XI-FUNDREF", "https://doi.org/10.13039/501100000780", "501100000780"),
    ("BE-BCE_KBO", "0521.749.439", "0521.749.439"),
    ("BE-BCE_KBO", "BE 521749439", "0521.749.439"),
    ("CH-FDJP", "CHE-250.363.279", "CHE250363279"),
    ("CH-FDJP", "CHE106009709", "CHE106009709"),
    ("ES-NIF", "G-02766913", "G02766913"),
    ("ES-NIF", "G85960730", "G85960730"),
    ("FR-RCS", "799 640 131", "799640131"),
    ("FR-RCS", "512 788 308 00025", "512788308"),
    ("FR-RNA", "W751000000", "W751000000"),
    ("GB-CHC", "GB-CHC-1090095", "1090095"),
    ("GB-COH", "7444723", "07444723"),
    ("GB-COH", "sc123456", "SC123456"),
    ("GB-SC", "SC042386", "SC042386"),
    ("GB-NIC", "NIC100019", "100019"),
    ("GB-UKPRN", "10000346", "10000346"),
    ("IL-RA", "58-019777-0", "580197770"),
    ("IL-RA", "٥٨٠١٦٦٤٥٢", "580166452"),
    ("IL-ROC", "510230055", "510230055"),
    ("IT-CF", "80078410588", "80078410588"),
    ("NL-KVK", "41202535", "41202535"),
    ("NO-BRC", "972 417 920", "972417920"),
    ("PS-MOI", "HB-4157-C", "HB-4157-C"),
    ("PS-MOI", "jn-٨١٧٩-c", "JN-8179-C"),
    ("PS-MOI", "\u200fHB\u20134157\u2013C\u200e", "HB-4157-C"),
    ("PS-TIN", "684014271", "684014271"),
    ("QA-MOI", "01234567", "01234567"),
    ("SE-ON", "5560912148", "556091-2148"),
    ("TR-MOI", "27-018-163", "27-018-163"),
    ("US-EIN", "030413726", "03-0413726"),
    ("US-SAM", "YNDUZMUZF8H8", "YNDUZMUZF8H8"),
    ("AT-ZVR", "555769679", "555769679"),
]


@pytest.mark.parametrize(("scheme", "written", "stored"), TRUE)
def test_a_true_number_is_brought_into_its_stored_form(scheme: str, written: str, stored: str) -> None:
    found = kinds.check_identifier(scheme, written)
    assert (found.value, found.is_valid, found.is_checked, found.problem_code) == (stored, True, True, "")
    assert kinds.check_identifier(scheme, found.value) == found, "storing again must change nothing"


@pytest.mark.parametrize(("scheme", "written", "stored"), [case for case in TRUE if kinds.registers()[case[0]].check])
def test_a_true_number_with_one_digit_altered_is_caught(scheme: str, written: str, stored: str) -> None:
    for at, digit in enumerate(stored):
        if not digit.isdecimal():
            continue
        for other in "0123456789".replace(digit, ""):
            altered = stored[:at] + other + stored[at + 1 :]
            assert not kinds.check_identifier(scheme, altered).is_valid, altered


@pytest.mark.parametrize(
    ("scheme", "value", "problem"),
    [("XI-ROR", "05asf4e9", "identifier-pattern"), ("XI-ROR", "05asf4e92", "identifier-checksum"),
     ("PS-MOI", "4157", "identifier-pattern"), ("GB-CHC", "12", "identifier-pattern"), ("GB-CHC", " ", "identifier-empty"),
     ("XI-WIKIDATA", "1377", "identifier-pattern"), ("IL-RA", "580197771", "identifier-checksum"),
     ("IL-RA", "590197770", "identifier-pattern"), ("XI-LEI", "n/a", "identifier-pattern"),
     ("no-scheme", "\u200f", "identifier-empty")],
)  # fmt: skip
def test_a_wrong_number_is_named_and_kept_as_given(scheme: str, value: str, problem: str) -> None:
    found = kinds.check_identifier(scheme, value)
    assert (found.is_valid, found.problem_code, found.url) == (False, problem, "")
    assert problem in kinds.PROBLEM_CODES
    assert found.value in value


def test_an_unknown_scheme_is_accepted_unchecked() -> None:
    found = kinds.check_identifier("kz-bin", "KZ-BIN-٠٦٠ 440")
    assert (found.scheme, found.value, found.is_valid, found.is_checked) == ("KZ-BIN", "060 440", True, False)


def test_a_register_without_a_published_rule_is_not_called_checked() -> None:
    assert not kinds.check_identifier("LB-MOI", "٤٨٣").is_checked
    assert kinds.check_identifier("LB-MOI", "٤٨٣").value == "483"


def test_a_number_leads_to_its_public_entry() -> None:
    assert kinds.check_identifier("XI-ROR", "05asf4e91").url == "https://ror.org/05asf4e91"
    assert kinds.check_identifier("BE-BCE_KBO", "0521749439").url.endswith("=0521749439")


@pytest.mark.parametrize(
    ("text", "code"),
    [("ROR", "XI-ROR"), ("wikidata", "XI-WIKIDATA"), ("Charity number", "GB-CHC"), ("GB-CHC", "GB-CHC"), ("gb-chc", "GB-CHC"),
     ("עמותה", "IL-RA"), ("EIN", "US-EIN"), ("علم وخبر", "LB-MOI"), ("SIREN", "FR-RCS"), ("ECOSOC", "XM-ECOSOC"),
     ("Kamer van Koophandel", "NL-KVK"), ("telephone", ""), ("", "")],
)  # fmt: skip
def test_a_register_is_found_by_what_people_call_it(text: str, code: str) -> None:
    assert kinds.register_named(text) == code


def test_no_word_stands_for_two_registers() -> None:
    # The names of a place's registers repeat those of its ministries; the words that we add must not.
    also = [(word.casefold(), register.code) for register in kinds.registers().values() for word in register.also]
    assert len({word for word, _ in also}) == len(set(also))


@pytest.mark.parametrize(
    "code", ["PS-MOI", "IL-RA", "GB-CHC", "BE-BCE_KBO", "LB-MOI", "JO-MSD", "EG-MOSS", "XM-ECOSOC"]
)
def test_a_register_has_its_name_in_four_languages(code: str) -> None:
    register = kinds.registers()[code]
    assert {register.name_in(lang) for lang in ("ar", "fr", "he")}.isdisjoint({"", register.name})
    assert register.name_in("en") == register.name


def test_a_register_of_a_country_begins_with_its_code() -> None:
    for register in kinds.registers().values():
        assert register.country in kinds.countries() or not register.country
        assert register.code.startswith(f"{register.country or 'X'}"), register.code


DIGITS = st.text("0123456789", min_size=16, max_size=16)


@pytest.mark.parametrize(
    ("check", "before", "length", "letters"),
    [("luhn", "", 9, "0123456789"), ("mod-11-2", "", 15, "0123456789X"), ("norway", "9", 7, "0123456789"),
     ("switzerland", "CHE", 8, "0123456789"), ("spain", "G", 7, "0123456789")],
)  # fmt: skip
@given(digits=DIGITS, at=st.integers(0, 6), step=st.integers(1, 9))
def test_one_check_digit_fits_and_one_altered_digit_does_not(
    check: str, before: str, length: int, letters: str, digits: str, at: int, step: int
) -> None:
    body = digits[:length]
    fitting = [letter for letter in letters if CHECKS[check](before + body + letter)]
    # Modulus 11 leaves numbers without a check digit; registers never issue those.
    assert len(fitting) == 1 or (not fitting and check in ("norway", "switzerland"))
    altered = body[:at] + str((int(body[at]) + step) % 10) + body[at + 1 :]
    assert not any(CHECKS[check](before + altered + letter) for letter in fitting)


@given(digits=DIGITS, at=st.integers(0, 7), step=st.integers(1, 9))
def test_two_check_digits_catch_one_altered_digit(digits: str, at: int, step: int) -> None:
    for check, body in (("mod-97-10", digits[:18].ljust(18, "0")), ("mod-97-complement", digits[:8])):
        fitting = [f"{pair:02}" for pair in range(98) if CHECKS[check](f"{body}{pair:02}")]
        altered = body[:at] + str((int(body[at]) + step) % 10) + body[at + 1 :]
        assert fitting
        assert not any(CHECKS[check](altered + pair) for pair in fitting)


@given(st.sampled_from(sorted(kinds.registers())), st.text(max_size=40))
def test_no_text_makes_checking_fail(scheme: str, value: str) -> None:
    found = kinds.check_identifier(scheme, value)
    assert found.is_valid != bool(found.problem_code)
    if found.is_valid:
        assert kinds.check_identifier(scheme, found.value).value == found.value
