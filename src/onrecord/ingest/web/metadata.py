"""Reads the structured data of a page: JSON-LD (schema.org), <meta> elements, <time>, <link>, lang.

JSON-LD comes first, except for the outlet: a publisher there is often a company, `og:site_name` the name that
readers know. Invalid values are ignored. What no markup tells is looked for in the lines about the article,
next to its title: `complete`.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from onrecord.ingest.dates import parse_date, parse_printed_date
from onrecord.ingest.lexicons import load_entries
from onrecord.ingest.pages.bylines import clean_names, names_in_lines
from onrecord.ingest.pages.live_blogs import entries_in_data
from onrecord.model.errors import IngestError

MAX_VALUE_LENGTH = 1_000
MAX_NODES = 10_000  # of JSON-LD
MAX_CANDIDATES = 50  # elements whose class suggests a date
EARLIEST_YEAR = "1990"  # first year of the web; pages without a date often state 1970-01-01
ARTICLE_TYPES = ("article", "posting", "report")  # endings of schema.org types, in lower case
DATE_CLASSES = ("date", "publish", "time", "posted")
PUBLISHING_CLASSES = ("publish", "posted")
ARTICLE_TAGS = ("article", "main")
NO_ARTICLE_TAGS = ("nav", "aside", "script", "style", "dialog")
BOX_TAGS = ("div", "section", "ol", "ul", "details")
UPDATE_WORDS = ("updated", "modified")
OUTLET_WORDS = 5
_TITLE_MARK = re.compile(r"\s+(?:[|–—·•»:]|::|-)\s+")
_ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+/?")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The article's fields in structured data. `body` is its text, where the page gives it there.

    `live`: it is a live blog.
    """

    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None
    live: bool = False


def read_metadata(tree: HtmlElement, url: str | None) -> Metadata:
    """Return the structured data. `url` is the page's address; a canonical one must be on the same host."""
    nodes = list(_json_ld_objects(tree))
    article = next((node for node in nodes if any(kind.endswith(ARTICLE_TYPES) for kind in _types(node))), {})
    named = {str(node["@id"]): node for node in nodes if "@id" in node and "name" in node}
    tags = _meta_tags(tree)
    return Metadata(
        title=_name(article.get("headline")) or _name(article.get("name")) or _first(tags["title"]),
        outlet=_outlet([*tags["site"], _name(_resolved(article.get("publisher"), named)), *tags["outlet"]]),
        authors=clean_names(_authors(article.get("author"), named)) or clean_names(tags["author"]),
        date=_date([_string(article.get("datePublished")), *tags["date"]]) or _visible_date(tree),
        url=_canonical(tree, url),
        language=_string(tree.get("lang")) or _string(article.get("inLanguage")),
        body=_string(article.get("articleBody"), max_length=None) or entries_in_data(article),
        live="liveblogposting" in _types(article),
    )


def complete(metadata: Metadata, tree: HtmlElement, heading: str | None, lines: Sequence[str]) -> Metadata:
    """Return the metadata with what only the page itself shows.

    `heading` is the title as printed above the article, `lines` are the lines beside it: byline, day, labels.
    """
    title = metadata.title
    # "Talks resume | Harbour Times" where the heading is "Talks resume".
    if heading and (title is None or (title != heading and _without_outlet(title, heading))):
        title = heading
    outlet = metadata.outlet or _outlet_in_title(tree, title)
    days = (day for day in map(parse_printed_date, lines) if day and day >= EARLIEST_YEAR)
    return replace(
        metadata,
        title=title,
        outlet=outlet,
        authors=metadata.authors or names_in_lines(lines),
        date=metadata.date or next(days, None),
    )


def _without_outlet(title: str, heading: str) -> bool:
    """Return whether a title is the heading with an outlet or section before or behind it."""
    parts = [" ".join(part.split()) for part in _TITLE_MARK.split(title)]
    return len(parts) > 1 and " ".join(heading.split()) in parts


def _outlet_in_title(tree: HtmlElement, title: str | None) -> str | None:
    """Return the outlet in the <title> of a page, "Harbour Times" in "Talks resume | Harbour Times"."""
    element = next(tree.iter("title"), None)
    whole = " ".join((element.text or "").split()) if element is not None else ""
    plain = " ".join((title or "").split())
    for mark in _TITLE_MARK.finditer(whole):
        first, last = whole[: mark.start()].strip(), whole[mark.end() :].strip()
        if plain and first == plain and last and len(last.split()) <= OUTLET_WORDS:
            return str(_TITLE_MARK.split(last)[-1])
    return None


def _outlet(names: Sequence[str | None]) -> str | None:
    """Return the first name of an outlet; an address counts only where there is nothing else."""
    found = [name for name in names if name]
    return next((name for name in found if not _ADDRESS.fullmatch(name)), found[0] if found else None)


