"""Template filters (dates, escaped text) and the cache of views."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from onrecord.web.html import day, plain, truncated, visible
from onrecord.web.state import STALE_SECONDS, ViewCache


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
def test_days_are_shown_as_people_write_them(value: str | None, shown: str) -> None:
    assert day(value) == shown


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_text_is_escaped_and_nothing_is_lost(text: str) -> None:
    shown = str(visible(text))
    assert "<" not in shown.replace('<span class="hidden-character"', "").replace("</span>", "")
    without = text.translate({ord(c): None for c in text if not c.isprintable()})
    for character in without:
        assert str(escape(character)) in shown


HIDDEN = ("\u202e", "\u2066", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u061c",
          "\x00", "\x1b", "\U000e0041")  # fmt: skip


@pytest.mark.parametrize("character", HIDDEN)
def test_hidden_characters_are_shown_by_code_and_left_out_of_titles(character: str) -> None:
    assert f"U+{ord(character):04X}" in visible(f"a{character}b")
    assert plain(f"a{character}b") == "a b"


def test_joiners_stay_in_emoji_but_not_in_latin_words() -> None:
    family = "\U0001f468\u200d\U0001f469"
    assert visible(family) == family
    assert "U+200D" in visible("pay\u200dpal")


def test_long_text_is_cut_between_two_words() -> None:
    assert truncated("one two three", 9) == "one two …"
    assert truncated("one", 9) == "one"


def test_a_view_is_built_once_until_the_dossier_changes_and_again_some_seconds_later() -> None:
    now = [0.0]
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    cache = ViewCache(clock=lambda: now[0])
    assert cache.get_or_build("a", "1", make) == cache.get_or_build("a", "1", make) == 0
    assert cache.get_or_build("a", "2", make) == 0
    now[0] = STALE_SECONDS + 1
    assert cache.get_or_build("a", "1", make) == 0
    assert cache.get_or_build("a", "2", make) == 1
    cache.clear()
    assert cache.get_or_build("a", "2", make) == 2


def test_the_cache_is_bounded_and_does_not_store_none() -> None:
    cache = ViewCache(most=2)
    for key in "abc":
        cache.get_or_build(key, "1", lambda: "view")
    assert len(cache._views) == 2
    assert cache.get_or_build("d", "1", lambda: None) is None
    assert cache.get_or_build("d", "1", lambda: "there now") == "there now"


def test_the_cache_keeps_no_trace_of_views_that_are_not_stored() -> None:
    """Requests for articles that do not exist would otherwise fill the memory."""
    cache = ViewCache(most=2)
    for number in range(10):
        assert cache.get_or_build(number, "1", lambda: None) is None
        with pytest.raises(ZeroDivisionError):
            cache.get_or_build(f"missing {number}", "1", lambda: 1 // 0)
        cache.get_or_build(f"kept {number}", "1", lambda: "view")
        cache.get_or_build(f"kept {number}", "1", lambda: "view")
    assert len(cache._building) == 0
    assert len(cache._views) == 2
