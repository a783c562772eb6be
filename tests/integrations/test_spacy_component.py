"""The component of spaCy: found by its entry point, spans that align, documents that can be stored."""

from importlib.metadata import entry_points

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import onrecord
from onrecord.integrations import spacy_component
from onrecord.model.errors import IngestError, SettingError

pytestmark = pytest.mark.slow
TEXT = (
    "“We will not sign,” the minister Ada Berg told reporters on Monday. She denied it. "
    "Troops shelled the town of Orsk on Sunday."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("onrecord")
    return made


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    made = nlp.make_doc(TEXT)
    made._.article = {"published": "2025-07-01", "outlet": "Harbour News"}
    return nlp(made)


def test_spacy_finds_the_factory_by_its_entry_point() -> None:
    (found,) = [one for one in entry_points(group="spacy_factories") if one.name == "onrecord"]
    assert found.load() is spacy_component.make_component


def test_statements_have_the_words_as_spans_of_the_document(doc: Doc) -> None:
    first = doc._.statements[0]
    assert [span.text for span in first.content] == ["“We will not sign,”"]
    assert [span.text for span in first.source] == ["the minister Ada Berg"]
    assert [span.text for span in first.cue] == ["told"]
    assert all(span.doc is doc for span in first.content)
    assert [actor.name for actor in first.actors] == ["Ada Berg"]
    assert (first.act, first.confidence) == (first.row.act, first.row.confidence)
    assert first.row.said is not None and first.row.said.value == "2025-06-30"


def test_events_have_parties_and_words(doc: Doc) -> None:
    types = {event.type: event for event in doc._.events}
    assert [span.text for span in types["ASSAULT"].trigger] == ["shelled"]
    assert "Troops" in types["ASSAULT"].actors[0].name


def test_the_record_is_the_one_that_read_gives(doc: Doc) -> None:
    expected = onrecord.read(TEXT, published="2025-07-01", outlet="Harbour News", language="en")
    assert doc._.record == expected


def test_a_document_keeps_what_was_found_when_it_is_stored(doc: Doc, nlp: Language) -> None:
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (loaded,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert loaded._.record == doc._.record
    assert [span.text for span in loaded._.statements[0].content] == ["“We will not sign,”"]


def test_words_inside_a_token_have_no_span_but_offsets(nlp: Language) -> None:
    doc = Doc(nlp.vocab, words=["“No,”", "Berg", "said"], spaces=[True, True, False])
    doc.user_data = nlp(nlp.make_doc("“No,” Berg said")).user_data
    wide = Doc(nlp.vocab, words=["“No,” Berg", "said"], spaces=[True, False])
    wide.user_data = doc.user_data
    assert doc._.statements[0].content and not wide._.statements[0].content
    assert wide._.statements[0].row.evidence.content.spans == doc._.statements[0].row.evidence.content.spans


def test_a_text_without_words_or_in_another_language_has_no_statements_and_a_reason(nlp: Language) -> None:
    assert (nlp(" ")._.statements, nlp(" ")._.events, nlp(" ")._.record.reason) == ((), (), "empty")
    german = spacy.blank("de")
    german.add_pipe("onrecord")
    assert german("Er sagte nein.")._.record.reason == "language"


def test_a_document_that_was_not_read_says_what_to_do() -> None:
    with pytest.raises(SettingError, match="add_pipe"):
        _ = spacy.blank("en")("He said no.")._.statements


def test_fields_of_an_article_that_are_wrong_are_told(nlp: Language) -> None:
    for given, error, words in (
        ({"published": "no date"}, IngestError, "no date"),
        ({"day": "2025-07-01"}, SettingError, "day; it may have title, outlet"),
    ):
        doc = nlp.make_doc("He said no.")
        doc._.article = given
        with pytest.raises(error, match=words):
            nlp(doc)


def test_documents_are_read_one_by_one_from_a_stream(nlp: Language) -> None:
    read = [len(doc._.statements) for doc in nlp.pipe(["“No,” Berg said.", "It rained.", ""])]
    assert read == [1, 0, 0]
