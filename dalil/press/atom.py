"""An Atom feed (RFC 4287) as bytes, from entries that are given. It never reads the database or the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree import ElementTree as ET

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold.
_UNFIT: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: `id` is a permanent IRI, `address` where it is read, `updated` an aware moment."""

    id: str
    title: str
    address: str
    updated: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is called, by whom, in which language, and where it is."""

    id: str
    title: str
    author: str
    language: str
    address: str
    home: str


def as_atom(feed: Feed, items: Iterable[Item], empty_since: datetime) -> bytes:
    """The feed. It counts as updated when its newest entry was; an empty one at `empty_since`."""
    entries = list(items)
    root = ET.Element(f"{{{NAMESPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    put(root, "id", feed.id)
    put(root, "title", feed.title)
    put(root, "updated", moment(max((one.updated for one in entries), default=empty_since)))
    put(ET.SubElement(root, f"{{{NAMESPACE}}}author"), "name", feed.author)
    ET.SubElement(root, f"{{{NAMESPACE}}}link", {"rel": "self", "href": feed.address})
    ET.SubElement(root, f"{{{NAMESPACE}}}link", {"rel": "alternate", "href": feed.home})
    for one in entries:
        entry = ET.SubElement(root, f"{{{NAMESPACE}}}entry")
        put(entry, "id", one.id)
        put(entry, "title", one.title)
        put(entry, "updated", moment(one.updated))
        ET.SubElement(entry, f"{{{NAMESPACE}}}link", {"rel": "alternate", "href": one.address})
        put(entry, "content", one.text)
    ET.register_namespace("", NAMESPACE)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def put(parent: ET.Element, name: str, text: str) -> None:
    """An element with text; what XML cannot hold is left out."""
    ET.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text.translate(_UNFIT)


def moment(at: datetime) -> str:
    """A moment as RFC 3339 has it."""
    return at.isoformat(timespec="seconds")
