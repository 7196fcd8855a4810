"""What goes out: a folder that is there whole or not at all, written by one run at a time."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from dalil.batch.folder import MARK, written_whole
from dalil.batch.rows import NotUsable


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where runs write to, with nothing else beside it."""
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs" / "out"


def fill(out: Path, text: str) -> None:
    with written_whole(out) as folder:
        (folder / MARK).write_text(text, "utf-8")


def beside(out: Path) -> set[str]:
    return {path.name for path in out.parent.iterdir() if not path.name.endswith(".lock")}


def test_a_finished_run_leaves_its_folder_and_the_next_takes_its_place(out: Path) -> None:
    for text in ("first", "second"):
        fill(out, text)
        assert (out / MARK).read_text("utf-8") == text
        assert beside(out) == {"out"}


def test_a_run_that_fails_leaves_what_was_there(out: Path) -> None:
    fill(out, "first")
    with pytest.raises(IsADirectoryError), written_whole(out) as folder:
        folder.read_bytes()
    assert (out / MARK).read_text("utf-8") == "first"
    assert beside(out) == {"out"}


def test_a_run_that_is_killed_leaves_nothing_that_counts_and_the_next_one_works(out: Path) -> None:
    script = """
        import sys, time
        from pathlib import Path
        from dalil.batch.folder import written_whole
        with written_whole(Path(sys.argv[1])) as folder:
            (folder / "pairs.jsonl").write_text("half")
            print("begun", flush=True)
            time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        with pytest.raises(NotUsable, match="another run is writing this folder"):
            fill(out, "second")
        os.kill(process.pid, signal.SIGKILL)
    assert not out.exists()
    fill(out, "second")
    assert [path.name for path in out.iterdir()] == [MARK]
    assert beside(out) == {"out"}


def test_broken_off_between_the_two_renamings_the_old_folder_comes_back(out: Path) -> None:
    fill(out, "first")
    out.rename(out.with_name("out.replaced"))
    with pytest.raises(ZeroDivisionError), written_whole(out):
        raise ZeroDivisionError
    assert (out / MARK).read_text("utf-8") == "first"


def test_what_no_run_wrote_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(NotUsable, match="choose another folder"):
        fill(tmp_path, "first")
    assert (tmp_path / "thesis.txt").exists()


def test_an_empty_folder_may_be_filled(out: Path) -> None:
    out.mkdir()
    fill(out, "first")
    assert (out / MARK).exists()
