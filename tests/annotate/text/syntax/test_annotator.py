"""Sentences, tokens and names: offsets as printed, whatever the parser gets."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.text.syntax import annotator as sentences
from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.model.annotation import Name, Passage, Sentence, Token
from onrecord.model.article import Article
from onrecord.model.errors import ModelError
from onrecord.model.layers import Annotations
from onrecord.model.span import Span
from read_lines import passages_of, read_lines

TWO = "The harbour of Lindow is closed.\nMayor Ann Holt said it would open on Friday. Ships wait."


def test_token_and_head_indices_count_over_the_article() -> None:
    view = read_lines(TWO)
    tokens = view.of(Token)
    assert [token.index for token in tokens] == list(range(len(tokens)))
    said = next(token for token in tokens if token.text == "said")
    holt = next(token for token in tokens if token.text == "Holt")
    assert (holt.head, holt.dep, said.lemma, said.tag) == (said.index, "nsubj", "say", "VBD")
    assert said.head == said.index


def test_a_sentence_contains_its_tokens_and_never_crosses_a_paragraph() -> None:
    view = read_lines(TWO)
    rows = view.of(Sentence)
    assert [row.span.words(TWO) for row in rows] == [
        "The harbour of Lindow is closed.",
        "Mayor Ann Holt said it would open on Friday.",
        "Ships wait.",
    ]
    assert [row.passage for row in rows] == [0, 1, 1]
    for row in rows:
        inside = view.of(Token)[row.first : row.last]
        assert {token.sentence for token in inside} == {row.index}
        assert inside[0].span.start == row.span.start
        assert inside[-1].span.end == row.span.end


def test_white_space_is_not_a_token_and_a_wrapped_line_is_not_a_boundary() -> None:
    text = "The  mayor\nof Lindow   spoke."
    view = Annotations().joined([Passage], [Passage(Span(0, len(text)), "body")])
    rows = SyntaxAnnotator().annotate(Article(text), view)
    tokens = [row for row in rows if isinstance(row, Token)]
    assert [token.text for token in tokens] == ["The", "mayor", "of", "Lindow", "spoke", "."]
    assert all(token.span.words(text) == token.text for token in tokens)


def test_a_blank_line_inside_a_passage_ends_a_sentence() -> None:
    text = "The mayor spoke in\n\nLindow for an hour."
    view = Annotations().joined([Passage], [Passage(Span(0, len(text)), "body")])
    rows = [row for row in SyntaxAnnotator().annotate(Article(text), view) if isinstance(row, Sentence)]
    assert [row.span.words(text) for row in rows] == ["The mayor spoke in", "Lindow for an hour."]


def test_only_news_is_read() -> None:
    text = "Ann Holt spoke.\nPhoto: Ann Holt."
    first, second = passages_of(text)
    view = Annotations().joined([Passage], [first, Passage(second.span, "caption")])
    rows = [row for row in SyntaxAnnotator().annotate(Article(text), view) if isinstance(row, Sentence)]
    assert [row.span.words(text) for row in rows] == ["Ann Holt spoke."]


def test_names_come_without_articles_and_possessives() -> None:
    text = "The United Nations’ envoy met Norway's king in Oslo on Friday."
    names = {row.span.words(text): row.kind for row in read_lines(text).of(Name)}
    assert names == {"United Nations": "organisation", "Norway": "place", "Oslo": "place", "Friday": "date"}


def test_capitals_are_parsed_like_ordinary_writing_and_stay_as_printed() -> None:
    text = "NORWAY REJECTS CALLS FOR A TRUCE\nNorway has heard calls for a truce before."
    tokens = read_lines(text, first="headline").of(Token)
    assert [(token.text, token.lemma) for token in tokens[:3]] == [
        ("NORWAY", "Norway"),
        ("REJECTS", "reject"),
        ("CALLS", "call"),
    ]


def test_a_long_passage_is_read_in_parts_without_losing_a_character() -> None:
    text = "One two three. " * 5_000
    pieces = list(sentences._cut_long(text, text))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(end - start <= sentences.LONGEST_TEXT for start, end in pieces)
    assert all(text[end - 2 : end] == ". " for _, end in pieces)


@given(st.text(alphabet="ab. \n", max_size=60))
def test_cutting_keeps_every_character(text: str) -> None:
    assert "".join(text[start:end] for start, end in sentences._cut_long(text, text)) == text


def test_a_passage_of_one_endless_word_is_parsed() -> None:
    text = "(" * 120_000
    tokens = read_lines(text).of(Token)
    assert "".join(token.text for token in tokens) == text


def test_an_article_gives_the_same_tokens_again_after_others() -> None:
    first = read_lines(TWO)
    read_lines("A wholly other text about zeppelins, quinces and Ulaanbaatar.")
    assert read_lines(TWO) == first


def test_the_model_version_has_package_and_version() -> None:
    package, version = SyntaxAnnotator().model_version.split()
    assert package.startswith("en_core_web_sm")
    assert version.startswith("3.8.")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gives_tokens_that_are_its_words_in_order(text: str) -> None:
    view = read_lines(text)
    tokens = view.of(Token)
    assert all(token.span.words(text) == token.text for token in tokens)
    assert all(left.span.end <= right.span.start for left, right in pairwise(tokens))
    assert all(0 <= token.head < len(tokens) for token in tokens)
    assert all(not text[row.span.start].isspace() for row in view.of(Sentence))


def test_an_error_about_a_missing_pipeline_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sentences, "PACKAGES", (("no_such_pipeline", "no-such-pipeline"),))
    with pytest.raises(ModelError, match="pip install no-such-pipeline"):
        sentences.find_package.__wrapped__()
