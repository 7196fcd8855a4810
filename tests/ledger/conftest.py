"""What a database administrator could do to the ledger, and a time-stamp service, for the tests of this folder."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
append_only = import_module("dalil.ledger.migrations.0002_append_only")
batches = import_module("dalil.ledger.migrations.0003_batches_and_anchors")
walks = import_module("dalil.ledger.migrations.0004_walks")


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Triggers off, change, triggers on."""

    def change(*statements: str) -> None:
        vendor = connection.vendor
        settle = ["SET CONSTRAINTS ALL IMMEDIATE"] if vendor == "postgresql" else []
        off = [*settle, *walks.UNPROTECT[vendor], *batches.UNPROTECT[vendor], *append_only.UNPROTECT[vendor]]
        on = [
            *settle,
            *append_only.PROTECT[vendor],
            *batches.ALWAYS_ON[vendor],
            *batches.PROTECT[vendor],
            *walks.PROTECT[vendor],
        ]
        with connection.cursor() as cursor:
            for statement in (*off, *statements, *on):
                cursor.execute(statement)

    return change


@pytest.fixture(autouse=True)
def _as_database_owner(request: pytest.FixtureRequest) -> Iterator[None]:
    """Who tampers here is whoever administers the database; the role of the web could not even try."""
    if not request.node.get_closest_marker("django_db"):
        yield
        return
    owning: Callable[[], AbstractContextManager[None]] = request.getfixturevalue("database_owner")
    with owning():
        yield


class StampService:
    """A time-stamp service of our own on this machine: `openssl ts` behind a plain web server."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.certificates = folder, folder / "root.pem"
        self.mood = "willing"
        self.asked = 0
        _make_certificates(folder)
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = self.rfile.read(int(self.headers["Content-Length"]))
                status, answer = service.answer(question)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, question: bytes) -> tuple[int, bytes]:
        """What it says to a question, by its mood."""
        self.asked += 1
        if self.mood == "broken":
            return 503, b"come back later"
        if self.mood == "silly":
            return 200, b"<html>a page</html>"
        if self.mood == "endless":
            return 200, b"0" * 300_000
        if self.mood == "repeating":
            return 200, (self.folder / "answer.tsr").read_bytes()
        (self.folder / "question.tsq").write_bytes(question)
        _openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "question.tsq", "-out", "answer.tsr")
        return 200, (self.folder / "answer.tsr").read_bytes()


def _openssl(folder: Path, *command: str) -> None:
    subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)


def _make_certificates(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(
        "[tsa]\ndefault_tsa=tsa1\n[tsa1]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\ncerts=tsa.pem\n"
        "signer_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\nordering=yes\ness_cert_id_alg=sha256\n"
        "[req]\ndistinguished_name=dn\n[dn]\n[root]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n"
        "subjectKeyIdentifier=hash\n[stamp]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
    )
    (folder / "serial").write_text("01\n")
    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "tsa.cnf")
    for name in ("root", "other"):
        own = ("-x509", "-days", "3650", "-extensions", "root", "-subj", f"/CN={name}")
        _openssl(folder, *new, *own, "-keyout", f"{name}.key", "-out", f"{name}.pem")
    _openssl(folder, *new, "-subj", "/CN=Stamps", "-keyout", "tsa.key", "-out", "tsa.csr")
    signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "3650")
    extensions = ("-extfile", "tsa.cnf", "-extensions", "stamp")
    _openssl(folder, "x509", "-req", "-in", "tsa.csr", *signing, *extensions, "-out", "tsa.pem")


@pytest.fixture
def stamp_service(tmp_path: Path) -> Iterator[StampService]:
    """The service; the test is skipped where there is no `openssl`."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl on this machine")
    folder = tmp_path / "tsa"
    folder.mkdir()
    service = StampService(folder)
    yield service
    service.server.shutdown()
    service.server.server_close()
