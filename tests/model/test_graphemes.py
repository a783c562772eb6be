"""Edges of grapheme clusters: what is one character to a reader is never cut."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from growth import times_longer
from onrecord.model.graphemes import cluster_end, cluster_start, is_cluster_edge
from onrecord.model.span import Span

FAMILY = "👨\u200d👩\u200d👧"
PIECES = [
    *("a", "e\u0301", "\u0301", " ", "\n", "\r", "👨", "\u200d", "👩", "🇺", "🇦", "🏽", "\ufe0f", "ก", "็"),
    *("ह", "्", "न", "ि", "각", "ᄀ", "ᅡ", "ᆨ", "\u200b", "❤", "©", "1", "\u20e3", "\u0600"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_edges_are_those_of_the_unicode_standard_and_before_stray_joiners(text: str) -> None:
    edges = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
    edges |= {at for at in range(1, len(text)) if text[at] == "\u200d" and text[at - 1] < "\u0300"}
    assert {at for at in range(len(text) + 1) if is_cluster_edge(text, at)} == edges


@pytest.mark.parametrize("words", ["cafe\u0301", FAMILY, "🇺🇦", "👍🏽", "กี้", "1\ufe0f\u20e3"])
def test_a_span_is_sound_only_around_whole_characters(words: str) -> None:
    text = f"({words})"
    whole = Span(1, 1 + len(words))
    assert whole.is_sound(text)
    assert not Span(1, len(words)).is_sound(text)
    assert Span(1, len(words)).widened_to_words(text) == whole


def test_the_nearest_edges_are_found() -> None:
    text = f"a{FAMILY}b"
    assert [cluster_start(text, at) for at in range(1, 6)] == [1] * 5
    assert [cluster_end(text, at) for at in range(2, 7)] == [6] * 5


@pytest.mark.parametrize("unit", ["e\u0301", "\u0301", "🇺🇦", "👨\u200d"])
def test_the_time_of_an_edge_does_not_grow_with_the_text(unit: str) -> None:
    def look(length: int) -> None:
        text = "a" + unit * length
        for at in range(len(text) - 300, len(text)):
            is_cluster_edge(text, at)

    assert times_longer(lambda: look(1_000), lambda: look(200_000)) < 5
