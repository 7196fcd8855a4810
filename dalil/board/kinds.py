"""The kinds of motions: which majority each asks for, what it needs to be told, and what is done when it passes.

A room above adds its own with `register`. What the board's own kinds do stands in `actions/carrying.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.board.models import Motion, Resolution
from dalil.board.refusals import CannotBe
from dalil.board.rules import Count


def _nothing_to_check(motion: Motion, at: datetime) -> None:
    """Any subject and no particulars."""


def _nothing_to_do(motion: Motion, resolution: Resolution, by: Person, at: datetime) -> None:
    """The resolution itself is the effect."""


def _nobody(motion: Motion) -> frozenset[int]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class MotionKind:
    """One kind of motion.

    `check` raises Refused when the motion cannot be carried out; it is asked when it is proposed and again before `carry_out`.
    `concerned` are people who decide in their own matter otherwise: they stand aside from the beginning.
    """

    code: str
    label: str | Promise
    count: Count = Count.ORDINARY
    check: Callable[[Motion, datetime], None] = _nothing_to_check
    carry_out: Callable[[Motion, Resolution, Person, datetime], None] = _nothing_to_do
    concerned: Callable[[Motion], frozenset[int]] = _nobody


_KINDS: Final[dict[str, MotionKind]] = {}


def register(kind: MotionKind) -> MotionKind:
    """Adds a kind. Two of one name are an error of whoever wrote the second."""
    if kind.code in _KINDS:
        raise ValueError(f"two kinds of motion are called {kind.code}")
    _KINDS[kind.code] = kind
    return kind


def kind_called(code: str) -> MotionKind | None:
    """The kind of this name."""
    return _KINDS.get(code)


def kind_of(motion: Motion) -> MotionKind:
    """The kind of a motion that is there. Of one that no room knows any more nothing can be carried out."""
    return _KINDS.get(motion.kind) or MotionKind(motion.kind, motion.kind, Count.SPECIAL, check=_nobody_knows_it)


def _nobody_knows_it(motion: Motion, at: datetime) -> None:
    raise CannotBe(
        "kind", _("No part of the platform knows this kind of motion any more, so nothing could be carried out.")
    )


def all_kinds() -> tuple[MotionKind, ...]:
    """Every kind, in the order in which they were registered."""
    return tuple(_KINDS.values())
