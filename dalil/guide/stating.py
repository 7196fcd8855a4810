"""What editors state of an organisation, as forms: a record becomes what stands in them, and what was typed a record.

It never writes anything, and has no field for persons, telephones or e-mail addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dalil import kinds
from dalil.formats.record import Identifier, Location, Name, Record, Relation, Text
from dalil.formats.row import Problem
from dalil.guide import problems
from dalil.guide.cells import as_language, as_typed_date, as_website, without_contacts
from dalil.guide.keeping_hidden import (
    in_other_languages,
    kept_locations,
    kept_names,
    kept_relations,
    kept_sectors,
    relation_label,
)
from dalil.guide.labels import KINDS, RELATIONS, STATUSES
from dalil.names import clean

NAME_TYPES = (
    ("label", _("name")),
    ("alias", _("also called")),
    ("former", _("former name")),
    ("acronym", _("acronym")),
)
DESCRIBED_IN = (
    ("ar", _("Description in Arabic")),
    ("en", _("Description in English")),
    ("fr", _("Description in French")),
    ("he", _("Description in Hebrew")),
)
BLANK_ROWS = 2


def sector_choices() -> Iterator[tuple[str, str]]:
    """The nine sectors in the language that is active."""
    language = get_language() or "en"
    return ((code, sector.label_in(language)) for code, sector in kinds.sectors().items())


class NameForm(forms.Form):
    """One name."""

    value = forms.CharField(label=_("Name"), max_length=300, required=False)
    lang = forms.CharField(label=_("Language"), max_length=20, required=False)
    type = forms.ChoiceField(label=_("Kind of name"), choices=NAME_TYPES, required=False)

    def clean_lang(self) -> str:
        """The code of the language named."""
        said: str = self.cleaned_data["lang"].strip()
        if said and not as_language(said):
            raise ValidationError(gettext("We do not know this language. Write its name or its two letters."))
        return as_language(said) if said else ""


class IdentifierForm(forms.Form):
    """One number in a register."""

    scheme = forms.CharField(
        label=_("Register"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "registers", "dir": "ltr"}),
    )
    value = forms.CharField(
        label=_("Number"), max_length=100, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    def clean(self) -> dict[str, Any]:
        """The number in its register's own writing, or what is wrong with it."""
        said = super().clean() or self.cleaned_data
        scheme, value = said.get("scheme", "").strip(), said.get("value", "").strip()
        if not (scheme or value):
            return said
        code = scheme.upper() if scheme.upper() in kinds.registers() else kinds.register_named(scheme)
        if not code:
            raise ValidationError(gettext("We do not know this register. Choose its code from the list."))
        checked = kinds.check_identifier(code, value)
        if not checked.is_valid:
            raise ValidationError(problems.sentence(Problem(checked.problem_code, value=value)))
        return {"scheme": checked.scheme, "value": checked.value}


