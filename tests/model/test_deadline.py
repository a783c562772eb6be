"""Limits on processor time: they interrupt, nest, and leave nothing behind."""

import re
import signal
import threading
import time
from contextlib import suppress

import pytest

from onrecord.model.deadline import PART, TimeUpError, allowed_seconds, time_limit


def _work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_block_over_its_limit_is_interrupted() -> None:
    started = time.process_time()
    with pytest.raises(TimeUpError), time_limit(0.1):
        _work(30)
    assert time.process_time() - started < 5


def test_a_block_within_its_limit_is_not_interrupted_and_leaves_no_timer() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with time_limit(0.2):
        _work(0.02)
    _work(0.4)
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert signal.getsignal(signal.SIGPROF) is before


def test_a_runaway_regular_expression_is_interrupted() -> None:
    with pytest.raises(TimeUpError), time_limit(0.1):
        re.match(r"(a+)+b", "a" * 40)


def test_a_block_that_swallows_every_exception_is_interrupted() -> None:
    def stubborn() -> None:
        while True:
            with suppress(Exception):  # what a library may do
                _work(30)

    with pytest.raises(TimeUpError), time_limit(0.1):
        stubborn()


def test_the_outer_limit_holds_inside_an_inner_one() -> None:
    with pytest.raises(TimeUpError), time_limit(0.1), time_limit(60):
        _work(30)


def test_an_inner_limit_leaves_the_outer_one_running() -> None:
    with pytest.raises(TimeUpError), time_limit(0.3):
        with pytest.raises(TimeUpError), time_limit(0.05):
            _work(30)
        _work(30)


def test_no_limit_and_other_threads_run_on() -> None:
    with time_limit(0):
        _work(0.05)
    done: list[bool] = []

    def run() -> None:
        with time_limit(0.01):
            _work(0.1)
        done.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done == [True]


def test_longer_texts_may_take_longer() -> None:
    assert allowed_seconds(60, 20_000) == 60
    assert allowed_seconds(60, 3 * PART) == 240
