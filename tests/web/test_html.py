"""What templates are given: dates as people read them, words without hidden power, views remembered as long as they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from onrecord.web.html import clipped, day, plain, visible
from onrecord.web.state import MOMENT, Memory


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2025-07-01", "1 Jul 2025"),
        ("2025-07-01T09:30+03:00", "1 Jul 2025"),
        ("2025-07", "Jul 2025"),
        ("2025", "2025"),
        ("202X", "2020–2029"),
        ("2025-06-03/2025-06-05", "3–5 Jun 2025"),
        ("2025-06-28/2025-07-02", "28 Jun 2025 – 2 Jul 2025"),
        ("../2025-06-03", "../2025-06-03"),
        ("no date", "no date"),
        (None, ""),
    ],
)
def test_days_are_shown_as_people_read_them(value: str | None, shown: str) -> None:
    assert day(value) == shown


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_words_are_escaped_and_nothing_of_them_is_lost(text: str) -> None:
    shown = str(visible(text))
    assert "<" not in shown.replace('<span class="unseen"', "").replace("</span>", "")
    without = text.translate({ord(c): None for c in text if not c.isprintable()})
    for character in without:
        assert str(escape(character)) in shown


HIDDEN = ("\u202e", "\u2066", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u061c",
          "\x00", "\x1b", "\U000e0041")  # fmt: skip


@pytest.mark.parametrize("character", HIDDEN)
def test_hidden_characters_are_shown_by_number_and_left_out_of_titles(character: str) -> None:
    assert f"U+{ord(character):04X}" in visible(f"a{character}b")
    assert plain(f"a{character}b") == "a b"


def test_joiners_stay_where_a_script_or_a_picture_needs_them() -> None:
    family = "\U0001f468\u200d\U0001f469"
    assert visible(family) == family
    assert "U+200D" in visible("pay\u200dpal")


def test_long_words_are_cut_between_two() -> None:
    assert clipped("one two three", 9) == "one two …"
    assert clipped("one", 9) == "one"


def test_a_view_is_made_once_while_nothing_changes_and_anew_a_moment_after_something_did() -> None:
    now = [0.0]
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    memory = Memory(clock=lambda: now[0])
    assert memory.recall("a", "1", make) == memory.recall("a", "1", make) == 0
    assert memory.recall("a", "2", make) == 0
    now[0] = MOMENT + 1
    assert memory.recall("a", "1", make) == 0
    assert memory.recall("a", "2", make) == 1
    memory.forget()
    assert memory.recall("a", "2", make) == 2


def test_memory_is_bounded_and_keeps_no_absence() -> None:
    memory = Memory(most=2)
    for key in "abc":
        memory.recall(key, "1", lambda: "view")
    assert len(memory._kept) == 2
    assert memory.recall("d", "1", lambda: None) is None
    assert memory.recall("d", "1", lambda: "there now") == "there now"
