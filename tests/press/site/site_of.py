"""Reading a static site as a browser would: its pages, and where each link of a page leads."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit


class Read(HTMLParser):
    """What a page is made of: elements with their attributes, and the text that is seen."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._unseen = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._unseen += tag in ("script", "style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in ("script", "style", "title")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def targets(self) -> Iterator[str]:
        """Every address that the page names, but for those that a browser does not open by itself or by a click."""
        for tag, attributes in self.elements:
            if tag == "link" and attributes.get("rel") == "canonical":
                continue
            for name in ("href", "src", "action"):
                if address := attributes.get(name):
                    yield address
            if tag == "meta" and attributes.get("http-equiv") == "refresh":
                yield str(attributes["content"]).partition("url=")[2]


def pages_in(site: Path) -> dict[str, Read]:
    """Every page by its path within the site."""
    return {path.relative_to(site).as_posix(): Read(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}


def is_outside(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https")
