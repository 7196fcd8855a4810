"""Everything with keys in one folder, for the demo and for a network without trustees of its own: one call, no questions.

Whoever has that folder can publish anything: docs/mirrors.md says so, and how to go over to keys held by people.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from dalil.mirrors.drafting import draft
from dalil.mirrors.drafts import drop_draft, sign
from dalil.mirrors.keys import keys_in, make_key, public_all, signer_in
from dalil.mirrors.parameters import Parameters
from dalil.mirrors.publishing import Published, publish
from dalil.mirrors.roots import draft_root
from dalil.mirrors.states import is_published

ROLES: Final = ("trustee", "editor", "online")


def make_all_keys(keys: Path, *, trustees: int = 5, editors: int = 2) -> list[Path]:
    """Make the keys that are missing: `trustee-1.pem` … `editor-1.pem` … `online.pem`. Gives those that were made."""
    names = [f"trustee-{number}" for number in range(1, trustees + 1)]
    names += [f"editor-{number}" for number in range(1, editors + 1)]
    wanted = [keys / f"{name}.pem" for name in (*names, "online")]
    missing = [path for path in wanted if not path.exists()]
    for path in missing:
        make_key(path)
    return missing


def publish_unattended(
    folder: Path,
    keys: Path,
    *,
    put: Mapping[str, Path],
    now: datetime,
    drop: Iterable[str] = (),
    about: Mapping[str, str] | None = None,
    work: Path | None = None,
    parameters: Parameters = Parameters(),  # noqa: B008
) -> Published:
    """Draft, sign with every key in the folder, publish. The first time it makes the root, and the keys if there are none.

    A draft that an earlier run left in `work` (beside the mirror, if it is not named) is thrown away.
    """
    place = work or folder.with_name(folder.name + ".unattended")
    root_place = place.with_name(place.name + "-root")
    drop_draft(place)
    drop_draft(root_place)
    drafts = [place]
    is_first = not is_published(folder)
    if is_first:
        if not keys_in(keys, "online"):
            make_all_keys(keys)
        trustees, editors, online = (public_all(keys_in(keys, role)) for role in ROLES)
        draft_root(root_place, trustees=trustees, editors=editors, online=online, now=now, parameters=parameters)
        for path in keys_in(keys, "trustee"):
            sign(root_place, signer_in(path))
        drafts.append(root_place)
    draft(
        folder,
        place,
        put=put,
        drop=drop,
        now=now,
        about=about,
        root_draft=root_place if is_first else None,
        parameters=parameters,
    )
    for path in keys_in(keys, "editor"):
        sign(place, signer_in(path))
    return publish(folder, drafts, signer_in(keys / "online.pem"), now=now, parameters=parameters)
