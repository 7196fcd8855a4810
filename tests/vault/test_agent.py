"""The key agent as a process: who is answered, what it survives, what it leaves behind."""

import os
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dalil.accounts.data_classes import DataClass
from dalil.vault import protocol
from dalil.vault.agent import keyring, memory
from dalil.vault.agent.serving import peer_of
from dalil.vault.protocol import Binding, Fresh, Indexed, Status, Stop, Unwrap, Wrapped
from tests.vault.agents import PROGRAM, answer_on, connected, make_keys, running, said

HERE = Binding(DataClass.C1, b"here")
PASS = b"correct horse battery staple"


def passphrase(said: bytes = PASS) -> memoryview:
    return memoryview(bytearray(said))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_keys(tmp_path / "k")
    return tmp_path / "k"


def test_socket_and_files_are_for_their_owner_alone(folder: Path) -> None:
    with running(folder):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == {"agent.lock": 0o600, "agent.socket": 0o600, "keyring": 0o600}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_no_core_dump_and_no_key_in_environment_or_command_line(folder: Path) -> None:
    with running(folder) as agent:
        limits = Path(f"/proc/{agent.pid}/limits").read_text()
        condition = said(folder, Status()).condition
        command = Path(f"/proc/{agent.pid}/cmdline").read_bytes().split(b"\0")
        owner = Path(f"/proc/{agent.pid}/mem").stat().st_uid

    [core] = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert core.split()[4:6] == ["0", "0"]
    assert owner == 0  # not dumpable: its memory belongs to root alone
    assert condition is not None and not condition.core_dumps and condition.memory in {"all", "keys"}
    assert [part.decode() for part in command if part][1:] == [*PROGRAM[1:], str(folder)]


def test_imports_no_django() -> None:
    found = "import sys, dalil.vault.agent.__main__; print('django' in sys.modules)"

    assert subprocess.check_output([sys.executable, "-I", "-c", found], text=True).strip() == "False"


def test_only_one_agent_serves_a_folder(folder: Path) -> None:
    with running(folder):
        assert subprocess.run([*PROGRAM, str(folder)], check=False).returncode == protocol.ALREADY


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777])
def test_a_folder_that_others_may_look_into_is_refused(folder: Path, mode: int) -> None:
    folder.chmod(mode)

    assert subprocess.run([*PROGRAM, str(folder)], check=False).returncode == protocol.UNFIT


def test_a_file_of_keys_that_others_may_read_is_refused(folder: Path) -> None:
    (folder / protocol.KEYRING).chmod(0o640)

    assert subprocess.run([*PROGRAM, str(folder)], check=False).returncode == protocol.UNFIT


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_another_user_is_not_answered_even_where_the_folder_lets_them_in() -> None:
    folder = Path(tempfile.mkdtemp()) / "k"  # not below pytest's own folders, which let nobody else in
    make_keys(folder)
    with running(folder):
        for path in (folder.parent, folder):
            path.chmod(0o755)
        (folder / protocol.SOCKET).chmod(0o666)
        ask = (
            "import os, socket, struct, sys; os.setgid(65534); os.setuid(65534); s = socket.socket(socket.AF_UNIX);"
            "s.settimeout(10); s.connect(sys.argv[1]); b = bytes.fromhex(sys.argv[2]);\n"
            "try:\n s.sendall(b); print(s.recv(10))\nexcept OSError as e: print(b'')"
        )
        frame = protocol.encoded(Status()).hex()
        socket_path = str(folder / protocol.SOCKET)
        told = subprocess.check_output([sys.executable, "-I", "-c", ask, socket_path, frame], text=True)
        own = said(folder, Status()).condition
    shutil.rmtree(folder.parent)

    assert told.strip() == "b''"
    assert own is not None and own.state == "open"


def test_the_kernel_says_who_asks() -> None:

    here, there = socket.socketpair()
    with here, there:
        assert peer_of(here) == os.getuid()


def test_the_intent_file_ends_it_before_the_next_answer(folder: Path) -> None:
    with running(folder) as agent, connected(folder) as client:
        client.sendall(protocol.encoded(Fresh([HERE])))
        assert answer_on(client).fresh
        (folder / protocol.INTENT).touch()
        client.sendall(protocol.encoded(Fresh([HERE])))
        with pytest.raises(ConnectionResetError):
            answer_on(client)
        assert agent.wait(10) == protocol.SEALED
    assert subprocess.run([*PROGRAM, str(folder)], check=False).returncode == protocol.SEALED


