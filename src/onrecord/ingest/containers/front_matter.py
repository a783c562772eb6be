"""Reads texts with fields at their head, as site generators keep them (Markdown of Jekyll, Hugo, Obsidian).

Read are fields of one line, and lists of authors; others are left out. The text behind the fields is kept as
it is, with its marks, so that the words of evidence are those of the file.
"""

import re
from collections.abc import Iterator, Mapping

from onrecord.ingest.articles import ExtractedArticle, build_article
from onrecord.ingest.charsets import decode
from onrecord.ingest.containers.signs import FIELDS
from onrecord.ingest.dates import parse_date
from onrecord.ingest.files import read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.language import parse_language
from onrecord.model.errors import IngestError

_LINE = re.compile(r"([\w-]{1,40})\s?[:=]\s*(.*)")
_ENTRY = re.compile(r"\s*-\s+(.+)")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "date": ("published", "date", "pubdate", "datepublished"),
    "outlet": ("outlet", "publisher", "source", "site"),
    "url": ("url", "link", "canonical", "canonical_url", "permalink"),
    "language": ("language", "lang"),
    "authors": ("authors", "author", "by"),
}


def read_text(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of a text with fields.

    Raises IngestError: "too-large", "binary", "encoding", "empty" without text behind the fields.
    """
    text = decode(read_all(source.stream, source.limits), source.charsets)
    found = FIELDS.match(text)
    fields = _read_fields(found["fields"]) if found else {}
    extracted = ExtractedArticle(
        text[found.end() :].lstrip("\r\n") if found else text,
        title=_value(fields, "title"),
        outlet=_value(fields, "outlet"),
        url=_address(_value(fields, "url")) or source.url,
        page_language=_checked(_value(fields, "language"), "language"),
        authors=tuple(name for key in _NAMES["authors"] for name in fields.get(key, ())),
        date=_checked(_value(fields, "date"), "date"),
    )
    yield source.name, build_article(extracted, source.overrides, source.name)


def _read_fields(block: str) -> dict[str, list[str]]:
    """Return the values of each field, in lower case; a list has several."""
    fields: dict[str, list[str]] = {}
    last: list[str] = []
    for line in block.splitlines():
        found, entry = _LINE.fullmatch(line.rstrip()), _ENTRY.fullmatch(line.rstrip())
        if entry:
            last.append(_unquote(entry[1]))
        elif found:
            last = fields.setdefault(found[1].lower(), [])
            value = found[2].strip()
            inner = value[1:-1].split(",") if value[:1] == "[" and value[-1:] == "]" else [value]
            last += [plain for part in inner if (plain := _unquote(part))]
    return fields


def _unquote(value: str) -> str:
    plain = value.strip()
    return plain[1:-1].strip() if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'" else plain


def _value(fields: Mapping[str, list[str]], name: str) -> str | None:
    return next((fields[key][0] for key in _NAMES[name] if fields.get(key)), None)


def _address(value: str | None) -> str | None:
    return value if value and value.startswith(("http://", "https://")) else None


def _checked(value: str | None, kind: str) -> str | None:
    """Return a date or language, None when it is none: a site's program may mean something else."""
    if not value:
        return None
    try:
        return parse_date(value) if kind == "date" else parse_language(value)
    except IngestError:
        return None
