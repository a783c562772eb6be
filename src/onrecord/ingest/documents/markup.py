"""Parses XML and HTML that is not a page of the web, and takes the paragraphs out of it.

Declared entities are not expanded and nothing outside is loaded: no text can grow, no file can be read.
"""

import re
from collections.abc import Iterator
from html.entities import name2codepoint

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from onrecord.model.errors import IngestError

BLOCKS = frozenset(
    {
        "address", "article", "aside", "block", "blockquote", "body", "bq", "caption", "center", "dd",
        "div", "dl", "dt", "figcaption", "figure", "fn", "footer", "form", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hl1", "hl2", "hr", "html", "li", "main", "note", "ol", "p", "pre", "section",
        "table", "tbody", "thead", "tr", "ul",
    }
)  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "hl1", "hl2", "title"})
_CELLS = frozenset({"td", "th"})
_LEFT_OUT = frozenset(
    {"head", "script", "style", "template", "noscript", "svg", "math", "object", "rt", "rp"}
)
_BREAK = "br"
_ENTITY = re.compile(rb"&([A-Za-z]{2,8}[0-9]{0,2});")
_XML_ENTITIES = (b"amp", b"lt", b"gt", b"quot", b"apos")


def parse_xml(raw: bytes, label: str) -> etree._Element:
    """Return the root of an XML file. `label` is what messages call it ("a NewsML-G2 file").

    Raises IngestError ("damaged") when it is not well-formed: a part must not pass for the whole.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_ENTITY.sub(_numbered, raw), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise IngestError(
            "damaged", f"it looks like {label} but is cut off or broken ({error}); get it again"
        ) from error
    etree.strip_tags(root, etree.Entity)  # what the document itself declares
    return root


def _numbered(entity: re.Match[bytes]) -> bytes:
    """Return the number of an entity of HTML, which agencies use without the DTD that declares it."""
    code = None if entity[1] in _XML_ENTITIES else name2codepoint.get(entity[1].decode("ascii"))
    return entity[0] if code is None else b"&#%d;" % code


def parse_html(markup: str) -> etree._Element | None:
    """Return the root of an HTML document or fragment, None when it has no element."""
    parser = HTMLParser(encoding="utf-8", default_doctype=False, remove_comments=True, remove_pis=True)
    raw = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", markup).encode("utf-8", "replace")
    try:
        return document_fromstring(raw, parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def local_name(element: etree._Element) -> str:
    """Return the name of an element without namespace, in lower case; "" for entities."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def line_of(element: etree._Element | None) -> str | None:
    """Return all text of an element on one line, None when it is missing or blank."""
    return None if element is None else " ".join("".join(map(str, element.itertext())).split()) or None


def find(root: etree._Element, *names: str) -> etree._Element | None:
    """Return the first element below `root` with one of the names (in lower case), in document order."""
    return next(find_all(root, *names), None)


def find_all(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements below `root` with one of the names (in lower case), in document order."""
    return (element for element in root.iter() if local_name(element) in names)


def paragraphs_of(root: etree._Element, left_out: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Return the paragraphs in an element as (name of the block's element, text) in document order.

    A block that is no paragraph ends the one before. Table rows are one paragraph with tabs between cells.
    `left_out` are names of further elements whose text is not wanted.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local_name(element)
        if skipped is None and event == "start":
            if name in _LEFT_OUT or name in left_out:
                skipped = element
            else:
                _open(found, name, element)
        elif event == "end":
            if element is skipped:
                skipped = None
            elif skipped is None and name in BLOCKS:
                found.append((name if element is root else "", []))
            if skipped is None and element is not root:
                found[-1][1].append(element.tail or "")
    texts = ((name, _tidy("".join(parts))) for name, parts in found)
    return [(name, text) for name, text in texts if text]


def _open(found: list[tuple[str, list[str]]], name: str, element: etree._Element) -> None:
    """Begin a paragraph at a block; add the text of the element to the one at hand."""
    cell_of_row = found[-1][0] == "tr"
    if name in BLOCKS and not (cell_of_row and name in ("p", "div")):
        found.append((name, []))
    elif name == _BREAK:
        found.append((found[-1][0], []))
    elif (name in _CELLS or (cell_of_row and name in ("p", "div"))) and any(map(str.strip, found[-1][1])):
        found[-1][1].append("\t" if name in _CELLS else " ")
    found[-1][1].append(element.text or "")


def _tidy(text: str) -> str:
    cells = (
        (" ".join(cell.split()) for cell in text.split("\t")) if "\t" in text else (" ".join(text.split()),)
    )
    return "\t".join(cells).strip()
