"""`make test`: all tests on SQLite, then what uses the database on PostgreSQL, beside what a reader does in Chromium, and Spark.

    python -m house.testing

What is missing is installed where that is possible (as root, with apt-get); what could not be run is said at the end, with
the reason. Spark's packages, half a gigabyte, are installed only if the variable SPARK is set: `make test SPARK=yes`.
It never touches a database or a home that exists: each part gets a throw-away one.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5
# apt-get refuses to begin while another works.
_ONE_AT_A_TIME = Lock()


class NotHere(Exception):
    """A program that a part needs is absent and cannot be installed."""


@dataclass(slots=True)
class Part:
    """One run of pytest: what it is called, what came out."""

    name: str
    result: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    has_failed: bool = False


def main() -> int:
    """Runs the parts one after the other; the exit status is 1 if any failed."""
    with tempfile.TemporaryDirectory(prefix="dalil-test-") as folder:
        os.environ |= {"DALIL_HOME": folder, "DALIL_SECRET_KEY": "for the tests"}
        given = os.environ.pop("DATABASE_URL", "")
        # What strangers check our signatures and stamps with; without them those tests are skipped.
        for package, program in (("openssh-client", "ssh-keygen"), ("openssl", "openssl")):
            with suppress(NotHere):
                _found(program) or _installed(package, program)
        parts = [
            _part("SQLite", "-m", "not browser and not spark", "-n", "auto"),
            # PostgreSQL alone takes as long as the two others one after the other.
            *_side_by_side(lambda: [_in_chromium(), _on_spark()], lambda: [_on_postgresql(given)]),
        ]
    total: Counter[str] = sum((part.counts for part in parts), Counter())
    for part in parts:
        print(f"{part.name:<11} {part.result}")
    print(f"total: {total['passed']} passed, {total['failed'] + total['error']} failed, {total['skipped']} skipped")
    return any(part.has_failed for part in parts)


def _part(name: str, *arguments: str, **environment: str) -> Part:
    """Runs pytest, showing what it says, and reads the figures off its closing line."""
    print(f"== {name}", flush=True)
    part = Part(name)
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            closing = line.strip() or closing
    for figure, word in re.findall(r"(\d+) (passed|failed|skipped|error)", closing):
        part.counts[word] += int(figure)
    part.has_failed = process.returncode != 0
    part.result = "no such test" if process.returncode == NOTHING_COLLECTED else closing
    return part


def _on_postgresql(given: str) -> Part:
    name, arguments = "PostgreSQL", ("-m", "database and not browser")
    if given:
        return _part(name, *arguments, DATABASE_URL=given)
    try:
        with _throw_away_server() as address:
            return _part(name, *arguments, DATABASE_URL=address)
    except NotHere as absent:
        return Part(name, f"not run: {absent}")


def _side_by_side(*rows: Callable[[], list[Part]]) -> list[Part]:
    """Two rows of parts that each keep one core busy, at the same time; what they print comes in between each other."""
    with ThreadPoolExecutor(len(rows)) as pool:
        return [part for future in [pool.submit(row) for row in rows] for part in future.result()]


def _in_chromium() -> Part:
    try:
        program = _found("chromium", "chromium-browser", "google-chrome") or _installed("chromium", "chromium")
    except NotHere as absent:
        return Part("Chromium", f"not run: {absent}")
    return _part("Chromium", "-m", "browser", DALIL_CHROMIUM=program)


def _on_spark() -> Part:
    """Two processes would each begin a Java of their own, so these run one after the other."""
    try:
        if not find_spec("pyspark"):
            _install_spark()
        _found("java") or _installed("default-jre-headless", "java")
    except NotHere as absent:
        return Part("Spark", f"not run: {absent}")
    return _part("Spark", "-m", "spark", "tests/batch")


def _install_spark() -> None:
    """Installs what is locked for the extra `spark`; raises NotHere if nobody asked for it or it cannot be had."""
    if not os.environ.get("SPARK"):
        raise NotHere("PySpark is not installed, half a gigabyte; `make test SPARK=yes` installs it")
    print("== installing PySpark", flush=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    # PySpark is given out as source alone, which is Java's ready-made archives all the same.
    for lock, *how in (("spark-build.txt",), ("spark.txt", "--no-build-isolation", "--no-binary", "pyspark")):
        locked = [
            "--require-hashes",
            "--only-binary",
            ":all:",
            *how,
            "--requirement",
            str(ROOT / "requirements" / lock),
        ]
        if subprocess.run([*pip, *locked], check=False).returncode:
            raise NotHere("the packages of the extra spark could not be installed")


@contextmanager
def _throw_away_server() -> Iterator[str]:
    """A PostgreSQL of our own, reached by a socket in its own folder alone; gone afterwards."""
    initdb = _found("initdb") or _installed("postgresql", "initdb")
    pg_ctl = _found("pg_ctl") or str(Path(initdb).with_name("pg_ctl"))
    # The server refuses to run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="dalil-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data, socket = str(folder / "data"), quote(str(folder), safe="")

        def run(*command: str) -> None:
            subprocess.run(command, user=user, cwd=folder, stdout=subprocess.DEVNULL, check=True)

        run(initdb, "-D", data, "-U", "dalil", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-k {folder} -c listen_addresses= -c max_connections=60"
        run(pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://dalil@{socket}/dalil"
        finally:
            run(pg_ctl, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _found(*programs: str) -> str:
    """The first of these programs that is here; Debian keeps PostgreSQL's off the path."""
    own = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, own)])
    return next((found for program in programs if (found := shutil.which(program, path=path))), "")


def _installed(package: str, program: str) -> str:
    """Installs the Debian package and gives the program; raises NotHere if that cannot be done."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NotHere(f"{program} is not installed, and only root on Debian or Ubuntu can have it installed here")
    print(f"== installing {package}", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _ONE_AT_A_TIME:
        for command in (["update"], ["install", "--yes", "--no-install-recommends", package]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
    program = _found(program)
    if not program:
        raise NotHere(f"{package} could not be installed")
    return program


if __name__ == "__main__":
    sys.exit(main())
