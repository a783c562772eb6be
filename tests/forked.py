"""Running something in a child process that may die: killed half-way, or without the rights of this one."""

import os
import sys
import traceback
from collections.abc import Callable

NOBODY = 65534


def start_child(body: Callable[[], None]) -> int:
    """Run `body` in a forked child and return its process id at once."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            body()
            status = 0
        except BaseException:  # noqa: BLE001 - the child ends here whatever happens, and says why
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def wait_for(child: int) -> int:
    """Return how a child ended: its exit status, or the negative number of the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_child(body: Callable[[], None]) -> int:
    """Run `body` in a forked child and return how it ended."""
    return wait_for(start_child(body))


def without_rights(body: Callable[[], None]) -> Callable[[], None]:
    """Return `body` run as a user without rights when this one is root, for whom every file may be written."""

    def run() -> None:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        body()

    return run
