"""What private fields cost beside plain ones, in one run: `python -m bench.vault [RECORDS]` (default 4500).

The same records are written and read with plain text fields and with private ones, many a trip to the key agent and one a
trip; a page shows 50 fields of either kind through Django's test client; then keys are turned under all of them. It makes a
home, keys and an agent of its own, and never touches the installation's data.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.setting import machine, use_home

WORDS = "Rana Haddad, +970 2 555 0199, Nablus Road 12"
FIELDS, SINGLES, PAGES, ON_PAGE = 5, 300, 60, 10
WRITE_AT_MOST, READ_AT_MOST, PAGE_AT_MOST = 0.2, 0.1, 15.0


def tables() -> dict[str, Any]:
    """Models with five text fields, plain and private (class S as machines read it, class C1 as people do), and their tables."""
    from django.db import connection, models

    from dalil.accounts.data_classes import DataClass
    from dalil.vault.fields import PrivateText
    from dalil.vault.models import PrivateRecord

    names = [f"field_{place}" for place in range(FIELDS)]
    common = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "bench"})}
    plain = {name: models.TextField() for name in names}
    made: dict[str, Any] = {"plain": type("Plain", (models.Model,), {**common, **plain, "data_class": DataClass.S})}
    for data_class in (DataClass.S, DataClass.C1):
        private = {name: PrivateText() for name in names}
        body = {**common, **private, "data_class": data_class}
        made[data_class.value] = type(f"Private{data_class.value}", (PrivateRecord,), body)
    with connection.schema_editor() as editor:
        for model in made.values():
            editor.create_model(model)
    return made


def rows(model: Any, count: int) -> list[Any]:
    """So many records."""
    return [model(**{f"field_{place}": f"{WORDS} {number}" for place in range(FIELDS)}) for number in range(count)]


def seconds_each(rows: list[Any], work: Callable[[Any], object]) -> float:
    """For all of these, one after the other, as if each took as long as the median: others use the machine too."""
    return statistics.median(_once(lambda row=row: work(row)) for row in rows) * len(rows)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, the best of three: others use the machine too."""
    return min(_once(work) for _ in range(3))


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def said(what: str, plain: float, private: float, fields: int, limit: float | None) -> None:
    """One line: the time of a field of either kind, and what a private one costs more, in milliseconds."""
    more = (private - plain) / fields * 1000
    told = "" if limit is None else f"(at most {limit} ms: {'kept' if more <= limit else 'MISSED'})"
    print(f"{what:<44} plain {plain / fields * 1000:7.4f} ms  private {private / fields * 1000:7.4f} ms"
          f"  more {more:7.4f} ms {told}")  # fmt: skip


def of_fields(made: dict[str, Any], count: int) -> None:
    """Writing and reading, many a trip and one a trip."""
    from django.db import transaction

    from dalil.vault.actions import open_unrecorded

    plain, private = made["plain"], made["S"]

    def many(model: Any) -> Callable[[], object]:
        return lambda: model.objects.bulk_create(rows(model, count), batch_size=500)

    def each(model: Any) -> float:
        with transaction.atomic():
            return seconds_each(rows(model, SINGLES), lambda row: row.save(force_insert=True))

    def read_plain(found: list[Any]) -> list[str]:
        return [getattr(row, f"field_{place}") for row in found for place in range(FIELDS)]

    said(f"write, {count} records a trip", seconds(many(plain)), seconds(many(private)), count * FIELDS, WRITE_AT_MOST)
    said("write, one record a trip", each(plain), each(private), SINGLES * FIELDS, WRITE_AT_MOST)
    said(
        f"read, {count} records a trip",
        seconds(lambda: read_plain(list(plain.objects.all()[:count]))),
        seconds(lambda: read_plain(open_unrecorded(list(private.objects.all()[:count])))),
        count * FIELDS,
        READ_AT_MOST,
    )
    some = list(plain.objects.values_list("pk", flat=True)[:SINGLES])
    others = list(private.objects.values_list("pk", flat=True)[:SINGLES])
    said(
        "read, one record a trip",
        seconds_each(some, lambda pk: read_plain([plain.objects.get(pk=pk)])),
        seconds_each(others, lambda pk: read_plain(open_unrecorded([private.objects.get(pk=pk)]))),
        SINGLES * FIELDS,
        READ_AT_MOST,
    )


