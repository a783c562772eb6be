"""What browsers add to a page that they save: the address as a comment, or the source as a table of lines.

Comments: "saved from url=(0042)https://…" (the Mark of the Web of Chrome, Edge and Internet Explorer), "Page
saved with SingleFile, url: …" (SingleFile), "FILE ARCHIVED ON …" (Wayback Machine).
"""

import re

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

_HEAD = 20_000  # characters in which the comment is looked for
_COMMENT = re.compile(
    r"<!--\s{0,20}(?:saved from url=\(\d{1,6}\)\s?|Page saved with SingleFile\s{1,40}url:\s{0,20})"
    r"(https?://[^\s<>\"']{3,2000}?)(?=\s|-->|$)"
)
_VIEWED = re.compile(r"<td class=[\"']line-content[\"']|<body id=[\"']viewsource[\"']", re.IGNORECASE)
_LINES = "//td[contains(@class, 'line-content')]"
_SOURCE = "//body[@id='viewsource']//pre"


def saved_address(html: str) -> str | None:
    """Return the address that a browser wrote into a page when saving it, None when there is none."""
    match = _COMMENT.search(html[:_HEAD])
    return match[1] if match else None


def unwrap_source(html: str) -> str:
    """Return the page whose source a browser shows ("view-source:") in a page; any other page as it is."""
    if not _VIEWED.search(html[: 2 * _HEAD]):
        return html
    parser = HTMLParser(encoding="utf-8", collect_ids=False, huge_tree=False)
    try:
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return html
    lines = tree.xpath(_LINES) or tree.xpath(_SOURCE)
    source = "\n".join("".join(str(part) for part in line.itertext()) for line in lines)
    return source if re.search(r"<(?:html|head|body|p|div)\b", source, re.IGNORECASE) else html
