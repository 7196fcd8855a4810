"""The forms that a page shows, filled as a person would fill them: every field has something that looks valid."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

TYPED = {
    "email": "somebody@mail.example",
    "number": "1",
    "date": "2026-11-20",
    "datetime-local": "2027-02-01T12:00",
    "url": "https://www.example.org/",
    "password": "a-lantern-on-the-stairs",
    "tel": "+970 2 555 0000",
    "checkbox": "on",
}
CHOICES = frozenset({"select", "radio", "hidden", "checkbox"})
"""Fields whose value the page chose: where an id is, it is in one of these."""
DRAWN_ANEW = frozenset({"csrfmiddlewaretoken", "once"})
"""Fields that are another each time that a form is drawn, and name nothing."""


@dataclass
class Form:
    """One form by POST: where it is sent, and its fields in order, each with its kind and what the page put there."""

    action: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    def filled(self) -> dict[str, str]:
        """All fields, those left empty by the page with what looks valid; of several buttons and radios the first."""
        values: dict[str, str] = {}
        for name, kind, value in self.fields:
            if name not in values or not values[name]:
                values[name] = value or TYPED.get(kind, "Somebody said so.")
        return values

    def chosen(self) -> Iterator[tuple[str, str]]:
        """The fields whose values the page chose, and one of them."""
        chosen = {name: value for name, kind, value in self.fields if kind in CHOICES and name not in DRAWN_ANEW}
        yield from chosen.items()


class _Reader(HTMLParser):
    def __init__(self, where: str) -> None:
        super().__init__()
        self.where, self.forms = where, list[Form]()
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: dict[str, str] = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self._form = Form(urlsplit(urljoin(self.where, said.get("action") or self.where)).path)
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, said)

    def _field(self, form: Form, tag: str, said: dict[str, str]) -> None:
        if tag == "select":
            self._select = said.get("name", "")
            form.fields.append((self._select, "select", ""))
        elif tag == "option" and self._select:
            form.fields.append((self._select, "select", said.get("value", "")))
        elif tag in {"input", "textarea", "button"} and said.get("name"):
            kind = said.get("type", "text") if tag != "textarea" else "textarea"
            form.fields.append((said["name"], kind, said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


def forms_in(answer: Any, where: str) -> list[Form]:
    """The forms of a page that was shown."""
    if answer.status_code != 200 or answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return []
    reader = _Reader(where)
    reader.feed(answer.content.decode())
    return reader.forms
