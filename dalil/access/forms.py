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
from dalil.accounts.models import Means, Person


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


def _new_password_field() -> forms.CharField:
    return forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=200,
        help_text=_("At least 12 characters; a sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class RightsForm(forms.Form):
    """What a person may do. What trustees may is given by the board alone."""

    is_editor = forms.BooleanField(label=_("Editor: takes in lists, merges, publishes"), required=False)
    is_operator = forms.BooleanField(label=_("Operator: keeps the platform running, gives accounts"), required=False)
    is_counsel = forms.BooleanField(label=_("Counsel: registers orders, places legal holds"), required=False)
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)
    why = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        help_text=_("Needed where a second operator must agree: for operators, for counsel, and for who may sign in."),
    )

    def rights(self) -> Rights:
        """The roles ticked."""
        return Rights(
            **{name: self.cleaned_data[name] for name in ("is_editor", "is_operator", "is_counsel", "is_active")}
        )


class InvitationForm(forms.Form):
    """Whom an operator invites, and to what."""

    note = forms.CharField(
        label=_("For whom"),
        max_length=200,
        help_text=_("A word by which you know whom you meant. The invited choose their names themselves."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    is_editor = forms.BooleanField(label=_("Editor: takes in lists, merges, publishes"), required=False)
    mail = forms.EmailField(
        label=_("Mail address"),
        required=False,
        help_text=_("The link is sent there as well. Leave it empty to hand the link over yourself."),
    )


class HandedForm(forms.Form):
    """The secret of a link that was handed over."""

    secret = forms.CharField(
        label=_("What stands behind # in your link"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "data-handed": "", "spellcheck": "false"}),
    )


class JoinForm(forms.Form):
    """Who was invited and has no account yet."""

    display_name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    sign_in_name = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    new = _new_password_field()

    def clean_sign_in_name(self) -> str:
        """In one form of Unicode, and not yet taken in any mix of capitals."""
        name: str = Person.normalize_username(self.cleaned_data["sign_in_name"])
        if Person.objects.filter(sign_in_name__iexact=name).exists():
            raise ValidationError(_("Somebody already has this sign-in name."))
        return name

    def clean(self) -> dict[str, Any]:
        """The password must be long, not among the common ones, and not the name."""
        cleaned = super().clean() or {}
        if "new" in cleaned:
            somebody = Person(
                sign_in_name=cleaned.get("sign_in_name", ""), display_name=cleaned.get("display_name", "")
            )
            try:
                validate_password(cleaned["new"], somebody)
            except ValidationError as weak:
                self.add_error("new", weak)
        return cleaned


class NewPasswordForm(forms.Form):
    """A password in place of one that was lost."""

    new = _new_password_field()

    def __init__(self, person: Person, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_new(self) -> str:
        """Must be long and not among the common ones."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.person)
        return new


class RecoverForm(forms.Form):
    """Who cannot get in any more."""

    sign_in_name = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "dir": "auto"}),
    )


class VouchForm(forms.Form):
    """How somebody made sure who it is."""

    means = forms.ChoiceField(label=_("How you made sure"), choices=Means.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("In your words"),
        max_length=500,
        help_text=_("When and where, and why you are sure. It is kept."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class PasswordForm(NewPasswordForm):
    """One's own new password, and the old one to show that it is oneself."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    field_order = ("old", "new")

    def clean_old(self) -> str:
        """Must be right."""
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise ValidationError(_("This is not your present password."))
        return old


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


class CodeForm(forms.Form):
    """The code that a device shows now."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("The six digits that your device shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
    )


class LanguageForm(forms.Form):
    """The language of one's account."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("In it we write to you. Every page also comes in the others: choose at its top."),
    )


class MailAddressForm(forms.Form):
    """Where one gets mail."""

    address = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
