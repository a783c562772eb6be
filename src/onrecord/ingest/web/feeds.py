"""Feeds: RSS and Atom, of which each entry gives the article it holds: its text, or the summary of it, and what is told of it.

Pages that entries lead to are not fetched: a feed of fifty entries would be fifty addresses that nobody asked for.
"""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from onrecord.ingest.articles import Found, build_article
from onrecord.ingest.dates import parse_date
from onrecord.ingest.jsonl import Read
from onrecord.ingest.options import Given
from onrecord.model.article import Article
from onrecord.model.errors import GatheringError

ENTRIES = ("item", "entry")
TEXTS = ("encoded", "content", "description", "summary")  # what may hold the text; the longest is taken
DATES = ("pubDate", "published", "date", "issued", "updated", "modified")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|big|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]*>",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"<(script|style)\b[^<]*+(?:<(?!/\1)[^<]*+)*+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)


def articles_in_feed(text: str, name: str, given: Given) -> Iterator[Read]:
    """Yield the article of each entry, in the order of the feed, or why there is none; they are called `name:1`, `name:2`.

    Raises GatheringError: "markup" when the feed cannot be parsed, "empty" when it has no entries.
    """
    feed = _parse(text)
    entries = [element for element in feed.iter() if _name(element) in ENTRIES]
    if not entries:
        raise GatheringError("empty", "it is a feed without entries")
    channel = next((element for element in feed.iter() if _name(element) == "channel"), feed)
    outlet, language = _text(channel, "title"), _text(channel, "language") or feed.get(f"{{{_XML}}}lang")
    for number, entry in enumerate(entries, start=1):
        source = f"{name}:{number}"
        yield source, _article(entry, (outlet, language), given, source)


_XML = "http://www.w3.org/XML/1998/namespace"


def _parse(text: str) -> etree._Element:
    # Entities a feed declares are left alone and nothing outside is loaded, so that no text grows and no file is read.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        feed = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise GatheringError(
            "markup", f"it is a feed that cannot be read ({error}); give the addresses of its pages"
        ) from error
    if feed is None:
        raise GatheringError("markup", "it is a feed that cannot be read; give the addresses of its pages")
    return feed


def _article(
    entry: etree._Element, told: tuple[str | None, str | None], given: Given, source: str
) -> Article | GatheringError:
    outlet, language = told
    url = _link(entry)
    words = max((_plain(child) for child in entry if _name(child) in TEXTS), key=len, default="")
    if not words:
        where = f": {url}" if url else ""
        return GatheringError(
            "no-article", f"the feed holds no more of it than a title; give its address{where}"
        )
    found = Found(
        words,
        title=_text(entry, "title"),
        outlet=outlet,
        url=url,
        page_language=language,
        authors=tuple(_authors(entry)),
        date=_date(entry),
    )
    try:
        return build_article(found, given, source)
    except GatheringError as error:
        return error


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for what is none (an entity)."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(parent: etree._Element, name: str) -> str | None:
    """Return the words of the first child of a name, None when there are none."""
    found = next((child for child in parent if _name(child) == name), None)
    return None if found is None else _line(_words(found))


def _words(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _line(markup: str) -> str | None:
    return " ".join(unescape(_TAG.sub("", markup)).split()) or None


def _link(entry: etree._Element) -> str | None:
    for child in entry:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            address = child.get("href") or _words(child)
            if address.strip():
                return address.strip()
    return None


def _authors(entry: etree._Element) -> Iterator[str]:
    for child in entry:
        if _name(child) in ("author", "creator"):
            name = _text(child, "name") or _line(_words(child))
            if name:
                yield name


def _date(entry: etree._Element) -> str | None:
    """Return when the entry says that it was published; what is no date is left out."""
    for name in DATES:
        told = _text(entry, name)
        if told:
            try:
                return parse_date(told)
            except GatheringError:
                continue
    return None


def _plain(element: etree._Element) -> str:
    """Return the text of an element that holds a text, HTML written out or elements, a paragraph a line."""
    markup = (
        _words(element) if len(element) == 0 else etree.tostring(element, encoding="unicode", with_tail=False)
    )
    if element.get("type") == "text":
        markup = markup.replace("<", "&lt;") if len(element) == 0 else markup
    bare = _TAG.sub("\n", _INLINE.sub("", _UNSEEN.sub("\n", markup)))
    lines = (" ".join(line.split()) for line in unescape(bare).splitlines())
    return "\n".join(line for line in lines if line)
