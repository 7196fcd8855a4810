"""Form fields for private values: browsers neither remember nor suggest them, and no page shows them again unasked.

They never reach an error report: those hide everything that was posted.
"""

from typing import Any

from django import forms

from dalil.vault.sealed import Sealed

_UNREMEMBERED = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "data-private": "1"}


class _Private:
    """What all of them share."""

    is_sensitive = True

    def prepare_value(self, value: Any) -> Any:
        """What was typed is shown again beside its error; what is kept never fills a form by itself."""
        return None if isinstance(value, Sealed) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something was typed: what is kept cannot be compared."""
        return data not in (None, "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Neither remembered, nor suggested, nor sent to a spelling service."""
        return {**super().widget_attrs(widget), **_UNREMEMBERED}  # type: ignore[misc]


class PrivateCharField(_Private, forms.CharField):
    """One line."""


class PrivateTextField(_Private, forms.CharField):
    """Several lines."""

    widget = forms.Textarea


class PrivateEmailField(_Private, forms.EmailField):
    """A mail address."""


class PrivatePassphraseField(_Private, forms.CharField):
    """A secret that is typed blind."""

    def __init__(self, **kwargs: Any) -> None:
        """Never stripped, never shown again."""
        kwargs.setdefault("widget", forms.PasswordInput(render_value=False))
        super().__init__(strip=False, **kwargs)