def _resolved(value: object, named: Mapping[str, Mapping[str, object]]) -> object:
    """Return the object that a reference stands for ({"@id": "#publisher"}), else the value itself."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict) and "name" not in value:
        return named.get(str(value.get("@id")), value)
    return value


def _json_ld_objects(tree: HtmlElement) -> Iterator[Mapping[str, object]]:
    """Yield the JSON-LD objects of a page."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            value: object = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(value)


def _types(node: Mapping[str, object]) -> list[str]:
    """Return the types of a JSON-LD object in lower case."""
    types = node.get("@type")
    return [name.lower() for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the objects in a JSON value, outer ones first, up to MAX_NODES values."""
    left, seen = deque([value]), 0
    while left and seen < MAX_NODES:
        node, seen = left.popleft(), seen + 1
        if isinstance(node, dict):
            yield cast("dict[str, object]", node)
            left.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)
        elif isinstance(node, list):
            left.extend(node[:MAX_NODES])


def _meta_tags(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of the known <meta> elements by field, most reliable first."""
    found: dict[tuple[str, str], list[str]] = {}
    for meta in tree.iter("meta"):
        content = _string(meta.get("content"))
        for attribute in ("property", "name", "itemprop"):
            key = (meta.get(attribute) or "").strip().lower()
            if content and key:
                found.setdefault((attribute, key), []).append(content)
    return {
        field: [
            value
            for key in keys
            for attribute in ("property", "name", "itemprop")
            for value in found.get((attribute, key), [])
        ]
        for field, keys in _meta_keys().items()
    }


@cache
def _meta_keys() -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for line in load_entries("meta_tags.txt"):
        field, _, key = line.partition(" ")
        keys.setdefault(field, []).append(key)
    return keys


def _visible_date(tree: HtmlElement) -> str | None:
    """Return the date of a <time> in the article, or of an element there whose class suggests a date.

    Outside the article only classes about publishing count: page headers often show the current day. Readers'
    comments, asides and menus have days of their own.
    """
    times, texts = list[str | None](), list[str]()
    inside = 0
    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, element in steps:
        if event == "end":
            inside -= element.tag in ARTICLE_TAGS
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:MAX_VALUE_LENGTH].lower()
        comments = element.tag in BOX_TAGS and "comment" in names and next(element.iter("h1"), None) is None
        if comments or element.tag in NO_ARTICLE_TAGS:
            inside += element.tag in ARTICLE_TAGS
            steps.skip_subtree()
            continue
        inside += element.tag in ARTICLE_TAGS
        if _tells_time(element, inside=inside > 0) and not _is_of_update(element):
            times.append(_string(element.get("datetime") or element.get("content")))
        words = DATE_CLASSES if inside else PUBLISHING_CLASSES
        if len(texts) < MAX_CANDIDATES and len(element) <= 3 and any(word in names for word in words):
            texts.append(" ".join(" ".join(element.itertext()).split()))
    return _date(times[:1]) or next((day for day in map(parse_printed_date, texts) if day), None)


def _tells_time(element: HtmlElement, *, inside: bool) -> bool:
    if element.tag == "time" and (inside or element.get("pubdate") is not None):
        return "datetime" in element.attrib
    return str(element.get("itemprop")) == "datePublished"


def _is_of_update(time: HtmlElement) -> bool:
    """Return whether a time is that of a later version by its class, or by the word before it."""
    previous = time.getprevious()
    parent = time.getparent()
    before = (previous.tail if previous is not None else parent.text if parent is not None else "") or ""
    names = f"{time.get('class') or ''} {time.get('itemprop') or ''} {before[-40:]}".lower()
    return any(word in names for word in UPDATE_WORDS)


def _date(values: list[str | None]) -> str | None:
    """Return the first value that is a valid date since the first year of the web."""
    for value in values:
        try:
            date = parse_date(value) if value else None
        except IngestError:
            continue
        if date and date >= EARLIEST_YEAR:
            return date
    return None


def _canonical(tree: HtmlElement, url: str | None) -> str | None:
    """Return the canonical address of the page if it is on the host of `url`, else `url`.

    For a file any host will do.
    """
    links = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    for link in links[:2]:
        try:
            address = urljoin(url or "", str(link).strip())
            parts, page = urlsplit(address), urlsplit(url or "")
            same_host = not url or _host(parts.hostname) == _host(page.hostname)
        except ValueError:
            continue
        is_web_address = parts.scheme in ("http", "https") and parts.hostname
        if is_web_address and same_host and len(address) <= MAX_VALUE_LENGTH:
            return address
    return url


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")


def _authors(value: object, named: Mapping[str, Mapping[str, object]]) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [name for entry in entries if (name := _name(_resolved(entry, named)))]


def _name(value: object) -> str | None:
    """Return a name that JSON-LD gives as a string, as an object with a name, or as a list of these."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return _string(value)


def _string(value: object, max_length: int | None = MAX_VALUE_LENGTH) -> str | None:
    """Return a stripped string with HTML entities decoded; None for blank, too long and other values."""
    if not isinstance(value, str):
        return None
    text = unescape(value).strip()
    return text if text and (max_length is None or len(text) <= max_length) else None


def _first(values: list[str]) -> str | None:
    return values[0] if values else None
