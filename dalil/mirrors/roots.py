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
    trustees: Sequence[SSlibKey] = (),
    editors: Sequence[SSlibKey] = (),
    online: Sequence[SSlibKey] = (),
    now: datetime,
    before: bytes | None = None,
    trustee_threshold: int = 0,
    editor_threshold: int = 0,
    parameters: Parameters = Parameters(),  # noqa: B008
) -> Drafted:
    """Draft the first root, or the one that follows `before` (the bytes of the newest root).

    Whoever is not named stays as before, and so does how many must sign; the first time the parameters say it.
    """
    old = root_in(before) if before is not None else None
    trustees, trustee_role = _group(trustees, old, "root", trustee_threshold, parameters.trustee_threshold)
    editors, editor_role = _group(editors, old, "targets", editor_threshold, parameters.editor_threshold)
    online, online_role = _group(online, old, "timestamp", 1, 1)
    roles = {"root": trustee_role, "targets": editor_role, "snapshot": online_role, "timestamp": online_role}
    fields = {MADE: moment_text(now)}
    version = old.version + 1 if old else 1
    if before is not None:
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


def root_in(data: bytes) -> Root:
    """The root in a file. Raises Unsound for anything else."""
    return parse(data, "", Root).signed


def _group(
    named: Sequence[SSlibKey], old: Root | None, role: str, threshold: int, usual: int
) -> tuple[Sequence[SSlibKey], Role]:
    """The keys of a role and how many of them must sign: as named, else as before, else as usual."""
    if old is not None:
        named = named or [key for keyid in old.roles[role].keyids if isinstance(key := old.keys[keyid], SSlibKey)]
        usual = old.roles[role].threshold
    threshold = threshold or usual
    ids = sorted({key.keyid for key in named})
    if len(ids) != len(named) or not 1 <= threshold <= len(ids):
        raise MirrorRefused("root-malformed", keys=len(ids), threshold=threshold)
    return named, Role(ids, threshold)
