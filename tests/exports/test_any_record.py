"""Any record, with names and titles of any characters and dates of all kinds, goes through every format."""

import io
import json
import tempfile
from pathlib import Path

import networkx as nx
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from prov.model import ProvDocument

from builders import records
from onrecord.exports.formats import DOCUMENTS, ExportFormat, load_binary_writer, load_lines_writer
from onrecord.exports.selection import Selection
from onrecord.model.record import Record
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import REALITIES, Filter


def exported(form: ExportFormat, some: list[Record]) -> bytes:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_dossier(str(Path(folder) / "a"), create=True) as dossier,
    ):
        for record in some:
            dossier.write(record)
        selection = Selection(dossier, Filter(realities=REALITIES))
        if form.kind == "binary":
            file = io.BytesIO()
            load_binary_writer(form)(selection, file)
            return file.getvalue()
        return "".join(load_lines_writer(form)(selection)).encode()


def read_back(name: str, content: bytes) -> None:
    """Read a file with the reference reader of its format; it raises where the file is wrong."""
    if name == "docx":
        assert Document(io.BytesIO(content)).paragraphs
    elif name == "graphml":
        nx.parse_graphml(content.decode(), force_multigraph=True)
    elif name == "gexf":
        nx.read_gexf(io.BytesIO(content))
    elif name == "rss":
        etree.fromstring(content)
    elif name == "prov":
        assert isinstance(ProvDocument.deserialize(content=content.decode(), format="json"), ProvDocument)
    elif name == "followthemoney":
        for line in filter(None, content.decode().split("\n")):
            entity = json.loads(line)
            assert (
                entity["schema"] == "Article"
                or "name" in entity["properties"]
                or "role" in entity["properties"]
            )
    elif name in ("jsonld", "webannotation", "timelinejs"):
        json.loads(content)
    else:
        assert content.decode()


@pytest.mark.parametrize("form", DOCUMENTS, ids=lambda form: form.name)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(some=st.lists(records(), min_size=1, max_size=3, unique_by=lambda record: record.article.id))
def test_any_record_goes_through(form: ExportFormat, some: list[Record]) -> None:
    read_back(form.name, exported(form, some))
