"""How long what is kept: rules that rooms register in their `keeping.py`, which is found at start, and what is due by them.

    retention.rule("invitations", model=Invitation, sentence=_("… 90 days …"), past=lambda at: Invitation.objects.filter(…))

What is of class S goes by the rule itself: the worker calls `carry_out`, and `vault.destroying.let_go` does it. Everything
else is only listed as due: two people must agree, as to all destroying. What is held stays, whatever a rule says. Without
`past` a rule only says what another part of the program sees to. It never destroys anything itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import islice
from typing import Any, Final

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise

from dalil.accounts.data_classes import DataClass
from dalil.accounts.models import Person
from dalil.vault.destroying import NotNow, OnWhoseWord, let_go, subjects_of
from dalil.vault.models import Hold, PrivateRecord

BATCH: Final = 200
ACTION: Final = "let_go_by_rule"
Past = Callable[[datetime], "QuerySet[Any]"]


class NotARule(ValueError):
    """A rule has a name of its own, says itself in a sentence, and is about a model whose rows may go."""


class Way(Enum):
    """How what is due goes."""

    ELSEWHERE = "elsewhere"
    """Where it is used, at once; the rule only says so."""
    BY_RULE = "by_rule"
    """The worker lets it go."""
    BY_TWO = "by_two"
    """Somebody asks, another agrees."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Until when the rows of a model are kept."""

    code: str
    model: type[models.Model]
    sentence: str | Promise
    # The rows whose time is over at a moment.
    past: Past | None = None

    @property
    def data_class(self) -> DataClass:
        """The class of what it is about."""
        found: DataClass = self.model.data_class  # type: ignore[attr-defined]
        return found

    @property
    def way(self) -> Way:
        """By its class: secrets and accounts by the rule, contacts, cases and letters by two."""
        if self.past is None:
            return Way.ELSEWHERE
        return Way.BY_RULE if self.data_class is DataClass.S else Way.BY_TWO

    @property
    def subject(self) -> str:
        """As the ledger names it."""
        return f"retention:{self.code}"


@dataclass(frozen=True, slots=True)
class Due:
    """A row whose time is over, and the holds for whose sake it stays all the same."""

    rule: Rule
    row: models.Model
    holds: tuple[Hold, ...]

    @property
    def is_held(self) -> bool:
        """Whether it is passed over."""
        return bool(self.holds)


@dataclass(frozen=True, slots=True)
class Done:
    """What one rule let go, and what stayed because it is held."""

    rule: Rule
    gone: int
    held: int


_rules: dict[str, Rule] = {}


def rule(code: str, *, model: type[models.Model], sentence: str | Promise, past: Past | None = None) -> Rule:
    """Registers a rule; a room calls it once, when it is loaded."""
    made = Rule(code, model, sentence, past)
    if not str(sentence).strip() or (code in _rules and _rules[code].model is not model):
        raise NotARule(code)
    if made.way is Way.BY_TWO and not issubclass(model, PrivateRecord):
        raise NotARule(f"{code}: of {made.data_class}, private records alone can be destroyed")
    _rules[code] = made
    return made


def rules() -> list[Rule]:
    """All that are registered, by code."""
    return [_rules[code] for code in sorted(_rules)]


def rule_called(code: str) -> Rule | None:
    """The rule of this code, if there is one."""
    return _rules.get(code)


def due(at: datetime, rules: Iterable[Rule]) -> Iterator[Due]:
    """What is due at this moment by these rules; held or not is asked once more when it goes."""
    in_force = list(Hold.objects.in_force())
    for one in rules:
        if one.past is not None:
            for row in one.past(at).order_by("pk").iterator(chunk_size=500):
                yield Due(one, row, _holding(in_force, row))


def carry_out(*, by: Person, at: datetime) -> list[Done]:
    """Lets go what is due by the rules that need nobody; what is done is told, rules without any left out.

    While the platform is in a state in which nothing is destroyed it does nothing. Killed in between, the next call goes on.
    """
    try:
        done = [_carried_out(one, one.past, by=by, at=at) for one in rules() if one.past and one.way is Way.BY_RULE]
    except NotNow:
        return []
    return [one for one in done if one.gone or one.held]


def _carried_out(one: Rule, past: Past, *, by: Person, at: datetime) -> Done:
    gone = held = 0
    word = OnWhoseWord(by, None, f"rule:{one.code}", f"retention: {one.code}")
    numbers = iter(list(past(at).order_by("pk").values_list("pk", flat=True)))
    while some := list(islice(numbers, BATCH)):
        with transaction.atomic():
            # Looked for once more, and kept from others until the end: what is no longer due stays.
            rows = list(past(at).select_for_update(of=("self",)).filter(pk__in=some))
            stayed = let_go(rows, action=ACTION, subject=one.subject, word=word, at=at)
        gone, held = gone + len(rows) - len(stayed), held + len(stayed)
    return Done(one, gone, held)


def _holding(in_force: list[Hold], row: models.Model) -> tuple[Hold, ...]:
    if not in_force:
        return ()
    subjects = [subject.casefold() for subject in subjects_of(row)]
    return tuple(hold for hold in in_force if any(map(hold.takes_in, subjects)))
