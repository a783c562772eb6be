"""GraphML (graphml.graphdrawing.org) and GEXF 1.2 (gexf.net) files of the graph of actors.

Gephi, yEd, Cytoscape, igraph and networkx read them. networkx writes GraphML as it goes. Its GEXF is a tree
of the whole file (half a gigabyte for 60,000 edges) with the day of writing in it; ours is written line by
line.
"""

import tempfile
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

import networkx as nx

from onrecord.exports.graphs.actor_graph import build_actor_graph
from onrecord.exports.selection import Selection
from onrecord.model.version import VERSION

Value = str | int | bool
# Attributes of nodes and edges with their types in GEXF. Labels and weights are attributes of GEXF itself.
_NODE = {
    "actor": "string", "kind": "string", "country": "string", "sector": "string", "wikidata": "string",
    "names": "string", "roles": "string", "articles": "long", "statements": "long",
}  # fmt: skip
_EDGE = {
    "relation": "string", "reality": "string", "mutual": "boolean", "count": "long", "reports": "long",
    "acts": "string", "evidence": "string", "first": "string", "last": "string",
}  # fmt: skip


def write_graphml(selection: Selection) -> Iterator[str]:
    """Yield a GraphML file. Raises StoreError."""
    graph = build_actor_graph(selection)
    with tempfile.TemporaryFile() as file:  # networkx writes to files only
        nx.write_graphml(graph, file, encoding="utf-8", named_key_ids=True)
        file.seek(0)
        for line in file:
            yield line.decode("utf-8")


def write_gexf(selection: Selection) -> Iterator[str]:
    """Yield a GEXF file. Raises StoreError."""
    graph = build_actor_graph(selection)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield f"<meta><creator>OnRecord {VERSION}</creator></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static">\n'
    for kind, types in (("node", _NODE), ("edge", _EDGE)):
        yield f'<attributes class="{kind}" mode="static">\n'
        for name, value_type in types.items():
            yield f'<attribute id="{kind}-{name}" title="{name}" type="{value_type}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for node, values in graph.nodes(data=True):
        yield f"<node id={quoteattr(node)} label={quoteattr(values['label'])}>"
        yield f"{_values('node', _NODE, values)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for source, target, key, values in graph.edges(keys=True, data=True):
        ends = f"source={quoteattr(source)} target={quoteattr(target)}"
        yield f'<edge id="{key}" {ends} weight="{values["weight"]}">{_values("edge", _EDGE, values)}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _values(kind: str, types: dict[str, str], values: dict[str, Value]) -> str:
    found = (
        f'<attvalue for="{kind}-{name}" value={quoteattr(_text(values[name]))}/>'
        for name in types
        if name in values
    )
    return f"<attvalues>{''.join(found)}</attvalues>"


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
