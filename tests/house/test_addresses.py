"""Every link that a template or the program makes by name leads somewhere."""

import re
from pathlib import Path

from django.urls import get_resolver

from dalil.access.checks import all_pages
from dalil.press.site.addresses import path_of

ROOMS = Path(__file__).resolve().parents[2] / "dalil"
IN_TEMPLATES = re.compile(r"""{%\s*url\s+["']([\w:]+)["']""")
IN_PROGRAM = re.compile(r"""\b(?:reverse|reverse_lazy|redirect|resolve_url)\(\s*["']([\w]+:[\w:]+)["']""")


def names_that_lead_somewhere() -> set[str]:
    spaces = get_resolver().namespace_dict
    named = {str(pattern.name) for _address, pattern in all_pages() if pattern.name}
    inside = {f"{space}:{name}" for space, (_prefix, resolver) in spaces.items() for name in resolver.reverse_dict}
    return {name for name in inside if isinstance(name, str)} | {
        name for name in named if name in get_resolver().reverse_dict
    }


def test_every_link_by_name_leads_somewhere() -> None:
    made = {
        (name, path.relative_to(ROOMS).as_posix())
        for pattern, files in ((IN_TEMPLATES, "*.html"), (IN_PROGRAM, "*.py"))
        for path in ROOMS.rglob(files)
        for name in pattern.findall(path.read_text("utf-8"))
    }
    known = names_that_lead_somewhere()
    # Pages that only the static site has are files, not addresses: their names are tried there.
    of_files = {name for name, _place in made if name.startswith("site:")}
    elsewhere = [(name, place) for name, place in made if name in of_files and not place.startswith("press/site/")]

    assert len(made) > 50
    assert sorted((name, place) for name, place in made if name not in known | of_files) == []
    assert elsewhere == []
    assert of_files
    assert all(path_of(name, "x") for name in of_files)
