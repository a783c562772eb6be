"""Control characters in articles do not reach the terminal."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli.output.terminal import printable


def test_control_characters_and_direction_marks_are_replaced() -> None:
    assert printable("a\x1b[31mred\x9b0m") == "a\ufffd[31mred\ufffd0m"
    assert printable("evil\u202etxt.exe") == "evil\ufffdtxt.exe"
    assert printable("a\tb\nc") == "a b\nc"


@given(st.text())
def test_no_control_character_is_left_and_the_length_stays(words: str) -> None:
    shown = printable(words)
    assert len(shown) == len(words)
    assert not any((ord(mark) < 32 and mark != "\n") or 127 <= ord(mark) < 160 for mark in shown)
