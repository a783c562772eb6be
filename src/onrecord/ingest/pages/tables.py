"""Tells tables with rows of values or of labelled paragraphs from tables that only lay out a page."""

from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

_LONG_CELL = 40  # words of a cell that is text rather than a value
_LONG_ONLY_CELL = 15  # of a row of one cell
_LABEL = 4  # words of a label, in the first of two cells
_MOST_BREAKS = 3  # line breaks of a cell that is one paragraph
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(slots=True)
class LabelledTables:
    """The rows (<tr>) of all tables that are tables: each is one line of the text."""

    rows: set[HtmlElement] = field(default_factory=set)


@dataclass(slots=True)
class _Table:
    """What is known of an open table. `cells`: words of the cells of the row that is being read."""

    layout: bool = False
    cells: list[int] = field(default_factory=list)
    rows: list[HtmlElement] = field(default_factory=list)
    long: int = 0  # long cells that are not the second of two
    paragraphs: int = 0  # in the cell that is being read
    breaks: int = 0


def find_tables(tree: HtmlElement) -> LabelledTables:
    """Return the rows of tables of values; a table with headings, tables or long texts in it is layout."""
    found, open_tables = LabelledTables(), list[_Table]()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if tag == "table":
            if event == "end":
                table = open_tables.pop()
                if not table.layout and not table.long:
                    found.rows.update(table.rows)
            else:
                if open_tables:
                    open_tables[-1].layout = True
                open_tables.append(_Table(layout=element.get("role") == "presentation"))
        elif open_tables:
            _read(open_tables[-1], event, element)
        if open_tables and open_tables[-1].cells:
            text = element.text if event == "start" else element.tail
            open_tables[-1].cells[-1] += len(text.split()) if text else 0
    return found


def _read(table: _Table, event: str, element: HtmlElement) -> None:
    tag = element.tag
    if event == "start":
        if tag == "tr":
            table.cells = []
        elif tag in ("td", "th"):
            table.cells.append(0)
            table.paragraphs = table.breaks = 0
        elif tag in _HEADINGS or tag == "article":
            table.layout = True
        table.paragraphs += tag in ("p", "div")
        table.breaks += tag == "br"
        table.layout = table.layout or table.paragraphs > 1 or table.breaks > _MOST_BREAKS
    elif tag == "tr":
        table.rows.append(element)
        values = table.cells[:1] if len(table.cells) == 2 and table.cells[0] <= _LABEL else table.cells
        most = _LONG_CELL if len(table.cells) > 1 else _LONG_ONLY_CELL
        table.long += any(words > most for words in values)
        table.cells = []
