"""Vectors of tokens: those of spaCy's own encoder, text by text."""

import numpy as np
import pytest

from onrecord.annotate.text.syntax.annotator import load_parser
from onrecord.annotate.text.syntax.token_vectors import TokenVectors
from onrecord.model.errors import ModelError

TEXTS = [
    "Norway's minister can't have said it; she cannot, and they're sure she didn't.",
    "",
    "No  deal",
    "The envoy said the deal was no deal, the minister said it was one.",
]


def test_vectors_equal_those_of_spacys_encoder() -> None:
    encoder = load_parser().parts.encoder
    docs = [load_parser().parts.tokenizer(text) for text in TEXTS]
    for mine, theirs in zip(TokenVectors.of(encoder).find(docs), encoder.predict(docs), strict=True):
        assert mine.shape == theirs.shape
        assert np.allclose(mine, theirs, atol=1e-4)


def test_a_text_has_the_same_vectors_alone_and_among_others() -> None:
    vectors = load_parser().vectors
    docs = [load_parser().parts.tokenizer(text) for text in TEXTS]
    together = vectors.find(docs)
    assert np.allclose(together[3], vectors.find([docs[3]])[0], atol=1e-4)
    assert [len(rows) for rows in vectors.find([docs[1]])] == [0]


def test_another_kind_of_encoder_is_refused() -> None:
    with pytest.raises(ModelError, match="unknown make"):
        TokenVectors.of(load_parser().parts.tagger.model)