def test_it_ends_in_order_when_told_to(folder: Path) -> None:
    with running(folder) as agent:
        said(folder, Stop())
        assert agent.wait(10) == 0
    with running(folder) as agent:
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(10) == 0


def test_an_agent_that_nobody_asks_ends(folder: Path) -> None:
    agent = subprocess.run([*PROGRAM, str(folder), "--idle", "0"], check=False, timeout=20)

    assert agent.returncode == 0


def test_many_ask_at_once_and_each_gets_its_own(folder: Path) -> None:
    wrong: list[int] = []

    def ask(number: int) -> None:
        mine = Binding(DataClass.C2, b"%d" % number)
        with connected(folder) as client:
            for _ in range(20):
                client.sendall(protocol.encoded(Fresh([mine] * 30)))
                keys = answer_on(client).fresh
                client.sendall(protocol.encoded(Unwrap([Wrapped(mine, one.wrapped) for one in keys])))
                if answer_on(client).keys != [one.key for one in keys]:
                    wrong.append(number)

    with running(folder):
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert wrong == []


def test_a_slow_client_holds_up_nobody(folder: Path) -> None:
    with running(folder), connected(folder) as slow:
        frame = protocol.encoded(Fresh([HERE]))
        slow.sendall(frame[:7])
        assert said(folder, Status()).condition is not None
        slow.sendall(frame[7:])
        assert answer_on(slow).fresh


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=200), max_size=4), st.booleans())
def test_frames_that_make_no_sense_end_their_connection_and_nothing_else(
    shared_agent: Path, pieces: list[bytes], framed: bool
) -> None:
    with connected(shared_agent) as client:
        try:
            for piece in pieces:
                client.sendall(struct.pack(">I", len(piece)) + piece if framed else piece)
        except OSError:
            pass
    condition = said(shared_agent, Status()).condition

    assert condition is not None and condition.state == "open"


