"""How long what is kept: rules that rooms register, and the list of what is due. It proposes, and never destroys anything itself.

    retention.rule("letters", model=Letter, sentence=_("Kept for two years"), past=lambda at: Letter.objects.filter(…))

What is due goes the way of all destroying: somebody asks, a second person agrees, `vault.destroying` does it. What is held is
passed over, and the list says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from dalil.accounts.data_classes import DataClass
from dalil.vault.destroying import subjects_of
from dalil.vault.models import Hold, PrivateRecord

Past = Callable[[datetime], "QuerySet[PrivateRecord]"]


class NotARule(ValueError):
    """A rule names a model with private fields, once, and says itself in a sentence."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Until when the records of a model are kept."""

    code: str
    model: type[PrivateRecord]
    sentence: str | Promise
    # The records whose time is over at a moment.
    past: Past

    @property
    def data_class(self) -> DataClass:
        """The class of what it is about."""
        return self.model.data_class


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose time is over, and the holds for whose sake it stays all the same."""

    rule: Rule
    record: PrivateRecord
    holds: tuple[Hold, ...]

    @property
    def is_held(self) -> bool:
        """Whether it is passed over."""
        return bool(self.holds)


_rules: dict[str, Rule] = {}


def rule(code: str, *, model: type[PrivateRecord], sentence: str | Promise, past: Past) -> Rule:
    """Registers a rule; a room calls it once, when it is loaded."""
    made = Rule(code, model, sentence, past)
    if not str(sentence).strip():
        raise NotARule(code)
    if code in _rules and _rules[code].model is not model:
        raise NotARule(f"two rules are called {code}")
    _rules[code] = made
    return made


def rules() -> list[Rule]:
    """All that are registered, by code: the page that says what is kept how long lists them."""
    return [_rules[code] for code in sorted(_rules)]


def due(at: datetime) -> Iterator[Due]:
    """What is due at this moment, by every rule; held or not is asked once more when it is destroyed."""
    in_force = list(Hold.objects.in_force())
    for one in rules():
        for record in one.past(at).order_by("pk").iterator(chunk_size=500):
            yield Due(one, record, _holding(in_force, record))


def propose(at: datetime, *, ask: Callable[[Due], None]) -> tuple[int, int]:
    """Hands each record that is due to `ask` (a room above asks two people); says how many, and how many are held instead."""
    asked = held = 0
    for one in due(at):
        if one.is_held:
            held += 1
            continue
        ask(one)
        asked += 1
    return asked, held


def _holding(in_force: list[Hold], record: PrivateRecord) -> tuple[Hold, ...]:
    subjects = [subject.casefold() for subject in subjects_of(record)]
    return tuple(hold for hold in in_force if any(map(hold.takes_in, subjects)))
