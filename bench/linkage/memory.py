"""Memory of processes as Linux tells it. Elsewhere every figure is 0.

The most that a process held is read from VmHWM: `ru_maxrss` of a new process begins with what its parent held.
"""

from pathlib import Path

_PROC = Path("/proc")


def _status(pid: str, field: str) -> float:
    try:
        for line in (_PROC / pid / "status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def mib_peak() -> float:
    """Return the most memory that this process ever held, in MiB."""
    return _status("self", "VmHWM")


def mib_now() -> float:
    """Return what this process holds now, in MiB."""
    return _status("self", "VmRSS")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in (_PROC / str(pid) / "task").glob("*/children"):
        try:
            found += map(int, path.read_text().split())
        except OSError:
            continue
    return found + [below for child in found for below in _children(child)]


def mib_of_tree(pid: int) -> float:
    """Return what a process and those that it started hold together, shared pages counted once, in MiB; 0 if alone."""
    children = _children(pid)
    if not children:
        return 0.0
    total = 0
    for one in (pid, *children):
        try:
            lines = (_PROC / str(one) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
