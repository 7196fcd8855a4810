"""What a program is told when it cannot have what it asked for: RFC 9457, with the parameter that is to blame.

It never tells why something is not shown: what may not be seen is absent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import msgspec
from django.utils.translation import gettext

MEDIA: Final = "application/problem+json"

BAD_PARAMETER: Final = "bad-parameter"
UNKNOWN_PARAMETER: Final = "unknown-parameter"
BAD_CURSOR: Final = "bad-cursor"
BAD_BODY: Final = "bad-body"
TOO_MANY_QUERIES: Final = "too-many-queries"
TOO_MANY_REQUESTS: Final = "too-many-requests"
ABSENT: Final = "absent"
NOT_THIS_METHOD: Final = "not-this-method"

STATUSES: Final[Mapping[str, HTTPStatus]] = {
    BAD_PARAMETER: HTTPStatus.BAD_REQUEST,
    UNKNOWN_PARAMETER: HTTPStatus.BAD_REQUEST,
    BAD_CURSOR: HTTPStatus.BAD_REQUEST,
    BAD_BODY: HTTPStatus.BAD_REQUEST,
    TOO_MANY_QUERIES: HTTPStatus.UNPROCESSABLE_ENTITY,
    TOO_MANY_REQUESTS: HTTPStatus.TOO_MANY_REQUESTS,
    ABSENT: HTTPStatus.NOT_FOUND,
    NOT_THIS_METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
}


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The answer to a request that cannot be met. `parameter` names what is to blame, `allowed` what would do."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str = ""
    allowed: tuple[str, ...] = ()


@dataclass
class Refused(Exception):
    """The request cannot be met; `code` is one of STATUSES."""

    code: str
    detail: str
    parameter: str = ""
    allowed: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The status of the answer."""
        return STATUSES[self.code].value

    def problem(self, address: str) -> Problem:
        """What is sent; `address` is that of the page about problems."""
        return Problem(
            type=f"{address}#{self.code}",
            title=title_of(self.code),
            status=self.status,
            detail=self.detail,
            parameter=self.parameter,
            allowed=tuple(self.allowed),
        )


def title_of(code: str) -> str:
    """What kind of problem it is, in a few words."""
    return {
        BAD_PARAMETER: gettext("A parameter is not as it should be"),
        UNKNOWN_PARAMETER: gettext("There is no such parameter"),
        BAD_CURSOR: gettext("This cursor leads nowhere"),
        BAD_BODY: gettext("The request cannot be read"),
        TOO_MANY_QUERIES: gettext("Too many queries at once"),
        TOO_MANY_REQUESTS: gettext("Too many requests"),
        ABSENT: gettext("There is nothing here"),
        NOT_THIS_METHOD: gettext("Not by this method"),
    }[code]


def absent() -> Refused:
    """Nothing is at this address, or nothing that a stranger may see."""
    return Refused(ABSENT, gettext("Nothing is at this address."))


def bad(parameter: str, detail: str, allowed: Sequence[str] = ()) -> Refused:
    """A parameter has a value that means nothing."""
    return Refused(BAD_PARAMETER, detail, parameter, allowed)


def encoded(value: Any) -> bytes:
    """The JSON of an answer: the same value gives the same bytes."""
    return msgspec.json.encode(value)
