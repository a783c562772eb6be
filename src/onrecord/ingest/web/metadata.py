"""What a page says about its article in structured data: JSON-LD (schema.org), <meta> elements, <time>, <link>, lang.

JSON-LD goes first: it is made for machines and names authors and outlet in full. Values that make no sense are passed over.
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from onrecord.ingest.dates import find_written_day, parse_date
from onrecord.ingest.lexicons import load_entries
from onrecord.model.errors import GatheringError

LONGEST_VALUE = 1_000
MOST_NODES = 10_000  # of JSON-LD
MOST_CANDIDATES = 50  # elements that look like a date by their class
EARLIEST_YEAR = "1990"  # the web's; pages without a date often say 1970-01-01
ARTICLE_TYPES = ("article", "posting", "report")  # endings of schema.org types, in lower case
DATE_CLASSES = ("date", "publish", "time", "posted")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its article. `body` is the article's text where the structured data hold it."""

    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None


def read_metadata(tree: HtmlElement, url: str | None) -> Metadata:
    """Return what the page says. `url` is where it was read from; a canonical address counts when it is on the same host."""
    article = next(_json_articles(tree), {})
    tags = _meta_tags(tree)
    return Metadata(
        title=_name(article.get("headline")) or _name(article.get("name")) or _first(tags["title"]),
        outlet=_name(article.get("publisher")) or _first(tags["outlet"]),
        authors=_authors(article.get("author"))
        or tuple(name for name in tags["author"] if not name.startswith(("http:", "https:"))),
        date=_date([_string(article.get("datePublished")), *tags["date"]]) or _visible_date(tree),
        url=_canonical(tree, url),
        language=_string(tree.get("lang")) or _string(article.get("inLanguage")),
        body=_string(article.get("articleBody"), longest=None),
    )


def _json_articles(tree: HtmlElement) -> Iterator[Mapping[str, object]]:
    """Yield the JSON-LD objects that are articles of some kind."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            value: object = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _objects(value):
            types = node.get("@type")
            names = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and name.lower().endswith(ARTICLE_TYPES) for name in names):
                yield node


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the objects in a JSON value, outer ones first, up to MOST_NODES values."""
    left, seen = deque([value]), 0
    while left and seen < MOST_NODES:
        node, seen = left.popleft(), seen + 1
        if isinstance(node, dict):
            yield cast("dict[str, object]", node)
            left.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)
        elif isinstance(node, list):
            left.extend(node[:MOST_NODES])


def _meta_tags(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of the known <meta> elements by what they tell, most trustworthy first."""
    found: dict[tuple[str, str], list[str]] = {}
    for meta in tree.iter("meta"):
        content = _string(meta.get("content"))
        for attribute in ("property", "name", "itemprop"):
            key = (meta.get(attribute) or "").strip().lower()
            if content and key:
                found.setdefault((attribute, key), []).append(content)
    return {
        what: [
            value
            for key in keys
            for attribute in ("property", "name", "itemprop")
            for value in found.get((attribute, key), [])
        ]
        for what, keys in _meta_keys().items()
    }


@cache
def _meta_keys() -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for line in load_entries("meta_tags.txt"):
        what, _, key = line.partition(" ")
        keys.setdefault(what, []).append(key)
    return keys


def _visible_date(tree: HtmlElement) -> str | None:
    """Return the date of a <time> inside the article, or of an element there whose class says that it holds a date.

    Outside the article only classes that speak of publishing count: headers of pages often show the day of the visit.
    """
    times = tree.xpath(
        "//article//time[@datetime] | //main//time[@datetime] | //time[@pubdate] | //*[@itemprop='datePublished']"
    )
    values = [_string(time.get("datetime") or time.get("content")) for time in times[:1]]
    inside = " or ".join(f"contains(@class, '{name}')" for name in DATE_CLASSES)
    paths = (
        f"//article//*[{inside}]",
        f"//main//*[{inside}]",
        "//*[contains(@class, 'publish') or contains(@class, 'posted')]",
    )
    elements = tree.xpath(f"({' | '.join(paths)})[position() <= {MOST_CANDIDATES}]")
    texts = (" ".join(" ".join(element.itertext()).split()) for element in elements if len(element) <= 3)
    return _date(values) or next((day for day in map(find_written_day, texts) if day), None)


def _date(values: list[str | None]) -> str | None:
    """Return the first value that is a date of the web's time."""
    for value in values:
        try:
            date = parse_date(value) if value else None
        except GatheringError:
            continue
        if date and date >= EARLIEST_YEAR:
            return date
    return None


def _canonical(tree: HtmlElement, url: str | None) -> str | None:
    """Return the address the page calls its own when it is on the host it was read from (any host, for a file), else `url`."""
    links = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    for link in links[:2]:
        try:
            address = urljoin(url or "", str(link).strip())
            parts, read_from = urlsplit(address), urlsplit(url or "")
            same_host = not url or _host(parts.hostname) == _host(read_from.hostname)
        except ValueError:
            continue
        if (
            parts.scheme in ("http", "https")
            and parts.hostname
            and same_host
            and len(address) <= LONGEST_VALUE
        ):
            return address
    return url


def _host(name: str | None) -> str:
    return (name or "").lower().removeprefix("www.")


def _authors(value: object) -> tuple[str, ...]:
    names = (_name(entry) for entry in (value if isinstance(value, list) else [value]))
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith(("http:", "https:"))))


def _name(value: object) -> str | None:
    """Return a name that JSON-LD gives as a string, as an object with a name, or as a list of either."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return _string(value)


def _string(value: object, longest: int | None = LONGEST_VALUE) -> str | None:
    """Return a string without HTML entities and blanks at its ends; None for blank or overlong ones and everything else."""
    if not isinstance(value, str):
        return None
    text = unescape(value).strip()
    return text if text and (longest is None or len(text) <= longest) else None


def _first(values: list[str]) -> str | None:
    return values[0] if values else None
