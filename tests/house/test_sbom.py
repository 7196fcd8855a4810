"""The list of what a lock installs: complete, the same each time, with the licences that the packages state."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from house import sbom

ROOT = Path(__file__).resolve().parents[2]
DIGEST = "a" * 64


def said(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert sbom.main([str(path)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("lock", sorted(path.name for path in (ROOT / "requirements").glob("*.txt")))
def test_every_package_and_every_hash_of_a_lock_is_in_it(lock: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = ROOT / "requirements" / lock
    found, text = said(path, capsys), path.read_text("utf-8")
    pinned = re.findall(r"^([^\s=]+)==([^\s\\;]+)", text, re.MULTILINE)
    assert [(one["name"], one["version"]) for one in found["components"]] == pinned
    hashes = [part["content"] for one in found["components"] for part in one["externalReferences"][0]["hashes"]]
    assert hashes == re.findall(r"sha256:(\w+)", text)
    refs = [one["bom-ref"] for one in found["components"]]
    assert len(set(refs)) == len(refs)
    assert found["dependencies"][0]["dependsOn"] == refs


def test_it_is_of_the_form_it_names_and_the_same_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    found = said(sbom.LOCK, capsys)
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", found["serialNumber"])
    assert said(sbom.LOCK, capsys) == found
    other = said(ROOT / "requirements" / "dev.txt", capsys)
    assert other["serialNumber"] != found["serialNumber"]


def test_licences_are_those_that_the_packages_state(capsys: pytest.CaptureFixture[str]) -> None:
    found = {one["name"]: one.get("licenses") for one in said(sbom.LOCK, capsys)["components"]}
    assert found["django"] in ([{"expression": "BSD-3-Clause"}], [{"license": {"name": "BSD License"}}])
    assert found["tuf"] == [{"expression": "Apache-2.0 OR MIT"}]
    assert sbom.licence_of("django", "0.1") == []
    assert sbom.licence_of("no-such-package-at-all", "1") == []


def test_marker_name_and_address_of_one_package() -> None:
    hashes = f"    --hash=sha256:{DIGEST} \\\n    --hash=sha256:{'b' * 64}\n"
    text = "# said\nTyping_Ext.a==4.1 ; python_full_version < '3.13' \\\n" + hashes
    (one,) = sbom.locked(text)
    assert (one.version, one.marker, one.hashes) == ("4.1", "python_full_version < '3.13'", (DIGEST, "b" * 64))
    assert one.address == "pkg:pypi/typing-ext-a@4.1"
    component = sbom.bill([one], version="9")["components"][0]
    assert component["properties"] == [{"name": "dalil:installed-where", "value": "python_full_version < '3.13'"}]


@pytest.mark.parametrize(
    "line",
    [
        "django>=5 --hash=sha256:" + DIGEST,
        "django==5.2",
        "django==5.2 --hash=md5:" + DIGEST,
        "django==5.2 --hash=sha256:" + DIGEST[:60],
        f"django==5.2 --hash=sha256:{DIGEST} --hash=sha1:{DIGEST}",
        "--index-url https://elsewhere.example",
    ],
)
def test_what_pins_nothing_is_no_lock(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(sbom.NotALock):
        list(sbom.locked(line))
    (tmp_path / "lock.txt").write_text(line, "utf-8")
    assert sbom.main([str(tmp_path / "lock.txt")]) == 2
    told = capsys.readouterr()
    assert "lock.txt" in told.err and not told.out
    assert sbom.main([str(tmp_path / "absent.txt")]) == 2


def test_an_audit_that_could_not_ask_about_a_package_is_no_audit() -> None:
    """Without --strict the scanner passes over what it could not ask about, and says that all is well."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    audit = makefile.split("\naudit:")[1].split("\n\n")[0]
    assert "--strict" in audit and "--require-hashes" in audit
    assert all(f" {name} " in audit.replace(";", " ") for name in ("run", "dev", "spark"))
