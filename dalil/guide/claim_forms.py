"""What claimants, delegates and those who decide type. It never writes anything: the pages hand it to the actions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import DelegateRole
from dalil.guide.actions.delegating import BELOW_MANAGER
from dalil.names import clean
from dalil.vault.evidence.forms import DocumentUpload
from dalil.vault.evidence.looking.look import Limits

LONGEST_REASON = 1000
_NUMBER = re.compile(r"[a-z0-9_-]{1,12}", re.ASCII)


def mail_field(label: Any, help_text: Any, *, required: bool) -> forms.EmailField:
    """A field for a mail address."""
    return forms.EmailField(
        label=label,
        help_text=help_text,
        max_length=254,
        required=required,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )


def reason_field(label: Any, *, required: bool = True) -> forms.CharField:
    """A field for a reason."""
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(label=label, max_length=LONGEST_REASON, required=required, widget=widget)


class ClaimForm(forms.Form):
    """Who claims, and what they offer as evidence to begin with."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"})
    )
    mail = mail_field(
        _("Your e-mail address"), _("For our answers. Only the editors who decide see it."), required=True
    )
    role = forms.CharField(
        label=_("Your role in the organisation"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    mail_at_domain = mail_field(
        _("An address at the organisation's own web domain"),
        _("We send a link there. Free mail does not count. Leave it empty if there is none."),
        required=False,
    )
    vouchers = forms.CharField(
        label=_("Two members who vouch for you"),
        required=False,
        max_length=1000,
        help_text=_("The addresses of their entries in the guide, one a line. We ask them. Leave it empty otherwise."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )
    # People do not see it and leave it empty; programs that fill in every field do not.
    homepage = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_a_program(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("homepage"))

    def clean_name(self) -> str:
        """A name that can be seen."""
        return seen(self.cleaned_data["name"])

    def clean_role(self) -> str:
        """A role that can be seen."""
        return seen(self.cleaned_data["role"])

    def clean_vouchers(self) -> tuple[str, ...]:
        """The numbers at the end of the addresses."""
        lines = (line.strip().rstrip("/").rsplit("/", 1)[-1] for line in self.cleaned_data["vouchers"].splitlines())
        return tuple(dict.fromkeys(line for line in lines if _NUMBER.fullmatch(line)))


def seen(text: str) -> str:
    """The text without what cannot be seen; refuses what is nothing then."""
    said = clean(text)
    if not any(map(str.isalnum, said)):
        raise ValidationError(gettext("Write it in letters."))
    return said


class DomainForm(forms.Form):
    """Another address at the domain, when the first link ran out."""

    mail_at_domain = mail_field(_("An address at the organisation's own web domain"), "", required=True)


class DocumentForm(forms.Form):
    """A document of a register, small enough for somebody without an account."""

    document = DocumentUpload(
        label=_("A document of a register"),
        help_text=_("A certificate or an extract, at most 1.9 MB. It is encrypted; the editors who decide read it."),
        limits=Limits(size=1_900_000),
    )


class AppealForm(forms.Form):
    """Why the answer was wrong."""

    words = forms.CharField(
        label=_("Why the answer is wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )

    def clean_words(self) -> str:
        """Something to read."""
        return seen(self.cleaned_data["words"])


class DecisionForm(forms.Form):
    """An editor's word on a claim."""

    reason = reason_field(_("Why"))
    passes_on = forms.BooleanField(label=_("The entry passes on from whoever holds it now"), required=False)


class ReasonForm(forms.Form):
    """Why, and nothing else."""

    reason = reason_field(_("Why"))


class InviteForm(forms.Form):
    """Whom a manager invites, as what, until when."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[(r, DelegateRole(r).label) for r in BELOW_MANAGER], widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("The last day; without one the role lasts until somebody ends it."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    mail = mail_field(_("E-mail address"), _("We send the link there; else you hand it over yourself."), required=False)

    def clean_until(self) -> datetime | None:
        """The end of that day, which has to come yet."""
        return end_of(self.cleaned_data["until"])


class RoleForm(forms.Form):
    """Another role, or another last day, of a delegate."""

    role = forms.ChoiceField(label=_("Role"), choices=[(r, DelegateRole(r).label) for r in BELOW_MANAGER])
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_until(self) -> datetime | None:
        """The end of that day, which has to come yet."""
        return end_of(self.cleaned_data["until"])


def end_of(day: Any) -> datetime | None:
    """The end of a day that is not over."""
    if day is None:
        return None
    if day < timezone.localdate():
        raise ValidationError(gettext("This day is over. Choose today or later."))
    return datetime.combine(day, time.max, tzinfo=timezone.get_current_timezone()).astimezone(UTC)
