"""Lists made from real registry names: each organisation of ROR appears in up to three, spoilt as lists spoil them.

A: display name, place, link. B: an alias, a label in another language or script, or a transliteration; the place is
sometimes missing, the link noisy. C: the acronym, or the name with typing errors; mostly a country and no link. A third
of the organisations is in one list only. The same arguments give the same lists. The noise is synthetic: it flatters
everybody. It never looks at what an engine finds.
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Literal

from bench.linkage.benchmark import Benchmark, WrongData
from bench.linkage.noise import ROMANISED, address, romanised, typed, year
from dalil.formats.record import Location, Name, Record
from dalil.names import script_of

Half = Literal["train", "test", "both"]

FILES: Final = ("ror-orgs.jsonl.gz", "ror-nonprofits.jsonl.gz")
# Share of the organisations in one list, in two, in three.
_LISTS: Final = (1 / 3, 1 / 4, 5 / 12)
_MOST_ROUNDS: Final = 40
# Of the smallest jobs at most so many organisations have a name in Arabic script; there are 586 in all, one in eighty.
_ARABIC_SHARE: Final = 0.10
_RECORDS_AN_ORGANISATION: Final = 2.0


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the registry says of one body: its displayed name first among `names`, which has no acronyms."""

    id: str
    names: tuple[tuple[str, str], ...]
    acronyms: tuple[str, ...]
    country: str
    city: str
    link: str
    founded: str

    @property
    def is_arabic(self) -> bool:
        """Whether a name is in Arabic script."""
        return any(script_of(name) == "Arab" for name, _ in self.names)


def half_of(body_id: str) -> Half:
    """Return the half that an organisation is in, for ever: a hash of its id decides."""
    return "test" if blake2b(body_id.encode(), digest_size=1).digest()[0] & 1 else "train"


def organisation(row: dict[str, Any]) -> Organisation:
    """Return the organisation of a line in ROR's flattened shape. Raises `KeyError` and `TypeError`."""
    ordered = sorted(row["names"], key=lambda name: "ror_display" not in name["t"])
    full = dict.fromkeys((name["v"], name["lang"] or "") for name in ordered if name["t"] != ["acronym"])
    return Organisation(
        id=row["id"],
        names=tuple(full),
        acronyms=tuple(name["v"] for name in ordered if "acronym" in name["t"]),
        country=row.get("country") or "",
        city=row.get("city") or "",
        link=(row.get("websites") or [""])[0],
        founded=str(row.get("established") or ""),
    )


def read_organisations(paths: Sequence[Path]) -> dict[str, Organisation]:
    """Return the organisations of files in ROR's flattened shape by id, each once. Raises `WrongData`."""
    bodies: dict[str, Organisation] = {}
    for path in paths:
        try:
            with (
                gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file
            ):
                for number, line in enumerate(file, start=1):
                    try:
                        body = organisation(json.loads(line))
                    except (KeyError, TypeError, ValueError, AttributeError) as error:
                        raise WrongData(path, f"no organisation in ROR's shape ({error!r})", number) from error
                    if body.names:
                        bodies.setdefault(body.id, body)
        except OSError as error:
            raise WrongData(path, error.strerror or "is no gzip file") from error
    return bodies


def _order(bodies: dict[str, Organisation], records: int, seed: int, half: Half) -> list[Organisation]:
    """Return the organisations of the half in a seeded order, with enough in Arabic script among the first."""

    def place(body: Organisation) -> bytes:
        return blake2b(f"{seed} {body.id}".encode(), digest_size=8).digest()

    chosen = sorted((body for body in bodies.values() if half in ("both", half_of(body.id))), key=place)
    arabic = [body for body in chosen if body.is_arabic]
    first = arabic[: int(_ARABIC_SHARE * records / _RECORDS_AN_ORGANISATION)]
    taken = {body.id for body in first}
    return first + [body for body in chosen if body.id not in taken]


def _list_a(body: Organisation, chance: random.Random, later: bool) -> Record:
    """The displayed name with place and link; in later rounds any of its names in that script, the link noisy."""
    name, lang = body.names[0]
    link = body.link
    if later:
        alike = [one for one in body.names if script_of(one[0]) == script_of(name)]
        name, lang = chance.choice(alike)
        link = address(body.link, name, chance, missing=0.2)
    place = Location(country=body.country, locality=body.city)
    return _record(name, lang, place, link, year(body.founded, chance, known=0.5))


