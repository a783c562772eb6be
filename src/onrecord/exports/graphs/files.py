"""GraphML (graphml.graphdrawing.org) and GEXF 1.2 (gexf.net) files of the graph of actors, by networkx.

Gephi, yEd, Cytoscape, igraph and networkx read them.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

import networkx as nx

from onrecord.exports.graphs.actor_graph import build_actor_graph
from onrecord.exports.selection import Selection

_TODAY = re.compile(r'(?<=<meta) lastmodifieddate="[\d-]+"')  # the same rows give the same bytes


def write_graphml(selection: Selection) -> Iterator[str]:
    """Yield a GraphML file. Raises StoreError."""
    graph = build_actor_graph(selection)
    return _lines(lambda file: nx.write_graphml(graph, file, encoding="utf-8", named_key_ids=True))


def write_gexf(selection: Selection) -> Iterator[str]:
    """Yield a GEXF file. Raises StoreError."""
    graph = build_actor_graph(selection)
    lines = _lines(lambda file: nx.write_gexf(graph, file, encoding="utf-8", version="1.2draft"))
    return (_TODAY.sub("", line, count=1) for line in lines)


def _lines(write: Callable[[BinaryIO], None]) -> Iterator[str]:
    """Yield the lines of a file that is written to a temporary place: it can be larger than memory."""
    with tempfile.TemporaryFile() as file:
        write(file)
        file.seek(0)
        for line in file:
            yield line.decode("utf-8")
