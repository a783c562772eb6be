"""What the attribution decoding promises whatever the network says, and what the packaged network finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.attribution.decoder import (
    TAGS,
    Floats,
    FoundAttribution,
    _choose_source,
    best_tags,
    find_attributions,
    tagged_spans,
)
from onrecord.annotate.encoder.model_files import AttributionNetwork
from onrecord.annotate.encoder.windows import Range, cut_windows, quote_states, read_words, word_shape


@pytest.fixture(scope="module")
def network() -> AttributionNetwork:
    return AttributionNetwork()


def read(text: str, network: AttributionNetwork) -> list[FoundAttribution]:
    return find_attributions(text, [(0, len(text))], network)


def words_of(text: str, spans: tuple[Range, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_viterbi_never_lets_an_inside_tag_follow_another_role() -> None:
    scores = np.zeros((5, len(TAGS)), dtype=np.float32)
    scores[:, 6] = 3.0  # I-content everywhere, with nothing to begin it
    path = best_tags([scores], 0.0)[0]
    assert [TAGS[tag] for tag in path] == ["B-content"] + ["I-content"] * 4


def test_windows_of_different_lengths_are_tagged_as_if_alone() -> None:
    chance = np.random.default_rng(1)
    windows: list[Floats] = [chance.normal(size=(n, len(TAGS))).astype(np.float32) for n in (3, 17, 8)]
    together = best_tags(windows, -0.2)
    for window, path in zip(windows, together, strict=True):
        assert path.tolist() == best_tags([window], -0.2)[0].tolist()


def test_spans_are_read_off_tags_with_two_of_one_role_side_by_side() -> None:
    tags = np.array([1, 2, 3, 5, 6, 5, 6, 0])
    assert tagged_spans(tags) == ([(0, 2)], [(2, 3)], [(3, 5), (5, 7)])


def test_a_cue_takes_the_source_its_pointers_share() -> None:
    chances = np.array([[0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1]], dtype=np.float32)
    source, score = _choose_source(chances, [(0, 2)], 1.0)
    assert source == (0, 2)
    assert score == pytest.approx(0.8)


def test_a_source_without_tags_is_found_by_the_pointers_alone() -> None:
    chances = np.array([[0.1, 0.1, 0.7, 0.1], [0.1, 0.1, 0.1, 0.7]], dtype=np.float32)
    assert _choose_source(chances, [], 1.0)[0] == (1, 3)


def test_pointers_at_nothing_make_the_source_implicit() -> None:
    chances = np.array([[0.9, 0.05, 0.05], [0.9, 0.05, 0.05]], dtype=np.float32)
    assert _choose_source(chances, [(0, 1)], 1.0)[0] is None


@pytest.mark.parametrize(
    ("word", "shape"),
    [("says", 1), ("Kyiv", 2), ("UN", 3), ("McCain", 4), ("2024", 5), ("—", 6), ("I", 7), ("", 6)],
)
def test_the_shape_of_a_word(word: str, shape: int) -> None:
    assert word_shape(word) == shape


def spaced(text: str) -> list[Range]:
    spans, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        spans.append((start, start + len(word)))
        at = start + len(word)
    return spans


@pytest.mark.parametrize(
    ("text", "carried", "states", "left_open"),
    [
        ("he said “ no ” today", False, [0, 0, 1, 1, 1, 0], False),
        ('he said " no " today', False, [0, 0, 1, 1, 1, 0], False),
        ("“ no end", False, [2, 2, 2], True),
        ("“ and on ” he said", True, [3, 3, 3, 3, 0, 0], False),
        ("no ” end", False, [0, 0, 0], False),
    ],
)
def test_words_know_whether_they_are_quoted(
    text: str, carried: bool, states: list[int], left_open: bool
) -> None:
    assert quote_states(text, spaced(text), carried) == (states, left_open)


ODD_TEXT = st.text(alphabet=st.sampled_from("ab Z.“”\"'’\n\t—,:é😀\u200b\u0301ﬁ日1"), max_size=400)


@settings(max_examples=40, deadline=None)
@given(ODD_TEXT)
def test_windows_cover_every_word_once_and_in_order(text: str) -> None:
    words = read_words(text, [(0, len(text))], AttributionNetwork().tokenizer) if text else None
    if words is None:
        return
    windows = cut_windows(words, 20)
    assert [i for begin, end in windows for i in range(begin, end)] == list(range(len(words)))
    assert all(0 <= s < e <= len(text) for s, e in zip(words.starts, words.ends, strict=True))


@settings(max_examples=25, deadline=None)
@given(ODD_TEXT)
def test_no_text_breaks_the_reader_and_spans_are_sound(text: str) -> None:
    for found in read(text, AttributionNetwork()):
        for start, end in (*found.source, *found.cue, *found.content):
            assert text[start:end] == text[start:end].strip() != ""
        assert 0 <= found.confidence <= 1


def test_an_empty_text_has_no_attributions(network: AttributionNetwork) -> None:
    assert read("", network) == []
    assert find_attributions("He said no.", [], network) == []


def test_a_direct_quotation_is_found_with_its_words(network: AttributionNetwork) -> None:
    text = "“We will not accept the plan,” Foreign Minister Anna Berg said on Tuesday."
    (found,) = read(text, network)
    assert "Anna Berg" in words_of(text, found.source)[0]
    assert words_of(text, found.cue)[0].startswith("said")
    assert "We will not accept the plan" in " ".join(words_of(text, found.content))


def test_a_source_of_two_attributions_serves_both(network: AttributionNetwork) -> None:
    text = "Mr. Berg said that the border was open and added that no troops had crossed it."
    found = read(text, network)
    assert len(found) == 2
    assert all(words_of(text, one.source) == ["Mr. Berg"] for one in found)


def test_only_the_passages_given_are_read(network: AttributionNetwork) -> None:
    first = "The minister said the talks would go on.\n"
    text = first + "Support us: our editor says that every gift counts."
    found = find_attributions(text, [(0, len(first))], network)
    assert found
    assert all(end <= len(first) for one in found for _, end in (*one.source, *one.cue, *one.content))


def test_the_same_text_gives_the_same_answer(network: AttributionNetwork) -> None:
    text = "The envoy said the ceasefire was holding. “It is calm,” she said.\n\nOfficials denied it." * 5
    assert read(text, network) == read(text, AttributionNetwork())
