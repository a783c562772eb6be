"""What articles hold must not steer the terminal; a card says who did not say it."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from builders import make_joint
from onrecord.cli.output.record_cards import print_record
from onrecord.cli.output.terminal import printable


def test_escape_sequences_and_turned_writing_are_shown_and_not_obeyed() -> None:
    assert printable("a\x1b[31mred\x9b0m") == "a\ufffd[31mred\ufffd0m"
    assert printable("evil\u202etxt.exe") == "evil\ufffdtxt.exe"
    assert printable("a\tb\nc") == "a b\nc"


@given(st.text())
def test_nothing_that_steers_is_left_and_the_length_stays(words: str) -> None:
    shown = printable(words)
    assert len(shown) == len(words)
    assert not any((ord(mark) < 32 and mark != "\n") or 127 <= ord(mark) < 160 for mark in shown)


def test_a_card_names_everybody_who_speaks_for_whom_and_whether_they_did() -> None:
    record, out = make_joint(1), io.StringIO()
    print_record(Console(file=out, width=120), record)
    one, other, _, envoy, *_ = (actor.name for actor in record.actors)
    (head,) = (line for line in out.getvalue().splitlines() if line.strip().startswith("s2 "))
    assert f"{one}, {other} reject" in head
    assert f" · negated · for {envoy}" in head
