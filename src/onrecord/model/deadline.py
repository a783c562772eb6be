"""A limit on the processor time of a block of code, kept by a timer signal.

Processor time, not time on the clock: the same article gives the same outcome on a busy machine.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

AGAIN = 1.0  # seconds after which a block that swallowed the error gets it again
ARTICLE_SECONDS = 60.0
"""Default of the setting `article_seconds`. Two million characters of dense prose take 128 s of a core."""
PART = 500_000  # characters for which the setting `article_seconds` gives its seconds
KILLED_BY_LIMIT = -26  # exit code of a process ended by SIGVTALRM, which not every system names
_LEAST = 1e-3  # seconds; a timer of zero would be none


class TimeUpError(BaseException):
    """The block has used up its processor time.

    No `Exception`: libraries that parse pages catch those, and would go on.
    """


def allowed_seconds(article_seconds: float, characters: int) -> float:
    """Return the seconds of processor time that a text of this length may take."""
    return article_seconds * (1 + characters // PART)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeUpError in the block when the process has used `seconds` of processor time; 0 sets no limit.

    Limits may be nested: the one that ends first counts. It works in the main thread, on systems with
    interval timers (not on Windows); elsewhere the block has no limit. One call into a library written in C
    is not interrupted before it returns (regular expressions are).
    """
    if seconds <= 0 or not _is_possible():
        yield
        return
    outer = signal.getsignal(signal.SIGPROF)
    signal.signal(signal.SIGPROF, _raise)
    left, _ = signal.getitimer(signal.ITIMER_PROF)
    started = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_PROF, max(min(seconds, left or seconds), _LEAST), AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, outer if outer is not None else signal.SIG_DFL)
        if left:
            used = time.process_time() - started
            signal.setitimer(signal.ITIMER_PROF, max(left - used, _LEAST), AGAIN)


@contextmanager
def process_limit(seconds: float) -> Iterator[None]:
    """Let the system end this process when the block uses `seconds` of processor time; 0 sets no limit.

    Only user time counts, the time that the process itself computes: not that of the system on its behalf.
    For a worker process, behind a `time_limit`: it also ends a call into C that never returns. The process
    that started the worker finds the exit code KILLED_BY_LIMIT.
    """
    if seconds <= 0 or not _is_possible():
        yield
        return
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _is_possible() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _raise(*_: object) -> NoReturn:
    raise TimeUpError
