"""The templates of the live site, with what a page without a server needs in the place of some of them.

`instead` lies before the live site's own templates: its base, its map and its search box. One part of one live template is
cut out, as it offers what only a server can; if it is no longer where it was, making stops. It never touches a request.
"""

from functools import cache
from pathlib import Path
from typing import Final

from django.template import Context, Engine, Origin, Template
from django.template.loaders.filesystem import Loader as FilesystemLoader

HERE: Final = Path(__file__).resolve().parent

# The history of an entry lives on the server; a suggestion goes to an address that an edition does not hold.
_CUT: Final = {"guide/pages/organisation.html": ('<div class="row no-print">', "{% endblock %}")}


class NothingToCut(Exception):
    """The live site's template is no longer as it was: see `_CUT`."""


class Loader(FilesystemLoader):
    """Reads templates, and cuts out what a page without a server cannot offer."""

    def get_contents(self, origin: Origin) -> str:
        """The template's text."""
        return cut(str(origin.template_name), str(super().get_contents(origin)))


def cut(name: str, text: str) -> str:
    """The text without the part that is to be cut out of the template of that name."""
    if name not in _CUT:
        return text
    first, after = _CUT[name]
    before, found, rest = text.partition(first)
    if not found or after not in rest or first in rest:
        raise NothingToCut(name)
    return before + after + rest.partition(after)[2]


@cache
def engine() -> Engine:
    """The engine, once a process: templates are read and taken apart once."""
    return Engine(
        dirs=[str(HERE / "instead"), str(HERE / "pages"), str(HERE.parent.parent)],
        loaders=[
            (
                "django.template.loaders.cached.Loader",
                ["dalil.press.site.engine.Loader"],
            )
        ],
        libraries={
            "i18n": "django.templatetags.i18n",
            "l10n": "django.templatetags.l10n",
            "figures": "dalil.web.templatetags.figures",
            "languages": "dalil.web.templatetags.languages",
            "static": "django.templatetags.static",
            "panels": "dalil.press.site.panels",
            "pictures": "dalil.press.site.pictures",
        },
        builtins=["dalil.press.site.tags"],
    )


@cache
def template(name: str) -> Template:
    """A template by its name."""
    return engine().get_template(name)


def filled(name: str, values: dict[str, object]) -> str:
    """The template with these values, in the language that is active."""
    return str(template(name).render(Context(values)))
