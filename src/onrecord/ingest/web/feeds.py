"""Parses RSS and Atom feeds: each entry gives an article with the text or summary that the feed contains.

Linked pages are not fetched: a feed of fifty entries would mean fifty requests that the user did not ask for.
"""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.dates import parse_date
from onrecord.ingest.formats import ParsedArticle
from onrecord.ingest.limits import out_of_time
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

ENTRIES = ("item", "entry")
TEXTS = ("encoded", "content", "description", "summary")  # elements with the text; the longest is used
DATES = ("pubDate", "published", "date", "issued", "updated", "modified")
_XML = "http://www.w3.org/XML/1998/namespace"
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|big|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]*>",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"<(script|style)\b[^<]*+(?:<(?!/\1)[^<]*+)*+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)


def parse_feed(text: str, name: str, overrides: Overrides, seconds: float = 0) -> Iterator[ParsedArticle]:
    """Yield the article of each entry, or why there is none, located as `name:1`, `name:2` in feed order.

    `seconds` of processor time are allowed for each; 0 sets no limit. Raises IngestError: "markup" when the
    feed cannot be parsed, "empty" when it has no entries.
    """
    feed = _parse_xml(text)
    entries = [element for element in feed.iter() if _name(element) in ENTRIES]
    if not entries:
        raise IngestError("empty", "it is a feed without entries")
    channel = next((element for element in feed.iter() if _name(element) == "channel"), feed)
    outlet = _text(channel, "title")
    language = _text(channel, "language") or feed.get(f"{{{_XML}}}lang")
    for number, entry in enumerate(entries, start=1):
        source = f"{name}:{number}"
        try:
            with time_limit(seconds):
                extracted = _extract(entry, outlet, language)
                result = _build_or_error(extracted, overrides, source)
        except TimeUpError:
            result = out_of_time(seconds)
        yield source, result


def _parse_xml(text: str) -> etree._Element:
    # Declared entities are not expanded and nothing external is loaded: no text can grow, no file can be
    # read.
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
        feed = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise IngestError(
            "markup", f"it is a feed that cannot be parsed ({error}); give the addresses of its pages"
        ) from error
    if feed is None:
        raise IngestError("markup", "it is a feed that cannot be parsed; give the addresses of its pages")
    return feed


def _build_or_error(extracted: ExtractedArticle, overrides: Overrides, source: str) -> Article | IngestError:
    if not extracted.text:
        where = f": {extracted.url}" if extracted.url else ""
        return IngestError("no-article", f"the feed has only a title for it; give its address{where}")
    try:
        return build_article(extracted, overrides, source)
    except IngestError as error:
        return error


def _extract(entry: etree._Element, outlet: str | None, language: str | None) -> ExtractedArticle:
    text = max((_paragraphs(child) for child in entry if _name(child) in TEXTS), key=len, default="")
    return ExtractedArticle(
        text,
        title=_text(entry, "title"),
        outlet=outlet,
        url=_link(entry),
        page_language=language,
        authors=tuple(_authors(entry)),
        date=_date(entry),
    )


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for entities, which have none.

    `etree.QName` refuses names that the parser made of broken markup.
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(parent: etree._Element, name: str) -> str | None:
    """Return the text of the first child with a name, None when it is missing or blank."""
    found = next((child for child in parent if _name(child) == name), None)
    return None if found is None else _line(_inner_text(found))


def _inner_text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _line(markup: str) -> str | None:
    return " ".join(unescape(_TAG.sub("", markup)).split()) or None


def _link(entry: etree._Element) -> str | None:
    for child in entry:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            address = child.get("href") or _inner_text(child)
            if address.strip():
                return address.strip()
    return None


def _authors(entry: etree._Element) -> Iterator[str]:
    for child in entry:
        if _name(child) in ("author", "creator"):
            name = _text(child, "name") or _line(_inner_text(child))
            if name:
                yield name


def _date(entry: etree._Element) -> str | None:
    """Return when the entry was published, by the first element that is a valid date."""
    for name in DATES:
        value = _text(entry, name)
        if value:
            try:
                return parse_date(value)
            except IngestError:
                continue
    return None


def _paragraphs(element: etree._Element) -> str:
    """Return the text of an element (plain text, escaped HTML or XHTML), one paragraph a line."""
    markup = (
        _inner_text(element)
        if len(element) == 0
        else etree.tostring(element, encoding="unicode", with_tail=False)
    )
    if element.get("type") == "text":
        markup = markup.replace("<", "&lt;") if len(element) == 0 else markup
    bare = _TAG.sub("\n", _INLINE.sub("", _INVISIBLE.sub("\n", markup)))
    lines = (" ".join(line.split()) for line in unescape(bare).splitlines())
    return "\n".join(line for line in lines if line)
