"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), to entries."""

import json
from collections.abc import Mapping
from typing import cast

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.feeds.dates import parse_feed_date
from onrecord.ingest.feeds.entries import FeedEntry, absolute_address, judge_extent, trim_text
from onrecord.ingest.feeds.markup import one_line, paragraphs, plain_paragraphs
from onrecord.model.errors import IngestError

Object = Mapping[str, object]


def load_json_feed(text: str) -> Object | None:
    """Return the feed, None when the text is other JSON. Raises IngestError ("not-json")."""
    try:
        value: object = json.loads(text, strict=False)
    except RecursionError as error:
        raise IngestError("not-json", "it is a JSON Feed that is nested too deeply") from error
    except ValueError as error:
        raise IngestError(
            "not-json", f"it is a JSON Feed that is not JSON ({error}); give the addresses of its pages"
        ) from error
    if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version")):
        return cast("Object", value)
    return None


def list_json_entries(feed: Object) -> list[object]:
    """Return the entries of a feed as they are. Raises IngestError ("field") when they are no list."""
    entries = feed.get("items", [])
    if not isinstance(entries, list):
        raise IngestError(
            "field", 'it is a JSON Feed whose "items" are no list; give the addresses of its pages'
        )
    return entries


def parse_json_entry(entry: object, feed: Object, base: str | None) -> FeedEntry:
    """Return an entry. Fields of a wrong type count as missing; one that is no object raises IngestError."""
    if not isinstance(entry, dict):
        raise IngestError("not-an-object", "this entry of a JSON Feed is not an object; the others are read")
    fields = cast("Object", entry)
    base = base or _string(feed.get("feed_url")) or _string(feed.get("home_page_url"))
    html, plain = _string(fields.get("content_html")), _string(fields.get("content_text"))
    content = max(paragraphs(html or ""), plain_paragraphs(plain or ""), key=len)
    summary = plain_paragraphs(_string(fields.get("summary")) or "")
    text, is_content = (content, True) if len(content) >= len(summary) else (summary, False)
    language = _string(fields.get("language")) or _string(feed.get("language"))
    article = ExtractedArticle(
        trim_text(text),
        title=one_line(_string(fields.get("title")) or ""),
        outlet=one_line(_string(feed.get("title")) or ""),
        url=_address(fields, base),
        page_language=language,
        authors=_authors(fields) or _authors(feed),
        date=parse_feed_date(_string(fields.get("date_published")) or _string(fields.get("date_modified"))),
        extent=judge_extent(text, is_content=is_content) if text else "full",
    )
    identity = fields.get("id")  # a text; version 1.0 allowed numbers
    guid = str(identity) if isinstance(identity, str | int | float) and str(identity).strip() else None
    return FeedEntry(article, guid, parse_feed_date(_string(fields.get("date_modified"))))


def _address(fields: Object, base: str | None) -> str | None:
    addresses = (absolute_address(_string(fields.get(name)), base) for name in ("url", "external_url"))
    return next((address for address in addresses if address), None)


def _authors(fields: Object) -> tuple[str, ...]:
    """Return the names of `authors` (1.1) or `author` (1.0)."""
    value = fields.get("authors") or fields.get("author")
    people = value if isinstance(value, list) else [value]
    names = (_string(one.get("name")) for one in people if isinstance(one, dict))
    return tuple(name for name in names if name)


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
