"""The pattern language of passage cues."""

import pytest

from onrecord.annotate.text.passages import cues as passage_cues
from onrecord.annotate.text.passages.cues import CueList, load_cues, with_outlet, words_of
from onrecord.model.errors import ModelError


def load(monkeypatch: pytest.MonkeyPatch, *patterns: str) -> CueList:
    rows = {
        "text/passage_cues": tuple(
            tuple(field.strip() for field in f"notice | 1 | {pattern}".split("|")) for pattern in patterns
        ),
        "text/passage_words": (("network", "telegram x"),),
    }
    monkeypatch.setattr(passage_cues, "lexicon_rows", rows.__getitem__)
    return load_cues()


def found(cues: CueList, line: str, outlet: str = "") -> list[str]:
    words = with_outlet(words_of(line, 0, len(line)), outlet.split())
    return [cue.pattern for cue in cues.find(words, [False] * len(words))]


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        ("follow us", ["Please follow us.", "FOLLOW US!"], ["follow them", "follow the us"]),
        ("^ share this", ["Share this page", "“Share this”"], ["Please share this"]),
        ("^ close $", ["Close", "(Close.)"], ["Close the door"]),
        ("sign up [here] for/to", ["sign up for it", "sign up here to win"], ["sign up now for it"]),
        ("^ by <name> $", ["By Ann Lee", "By J. K. Lee."], ["By the sea", "By Ann Lee on Monday"]),
        (
            "read ... here",
            ["read the whole long story here", "read here"],
            ["read one two three four five six seven here"],
        ),
        ("on <network>", ["us on Telegram", "us on X"], ["us on paper"]),
        ("<number> min read", [], ["five min read"]),
        ("^ <number> min read", ["3 min read"], ["five min read"]),
        ("editor's note", ["The editor’s note", "editor's note"], ["editors note"]),
        (
            "support <outlet>",
            ["Support The Moss Post", "support the Moss Post's work"],
            ["Support The Moss", "support the post"],
        ),
    ],
)
def test_a_pattern_is_found_where_it_should_match(
    monkeypatch: pytest.MonkeyPatch, pattern: str, hits: list[str], misses: list[str]
) -> None:
    cues = load(monkeypatch, pattern)
    assert [line for line in hits if found(cues, line, "moss post") != [pattern]] == []
    assert [line for line in misses if found(cues, line, "moss post")] == []


def test_a_cue_is_found_once_and_not_where_it_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    cues = load(monkeypatch, "give now")
    words = words_of("give now or give now", 0, 20)
    assert len(list(cues.find(words, [False] * 5))) == 1
    assert list(cues.find(words, [True] * 5)) == []


@pytest.mark.parametrize("pattern", ["follow <nobody>", "e-mail us", "don't-care"])
def test_a_pattern_that_cannot_match_is_refused(monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    with pytest.raises(ModelError, match="no class"):
        load(monkeypatch, pattern)


def test_a_row_of_an_unknown_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {"text/passage_cues": (("advert", "1", "buy"),), "text/passage_words": ()}
    monkeypatch.setattr(passage_cues, "lexicon_rows", rows.__getitem__)
    with pytest.raises(ModelError, match="not a cue"):
        load_cues()


def test_the_shipped_cues_load() -> None:
    assert len(load_cues().by_word) > 100
