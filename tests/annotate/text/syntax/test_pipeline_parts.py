"""The pinned pipeline made part by part: it equals the one that spaCy makes of the same package."""

import numpy as np
import pytest
from thinc.api import get_current_ops, set_current_ops

from onrecord.annotate.encoder.model_digests import SPACY_PACKAGE
from onrecord.annotate.text.syntax.annotator import Parser, find_package, load_parser
from onrecord.annotate.text.syntax.onnx_backend import SingleThreadedProducts
from onrecord.annotate.text.syntax.pipeline_parts import load_by_spacy, parts_of

TEXTS = [
    "Norway's minister can't have said it; she cannot, and they're sure she didn't.",
    "",
    "“We’ll pay €3.5m by 12/07/2024 (at 5 p.m.),” wrote A. B. O'Neill-Smith, C.E.O. of x-y.co.uk :-) …",
    "The U.S.–E.U. talks, held in Geneva on Jan. 3rd, ended w/o a deal\n\nREUTERS said, citing e.g. an envoy",
    "There is no doubt that the mayor of Ærøskøbing was told by Ms. 李 that 40% of gonna-be voters won't.",
]
COLUMNS: list[int | str] = [
    *("ORTH", "NORM", "SHAPE", "PREFIX", "SUFFIX", "SPACY"),
    *("TAG", "DEP", "HEAD", "SENT_START", "IS_SPACE"),
]


@pytest.fixture(scope="module")
def by_spacy() -> Parser:
    before = get_current_ops()
    set_current_ops(SingleThreadedProducts())
    try:
        return Parser.of(parts_of(load_by_spacy(find_package()[0])))
    finally:
        set_current_ops(before)


def test_the_pinned_pipeline_reads_as_the_one_that_spacy_makes(by_spacy: Parser) -> None:
    assert find_package()[0] == SPACY_PACKAGE
    mine = load_parser()
    ours, theirs = mine.parse(TEXTS), by_spacy.parse(TEXTS)
    for one, other in zip(ours, theirs, strict=True):
        assert [token.text for token in one] == [token.text for token in other]
        assert np.array_equal(one.to_array(COLUMNS), other.to_array(COLUMNS))
        assert np.array_equal(one.tensor, other.tensor)
        assert [(token.tag_, token.dep_) for token in one] == [(token.tag_, token.dep_) for token in other]
    assert mine.names.find(ours) == by_spacy.names.find(theirs)
    assert mine.speech.single == by_spacy.speech.single
    assert mine.speech.after == by_spacy.speech.after


def test_the_rules_of_the_tokenizer_are_all_there(by_spacy: Parser) -> None:
    assert load_parser().parts.tokenizer.rules == by_spacy.parts.tokenizer.rules
    assert load_parser().parts.tagger.labels == by_spacy.parts.tagger.labels
    assert load_parser().parts.parser.labels == by_spacy.parts.parser.labels
