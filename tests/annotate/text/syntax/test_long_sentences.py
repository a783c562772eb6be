"""Sentences of thousands of words are cut, so that no loop over the words of a sentence runs away."""

import pytest

from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.annotate.text.syntax.annotator import LONGEST_SENTENCE, SyntaxAnnotator
from onrecord.model.annotation import Sentence, Token
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, apply_annotator

pytestmark = pytest.mark.slow


def _parsed(text: str) -> Annotations:
    article = Article(text, language="en")
    annotations = apply_annotator(PassageAnnotator(), article, Annotations())
    return apply_annotator(SyntaxAnnotator(), article, annotations)


@pytest.mark.parametrize(
    "unit", ["Anna Lind ", "said that he ", "the ship, ", "12 ", "$5 to ", "Minister of "]
)
def test_no_sentence_is_longer_than_the_limit(unit: str) -> None:
    layers = _parsed(unit * 700)
    sentences, tokens = layers.of(Sentence), layers.of(Token)
    assert max(row.last - row.first for row in sentences) <= LONGEST_SENTENCE
    assert [row.first for row in sentences[1:]] == [row.last for row in sentences[:-1]]
    assert all(tokens[token.head].sentence == token.sentence for token in tokens)
    assert all(token.dep == "ROOT" for token in tokens if token.head == token.index)


def test_a_long_list_is_cut_after_a_mark() -> None:
    layers = _parsed("The parties release " + ", ".join(f"ship number {n}" for n in range(200)) + ".")
    tokens = layers.of(Token)
    ends = [tokens[row.last - 1].text for row in layers.of(Sentence)]
    assert len(ends) > 1
    assert set(ends) <= {",", "."}
