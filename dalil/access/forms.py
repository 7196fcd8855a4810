"""What people type on the pages of this room.

It never writes anything: the pages hand what was typed to the actions.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dalil.access.actions import Rights
from dalil.accounts.models import Person


class SignInForm(forms.Form):
    """Name and password."""

    sign_in_name = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "dir": "auto"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class RightsForm(forms.Form):
    """What a person may do."""

    is_editor = forms.BooleanField(label=_("Editor: takes in lists, merges, publishes"), required=False)
    is_operator = forms.BooleanField(label=_("Operator: keeps the platform running, gives accounts"), required=False)
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def rights(self) -> Rights:
        """The roles ticked."""
        return Rights(**{name: self.cleaned_data[name] for name in ("is_editor", "is_operator", "is_active")})


class PersonForm(RightsForm):
    """A new person."""

    sign_in_name = forms.CharField(label=_("Sign-in name"), max_length=150)
    display_name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    field_order = ("display_name", "sign_in_name", "language")

    def clean_sign_in_name(self) -> str:
        """In one form of Unicode, and not yet taken in any mix of capitals."""
        name: str = Person.normalize_username(self.cleaned_data["sign_in_name"])
        if Person.objects.filter(sign_in_name__iexact=name).exists():
            raise ValidationError(_("Somebody already has this sign-in name."))
        return name


class PasswordForm(forms.Form):
    """One's own new password, and the old one to show that it is oneself."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=200,
        help_text=_("At least 12 characters; a sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: Person, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_old(self) -> str:
        """Must be right."""
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise ValidationError(_("This is not your present password."))
        return old

    def clean_new(self) -> str:
        """Must be long and not among the common ones."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.person)
        return new


class OwnPasswordForm(forms.Form):
    """One's own password once more."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, person: Person, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_password(self) -> str:
        """Must be right."""
        password: str = self.cleaned_data["password"]
        if not self.person.check_password(password):
            raise ValidationError(_("This is not your password."))
        return password
