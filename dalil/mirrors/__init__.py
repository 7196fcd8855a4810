"""Signed mirrors: a folder of files that anyone may copy and anyone can check. No Django, no network; the moment is passed in.

It never decides what is published: it signs what it is given and says what it finds. For whoever publishes:

    from dalil import mirrors

    # All at once with keys in a folder (the demo, a small network):
    mirrors.publish_unattended(public, keys, put={"editions/7": made, "index.html": page}, about={"edition": "7"}, now=now)

    # Or step by step, signing on other machines:
    mirrors.draft(public, draft, put={"editions/7": made}, drop=["editions/3"], about={"edition": "7"}, now=now)
    mirrors.sign(draft, mirrors.signer_in(path_of_key, passphrase))      # each editor, with the draft on a stick
    mirrors.signers_of(draft).are_enough
    mirrors.publish(public, [draft], mirrors.signer_in(keys / "online.pem"), now=now)

    mirrors.restamp(public, online, now=now)                             # once a day
    mirrors.running_out(public, now=now)                                 # what people should sign anew soon

    # The first root, a new trustee, another online key: drafted, signed by trustees, published alone or with a draft.
    mirrors.draft_root(root_draft, trustees=[...], editors=[...], online=[...], before=mirrors.newest_root(public), now=now)

`public` becomes a link to a folder beside it (`public.states/…`); serve it, copy it, but never write into it. For readers:

    verdict = mirrors.verify(folder, root_bytes, now=now, seen=seen)          # or part="editions/7"
    verdict = mirrors.verify_file(fetch, "index.html", root_bytes, now=now)   # fetch(path, most_bytes) -> bytes
    verdict.word is mirrors.Word.CURRENT; verdict.findings; verdict.seen.as_json()

What is refused on the publishing side is raised as MirrorRefused (code and particulars); a verdict is never an exception.
"""

from dalil.mirrors.checking import verify, verify_file
from dalil.mirrors.documents import digest
from dalil.mirrors.drafting import draft
from dalil.mirrors.drafts import Drafted, DraftKind, Signers, draft_in, drop_draft, sign, signers_of
from dalil.mirrors.folders import taken
from dalil.mirrors.keys import key_of, keys_in, make_key, public_all, public_in, signer_in
from dalil.mirrors.opening import Fetch, TooLong
from dalil.mirrors.parameters import Parameters
from dalil.mirrors.publishing import Published, publish
from dalil.mirrors.refusals import REFUSALS, MirrorRefused
from dalil.mirrors.roots import draft_root, root_in
from dalil.mirrors.stamping import restamp
from dalil.mirrors.standard import CryptoSigner
from dalil.mirrors.standing import newest_root, running_out
from dalil.mirrors.unattended import make_all_keys, publish_unattended
from dalil.mirrors.verdicts import CODES, Finding, Seen, Verdict, Word, seen_in

__all__ = [
    "CODES",
    "REFUSALS",
    "CryptoSigner",
    "DraftKind",
    "Drafted",
    "Fetch",
    "Finding",
    "MirrorRefused",
    "Parameters",
    "Published",
    "Seen",
    "Signers",
    "TooLong",
    "Verdict",
    "Word",
    "digest",
    "draft",
    "draft_in",
    "draft_root",
    "drop_draft",
    "key_of",
    "keys_in",
    "make_all_keys",
    "make_key",
    "newest_root",
    "public_all",
    "public_in",
    "publish",
    "publish_unattended",
    "restamp",
    "root_in",
    "running_out",
    "seen_in",
    "sign",
    "signer_in",
    "signers_of",
    "taken",
    "verify",
    "verify_file",
]
