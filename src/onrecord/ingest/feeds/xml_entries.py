"""RSS 0.9 to 2.0 and Atom 0.3 and 1.0, to entries.

Sources: RSS 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0 with its modules content and Dublin
Core (https://web.resource.org/rss/1.0/), Atom (RFC 4287). Names are compared without regard for the exact
name space, which many feeds misspell; but an element of another vocabulary never counts as text:
`description` in the name space of pictures (Media RSS) is a caption.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.feeds.dates import parse_feed_date
from onrecord.ingest.feeds.entries import (
    FeedEntry,
    absolute_address,
    is_web_address,
    judge_extent,
    trim_text,
)
from onrecord.ingest.feeds.markup import one_line, paragraphs, plain_paragraphs
from onrecord.ingest.feeds.xml_parser import inner_text, local_name, name_space

ENTRIES = ("item", "entry")
CONTENTS = ("encoded", "content", "full-text", "fulltext", "body")  # elements for the whole text
SUMMARIES = ("description", "summary", "abstract", "subtitle")
PUBLISHED = ("pubdate", "published", "issued", "date", "created", "updated", "modified", "lastbuilddate")
UPDATED = ("updated", "modified", "lastupdated")
# Parts of name spaces (or prefixes) whose elements are not text, title, link or date of the report itself.
_FOREIGN = (
    "mrss", "media", "itunes", "podcast", "georss", "geo", "googleplay", "creativecommons", "slash",
    "wfw", "syndication", "thread", "gd", "opensearch", "rawvoice", "image",
)  # fmt: skip
_XML = "http://www.w3.org/XML/1998/namespace"


def list_entries(root: etree._Element) -> list[etree._Element]:
    """Return the elements of the entries, in document order, without those inside other entries."""
    return [
        element
        for element in root.iter()
        if local_name(element).lower() in ENTRIES
        and (element.getparent() is None or local_name(element.getparent()).lower() not in ENTRIES)
    ]


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed tells of itself: its title, its language, and what its addresses are relative to."""

    title: str | None
    language: str | None
    base: str | None


def read_channel(root: etree._Element, base: str | None) -> Channel:
    """Return what a feed tells of itself. `base` is its address, if known."""
    channel = next((one for one in root if local_name(one).lower() == "channel"), root)
    return Channel(_text(channel, "title"), _text(channel, "language"), base or _site(channel))


def parse_entry(element: etree._Element, channel: Channel) -> FeedEntry:
    """Return the entry of an element."""
    base = _base(element, channel.base)
    text, is_content = _find_text(element)
    extent = judge_extent(text, is_content=is_content)
    article = ExtractedArticle(
        trim_text(text),
        title=_text(element, "title"),
        outlet=_origin(element) or channel.title,
        url=_link(element, base),
        page_language=_text(element, "language") or _language(element) or channel.language,
        authors=tuple(_authors(element)),
        date=_first_date(element, PUBLISHED),
        extent=extent if text else "full",
    )
    return FeedEntry(article, _guid(element), _first_date(element, UPDATED))


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the children with one of the names (in lower case), in their order, of no foreign vocabulary."""
    for name in names:
        for child in element:
            if local_name(child).lower() == name and not _is_foreign(child):
                yield child


def _is_foreign(element: etree._Element) -> bool:
    space = name_space(element)
    return any(part in _FOREIGN for part in re.split(r"[^a-z0-9]+", space))


def _text(parent: etree._Element, name: str) -> str | None:
    """Return the text of the first child with a name, None when it is missing or blank."""
    lines = (
        inner_text(child) if child.get("type") == "text" else one_line(inner_text(child))
        for child in _children(parent, name)
    )
    return next((" ".join(line.split()) for line in lines if line and line.strip()), None)


def _find_text(element: etree._Element) -> tuple[str, bool]:
    """Return the longest text of an entry, and whether it is from an element for the whole text.

    Of equal ones the element for the whole text counts.
    """
    contents = [_paragraphs(child) for child in _children(element, *CONTENTS)]
    summaries = [_paragraphs(child) for child in _children(element, *SUMMARIES)]
    content = max(contents, key=len, default="")
    summary = max(summaries, key=len, default="")
    return (content, True) if content and len(content) >= len(summary) else (summary, False)


def _paragraphs(element: etree._Element) -> str:
    """Return the text of an element (plain text, escaped HTML or XHTML), one paragraph a line."""
    kind = (element.get("type") or "").lower()
    if element.get("src") or (kind.startswith(("image/", "audio/", "video/", "application/octet"))):
        return ""
    if len(element) == 0:
        text = inner_text(element)
        return plain_paragraphs(text) if kind in ("text", "text/plain") else paragraphs(text)
    return paragraphs(etree.tostring(element, encoding="unicode", with_tail=False))


def _link(entry: etree._Element, base: str | None) -> str | None:
    """Return the address of the report: the original one where a service counts clicks, else the link."""
    original = next(_children(entry, "origlink"), None)
    if original is not None and is_web_address(inner_text(original)):
        return inner_text(original).strip()
    links = [child for child in _children(entry, "link") if child.get("rel", "alternate") == "alternate"]
    links.sort(key=lambda child: child.get("type", "text/html") not in ("text/html", "application/xhtml+xml"))
    for child in links:
        address = absolute_address(child.get("href") or inner_text(child), base)
        if address:
            return address
    for child in _children(entry, "guid", "id"):
        address = inner_text(child).strip()
        if child.get("isPermaLink", "true").strip().lower() == "true" and is_web_address(address):
            return address
    return None


def _guid(entry: etree._Element) -> str | None:
    rdf = next((value for name, value in entry.attrib.items() if str(name).endswith("}about")), None)
    for child in _children(entry, "guid", "id"):
        guid = " ".join(inner_text(child).split())
        if guid:
            return guid
    return str(rdf) if rdf else None


def _authors(entry: etree._Element) -> Iterator[str]:
    """Yield the names of the authors. RSS has an e-mail address with the name in brackets."""
    for child in _children(entry, "author", "creator"):
        name = _text(child, "name") or one_line(inner_text(child))
        if name and "@" in name:
            _, _, name = name.partition("(")
            name = name.rstrip(") ")
        if name:
            yield name


def _origin(entry: etree._Element) -> str | None:
    """Return the outlet that an entry of a collected feed comes from: `source` of RSS and Atom."""
    for child in _children(entry, "source"):
        title = _text(child, "title") or (None if len(child) else one_line(inner_text(child)))
        if title and not is_web_address(title):
            return title
    return None


def _first_date(entry: etree._Element, names: tuple[str, ...]) -> str | None:
    """Return the first of the dates that is valid."""
    dates = (parse_feed_date(one_line(inner_text(child))) for child in _children(entry, *names))
    return next((day for day in dates if day), None)


def _language(element: etree._Element) -> str | None:
    found = element.xpath("string(ancestor-or-self::*[@xml:lang][1]/@xml:lang)", namespaces={"xml": _XML})
    return str(found).strip() or None


def _base(element: etree._Element, base: str | None) -> str | None:
    """Return what addresses in an element are relative to: xml:base of it and its parents, then `base`."""
    for one in [*reversed(list(element.iterancestors())), element]:
        base = absolute_address(one.get(f"{{{_XML}}}base"), base) or base
    return base


def _site(channel: etree._Element) -> str | None:
    """Return the address of the site that a feed is of, for relative addresses."""
    for child in _children(channel, "link"):
        address = (child.get("href") or inner_text(child)).strip()
        if child.get("rel", "alternate") == "alternate" and is_web_address(address):
            return address
    return None
