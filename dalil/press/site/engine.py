"""The templates of the live site, with what a page without a server needs in the place of some of them.

`instead` lies before the live site's own templates: its base, its map and its search box. It never touches a request.
"""

from functools import cache
from pathlib import Path
from typing import Final

from django.template import Context, Engine, Template

HERE: Final = Path(__file__).resolve().parent


@cache
def engine() -> Engine:
    """The engine, once a process: templates are read and taken apart once."""
    return Engine(
        dirs=[str(HERE / "instead"), str(HERE / "pages"), str(HERE.parent.parent)],
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
