"""Running code in a child process that may be killed, or that has fewer rights than this one."""

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
        except BaseException:  # noqa: BLE001 - the child must not return
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def wait_for(child: int) -> int:
    """Return the exit status of a child, or the negative number of the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_child(body: Callable[[], None]) -> int:
    """Run `body` in a forked child and return its exit status as `wait_for` does."""
    return wait_for(start_child(body))


def without_rights(body: Callable[[], None]) -> Callable[[], None]:
    """Return `body` as run by a user without rights if this user is root, who may write every file."""

    def run() -> None:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        body()

    return run
