"""A small guide for tests of pages: bodies with names in many scripts, from sources that disagree.

It writes the rows directly, so that pages can be tested without taking a list in.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from dalil.accounts.models import Person
from dalil.formats.record import Identifier, Location, Name, Record, Relation, SectorClaim, Text, encode
from dalil.guide import indexing
from dalil.guide.models import Change, Intake, IntakeState, Organisation, Row, Source
from dalil.guide.models import Record as Stored
from dalil.linkage import keys_of, pack_keys

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

SOURCES = {
    "own-word": ("The Lamp of Aida itself", "self"),
    "register": ("Register of associations", "register"),
    "field-list": ("The field list", "list"),
}

LAMP_BY_REGISTER = Record(
    names=(Name("جمعية قنديل عايدة", "ar"), Name("The Lamp of Aida Society", "en")),
    identifiers=(Identifier("XI-ROR", "02mhbdp94"), Identifier("PS-MOI", "BL-1234-B")),
    locations=(Location("PS", "PS0145", "بيت لحم", 31.72, 35.19),),
    sectors=(SectorClaim("culture", "register", "Arts"),),
    kind="nonprofit",
    status="active",
    founded="1998-04",
)
LAMP_BY_ITSELF = Record(
    names=(
        Name("מנורת עאידה", "he"),
        Name("La Lampe d'Aïda", "fr"),
        Name("Лампа Аиды", "ru"),
        Name("LAS", "en", ("acronym",)),
        Name("Aida Youth Room", "en", ("former",)),
    ),
    links=("https://lamp.example/", "https://lamp.example/" + "a-long-address-that-has-to-break-somewhere-" * 3),
    descriptions=(Text("Theatre & music for children of the camp.", "en"), Text("مسرح وموسيقى لأطفال المخيم.", "ar")),
    relations=(Relation("parent", label="Union of Lamps"),),
    founded="1999",
)
LAMP_BY_LIST = Record(names=(Name("Lamp of Aida </script><b>", "en"),), status="inactive")

OTHERS = {
    "riverwomen": Record(
        names=(Name("Women of the River Mental Health Clinic", "en"), Name("تعاونية نساء النهر", "ar")),
        locations=(Location("TN", "", "Tunis"),),
    ),
    "waterforall": Record(names=(Name("עמותת מים לכול", "he"),), locations=(Location("IL", "", "חיפה"),)),
    "reefkeepers": Record(names=(Name("Keepers of the Reef", "en"),), locations=(Location("PW", "", "Koror"),)),
}


def make_guide() -> dict[str, Organisation]:
    """Make the sources, the bodies and the index. `lamp` has three witnesses; `oldlamp` was merged into it."""
    Person.objects.command_line()
    sources = {
        slug: Source.objects.create(slug=slug, name=name, kind=kind, licence="CC0 1.0", created_at=NOON)
        for slug, (name, kind) in SOURCES.items()
    }
    lamp = _body("lamp")
    _say(lamp, sources["register"], LAMP_BY_REGISTER, row=_intake(sources["register"]))
    _say(lamp, sources["own-word"], LAMP_BY_ITSELF)
    _say(lamp, sources["field-list"], LAMP_BY_LIST)
    made = {"lamp": lamp}
    for number, record in OTHERS.items():
        made[number] = _body(number)
        _say(made[number], sources["field-list"], record)
    made["oldlamp"] = _body("oldlamp", merged_into=lamp)
    made["olderlamp"] = _body("olderlamp", merged_into=made["oldlamp"])
    made["hidden"] = _body("hidden", is_listed=False)
    _say(made["hidden"], sources["field-list"], Record(names=(Name("Hidden Lantern", "en"),)))
    Change.objects.create(organisation=lamp, kind="updated", at=NOON, by=Person.objects.command_line())
    indexing.rebuild()
    return made


def add_bodies(count: int) -> None:
    """More bodies, all of them lanterns, for lists that run over several pages."""
    names = (Name(f"Lantern House Number {number}", "en") for number in range(count))
    add_listed({f"lantern{number}": Record(names=(name,)) for number, name in enumerate(names)})


def add_listed(records: Mapping[str, Record]) -> None:
    """More bodies, each as the field list has it."""
    source = Source.objects.get(slug="field-list")
    for number, record in records.items():
        _say(_body(number), source, record)
    indexing.rebuild()


def _body(number: str, *, merged_into: Organisation | None = None, is_listed: bool = True) -> Organisation:
    return Organisation.objects.create(
        pk=number, title=number, created_at=NOON, changed_at=NOON, merged_into=merged_into, is_listed=is_listed
    )


def _say(body: Organisation, source: Source, record: Record, row: Row | None = None) -> None:
    Stored.objects.create(
        source=source,
        key=body.pk,
        organisation=body,
        home=body,
        row=row,
        values=encode(record).decode(),
        keys=pack_keys(keys_of(record)),
        first_seen_at=NOON,
        last_seen_at=NOON,
    )


def _intake(source: Source) -> Row:
    intake = Intake.objects.create(
        source=source,
        state=IntakeState.CARRIED_OUT,
        file_name="associations.csv",
        file_digest="0" * 64,
        file_size=1,
        as_of=date(2026, 3, 1),
        rows_total=10,
        rows_done=10,
        counts={"new": 6, "same": 1, "duplicate": 2, "refused": 1},
        uploaded_by=Person.objects.command_line(),
        uploaded_at=NOON,
        carried_out_at=NOON,
    )
    source.last_intake = intake
    source.save(update_fields=["last_intake"])
    return Row.objects.create(intake=intake, number=7, cells="[]", outcome="new", target="lamp")
