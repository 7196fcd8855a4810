"""How long 4,500 organisations with private contacts take to come in, beside the same list with those columns left out.

`python -m bench.contacts [rows]` plans and carries out both in one run, and says what the spool costs as ciphertext. Each row has
a person, a mail address and a telephone number: three private contacts.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.setting import machine, peak_mib, use_home

HEADINGS = ("Name", "Country", "Contact person", "Email", "Telephone")
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def main(rows: int) -> None:
    """Measure both, and print."""
    home = use_home()
    prepare(home)
    # Rooms are imported once Django is set up.
    from django.core.management import call_command

    from dalil.accounts.models import Person
    from dalil.guide import spool
    from dalil.guide.models import Contact

    call_command("migrate", verbosity=0)
    by = Person.objects.command_line()
    path = home / "list.csv"
    path.write_text("\n".join(lines(rows)), encoding="utf-8")
    plain = taken_in("left out", path, "ignore", by)
    sealed = taken_in("private", path, "private", by)
    begun = time.perf_counter()
    spool.digest_of(path)
    print(f"{rows:,} rows, {Contact.objects.standing().count():,} private contacts: {sealed:.1f} s")
    print(
        f"the same rows with those columns left out: {plain:.1f} s; reading the file alone {time.perf_counter() - begun:.3f} s"
    )
    print(f"most memory {peak_mib():.0f} MiB; {machine()}")


def prepare(home: Path) -> None:
    """Keys of its own for the throw-away home."""
    from django.conf import settings

    from dalil.vault import protocol
    from dalil.vault.agent import keyring, memory

    place = Path(settings.DALIL_KEYS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = bytes(keyring.written(keyring.made_new(memory.Slots(), "2026-11-22"), seal=None, salt=b""))
    (place / protocol.KEYRING).write_bytes(keys)
    (place / protocol.KEYRING).chmod(0o600)


def lines(rows: int) -> list[str]:
    """The list."""
    made = (
        f"House of Olives {n} of Town {n % 97},PS,Rana Aziz {n},office-{n}@olive.example,+970 2 5{n:06}"
        for n in range(rows)
    )
    return [",".join(HEADINGS), *made]


def taken_in(slug: str, path: Path, field: str, by: object) -> float:
    """Seconds from dropping the file in to its being carried out."""
    from dalil.guide.actions import intakes, planning, sources
    from dalil.guide.actions.carrying import carry_out
    from dalil.guide.mapping import Column, Mapping

    mapping = Mapping(tuple(map(Column, HEADINGS, ("name", "country", field, field, field))))
    source = sources.create_source(slug=slug.replace(" ", "-"), card=sources.SourceCard(name=slug), by=by, at=AT)
    begun = time.perf_counter()
    intake = intakes.start_intake(source=source, path=path, file_name="list.csv", by=by, at=AT)
    intakes.set_mapping(intake=intake, mapping=mapping, keep=False, by=by, at=AT)
    planned = planning.plan_intake(intake=intake, by=by, at=AT)
    print(f"  {slug}: planned after {time.perf_counter() - begun:.1f} s")
    carry_out(intake=planning.approve_plan(intake=planned, version=planned.version, by=by, at=AT), at=AT)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4500)
