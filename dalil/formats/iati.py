"""Organisation files of the International Aid Transparency Initiative, version 2.03: names, one number, websites.

The standard wants a number of a register that it knows, without `/ & | ?`; an organisation without one is left out and
counted. What the standard has no place for but lets others add stands in attributes of our own namespace: our id and who
says each name. The platform reports as a secondary reporter: it never speaks as the organisation itself.
Reading refuses every document type definition, and with it every entity.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import msgspec

from dalil.formats.limits import MIB
from dalil.formats.problems import to_the_end, unreadable
from dalil.formats.published import EditionCard, Published
from dalil.formats.record import Identifier, Name, Record
from dalil.formats.row import RawRow, Reading
from dalil.formats.sound import Written, in_xml, key_of, sound
from dalil.formats.source import Source

NAME: Final = "iati"
NAMESPACE: Final = "urn:dalil:data:1"
_CHUNK: Final = 1 << 16
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_FORBIDDEN: Final = re.compile(r"[/&|?\s]|[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"([A-Z]{2}-[A-Z0-9_]+)-(.+)", re.DOTALL)
_ROOT: Final = re.compile(rb"<iati-organisations[\s>]")
_WEB_PAGE: Final = "B16"
_OTHER: Final = "90"


def write(entries: Iterable[Published], file: BinaryIO, card: EditionCard, registers: Collection[str]) -> Written:
    """Write those organisations that have a number in one of `registers` (codes of org-id.guide), by their best one.

    The standard allows no empty file: when nobody is left, what was written is not valid, and `count` is 0.
    """
    count = lacking = replaced = 0
    when = f"{card.dated_on}T00:00:00Z"
    head = f'<iati-organisations version="2.03" generated-datetime="{when}" xmlns:dalil="{NAMESPACE}">\n'
    file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n' + head.encode())
    reporting = _reporting(card)
    for entry in sound(entries):
        identifier = _identifier(entry, registers)
        if identifier is None:
            lacking += 1
            continue
        text = _organisation(entry, identifier, reporting)
        replaced += (clean := in_xml(text)) != text
        file.write(clean.encode())
        count += 1
    file.write(b"</iati-organisations>\n")
    left_out = {"without_identifier": lacking, "characters_not_in_xml": replaced}
    return Written(count, {code: number for code, number in left_out.items() if number})


def _identifier(entry: Published, registers: Collection[str]) -> Identifier | None:
    for said in entry.identifiers:
        one = said.value
        if one.scheme in registers and one.value and not _FORBIDDEN.search(f"{one.scheme}{one.value}"):
            return one
    return None


def _reporting(card: EditionCard) -> str:
    """The platform. Its reference is its host name: no register has given it a number that it could state."""
    host = re.sub(r"^https?://|[/&|?\s].*$", "", card.address)
    ref = quoteattr(f"DALIL-{host or 'guide'}")
    narrative = f"<narrative>{escape(card.platform)}</narrative>"
    return f'<reporting-org ref={ref} type="{_OTHER}" secondary-reporter="1">{narrative}</reporting-org>'


def _organisation(entry: Published, identifier: Identifier, reporting: str) -> str:
    changed = f' last-updated-datetime="{entry.changed_on}T00:00:00Z"' if entry.changed_on else ""
    own = f"dalil:id={quoteattr(entry.id)} dalil:scheme={quoteattr(identifier.scheme)}"
    number = escape(f"{identifier.scheme}-{identifier.value}")
    title = _names(entry)
    links = "".join(_link(said.value, title) for said in entry.links if _ADDRESS.fullmatch(said.value))
    return (
        f"<iati-organisation{changed} {own}>\n<organisation-identifier>{number}</organisation-identifier>\n"
        f"<name>{title}</name>\n{reporting}\n{links}</iati-organisation>\n"
    )


def _names(entry: Published) -> str:
    """The best name in use in each language, for narratives of one element say the same in several."""
    found: dict[str, str] = {}
    for is_label in (True, False):
        for said in entry.names:
            types = said.value.types
            if ("label" in types) == is_label and not {"former", "acronym"} & set(types):
                found.setdefault(said.value.lang, _narrative(said.value.value, said.value.lang, said.by))
    if not found:
        value = entry.names[0].value.value if entry.names else entry.id
        return _narrative(value, "", entry.names[0].by if entry.names else ())
    return "".join(found.values())


def _narrative(value: str, language: str, by: tuple[str, ...]) -> str:
    spoken = f' xml:lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    # A parser turns a carriage return into a line feed, unless it is written as a reference.
    text = escape(value, {"\r": "&#13;"})
    return f"<narrative{spoken} dalil:by={quoteattr(' '.join(by))}>{text}</narrative>"


def _link(address: str, title: str) -> str:
    category = f'<category code="{_WEB_PAGE}"/>'
    return (
        f'<document-link format="text/html" url={quoteattr(address)}><title>{title}</title>{category}</document-link>\n'
    )


def fits(source: Source) -> bool:
    """Whether the text is an organisation file of IATI."""
    return bool(_ROOT.search(source.text_head[: 1 << 14]))


def read(source: Source) -> Reading:
    """Open an organisation file: names, the number and web pages of each."""

    def rows() -> Iterator[RawRow]:
        return to_the_end(_rows(source))

    next(rows(), None)
    return Reading(NAME, rows, encoding=source.encoding.name)


def _rows(source: Source) -> Iterator[RawRow]:
    found = _Organisations(source.limits.value_chars)
    parser = expat.ParserCreate("utf-8" if source.encoding.is_wide else None, " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    try:
        with source.open_text() as file:
            while data := file.read(_CHUNK):
                parser.Parse(data, False)
                yield from found.taken()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as broken:
        yield from found.taken()
        raise unreadable("file_cut_short") from broken
    yield from found.taken()


def _refuse(*_: object) -> None:
    raise unreadable("file_is_xml")


@dataclass
class _Body:
    """An organisation while its element is open."""

    id: str = ""
    scheme: str = ""
    number: str = ""
    names: list[Name] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class _Organisations:
    """The events of a file, gathered into rows; no more of an organisation is kept than the limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ready: list[RawRow] = []
        self._path: list[str] = []
        self._body = _Body()
        self._pieces: list[str] = []
        self._size = 0
        self._count = 0
        self._language = self._address = ""

    def taken(self) -> list[RawRow]:
        """The rows that are complete."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._path.append(tag)
        if len(self._path) > 100:
            raise ValueError(tag)
        self._pieces = []
        match tag:
            case "iati-organisation":
                self._size = 0
                self._body = _Body(attributes.get(f"{NAMESPACE} id", ""), attributes.get(f"{NAMESPACE} scheme", ""))
            case "narrative":
                self._language = attributes.get("http://www.w3.org/XML/1998/namespace lang", "")
            case "document-link":
                self._address = attributes.get("url", "")
            case "category" if attributes.get("code") == _WEB_PAGE and self._address:
                self._body.links.append(self._address)
                self._address = ""

    def text(self, data: str) -> None:
        """Text stands in an element."""
        self._size += len(data)
        if self._size > min(self._most, 16 * MIB):
            raise ValueError(self._size)
        self._pieces.append(data)

    def end(self, tag: str) -> None:
        """An element ends."""
        above = self._path[-2:-1]
        self._path.pop()
        if tag == "narrative" and above == ["name"] and len(self._path) == 3:
            self._body.names.append(Name("".join(self._pieces), self._language))
        elif tag == "organisation-identifier":
            self._body.number = "".join(self._pieces).strip()
        elif tag == "iati-organisation":
            self._count += 1
            self._ready.append(_row(self._body, self._count))


def _row(body: _Body, number: int) -> RawRow:
    record = Record(names=tuple(body.names), identifiers=_numbers(body), links=tuple(body.links))
    key = key_of(body.id) if body.id else f"iati:{body.number}" if body.number else ""
    return RawRow(number, "", {}, record, (), msgspec.json.encode(record).decode(), key)


def _numbers(body: _Body) -> tuple[Identifier, ...]:
    """The number with its register: as we say it, or as far as the letters before it go."""
    if body.scheme and body.number.startswith(f"{body.scheme}-"):
        return (Identifier(body.scheme, body.number[len(body.scheme) + 1 :]),)
    if match := _NUMBER.fullmatch(body.number):
        return (Identifier(match[1], match[2]),)
    return (Identifier("", body.number),) if body.number else ()
