"""Whether an utterance was made."""

import pytest

from onrecord.model.article import Article, Published
from onrecord.model.record import Record
from onrecord.pipeline import make_pipeline


@pytest.mark.parametrize(
    ("sentence", "reality"),
    [
        ("The harbour board said that the crane was safe.", "actual"),
        ("The harbour board has never said that the crane was safe.", "negated"),
        ("Ministers stopped short of saying that the dam would be closed.", "negated"),
        ("The abbot did not agree that the bell was too loud.", "actual"),
        ("If Governor Ines Brandt says that the bridge is closed, drivers will turn back.", "hypothetical"),
        ("Governor Ines Brandt will announce on Friday that the bridge is closed.", "planned"),
        ("Governor Ines Brandt could tell the council that the bridge is closed.", "hypothetical"),
        ("Governor Ines Brandt has yet to say that the bridge is closed.", "negated"),
        ("“I must say that the bridge looks fine,” Governor Ines Brandt said.", "actual"),
    ],
)
def test_words_around_the_cue_tell_whether_it_was_said(sentence: str, reality: str) -> None:
    outcome = make_pipeline().read(Article(sentence, published=Published("2024-05-14", "given")))
    assert isinstance(outcome, Record)
    assert [row.reality for row in outcome.statements] == [reality]
