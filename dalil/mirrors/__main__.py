"""`python -m dalil.mirrors`, `dalil-check`: the program around the reader's tool, which hands it the clock.

The room itself never reads a clock; a program must, and does it here alone.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from dalil.mirrors.tool import run, say

CLOCK: Callable[[], datetime] = partial(datetime.now, UTC)


def main() -> None:
    """Answer, and end with the status of the verdict."""
    sys.exit(run(sys.argv[1:], now=CLOCK(), say=say))


if __name__ == "__main__":
    main()