@pytest.fixture(scope="module")
def shared_agent(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("k")
    make_keys(folder)
    with running(folder):
        yield folder


def test_a_frame_beyond_the_limit_is_not_even_read(shared_agent: Path) -> None:
    with connected(shared_agent) as client:
        client.sendall(struct.pack(">I", protocol.LARGEST + 1))
        assert client.recv(1) == b""


def test_a_key_of_another_class_or_place_is_not_opened(shared_agent: Path) -> None:
    [fresh] = said(shared_agent, Fresh([HERE])).fresh
    elsewhere = [Binding(DataClass.C1, b"there"), Binding(DataClass.C2, b"here"), Binding(DataClass.S, b"here")]

    found = said(shared_agent, Unwrap([Wrapped(place, fresh.wrapped) for place in (*elsewhere, HERE)])).keys

    assert found == [None, None, None, fresh.key]


@pytest.mark.parametrize("data_class", [DataClass.G, DataClass.A, DataClass.K])
def test_classes_without_a_key_get_none(shared_agent: Path, data_class: DataClass) -> None:
    assert said(shared_agent, Fresh([Binding(data_class, b"here")])).error == "no-such-class"
    assert said(shared_agent, protocol.Codes([Indexed(data_class, b"c", b"v")])).error == "no-such-class"


def test_codes_depend_on_column_class_and_value(shared_agent: Path) -> None:
    asked = [
        Indexed(DataClass.C1, b"ab", b"c"),
        Indexed(DataClass.C1, b"a", b"bc"),
        Indexed(DataClass.C2, b"ab", b"c"),
        Indexed(DataClass.C1, b"ab", b"c"),
    ]

    one, two, three, again = said(shared_agent, protocol.Codes(asked)).keys

    assert one == again and len({one, two, three}) == 3


def test_more_than_the_limit_at_once_is_refused(shared_agent: Path) -> None:
    assert said(shared_agent, Fresh([HERE] * (protocol.MOST_AT_ONCE + 1))).error == "too-many"


def test_under_a_passphrase_it_answers_only_once_that_was_typed(tmp_path: Path) -> None:
    folder = tmp_path / "k"
    with running(folder):
        assert said(folder, Fresh([HERE])).error == "empty"
        assert said(folder, protocol.Init(passphrase())).error == ""
        [fresh] = said(folder, Fresh([HERE])).fresh
        said(folder, protocol.NewEpoch([DataClass.C1]))
    whole = (folder / protocol.KEYRING).read_bytes()
    with running(folder):
        locked = said(folder, Status()).condition
        assert locked is not None and locked.state == "locked" and locked.is_attended and not locked.epochs
        assert said(folder, Unwrap([Wrapped(HERE, fresh.wrapped)])).error == "locked"
        assert said(folder, protocol.Unlock(passphrase(b"wrong"))).error == "wrong-passphrase"
        assert said(folder, protocol.Init(None)).error == "there-are-keys"
        opened = said(folder, protocol.Unlock(passphrase())).condition
        assert opened is not None and opened.state == "open"
        assert said(folder, Unwrap([Wrapped(HERE, fresh.wrapped)])).keys == [fresh.key]
    assert whole == (folder / protocol.KEYRING).read_bytes()


def test_an_export_opens_elsewhere_and_never_lays_other_keys_over_these(folder: Path, tmp_path: Path) -> None:
    make_keys(tmp_path / "other")
    with running(folder), running(tmp_path / "other"), running(tmp_path / "new"):
        [fresh] = said(folder, Fresh([HERE])).fresh
        sealed = said(folder, protocol.Export(passphrase())).exported
        wrong = protocol.Import(memoryview(sealed), passphrase(b"wrong"))
        right = protocol.Import(memoryview(sealed), passphrase())

        assert said(tmp_path / "new", wrong).error == "wrong-passphrase"
        assert said(tmp_path / "other", right).error == "other-keys"
        assert said(tmp_path / "new", right).error == ""
        assert said(tmp_path / "new", Unwrap([Wrapped(HERE, fresh.wrapped)])).keys == [fresh.key]
        said(folder, protocol.NewEpoch([DataClass.C1]))
        # An older copy lacks a key that is in use here.
        assert said(folder, right).error == "other-keys"


def test_a_copy_with_another_key_under_the_same_number_is_not_laid_over_these(folder: Path, tmp_path: Path) -> None:
    with running(folder), running(tmp_path / "restored"):
        older = said(folder, protocol.Export(passphrase())).exported
        said(tmp_path / "restored", protocol.Import(memoryview(older), passphrase()))
        for one in (folder, tmp_path / "restored"):
            said(one, protocol.NewEpoch([DataClass.C1]))
        [fresh] = said(folder, Fresh([HERE])).fresh
        forked = said(tmp_path / "restored", protocol.Export(passphrase())).exported

        assert said(folder, protocol.Import(memoryview(forked), passphrase())).error == "other-keys"
        assert said(folder, Unwrap([Wrapped(HERE, fresh.wrapped)])).keys == [fresh.key]


@pytest.mark.parametrize(
    ("whole", "code"), [(b"no keys at all", protocol.DAMAGED), (None, 0)], ids=["damaged file", "no file yet"]
)
def test_whoever_starts_it_learns_whether_the_file_could_be_read(folder: Path, whole: bytes | None, code: int) -> None:
    (folder / protocol.KEYRING).unlink()
    if whole is not None:
        (folder / protocol.KEYRING).write_bytes(whole)
        (folder / protocol.KEYRING).chmod(0o600)
    done = subprocess.run(
        [*PROGRAM, str(folder), "--detach"], env={"PATH": os.defpath}, cwd="/", timeout=30, check=False
    )
    if not code:
        said(folder, protocol.Stop())

    assert done.returncode == code


def test_an_epoch_in_use_is_not_retired_and_a_retired_one_opens_nothing(folder: Path) -> None:
    with running(folder):
        [fresh] = said(folder, Fresh([HERE])).fresh
        assert said(folder, protocol.Retire(DataClass.C1, [1])).error == "in-use"
        said(folder, protocol.NewEpoch([DataClass.C1]))
        [renewed] = said(folder, protocol.Rewrap([Wrapped(HERE, fresh.wrapped)])).keys
        assert said(folder, protocol.Retire(DataClass.C1, [0])).error == "in-use"
        assert said(folder, protocol.Retire(DataClass.C1, [1])).error == ""
        found = said(folder, Unwrap([Wrapped(HERE, fresh.wrapped), Wrapped(HERE, renewed or b"")])).keys
    with running(folder):
        again = said(folder, Unwrap([Wrapped(HERE, renewed or b"")])).keys

    assert found == [None, fresh.key]
    assert again == [fresh.key]


@given(st.binary(max_size=300), st.integers(0, 3))
def test_a_damaged_file_of_keys_is_refused(noise: bytes, kind: int) -> None:
    whole = keyring.written(keyring.made_new(memory.Slots(), "now"), seal=None, salt=b"")
    damaged = (noise, bytes(whole[: len(noise)]), keyring.MAGIC + noise, bytes(whole) + noise + b"x")[kind]

    with pytest.raises(keyring.NotAKeyring):
        keyring.read(bytearray(damaged), memory.Slots(), None)
