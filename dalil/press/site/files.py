"""The files that all pages share: one style sheet, the letters, the sheet of the map, the search. Written once a site."""

import re
import shutil
from pathlib import Path
from typing import Final

from django.utils.html import format_html_join

from dalil.kinds.places import world
from dalil.press.site.engine import HERE
from dalil.press.site.frame import put
from dalil.press.site.pictures import static_folder

STYLES: Final = ("fonts", "foundation", "components", "public")
SCRIPTS: Final = ("lettering", "shelves", "finding", "search")
_COMMENT: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# The colours of `public.css`, of both schemes: a file that is shown as a picture knows none of the page's.
_SHEET: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"><style>'
    "path{{fill:#1d1a19;fill-opacity:.09;stroke:#fcfbf9;stroke-width:3}}"
    "@media(prefers-color-scheme:dark){{path{{fill:#ece7e2;stroke:#171517}}}}"
    "</style>{paths}</svg>"
)


def write_files(folder: Path) -> None:
    """Write them into the folder `a` of the site."""
    into = folder / "a"
    styles = [(static_folder() / "css" / f"{name}.css").read_text("utf-8") for name in STYLES]
    styles.append((HERE / "assets" / "site.css").read_text("utf-8"))
    put(into / "site.css", _COMMENT.sub("", "\n".join(styles)).replace('url("../fonts/', 'url("f/'))
    scripts = [(HERE / "assets" / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    put(into / "search.js", "\n".join(scripts))
    (into / "f").mkdir(parents=True)
    for file in sorted((static_folder() / "fonts").iterdir()):
        shutil.copyfile(file, into / "f" / file.name)
    shutil.copyfile(static_folder() / "images" / "icon.svg", into / "icon.svg")
    paths = format_html_join("", '<path d="{}"/>', ((outline.path,) for outline in world.outlines().values()))
    put(into / "world.svg", _SHEET.format(width=world.WIDTH, height=world.HEIGHT, paths=paths))
