"""PROV-JSON: the library reads it back; chains, attribution and reading are as they should be."""

from pathlib import Path

import pytest
from prov.model import (
    ProvAttribution,
    ProvBundle,
    ProvDerivation,
    ProvDocument,
    ProvInfluence,
    ProvUsage,
)

from onrecord.exports.linked.iris import iri
from onrecord.exports.linked.prov import write
from onrecord.store.protocol import Filter
from told_dossier import FIRST, NEGATED, SECOND, article_id, told


@pytest.fixture
def document(tmp_path: Path) -> ProvDocument:
    with told(tmp_path) as selection:
        made = ProvDocument.deserialize(content="".join(write(selection)), format="json")
    assert isinstance(made, ProvDocument)
    return made


def bundle_of(document: ProvDocument, number: int) -> ProvBundle:
    name = iri(f"{article_id(number)}/provenance")
    (found,) = [one for one in document.bundles if one.identifier and one.identifier.uri == name]
    return found


def pairs(bundle: ProvBundle, kind: type) -> set[tuple[str, str]]:
    """Return the first two ends of the relations of a kind, as ids of OnRecord."""
    found = set()
    for record in bundle.get_records(kind):
        left, right = (value.uri.removeprefix("urn:onrecord:") for _, value in record.formal_attributes[:2])
        found.add((left, right))
    return found


def test_the_library_reads_a_bundle_for_each_article(document: ProvDocument) -> None:
    assert len(list(document.bundles)) == 4
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert again == document


def test_words_lead_from_the_speaker_over_the_outlet_to_the_article_to_the_row(
    document: ProvDocument,
) -> None:
    article = article_id(FIRST)
    bundle = bundle_of(document, FIRST)
    derived = pairs(bundle, ProvDerivation)
    assert (f"{article}/s3.2", f"{article}/s3/utterance") in derived
    assert (article, f"{article}/s3.2") in derived
    assert (f"{article}/s3", article) in derived
    assert (f"{article}/s3", f"{article}/s3/utterance") in derived
    said_by = {left for left, _ in pairs(bundle, ProvAttribution)}
    assert {f"{article}/s3/utterance", f"{article}/s3.2", article} <= said_by


def test_one_utterance_has_one_id_in_all_bundles(document: ProvDocument) -> None:
    names = []
    for number in (FIRST, SECOND):
        derived = pairs(bundle_of(document, number), ProvDerivation)
        sources = {left: right for left, right in derived if right.endswith("/utterance")}
        names.append(sources[f"{article_id(number)}/s1"])
    assert names[0] == names[1]


def test_a_statement_that_was_not_made_has_no_utterance(document: ProvDocument) -> None:
    bundle = bundle_of(document, NEGATED)
    row = f"{article_id(NEGATED)}/s1"
    names = {one.identifier.uri for one in bundle.get_records() if one.identifier}
    assert iri(row) in names and iri(f"{row}/utterance") not in names
    assert row not in {left for left, _ in pairs(bundle, ProvAttribution)}


def test_an_answer_is_influenced_by_what_it_answers(document: ProvDocument) -> None:
    article = article_id(FIRST)
    answered = dict(pairs(bundle_of(document, FIRST), ProvInfluence))
    assert answered[f"{article}/s2/utterance"].endswith("/s1/utterance")


def test_the_reading_used_the_article(document: ProvDocument) -> None:
    ((activity, article),) = pairs(bundle_of(document, FIRST), ProvUsage)
    assert article == article_id(FIRST) and activity.startswith(f"{article}/reading/")


def test_nothing_is_derived_from_itself(document: ProvDocument) -> None:
    """The order of things has no circle: a row comes after its article, the article after what was said."""
    for bundle in document.bundles:
        edges = pairs(bundle, ProvDerivation)
        left = {one for edge in edges for one in edge}
        while left:
            ends = left - {source for source, target in edges if source in left and target in left}
            assert ends, left
            left -= ends


def test_an_empty_selection_can_be_read(tmp_path: Path) -> None:
    with told(tmp_path, Filter(contains="nothing-of-the-kind")) as selection:
        made = ProvDocument.deserialize(content="".join(write(selection)), format="json")
    assert isinstance(made, ProvDocument) and not list(made.bundles)
