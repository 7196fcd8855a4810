"""Runs a linker over a job in a process of its own, with a limit of time, and watches its memory.

It ends only the process that it started. It never measures quality.
"""

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.linkage.benchmark import Benchmark
from bench.linkage.linker import Answer
from bench.linkage.linkers import linker
from bench.linkage.memory import mib_of_tree

_LOOK_EVERY: Final = 0.25  # seconds between two looks at the memory of children
_ROOT: Final = Path(__file__).resolve().parents[2]


def run(name: str, job: Benchmark, training: Benchmark | None, patience: float) -> Answer | str:
    """Return what the linker made of the job, or one sentence why there is nothing."""
    most = linker(name).most_records
    if most and len(job.records) > most:
        return f"not run: takes too long for {len(job.records):,} records (limit of this bench: {most:,})"
    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as folder:
        task = (name, job.records, job.lists, training)
        Path(folder, "task.pickle").write_bytes(pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL))
        peak = _watched(folder, patience)
        if peak is None:
            return f"not run to the end: ended after {patience:.0f} s (--patience)"
        path = Path(folder, "answer.pickle")
        if not path.exists():
            return "failed: the process ended without an answer (out of memory?)"
        answer: Answer | str = pickle.loads(path.read_bytes())
    if isinstance(answer, Answer):
        answer.mib = max(answer.mib, peak)
    return answer


def _watched(folder: str, patience: float) -> float | None:
    """Run the child to its end and return the most memory of it and its children; None if it had to be ended."""
    command = [sys.executable, "-m", "bench.linkage.child", folder]
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONHASHSEED": "0"}
    with Path(folder, "said").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=_ROOT, env=quiet, stdout=said, stderr=said, stdin=subprocess.DEVNULL, start_new_session=True
        )
        ends_at, peak = time.monotonic() + patience, 0.0
        try:
            while process.poll() is None:
                peak = max(peak, mib_of_tree(process.pid))
                if time.monotonic() > ends_at:
                    return None
                time.sleep(_LOOK_EVERY)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # its own session: nobody else is in this group
                process.wait()
    return peak
