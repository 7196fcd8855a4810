"""One linker, one job, one process: `python -m bench.linkage.child FOLDER`, with `task.pickle` in it; started by `running`.

So the most memory that a linker ever held can be read off, and one that takes too long can be ended. It prints nothing.
"""

import pickle
import sys
import time
from pathlib import Path

from bench.linkage.linker import Answer, NotRun
from bench.linkage.linkers import linker
from bench.linkage.memory import mib_now, mib_peak


def run(folder: Path) -> Answer | str:
    """Return the answer, or why there is none."""
    name, records, lists, training = pickle.loads((folder / "task.pickle").read_bytes())
    try:
        one = linker(name)
        loaded = mib_now()
        started = time.perf_counter()
        answer = one.link(records, lists, training)
    except NotRun as reason:
        return f"not run: {reason}"
    except Exception as error:  # whatever a peer raises is a line of the table, and not the end of the bench
        return " ".join(f"failed: {error!r}".replace("\\n", " ").split())[:200]
    answer.seconds = time.perf_counter() - started
    answer.mib, answer.loaded_mib = mib_peak(), loaded
    return answer


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / "answer.pickle").write_bytes(pickle.dumps(run(place), protocol=pickle.HIGHEST_PROTOCOL))
