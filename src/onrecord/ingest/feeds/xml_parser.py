"""Parses XML as feeds have it: with bare ampersands, HTML's entities, control characters, and cut off midway.

A parser that recovers from such faults drops words without a trace: "AT&T" becomes "AT". So what is known to
be meant is mended in the text before it is parsed.
"""

import re
from html import unescape
from html.entities import html5

from lxml import etree

from onrecord.model.errors import IngestError

# Sections that are left alone, references, and a "<" that begins no tag.
_DOUBTFUL = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?|<(?![A-Za-z_:/!?])",
    re.DOTALL,
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters that XML 1.0 does not have
_XML_ENTITIES = ("&amp;", "&lt;", "&gt;", "&quot;", "&apos;")
_MARKUP = "<>&\"'"


def parse_xml(text: str, what: str = "a feed") -> etree._Element:
    """Return the root element. Raises IngestError ("markup") when nothing can be made of the text.

    Declared entities are not expanded and nothing external is loaded: no text can grow, no file can be read.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(mend_xml(text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise IngestError(
            "markup", f"it is {what} that cannot be parsed ({error}); give the addresses of its pages"
        ) from error
    if root is None:
        raise IngestError("markup", f"it is {what} that cannot be parsed; give the addresses of its pages")
    return root


def mend_xml(text: str) -> str:
    """Return the text with what no XML parser takes written as it was meant.

    A bare "&" or "<" stands for itself, a name of HTML's entities for its character, a number of the range
    that Windows uses (&#146;) for the character meant there. Other names, of entities that the document may
    declare, are kept as printed.
    """
    return _DOUBTFUL.sub(_mend, _ILLEGAL.sub(" ", text.lstrip("\ufeff \t\r\n")))


def _mend(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("<!"):
        is_cut_off = found.startswith("<![") and not found.endswith("]]>")
        return f"{found}]]>" if is_cut_off else found
    if found == "<":
        return "&lt;"
    if found in _XML_ENTITIES:
        return found
    if found.startswith("&#"):
        meant = unescape(found)
        return found if meant and meant in _MARKUP else _ILLEGAL.sub(" ", meant) or " "
    meant = html5.get(found[1:], "")
    return meant if meant and meant not in _MARKUP else f"&amp;{found[1:]}"


def local_name(element: etree._Element) -> str:
    """Return an element's name without its name space; "" for entities, which have none.

    `etree.QName` refuses names that the parser made of broken markup. A prefix that was not declared is
    part of the name for the parser; it is left out as well.
    """
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def name_space(element: etree._Element) -> str:
    """Return an element's name space in lower case, or the prefix that was not declared, or ""."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag.rpartition("}")
    return (space.removeprefix("{") or name.rpartition(":")[0]).lower()


def inner_text(element: etree._Element) -> str:
    """Return all the text in an element."""
    return "".join(str(part) for part in element.itertext())
