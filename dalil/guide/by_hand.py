"""One organisation as an editor enters it by hand: the forms, and the record that they come to.

It never writes anything, and takes no e-mail address, telephone number or person.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil import names
from dalil.formats.record import Identifier, Location, Name, Record
from dalil.guide.cells import looks_like_email, without_contacts
from dalil.guide.labels import KINDS
from dalil.guide.models import Source
from dalil.guide.stating import IdentifierForm, LocationForm, NameForm, web_address

NAME_ROWS = 4
NUMBER_ROWS = 2


def no_contact(text: str) -> str:
    """The text as readers see it. Refuses private contacts, which have no place in the guide."""
    if without_contacts(text, "") != text:
        raise ValidationError(gettext("There is an e-mail address or a telephone number in it. Leave it out."))
    return names.clean(text)


class TypedName(NameForm):
    """One name in one language, of one kind."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"].widget.attrs["dir"] = "auto"

    def clean_value(self) -> str:
        """A name has letters or digits, and no contacts."""
        value = no_contact(self.cleaned_data["value"])
        if value and not any(map(str.isalnum, value)):
            raise ValidationError(gettext("A name has letters or digits."))
        return value


class EnteredName(TypedName):
    """One name in one language; the acronym has a field of its own."""

    type = None  # type: ignore[assignment]  # Django's way of leaving out a field of the form above


class EnteredNumber(IdentifierForm):
    """One number in a register."""

    def clean_value(self) -> str:
        """No e-mail address stands for a number."""
        value: str = self.cleaned_data["value"]
        return no_contact(value) if looks_like_email(value) else value


class EnteredPlace(LocationForm):
    """Where it is."""

    def clean_locality(self) -> str:
        """A town, and no contacts."""
        return no_contact(self.cleaned_data["locality"])


class FactsForm(forms.Form):
    """What there is one of."""

    acronym = forms.CharField(label=_("Acronym"), max_length=40, required=False)
    website = forms.CharField(
        label=_("Website"), max_length=500, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *KINDS.items()], required=False)
    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=Source.objects.order_by("name"),
        to_field_name="slug",
        help_text=_("Who says so. The guide names it beside every value."),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=500, required=False, help_text=_("For the ledger: how you know.")
    )

    def clean_acronym(self) -> str:
        """An acronym, and no contacts."""
        return no_contact(self.cleaned_data["acronym"])

    def clean_website(self) -> str:
        """An address of the web in one spelling."""
        return web_address(self.cleaned_data["website"])

    def clean_reason(self) -> str:
        """The ledger keeps it for good, so no contacts."""
        return no_contact(self.cleaned_data["reason"])


class NamesAtLeastOne(BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when the program runs
    """The names; without one nobody knows whom it is about."""

    def clean(self) -> None:
        """Some row holds a name, unless a row is wrong and says so itself."""
        if any(self.errors) or any(form.cleaned_data.get("value") for form in self.forms):
            return
        if not self.forms:
            raise ValidationError(gettext("Enter a name."))
        self.forms[0].add_error("value", gettext("Enter a name."))


NameForms = formset_factory(EnteredName, formset=NamesAtLeastOne, extra=NAME_ROWS, max_num=50)
NumberForms = formset_factory(EnteredNumber, extra=NUMBER_ROWS, max_num=50)


class ByHand:
    """All the forms of the page together; `typed` is what came back from it, `source` the slug to begin with."""

    def __init__(self, typed: Any = None, source: str = "") -> None:
        self.names: BaseFormSet[Any] = NameForms(typed, prefix="names")
        self.place = EnteredPlace(typed, prefix="place")
        self.numbers: BaseFormSet[Any] = NumberForms(typed, prefix="numbers")
        self.facts = FactsForm(typed, initial={"source": source})

    def is_valid(self) -> bool:
        """Whether all of it can be understood; every form is looked at, so that all errors show at once."""
        found = [form.is_valid() for form in (self.names, self.numbers, self.place, self.facts)]
        return all(found)

    def record(self) -> Record:
        """What could be understood of what was typed, as a record; to be asked after `is_valid`."""
        facts, place = self.facts.cleaned_data, self.place.cleaned_data
        acronym = facts.get("acronym", "")
        kept = dict.fromkeys(
            Name(value, row.get("lang") or names.guess_language(value))
            for row in cleaned(self.names)
            if (value := row.get("value", ""))
        )
        return Record(
            names=(*kept, *([Name(acronym, "", ("acronym",))] if acronym else [])),
            identifiers=tuple(dict.fromkeys(self.identifiers())),
            locations=(Location(**place),) if self.place.is_valid() and any(place.values()) else (),
            links=(facts["website"],) if facts.get("website") else (),
            kind=facts.get("kind", ""),
        )

    def identifiers(self) -> list[Identifier]:
        """The numbers that a register could have given."""
        rows = [form.cleaned_data for form in self.numbers.forms if form.is_valid()]
        return [Identifier(row["scheme"], row["value"]) for row in rows if row.get("value")]

    def mark_number(self, number: Identifier, sentence: str) -> None:
        """Say beside a number what is wrong with it."""
        said = {"scheme": number.scheme, "value": number.value}
        for form in self.numbers.forms:
            if form.is_valid() and form.cleaned_data == said:
                form.add_error(None, sentence)


def cleaned(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """What could be understood of each row."""
    return [getattr(form, "cleaned_data", {}) for form in rows.forms]
