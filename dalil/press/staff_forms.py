"""What editors type of editions, statements and corrections, as forms. They write nothing."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dalil import kinds
from dalil.guide.labels import sector_label
from dalil.press.actions.editions import EARLIEST, Wish
from dalil.press.actions.statements import Texts
from dalil.press.books import PAPERS
from dalil.press.freezing import public_sources
from dalil.press.models import Edition, Statement

OFFERED = ("sector", "country", "source")


def sector_choices() -> Iterator[tuple[str, str]]:
    """The sectors in the reader's language."""
    return ((code, sector_label(code, get_language() or "en")) for code in kinds.sectors())


def source_choices() -> list[tuple[str, str]]:
    """The sources of which the public knows, by name: an edition says by what it was chosen."""
    return list(public_sources().order_by("name").values_list("slug", "name"))


def add_texts(fields: dict[str, forms.Field], name: str, label: str, *, longest: int, rows: int) -> None:
    """A title and a long text of this name in each language of the platform, each marked with its language and direction."""
    for code, language in settings.LANGUAGES:
        marked = {"lang": code, "dir": "rtl" if code in settings.LANGUAGES_BIDI else "ltr"}
        fields[f"title_{code}"] = forms.CharField(
            label=_("Title in %(language)s") % {"language": language},
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs=marked),
        )
        fields[f"{name}_{code}"] = forms.CharField(
            label=label % {"language": language},
            required=False,
            max_length=longest,
            widget=forms.Textarea(attrs=marked | {"rows": rows}),
        )


class EditionForm(forms.Form):
    """What is stated of an edition. Titles and forewords have a field for each language of the platform."""

    dated_on = forms.DateField(label=_("Date of the edition"), widget=forms.DateInput(attrs={"type": "date"}))
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    papers = forms.MultipleChoiceField(
        label=_("Paper"), choices=[(paper, paper.upper()) for paper in PAPERS], widget=forms.CheckboxSelectMultiple
    )
    licence = forms.CharField(
        label=_("Licence"), max_length=200, help_text=_("Under which anybody may copy it, such as CC BY 4.0.")
    )
    sector = forms.MultipleChoiceField(
        label=_("Only these sectors"), choices=sector_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.MultipleChoiceField(
        label=_("Only from these sources"), choices=source_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    country = forms.CharField(
        label=_("Only these countries"), required=False, help_text=_("Two letters each, set apart by spaces: PS LB JO.")
    )

    def __init__(self, *args: Any, kept: Mapping[str, list[str]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        # What the command line can choose by and this page cannot stays as it was.
        self.kept = {name: tuple(values) for name, values in (kept or {}).items() if name not in OFFERED}
        add_texts(self.fields, "foreword", gettext("Foreword in %(language)s"), longest=10_000, rows=5)

    def clean_country(self) -> list[str]:
        """The codes, as there are such countries."""
        codes = self.cleaned_data["country"].upper().replace(",", " ").split()
        known = set(kinds.countries())
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(_("There is no country %(code)s.") % {"code": unknown[0]})
        return list(dict.fromkeys(codes))

    def wish(self) -> Wish:
        """What was typed."""
        data = self.cleaned_data
        return Wish(
            dated_on=data["dated_on"],
            languages=tuple(data["languages"]),
            papers=tuple(data["papers"]),
            licence=data["licence"],
            title=typed_in(data, "title"),
            foreword=typed_in(data, "foreword"),
            scope=self.kept | {name: tuple(data[name]) for name in OFFERED if data[name]},
        )


def stated_of(edition: Edition) -> dict[str, Any]:
    """What the form shows of a draft."""
    texts = {f"title_{code}": text for code, text in edition.title.items()}
    texts |= {f"foreword_{code}": text for code, text in edition.foreword.items()}
    return texts | {
        "dated_on": edition.dated_on,
        "languages": edition.languages,
        "papers": edition.papers,
        "licence": edition.licence,
        "sector": edition.scope.get("sector", []),
        "source": edition.scope.get("source", []),
        "country": " ".join(edition.scope.get("country", [])),
    }


class StatementForm(forms.Form):
    """A statement: a day, and title and text in each language."""

    dated_on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        add_texts(self.fields, "body", gettext("Text in %(language)s"), longest=20_000, rows=8)

    def texts(self) -> Texts:
        """What was typed, by language."""
        titles, bodies = typed_in(self.cleaned_data, "title"), typed_in(self.cleaned_data, "body")
        return {code: {"title": titles[code], "body": bodies[code]} for code in titles}


def words_of(statement: Statement) -> dict[str, Any]:
    """What the form shows of a draft."""
    found: dict[str, Any] = {"dated_on": statement.dated_on}
    for code, words in statement.texts.items():
        found |= {f"title_{code}": words.get("title", ""), f"body_{code}": words.get("body", "")}
    return found


def typed_in(data: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text in each language of the platform."""
    return {code: data[f"{name}_{code}"] for code, _name in settings.LANGUAGES}


class CorrectionForm(forms.Form):
    """What somebody says is wrong. It has no field for who said so."""

    said = forms.CharField(
        label=_("What is said to be wrong"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In your own words; everybody reads it, so name no person."),
    )
    said_in = forms.ChoiceField(label=_("Language of these words"), choices=settings.LANGUAGES)
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=12,
        required=False,
        help_text=_("The twelve letters of its address, if it is about one."),
    )
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_received_on(self) -> date:
        """A day that has been."""
        day: date = self.cleaned_data["received_on"]
        if not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError(_("Give the day on which it came: today or before."))
        return day
