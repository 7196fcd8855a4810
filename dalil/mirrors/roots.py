"""The root: which keys speak for the platform. Drafted here, signed by trustees, published with the next state.

It never holds a private key.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dalil.mirrors.documents import MADE, PREVIOUS, digest, parse
from dalil.mirrors.drafts import Drafted, DraftKind, write_draft
from dalil.mirrors.parameters import Parameters
from dalil.mirrors.paths import root_name
from dalil.mirrors.refusals import MirrorRefused
from dalil.mirrors.standard import Metadata, Role, Root, SSlibKey


def draft_root(
    draft: Path,
    *,
    trustees: Sequence[SSlibKey],
    editors: Sequence[SSlibKey],
    online: Sequence[SSlibKey],
    now: datetime,
    before: bytes | None = None,
    parameters: Parameters = Parameters(),  # noqa: B008
) -> Drafted:
    """Draft the first root, or the one that follows `before` (the bytes of the newest root)."""
    _check_keys(trustees, parameters.trustee_threshold)
    _check_keys(editors, parameters.editor_threshold)
    _check_keys(online, 1)
    roles = {
        "root": _role(trustees, parameters.trustee_threshold),
        "targets": _role(editors, parameters.editor_threshold),
        "snapshot": _role(online, 1),
        "timestamp": _role(online, 1),
    }
    fields = {MADE: moment_text(now)}
    version = 1
    if before is not None:
        version = parse(before, "", Root).signed.version + 1
        fields[PREVIOUS] = digest(before)
    keys = {key.keyid: key for key in (*trustees, *editors, *online)}
    expires = now.replace(microsecond=0) + parameters.root
    root = Root(version, None, expires, dict(keys), roles, True, fields)
    document = Metadata(root).to_bytes()
    base = digest(before) if before else ""
    others = {"before.root.json": before} if before else {}
    return write_draft(draft, DraftKind.ROOT, {root_name(version): document}, base=base, made=now, others=others)


def moment_text(moment: datetime) -> str:
    """A moment as The Update Framework writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _role(keys: Sequence[SSlibKey], threshold: int) -> Role:
    return Role(sorted(key.keyid for key in keys), threshold)


def _check_keys(keys: Sequence[SSlibKey], threshold: int) -> None:
    ids = {key.keyid for key in keys}
    if len(ids) != len(keys) or not 1 <= threshold <= len(ids):
        raise MirrorRefused("root-malformed", keys=len(ids), threshold=threshold)
