"""Reads IPTC ninjs (News in JSON) of generations 1, 2 and 3: an object, a list, a result list, or JSON Lines.

The generations differ in spelling ("versioncreated", "versionCreated") and in that texts of 2 and 3 are lists
of objects with a role and a value ("bodies", "headlines"); names are compared without case and underscores.
"""

import json
from collections.abc import Iterator, Mapping
from typing import cast

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.charsets import decode
from onrecord.ingest.dates import parse_date
from onrecord.ingest.documents.contents import build_or_error
from onrecord.ingest.documents.markup import paragraphs_of, parse_html
from onrecord.ingest.documents.wrapped_text import join_wrapped
from onrecord.ingest.files import read_all, read_first_line, read_lines
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.news_archives.fields import article_text, names_of, notice_of, published_day
from onrecord.ingest.news_archives.newsml import WITHDRAWN
from onrecord.ingest.source_formats import is_json_line
from onrecord.model.article import Article, EditorialNotice
from onrecord.model.errors import IngestError

_LISTS = ("items", "results", "data", "hits", "associations")  # of an answer to a query, by most services
_NO_TEXT = ("picture", "graphic", "video", "audio", "component", "event", "planning")

Fields = Mapping[str, object]


def read_ninjs(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of each item, located as `name[1]` or, of JSON Lines, `name:1`.

    Raises IngestError: "too-large", "not-json", "encoding".
    """
    first = read_first_line(source.stream, source.limits)
    if is_json_line(first) and b"\x00" not in first:
        yield from _read_lines(source, first)
        return
    text = decode(read_all(source.stream, source.limits, first), source.charsets)
    items = list(_items(_load(text)))
    for number, item in enumerate(items, start=1):
        location = source.name if len(items) == 1 else f"{source.name}[{number}]"
        yield location, _build(item, source, location)


def _read_lines(source: Source, first: bytes) -> Iterator[ParsedArticle]:
    """Yield the articles of JSON Lines, of which the first is read. A file with one line is one object."""
    for number, line in enumerate(read_lines(source.stream, source.limits, first), start=1):
        location = f"{source.name}:{number}"
        if isinstance(line, IngestError):
            yield location, line
        elif line.strip():
            try:
                for item in _items(_load(decode(line))):
                    yield location, _build(item, source, location)
            except IngestError as error:
                yield location, error


def _load(text: str) -> object:
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError) as error:
        raise IngestError(
            "not-json", f"it looks like ninjs but is cut off or broken ({error}); get it again"
        ) from error


def _items(value: object) -> Iterator[object]:
    """Yield the items in a JSON value: itself, or those of its list."""
    if isinstance(value, list):
        for entry in value:
            yield from _items(entry)
        return
    if isinstance(value, dict):
        fields = _folded(value)
        found = next((fields[name] for name in _LISTS[:-1] if isinstance(fields.get(name), list)), None)
        if found is not None and "versioncreated" not in fields:
            yield from _items(found)
            return
    yield value


def _folded(value: Mapping[str, object]) -> dict[str, object]:
    return {str(key).replace("_", "").lstrip("$").lower(): entry for key, entry in value.items()}


def _build(item: object, source: Source, location: str) -> Article | IngestError:
    if not isinstance(item, dict):
        return IngestError("not-an-object", "an entry of it is no object, as an item of ninjs is")
    found = _extract(_folded(cast("dict[str, object]", item)), location)
    return found if isinstance(found, IngestError) else build_or_error(found, source, location)


def _extract(fields: Fields, location: str) -> ExtractedArticle | IngestError:
    title = _value(fields, "headlines") or _string(fields, "headline") or _string(fields, "title")
    notice = _notice(fields) or notice_of(title)
    body = _body(fields)
    if not body:
        name = _string(fields, "uri") or _string(fields, "guid") or title or "without an id"
        kind = (_string(fields, "type") or "text").lower()
        why = "is withdrawn and has no text" if notice == "withdrawn" else "has no text"
        of_kind = f" of the kind {kind}" if kind in _NO_TEXT else ""
        return IngestError("no-article", f"the item {name}{of_kind} {why}")
    byline = _string(fields, "byline") or _string(fields, "by")
    return ExtractedArticle(
        article_text(title, _string(fields, "dateline") or _string(fields, "located"), body),
        title=title,
        outlet=_name(fields.get("provider"))
        or _string(fields, "copyrightholder")
        or _name(fields.get("infosources")),
        url=_web_address(fields),
        page_language=_string(fields, "language"),
        authors=names_of(byline) or _persons(fields.get("authors")),
        date=_date(fields, location),
        credit=_string(fields, "creditline") or _name(fields.get("infosource")) or _string(fields, "source"),
        version=_string(fields, "version"),
        notice=notice,
    )


def _notice(fields: Fields) -> EditorialNotice | None:
    signals = {
        code for entry in _list(fields.get("signals") or fields.get("signal")) for code in _codes(entry)
    }
    if (_string(fields, "pubstatus") or "usable").lower() in WITHDRAWN or signals & set(WITHDRAWN):
        return "withdrawn"
    if "correction" in signals:
        return "correction"
    return "update" if "update" in signals else None


def _codes(entry: object) -> Iterator[str]:
    values = entry.values() if isinstance(entry, dict) else [entry]
    for value in values:
        if isinstance(value, str):
            yield value.replace("/", ":").rpartition(":")[2].strip().lower()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _body(fields: Fields) -> list[str]:
    """Return the paragraphs: of markup where there is some, else of the plain text."""
    texts = [entry for entry in _list(fields.get("bodies")) if isinstance(entry, dict)]
    candidates = [
        (_string(_folded(entry), "contenttype") or "text/plain", _string(_folded(entry), "value"))
        for entry in texts
    ]
    candidates += [("text/html", _string(fields, name)) for name in ("bodyxhtml", "bodyhtml")]
    candidates.append(("text/plain", _string(fields, "bodytext")))
    for wanted in ("html", "plain"):
        for kind, value in candidates:
            if value and wanted in kind and (lines := _lines(value, "html" in kind)):
                return lines
    return []


def _lines(value: str, is_markup: bool) -> list[str]:
    if not is_markup:
        return join_wrapped(value.splitlines())
    root = parse_html(value)
    return [] if root is None else [text.replace("\t", " | ") for _, text in paragraphs_of(root)]


def _date(fields: Fields, location: str) -> str | None:
    days = (_day(fields, name) for name in ("versioncreated", "firstcreated", "contentcreated"))
    return published_day(next(filter(None, days), None), _day(fields, "embargoed"), location)


def _day(fields: Fields, name: str) -> str | None:
    try:
        return parse_date(_string(fields, name) or "")
    except IngestError:
        return None


def _value(fields: Fields, name: str) -> str | None:
    """Return the value of the first entry of a list of texts, one with the role "main" before others."""
    entries = [_folded(entry) for entry in _list(fields.get(name)) if isinstance(entry, dict)]
    entries.sort(
        key=lambda entry: str(entry.get("role", "")).rpartition(":")[2] not in ("main", "headline", "")
    )
    return next((value for value in (_string(entry, "value") for entry in entries) if value), None)


def _string(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _name(value: object) -> str | None:
    for entry in _list(value):
        name = _string(_folded(entry), "name") if isinstance(entry, dict) else entry
        if isinstance(name, str) and name.strip():
            return name.strip()
    return None


def _persons(value: object) -> tuple[str, ...]:
    return tuple(name for name in map(_name, _list(value)) if name)


def _web_address(fields: Fields) -> str | None:
    address = _string(fields, "uri") or _string(fields, "url") or ""
    return address if address.startswith(("https://", "http://")) else None