class LocationForm(forms.Form):
    """One place."""

    locality = forms.CharField(label=_("Town"), max_length=200, required=False)
    region = forms.CharField(label=_("Region"), max_length=100, required=False)
    country = forms.CharField(label=_("Country"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        """Codes of country and region."""
        said = super().clean() or self.cleaned_data
        country, region = said.get("country", "").strip(), said.get("region", "").strip()
        code = kinds.country_named(country) if country else ""
        if country and not code:
            raise ValidationError(gettext("We do not know this country. Write its name or its two letters."))
        found = kinds.region_named(code, region) if region else ""
        if region and not found:
            raise ValidationError(gettext("We do not know this region in this country. Write its name or its code."))
        return {"locality": clean(said.get("locality", "")), "region": found, "country": code}


class RelationForm(forms.Form):
    """One tie to another body."""

    kind = forms.ChoiceField(label=_("Tie"), choices=[*RELATIONS.items()], required=False)
    label = forms.CharField(label=_("The other organisation"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A tie says which."""
        said = super().clean() or self.cleaned_data
        if said.get("label", "").strip() and not said.get("kind"):
            raise ValidationError(gettext("Choose what ties the two."))
        return said


class FactsForm(forms.Form):
    """What there is one of, or a list of words."""

    links = forms.CharField(
        label=_("Websites"),
        required=False,
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"), choices=sector_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *KINDS.items()], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", "—"), *STATUSES.items()], required=False)
    founded = forms.CharField(
        label=_("Founded"), max_length=10, required=False, help_text=_("As 2004, 2004-05 or 2004-05-31.")
    )
    closed_on = forms.CharField(label=_("Closed"), max_length=10, required=False)
    description_ar = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "ar", "dir": "rtl"})
    )
    description_en = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "en", "dir": "ltr"})
    )
    description_fr = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "fr", "dir": "ltr"})
    )
    description_he = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "he", "dir": "rtl"})
    )
    languages = forms.CharField(
        label=_("Working languages"),
        required=False,
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=500, required=False, help_text=_("For the ledger: how you know.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, label in DESCRIBED_IN:
            self.fields[f"description_{code}"].label = label

    def clean_links(self) -> tuple[str, ...]:
        """Each line an address."""
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        return tuple(dict.fromkeys(map(web_address, lines)))

    def clean_languages(self) -> tuple[str, ...]:
        """The code of each language named."""
        lines = [line.strip() for line in self.cleaned_data["languages"].splitlines() if line.strip()]
        if wrong := [line for line in lines if not as_language(line)]:
            sentence = gettext("We do not know this language. Write its name or its two letters.")
            raise ValidationError([f"“{line}”: {sentence}" for line in dict.fromkeys(wrong)])
        return tuple(dict.fromkeys(as_language(line) for line in lines))

    def clean_founded(self) -> str:
        """A date, possibly without day or month."""
        return dated(self.cleaned_data["founded"])

    def clean_closed_on(self) -> str:
        """A date, possibly without day or month."""
        return dated(self.cleaned_data["closed_on"])


def web_address(said: str) -> str:
    """An address of the web in one spelling, or nothing."""
    said = said.strip()
    if said and not as_website(said):
        raise ValidationError(gettext("“%(line)s” is no web address.") % {"line": said})
    return as_website(said)


def dated(said: str) -> str:
    """A date of EDTF level 0; empty for nothing."""
    if said.strip() and not as_typed_date(said):
        raise ValidationError(gettext("Write the date as 2004, 2004-05 or 2004-05-31."))
    return as_typed_date(said)


NameForms = formset_factory(NameForm, extra=BLANK_ROWS)
IdentifierForms = formset_factory(IdentifierForm, extra=BLANK_ROWS)
LocationForms = formset_factory(LocationForm, extra=1)
RelationForms = formset_factory(RelationForm, extra=1)


class Statement:
    """All the forms of the page together."""

    def __init__(self, record: Record, typed: Any = None) -> None:
        self.before = record
        self.is_refused = False
        self.names: BaseFormSet[Any] = NameForms(typed, prefix="names", initial=names_in(record))
        self.identifiers: BaseFormSet[Any] = IdentifierForms(
            typed, prefix="identifiers", initial=identifiers_in(record)
        )
        self.locations: BaseFormSet[Any] = LocationForms(typed, prefix="locations", initial=locations_in(record))
        self.relations: BaseFormSet[Any] = RelationForms(typed, prefix="relations", initial=relations_in(record))
        self.facts = FactsForm(typed, initial=facts_in(record))

    def is_valid(self) -> bool:
        """Whether all of it can be understood; every form is looked at, so that all errors show at once."""
        found = [form.is_valid() for form in (self.names, self.identifiers, self.locations, self.relations, self.facts)]
        self.is_refused = not all(found)
        return not self.is_refused

    def record(self) -> Record:
        """What was typed. What the page has no field for stays as it was stated."""
        facts = self.facts.cleaned_data
        return Record(
            names=kept_names(named(self.names), self.before),
            identifiers=tuple(
                Identifier(row["scheme"], row["value"]) for row in filled(self.identifiers) if row.get("value")
            ),
            locations=kept_locations(placed(self.locations), self.before),
            links=facts["links"],
            sectors=kept_sectors(facts["sectors"], self.before),
            descriptions=(*described(facts), *in_other_languages(self.before, dict(DESCRIBED_IN))),
            relations=kept_relations(tied(self.relations), self.before),
            languages=facts["languages"],
            kind=facts["kind"],
            status=facts["status"],
            founded=facts["founded"],
            closed_on=facts["closed_on"],
        )


def filled(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """The rows of a set that hold anything."""
    return [row for row in rows.cleaned_data if row]


def named(rows: BaseFormSet[Any]) -> Iterator[Name]:
    """The names typed."""
    for row in filled(rows):
        if value := clean(row.get("value", "")):
            yield Name(value, row["lang"], (row["type"] or "label",))


def placed(rows: BaseFormSet[Any]) -> Iterator[Location]:
    """The places typed."""
    return (Location(**row) for row in filled(rows) if any(row.values()))


def tied(rows: BaseFormSet[Any]) -> Iterator[Relation]:
    """The ties typed, without private contacts."""
    for row in filled(rows):
        if label := clean(without_contacts(row.get("label", ""), "…")):
            yield Relation(row["kind"], label=label)


def described(facts: dict[str, Any]) -> Iterator[Text]:
    """The descriptions typed, without private contacts."""
    for code, _label in DESCRIBED_IN:
        if text := clean(without_contacts(facts[f"description_{code}"], "…")):
            yield Text(text, code)


def names_in(record: Record) -> list[dict[str, str]]:
    """The names as rows of the form."""
    return [
        {"value": name.value, "lang": name.lang, "type": name.types[0] if name.types else "label"}
        for name in record.names
    ]


def identifiers_in(record: Record) -> list[dict[str, str]]:
    """The numbers as rows of the form."""
    return [{"scheme": one.scheme, "value": one.value} for one in record.identifiers]


def locations_in(record: Record) -> list[dict[str, str]]:
    """The places as rows of the form."""
    return [{"locality": one.locality, "region": one.region, "country": one.country} for one in record.locations]


def relations_in(record: Record) -> list[dict[str, str]]:
    """The ties as rows of the form."""
    return [{"kind": one.kind, "label": relation_label(one)} for one in record.relations]


def facts_in(record: Record) -> dict[str, object]:
    """All the rest."""
    facts: dict[str, object] = {name: getattr(record, name) for name in ("kind", "status", "founded", "closed_on")}
    facts["languages"] = "\n".join(record.languages)
    facts["links"] = "\n".join(record.links)
    facts["sectors"] = [claim.code for claim in record.sectors]
    facts |= {f"description_{text.lang}": text.value for text in record.descriptions}
    return facts
