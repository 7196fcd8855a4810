"""A statement in one language, as pages, feeds and the home page show it. It changes nothing."""

from dataclasses import dataclass

from dalil.press.models import Statement


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement in the language asked for, or in another when it is not made in that one (`lang` says which)."""

    statement: Statement
    lang: str
    title: str
    body: str


def said_in(statement: Statement, language: str) -> Saying:
    """The statement in a language."""
    for code in (language, "en", *statement.texts):
        if words := statement.texts.get(code):
            return Saying(statement, code, words.get("title", ""), words.get("body", ""))
    return Saying(statement, language, "", "")
