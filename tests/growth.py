"""How many times longer something takes on a larger input, for tests that nothing is quadratic.

Only a ratio of two runs of one process is compared, each the best of several with the garbage collector off:
a collection in a large test process takes longer than what is measured.
"""

import gc
import time
from collections.abc import Callable

LEAST_SECONDS = 0.02  # of processor time for the smaller input; below this a ratio says nothing


def times_longer(run: Callable[[], object], run_larger: Callable[[], object], tries: int = 3) -> float:
    """Return how many times as long `run_larger` takes as `run`.

    What is too short to measure counts as LEAST_SECONDS.
    """
    return _best(run_larger, tries) / max(_best(run, tries), LEAST_SECONDS)


def _best(run: Callable[[], object], tries: int) -> float:
    gc.collect()
    gc.disable()
    try:
        return min(_seconds(run) for _ in range(tries))
    finally:
        gc.enable()


def _seconds(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started
