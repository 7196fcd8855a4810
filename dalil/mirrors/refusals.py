"""What is refused: on the side that signs, by an exception; on the side that reads, by a code that becomes a finding.

It never holds a sentence: a refusal is a code with its particulars, and whoever shows it words it.
"""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final = frozenset(
    {
        "base-moved-on",  # the draft was made of another state than the one that is published now
        "draft-altered",  # a file of the draft is not the one that was drafted
        "draft-malformed",  # the draft folder does not hold what a draft holds
        "draft-exists",  # there is a draft already
        "editors-changed",  # the new root names other editors: everything must be signed by them
        "key-exists",  # a file of that name is there already
        "key-in-mirror",  # a private key would be published
        "key-malformed",  # the file holds no ed25519 key
        "key-not-of-role",  # the key has no part in what it should sign
        "name-not-safe",  # a file's name would not survive being copied, or leads out of the folder
        "names-alike",  # two names differ in capitals alone: a USB stick cannot hold both
        "no-root",  # nothing was published yet, and no root comes along
        "not-a-mirror",  # the folder holds something else
        "nothing-changed",  # there is nothing to sign
        "passphrase-wrong",  # or missing
        "path-missing",  # what should be published is not there
        "root-malformed",  # too few keys for the threshold, one key twice
        "signatures-missing",  # fewer valid signatures than the threshold
        "too-many-files",  # no number of bins that a reader takes holds them
        "would-not-verify",  # the last look before publishing found something
    }
)


class MirrorRefused(Exception):
    """Something that was asked for is refused; `code` is one of REFUSALS, `particulars` fill its sentence."""

    def __init__(self, code: str, **particulars: object) -> None:
        super().__init__(code, particulars)
        self.code = code
        self.particulars: Mapping[str, str] = {name: str(value) for name, value in particulars.items()}


class Unsound(Exception):
    """A document of a mirror cannot be believed: `code` as in verdicts.CODES, `path` the file it stands in."""

    def __init__(self, code: str, path: str, **particulars: object) -> None:
        super().__init__(code, path, particulars)
        self.code = code
        self.path = path
        self.particulars: Mapping[str, str] = {name: str(value) for name, value in particulars.items()}