def _other_name(body: Organisation, chance: random.Random) -> tuple[str, str]:
    """Return a name that is not the displayed one, half of the time one in another script where there is one."""
    shown = script_of(body.names[0][0])
    others = list(body.names[1:])
    foreign = [one for one in others if script_of(one[0]) != shown]
    if foreign and chance.random() < 0.5:
        others = foreign
    name, lang = chance.choice(others) if others else body.names[0]
    if script_of(name) in ROMANISED and chance.random() < (0.3 if others else 1.0):
        return romanised(name, chance), ""
    return name, lang


def _has_other_name(body: Organisation) -> bool:
    return len(body.names) > 1 or script_of(body.names[0][0]) in ROMANISED


def _list_b(body: Organisation, chance: random.Random, later: bool) -> Record:
    """Another name, in any language and script, or a transliteration."""
    name, lang = _other_name(body, chance)
    draw = chance.random()
    country = body.country if draw < 0.85 else ""
    city = body.city if draw < 0.65 else ""
    link = address(body.link, body.names[0][0], chance, missing=0.35)
    language = lang if chance.random() < 0.6 else ""
    return _record(name, language, Location(country, "", city), link, year(body.founded, chance, known=0.25))


def _list_c(body: Organisation, chance: random.Random, later: bool) -> Record:
    """The acronym alone, or the name as somebody typed it, sometimes with the acronym in brackets."""
    draw = chance.random()
    city = body.city if draw < 0.25 else ""
    country = body.country if draw < 0.85 else ""
    place = Location(country=country, locality=city)
    link = address(body.link, body.names[0][0], chance, missing=0.8)
    founded = year(body.founded, chance, known=0.1)
    if body.acronyms and chance.random() < 0.5:
        return _record(chance.choice(body.acronyms), "", place, link, founded, types=("acronym",))
    name, _ = body.names[0] if chance.random() < 0.8 else chance.choice(body.names)
    name = typed(name, body.country, chance)
    if body.acronyms and chance.random() < 0.15:
        name = f"{name} ({chance.choice(body.acronyms)})"
    return _record(name, "", place, link, founded)


def _record(
    name: str, lang: str, place: Location, link: str, founded: str, types: tuple[str, ...] = ("label",)
) -> Record:
    return Record(
        names=(Name(name, lang, types),),
        locations=(place,) if place.country or place.locality else (),
        links=(link,) if link else (),
        founded=founded,
    )


_MAKERS: Final = {"A": _list_a, "B": _list_b, "C": _list_c}


def mentions(body: Organisation, seed: int, turn: int) -> Iterator[tuple[str, Record]]:
    """Yield (list, record) of one organisation in the three lists of a turn; turns after 0 pass over singletons."""
    count = random.Random(f"{seed} {body.id}").choices((1, 2, 3), _LISTS)[0]
    if turn and count == 1:
        return
    chance = random.Random(f"{seed} {body.id} {turn}")
    possible = "ABC" if _has_other_name(body) else "AC"
    for name in sorted(chance.sample(possible, min(count, len(possible)))):
        yield f"{name}{turn + 1}" if turn else name, _MAKERS[name](body, chance, turn > 0)


def registry_lists(folder: Path, records: int, seed: int = 1, half: Half = "both") -> Benchmark:
    """Return a job of that many records from the files of the folder. Raises `WrongData`.

    Where the organisations run out, those that are in several lists appear in three further lists, and so on: at
    200,000 records of one half an organisation has about eight, and the job says more of throughput than of quality.
    """
    return make_lists(read_organisations([folder / name for name in FILES]), records, seed, half)


def make_lists(bodies: dict[str, Organisation], records: int, seed: int = 1, half: Half = "both") -> Benchmark:
    """Return a job of at most that many records about these organisations."""
    order = _order(bodies, records, seed, half)
    made: list[tuple[str, str, Record]] = []
    for turn in range(_MOST_ROUNDS):
        for body in order:
            if len(made) >= records:
                break
            made += [(name, body.id, record) for name, record in mentions(body, seed, turn)]
    del made[records:]
    random.Random(seed).shuffle(made)
    truth = [body_id for _, body_id, _ in made]
    count = len(set(truth))
    return Benchmark(
        title=f"registry {len(made):,} ({half})",
        records=[record for *_, record in made],
        truth=truth,
        lists=[name for name, *_ in made],
        note=f"{count:,} organisations, {len(made) / max(1, count):.1f} records each, "
        f"{len({name for name, *_ in made})} lists, half: {half}, seed {seed}",
    )