def of_pages(made: dict[str, Any]) -> None:
    """A page of 50 fields, plain, private as machines read them, and private as people do: with a reason in the ledger."""
    from django.conf import settings
    from django.http import HttpRequest, HttpResponse
    from django.template import Context, Template
    from django.test import Client
    from django.urls import path

    from dalil.accounts.models import Person
    from dalil.vault.actions import open_records, open_unrecorded

    by = Person.objects.command_line()
    template = Template("<ul>{% for row in rows %}" + "".join(f"<li>{{{{ row.field_{n} }}}}" for n in range(FIELDS))
                        + "{% endfor %}</ul>")  # fmt: skip
    reading: dict[str, Callable[[list[Any]], Any]] = {
        "plain": lambda found: found,
        "S": open_unrecorded,
        "C1": lambda found: open_records(found, by=by, at=datetime.now(UTC), why="a bench"),
    }

    def page(kind: str) -> Callable[[HttpRequest], HttpResponse]:
        def view(request: HttpRequest) -> HttpResponse:
            shown = reading[kind](list(made[kind].objects.all()[:ON_PAGE]))
            return HttpResponse(template.render(Context({"rows": shown})))

        return view

    addresses = ModuleType("bench_addresses")
    addresses.__dict__["urlpatterns"] = [path(f"{kind}/", page(kind)) for kind in reading]
    sys.modules["bench_addresses"] = addresses
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = "bench_addresses", ["testserver"]
    browser, took = Client(), dict[str, float]()
    for kind in reading:
        answer = browser.get(f"/{kind}/")
        assert answer.status_code == 200 and answer.content.decode().count(WORDS) == ON_PAGE * FIELDS
        took[kind] = statistics.median(_once(lambda kind=kind: browser.get(f"/{kind}/")) for _ in range(PAGES))
    for kind, title in (("S", "no ledger"), ("C1", "with its ledger entry")):
        said(f"page of {ON_PAGE * FIELDS} fields, {title}", took["plain"], took[kind], 1, PAGE_AT_MOST)


def of_rotation(made: dict[str, Any], count: int) -> None:
    """A new key for each class, and as many records brought under it; then how large the agent has become."""
    from dalil.accounts.models import Person
    from dalil.vault import client
    from dalil.vault.actions import rotating

    by = Person.objects.command_line()
    private = made["C1"]
    private.objects.bulk_create(rows(private, count - private.objects.count()), batch_size=500)
    rotating.new_epoch(by=by, at=datetime.now(UTC))
    began = time.perf_counter()
    done = rotating.rewrap_all(by=by, at=datetime.now(UTC), models=[private])
    took = time.perf_counter() - began
    assert (done.renewed, done.unreadable) == (count, ())
    print(f"rotation of {count} records{'':<21} {took:7.2f} s    {count / took:,.0f} records a second")
    status = Path(f"/proc/{client.condition().pid}/status")
    if status.exists():
        kept = {line.split()[0]: int(line.split()[1]) / 1024 for line in status.read_text().splitlines()
                if line.startswith(("VmRSS", "VmHWM", "VmLck"))}  # fmt: skip
        told = ", ".join(f"{name.rstrip(':')} {mib:.1f} MiB" for name, mib in kept.items())
        print(f"memory of the agent after all this{'':<10} {told}")


def main(count: int) -> None:
    """All figures."""
    home = use_home()
    from django.core.management import call_command

    from dalil.vault import client, protocol
    from dalil.vault.watching import agent_for_now

    call_command("migrate", verbosity=0)
    agent_for_now()
    client.ask(protocol.Init())
    print(f"{machine()}\n{count} records of {FIELDS} fields, {len(WORDS)} characters each; SQLite in {home}\n")
    try:
        made = tables()
        of_fields(made, count)
        made["C1"].objects.bulk_create(rows(made["C1"], ON_PAGE))
        of_pages(made)
        of_rotation(made, count)
    finally:
        client.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 4500)
