"""The list of what a lock installs, for machines: CycloneDX 1.6, with each package's version, hashes, licence and address.

    python -m house.sbom [LOCK]     writes it to the terminal; LOCK is requirements/run.txt unless another is named

The same lock and the same installed packages give the same list, to the byte. It asks no network, and installs nothing.
"""

import json
import re
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.txt"
NAMES = uuid.UUID("0d1f0f6a-8f5e-5c1b-9d3c-7a1f5b0c6e52")
LONGEST_LICENCE = 100
_PACKAGE = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)\s*(?:;(?P<marker>[^\\]*))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})\b")


class NotALock(ValueError):
    """A line of the file pins nothing, or a package has no hash."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock."""

    name: str
    version: str
    # Where it is installed at all, as the lock writes it; empty: everywhere.
    marker: str
    hashes: tuple[str, ...]

    @property
    def address(self) -> str:
        """As package-url names it."""
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', self.name).lower()}@{self.version}"


def locked(text: str) -> Iterator[Locked]:
    """The packages of a lock, in its order. Raises NotALock for one without version or hash."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    for line in lines:
        head, hashes = line.split("--hash=")[0], _HASH.findall(line)
        found = _PACKAGE.fullmatch(head.strip())
        if found is None or not hashes or len(hashes) != line.count("--hash="):
            raise NotALock(line.strip()[:100])
        yield Locked(found["name"], found["version"], (found["marker"] or "").strip(), tuple(hashes))


def licence_of(name: str, version: str) -> list[dict[str, Any]]:
    """What the package says of itself, if this version is installed here: an expression of SPDX, or else its own words."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if said["Version"] != version:
        return []
    if "License-Expression" in said:
        return [{"expression": said["License-Expression"]}]
    classified = [one.split(" :: ")[-1] for one in said.get_all("Classifier") or [] if one.startswith("License :: ")]
    words = classified or [text for text in said.get_all("License") or [] if 0 < len(text) <= LONGEST_LICENCE]
    return [{"license": {"name": word}} for word in words]


def bill(packages: list[Locked], *, version: str) -> dict[str, Any]:
    """The whole list. What depends on what is not in a lock, so all stand under the platform."""
    components = [_component(one) for one in packages]
    root = f"pkg:generic/dalil@{version}"
    content = json.dumps([root, components], sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMES, content)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": root, "name": "dalil", "version": version}},
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def _component(one: Locked) -> dict[str, Any]:
    # A lock has the hash of each file in which the package is offered; any of them may be the one that was installed.
    files = {
        "type": "distribution",
        "url": f"https://pypi.org/project/{one.name}/{one.version}/#files",
        "hashes": [{"alg": "SHA-256", "content": value} for value in one.hashes],
    }
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": one.address,
        "name": one.name,
        "version": one.version,
        "purl": one.address,
        "externalReferences": [files],
    }
    if licences := licence_of(one.name, one.version):
        component["licenses"] = licences
    if one.marker:
        component["properties"] = [{"name": "dalil:installed-where", "value": one.marker}]
    return component


def main(arguments: list[str]) -> int:
    """Writes the list; 2 when the file is no lock."""
    path = Path(arguments[0]) if arguments else LOCK
    try:
        packages = list(locked(path.read_text("utf-8")))
    except (NotALock, OSError) as wrong:
        print(f"{path}: {wrong}", file=sys.stderr)
        return 2
    print(json.dumps(bill(packages, version=metadata.version("dalil")), indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
