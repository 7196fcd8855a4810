"""The check at start: no address leads to a page without a gate, and no page is public without a reason.

It never opens a page; it reads the table of addresses.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from dalil.access.gate import Gate


def all_pages(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address pattern of the platform, in full, with what it leads to."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_pages(pattern, address)
        else:
            yield address, pattern


def gate_of(pattern: URLPattern) -> Gate | None:
    """The gate of the page that an address leads to."""
    gate = getattr(pattern.callback, "gate", None)
    return gate if isinstance(gate, Gate) else None


def every_page_has_a_gate(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **options: Any
) -> Iterable[CheckMessage]:
    """One error for each page without a gate, and for each that is public without saying why."""
    for address, pattern in all_pages():
        gate = gate_of(pattern)
        if gate is None:
            yield Error(f"The page at /{address} has no gate.", hint="See dalil/access/gates.py.", id="access.E001")
        elif gate.name == "public" and not gate.reason.strip():
            yield Error(f"The page at /{address} is public and gives no reason.", id="access.E002")
