"""Sentences are gathered from program and pages, and a catalogue that is not right is found out."""

from pathlib import Path

import polib
import pytest

from house import messages

PROGRAM = """
from django.utils.translation import gettext as _, ngettext, pgettext, npgettext
_("Plain")
_("In two " "halves")
ngettext("%(n)s list", "%(n)s lists", 2)
pgettext("month", "May")
npgettext("legal", "measure", "measures", 2)
_(name)
"""

PAGE = """{% load i18n %}
    <p title="it's">{% translate "On a page" %}</p>
  {% translate "May" context "verb" %}
{% blocktranslate count n=total trimmed %}
    {{ n }} row
  {% plural %}
    {{ n }} rows
{% endblocktranslate %}
      {% blocktranslate with name=x.name %}100% by {{ name }}{% endblocktranslate %}
{% if x %}{{ _("In a filter")|upper }}{% endif %}
{% comment %}Translators: a verb{% endcomment %}{% translate "Book" %}
{# aside #}{% translate "Beside" %}
"""


@pytest.fixture
def sentences(tmp_path: Path) -> dict[messages.Key, polib.POEntry]:
    (tmp_path / "dalil").mkdir()
    (tmp_path / "dalil" / "page.py").write_text(PROGRAM, "utf-8")
    (tmp_path / "dalil" / "page.html").write_text(PAGE, "utf-8")
    return messages.gathered(tmp_path)


def translated(sentences: dict[messages.Key, polib.POEntry]) -> polib.POFile:
    catalogue = messages.gather("ar", sentences)
    given = messages.missing(catalogue)
    for one in given:
        one["translation"] = [one["plural"]] * 6 if one["plural"] else one["sentence"]
    assert messages.fill(catalogue, given) == len(sentences)
    return catalogue


def found(sentences: dict[messages.Key, polib.POEntry], catalogue: polib.POFile) -> list[str]:
    return list(messages.findings("ar", catalogue, sentences))


def test_sentences_of_program_and_pages_are_gathered(sentences: dict[messages.Key, polib.POEntry]) -> None:
    assert set(sentences) == {
        (None, "Plain", ""),
        (None, "In two halves", ""),
        (None, "%(n)s list", "%(n)s lists"),
        ("month", "May", ""),
        ("legal", "measure", "measures"),
        (None, "On a page", ""),
        ("verb", "May", ""),
        (None, "%(n)s row", "%(n)s rows"),
        (None, "100%% by %(name)s", ""),
        (None, "In a filter", ""),
        (None, "Book", ""),
        (None, "Beside", ""),
    }
    assert sentences[(None, "Book", "")].comment == "Translators: a verb"


def test_what_a_machine_translated_is_marked(sentences: dict[messages.Key, polib.POEntry]) -> None:
    catalogue = translated(sentences)

    assert found(sentences, catalogue) == []
    assert {entry.tcomment for entry in catalogue} == {messages.MACHINE_MADE}


def test_gathering_again_keeps_what_a_person_translated(
    sentences: dict[messages.Key, polib.POEntry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    catalogue = translated(sentences)
    mended = catalogue.find("Plain")
    assert mended
    mended.msgstr, mended.tcomment = "سهل", ""
    path = messages.catalogue_of("ar")
    path.parent.mkdir(parents=True)
    catalogue.save(str(path))
    del sentences[(None, "In two halves", "")]

    again = messages.gather("ar", sentences)

    assert found(sentences, again) == []
    assert [(entry.msgstr, entry.tcomment) for entry in again if entry.msgid == "Plain"] == [("سهل", "")]
    assert not again.find("In two halves")


def test_a_sentence_without_translation_is_found(sentences: dict[messages.Key, polib.POEntry]) -> None:
    assert len(found(sentences, messages.gather("ar", sentences))) == len(sentences)


def test_a_form_left_empty_is_found(sentences: dict[messages.Key, polib.POEntry]) -> None:
    catalogue = translated(sentences)
    next(entry for entry in catalogue if entry.msgid_plural).msgstr_plural[3] = ""

    assert "not translated" in found(sentences, catalogue)[0]


def test_a_lost_or_invented_placeholder_is_found(sentences: dict[messages.Key, polib.POEntry]) -> None:
    catalogue = translated(sentences)
    for entry in catalogue:
        if entry.msgid == "100%% by %(name)s":
            entry.msgstr = "100%% von %(nom)s"
        if entry.msgid == "%(n)s row":
            entry.msgstr_plural[5] = "rows"

    assert [line.split(": ")[1] for line in found(sentences, catalogue)] == ["other placeholders than in English"] * 2


def test_one_and_two_may_be_words_without_a_figure(sentences: dict[messages.Key, polib.POEntry]) -> None:
    catalogue = translated(sentences)
    for entry in catalogue:
        if entry.msgid == "%(n)s row":
            entry.msgstr_plural[1] = "صف واحد"

    assert found(sentences, catalogue) == []


def test_a_wrong_number_of_forms_is_found(sentences: dict[messages.Key, polib.POEntry]) -> None:
    catalogue = translated(sentences)
    for entry in catalogue:
        if entry.msgid == "%(n)s row":
            entry.msgstr_plural = {0: "%(n)s rows", 1: "%(n)s rows"}

    assert found(sentences, catalogue) == ["ar: not the 6 forms of this language: '%(n)s row'"]


def test_sentences_gone_or_new_are_found(sentences: dict[messages.Key, polib.POEntry]) -> None:
    catalogue = translated(sentences)
    sentences[(None, "New", "")] = sentences.pop((None, "Plain", ""))

    assert found(sentences, catalogue) == ["ar: not in the catalogue: 'New'", "ar: no page says any more: 'Plain'"]


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("fr", 2), ("he", 3), ("pl", 3), ("ja", 1)])
def test_each_language_has_its_own_number_of_forms(language: str, forms: int) -> None:
    assert messages.plural_count(language) == forms


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_interface_is_wholly_translated(language: str) -> None:
    assert list(messages.findings(language, messages.as_it_lies(language), messages.gathered())) == []
