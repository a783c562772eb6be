"""GraphML and GEXF: networkx reads them back; edges count events and utterances once, and name their rows."""

import io
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from builders import make_record
from onrecord.exports.graphs.actor_graph import build_actor_graph, node_id
from onrecord.exports.graphs.files import write_gexf, write_graphml
from onrecord.store.protocol import Filter
from told_dossier import FIRST, HOSTILE_DISPATCH, NEGATED, SECOND, article_id, told


@pytest.fixture
def graphml(tmp_path: Path) -> Any:
    with told(tmp_path) as selection:
        return nx.parse_graphml("".join(write_graphml(selection)), force_multigraph=True)


@pytest.fixture
def gexf(tmp_path: Path) -> Any:
    with told(tmp_path) as selection:
        return nx.read_gexf(io.BytesIO("".join(write_gexf(selection)).encode()))


@pytest.fixture(params=["graphml", "gexf"])
def graph(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def edges_of(graph: Any, row: str) -> list[dict[str, Any]]:
    """Return the attributes of the edges that a row supports."""
    return [edge for *_, edge in graph.edges(data=True) if row in edge["evidence"].split()]


def test_an_event_told_twice_counts_once_with_two_reports(graph: Any) -> None:
    first, second = (f"{article_id(number)}/e1" for number in (FIRST, SECOND))
    for row in (first, second):
        (edge,) = edges_of(graph, row)
        assert (edge["relation"], edge["mutual"], edge["reality"]) == ("CONSULT", True, "actual")


def test_reports_of_one_pair_are_counted_together(tmp_path: Path) -> None:
    """Two reports of one utterance to the same reporters count once, though two rows support them."""
    with told(tmp_path, Filter(acts=("assert",))) as selection:
        graph = build_actor_graph(selection)
    for *_, edge in graph.edges(data=True):
        assert edge["count"] <= edge["reports"] == len(edge["evidence"].split())
        assert edge["weight"] == edge["count"]


def test_who_rejects_whom_is_an_edge_also_across_articles(graph: Any) -> None:
    edges = edges_of(graph, f"{article_id(NEGATED)}/s2")
    rejects = [edge for edge in edges if edge["relation"] == "rejects"]
    assert rejects and all(edge["acts"] == "reject 1" for edge in rejects)


def test_what_was_not_said_has_edges_of_its_own(graph: Any) -> None:
    edges = edges_of(graph, f"{article_id(NEGATED)}/s1")
    assert edges and {edge["reality"] for edge in edges} == {"negated"}
    actual = [edge for *_, edge in graph.edges(data=True) if edge["reality"] == "actual"]
    assert not any(f"{article_id(NEGATED)}/s1" in edge["evidence"].split() for edge in actual)


def test_edges_have_the_days_between_which_they_were_made(graph: Any) -> None:
    record = make_record(FIRST)
    (edge,) = [one for one in edges_of(graph, f"{record.article.id}/s1") if one["relation"] == "speaks-to"]
    assert edge["first"] <= (record.article.published.value or "") <= edge["last"]


def test_nodes_say_who_they_are(graph: Any) -> None:
    nodes = {attributes["actor"]: attributes for _, attributes in graph.nodes(data=True)}
    port = make_record(FIRST).actors[0]
    found = next(one for one in nodes.values() if one["label"] == port.name)
    assert (found["kind"], found["sector"]) == ("state", "GOV")
    assert "country" not in found
    assert all(node == node_id(attributes["actor"]) for node, attributes in graph.nodes(data=True))


def test_characters_that_xml_cannot_hold_are_replaced(graph: Any) -> None:
    labels = " ".join(attributes["label"] for _, attributes in graph.nodes(data=True))
    assert '<script>alert("1")</script> &' in labels
    assert "\x07" not in labels


def test_ids_of_nodes_are_name_tokens() -> None:
    assert node_id("person:ada-olm") == "person:ada-olm"
    assert node_id("government:police~rus") == "government:police_x007E_rus"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        for write in (write_graphml, write_gexf):
            assert list(write(selection)) == list(write(selection))
        gexf = "".join(write_gexf(selection))
    assert "lastmodifieddate" not in gexf
    etree.fromstring(gexf.encode())


def test_an_empty_selection_is_an_empty_graph(tmp_path: Path) -> None:
    with told(tmp_path, Filter(contains="nothing-of-the-kind")) as selection:
        assert len(nx.parse_graphml("".join(write_graphml(selection)))) == 0
        assert len(nx.read_gexf(io.BytesIO("".join(write_gexf(selection)).encode()))) == 0


def test_one_dispatch_of_hostile_words_is_in_the_graph(graph: Any) -> None:
    assert edges_of(graph, f"{article_id(HOSTILE_DISPATCH)}/s1")
