"""JSON-LD: the graph expands, its words are schema.org's, one utterance is one node, nobody is rated."""

import json
from pathlib import Path

import pytest
from pyld import jsonld

from onrecord.exports.linked.iris import iri
from onrecord.exports.linked.jsonld import write
from onrecord.store.protocol import Filter
from told_dossier import FIRST, HOSTILE, HOSTILE_DISPATCH, NEGATED, SECOND, article_id, told

STANDARDS = Path(__file__).parents[1] / "standards"
SCHEMA_ORG = json.loads((STANDARDS / "schema_org.json").read_text("utf-8"))
Node = dict[str, object]


@pytest.fixture
def nodes(tmp_path: Path) -> list[Node]:
    with told(tmp_path) as selection:
        graph: list[Node] = json.loads("".join(write(selection)))["@graph"]
    return graph


def types_of(node: Node) -> list[str]:
    found = node.get("@type", [])
    return [found] if isinstance(found, str) else list(found)  # type: ignore[call-overload]


def only(nodes: list[Node], identifier: str) -> Node:
    (found,) = [node for node in nodes if node["@id"] == iri(identifier)]
    return found


def ancestors(kind: str) -> set[str]:
    return {kind}.union(*(ancestors(parent) for parent in SCHEMA_ORG["types"][kind]))


def check_words(value: object) -> None:
    """Check that every property of every node belongs to one of its types."""
    if isinstance(value, list):
        for one in value:
            check_words(one)
    elif isinstance(value, dict):
        kinds = set().union(*(ancestors(kind) for kind in types_of(value)))
        for name, content in value.items():
            if not name.startswith("@"):
                assert kinds & set(SCHEMA_ORG["properties"][name]), (name, kinds)
            check_words(content)


def test_all_words_are_those_of_schema_org(nodes: list[Node]) -> None:
    check_words(nodes)


def test_ids_are_unique_and_references_lead_somewhere(nodes: list[Node]) -> None:
    ids = [node["@id"] for node in nodes]
    assert len(ids) == len(set(ids))
    authors = [node["author"] for node in nodes if isinstance(node.get("author"), list)]
    made_by = {one["@id"] for author in authors for one in author if "@id" in one}  # type: ignore[attr-defined]
    assert made_by and made_by <= set(ids)


def test_the_graph_expands_to_the_terms_of_schema_org(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        document = json.loads("".join(write(selection)))
    assert document["@context"] == "https://schema.org"
    local = {"@context": {"@vocab": "http://schema.org/"}}

    def load(url: str, _: object) -> dict[str, object]:
        assert url == "https://schema.org"
        return {
            "document": local,
            "documentUrl": url,
            "contextUrl": None,
            "contentType": "application/ld+json",
        }

    expanded = jsonld.expand(document, {"documentLoader": load})
    kinds = {kind for node in expanded for kind in node["@type"]}
    assert {
        f"http://schema.org/{name}" for name in ("NewsArticle", "Quotation", "Claim", "ClaimReview")
    } <= kinds
    assert all(node["@id"].startswith("urn:onrecord:") for node in expanded)


def test_an_utterance_of_two_articles_is_one_node_of_both(nodes: list[Node]) -> None:
    pair = [f"{article_id(number)}/s1" for number in (FIRST, SECOND)]
    found = [node for node in nodes if node["@id"] in [iri(one) for one in pair]]
    assert len(found) == 1
    articles = {iri(article_id(number)) for number in (FIRST, SECOND)}
    assert {one["@id"] for one in found[0]["isPartOf"]} == articles  # type: ignore[attr-defined]
    assert found[0]["firstAppearance"] == {"@id": iri(article_id(FIRST))}
    assert "Quotation" in types_of(found[0])


def test_a_statement_that_was_not_made_is_no_quotation_and_nobody_said_it(nodes: list[Node]) -> None:
    node = only(nodes, f"{article_id(NEGATED)}/s1")
    assert types_of(node) == ["CreativeWork"]
    assert node["creativeWorkStatus"] == "negated"
    assert not {"author", "spokenByCharacter"} & node.keys()


def test_what_is_rejected_is_a_claim_with_a_review_that_rates_nobody(nodes: list[Node]) -> None:
    reviews = [node for node in nodes if node["@type"] == "ClaimReview"]
    claims = {node["@id"]: node for node in nodes if "Claim" in types_of(node)}
    assert reviews and not any("reviewRating" in node for node in reviews)
    for review in reviews:
        reviewed: Node = review["itemReviewed"]  # type: ignore[assignment]
        if reviewed["@type"] == "CreativeWork":  # what was not said is no claim
            assert reviewed["@id"] == iri(f"{article_id(NEGATED)}/s1")
            continue
        claim = claims[reviewed["@id"]]
        assert review["claimReviewed"] == claim["text"]
        assert review["author"]
    across = {iri(f"{article_id(number)}/s1") for number in (FIRST, SECOND)}
    assert any(review["itemReviewed"]["@id"] in across for review in reviews)  # type: ignore[index]


def test_a_paraphrase_is_no_quotation(nodes: list[Node]) -> None:
    node = only(nodes, f"{article_id(FIRST)}/s4")
    assert types_of(node) == ["Claim"]
    assert node["author"] == {"@type": "Organization", "description": "Two officials familiar with the talks"}


def test_words_come_through_unchanged(nodes: list[Node]) -> None:
    assert only(nodes, article_id(HOSTILE_DISPATCH))["headline"] == HOSTILE


def test_filters_apply(tmp_path: Path) -> None:
    with told(tmp_path, Filter(acts=("reject",))) as selection:
        nodes = json.loads("".join(write(selection)))["@graph"]
        genres = {node["genre"] for node in nodes if "genre" in node}
        assert genres == {"reject"}
        assert selection.report.exported["statements"] == sum("genre" in node for node in nodes)


def test_an_empty_selection_is_an_empty_graph(tmp_path: Path) -> None:
    with told(tmp_path, Filter(contains="nothing-of-the-kind")) as selection:
        assert json.loads("".join(write(selection)))["@graph"] == []
