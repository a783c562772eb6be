"""Articles in JSON: one object a line (JSONL), or a file with one object or a list of objects.

Fields: `text` or `html`, `title`, `outlet` (or `publisher`), `published` (or `date`), `url`, `language`,
`authors` (or `author`; a name or a list of names). Others are ignored; null and blank mean "not given". A bad
article does not stop the next ones.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.charsets import decode
from onrecord.ingest.dates import parse_date
from onrecord.ingest.formats import ParsedArticle
from onrecord.ingest.language import parse_language
from onrecord.ingest.limits import out_of_time
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError


def parse_json_lines(
    lines: Iterable[bytes | IngestError], name: str, overrides: Overrides, seconds: float = 0
) -> Iterator[ParsedArticle]:
    """Yield an article or error for each line that is not blank; one "empty" error when all are blank.

    `seconds` of processor time are allowed for each; 0 sets no limit.
    """
    empty = True
    for number, line in enumerate(lines, start=1):
        if isinstance(line, bytes) and not line.strip():
            continue
        empty = False
        source = f"{name}:{number}"
        if isinstance(line, IngestError):
            yield source, line
        else:
            yield source, _parse_line(line, overrides, source, seconds)
    if empty:
        yield name, IngestError("empty", "it contains no articles")


def parse_json_text(
    text: str, name: str, overrides: Overrides, seconds: float = 0
) -> Iterator[ParsedArticle]:
    """Yield the articles of a JSON text: one object, a list of objects, or one object a line.

    The articles of a list are located as `path[1]`, `path[2]` in its order. A list without any object is
    one fault, however long. `seconds` as for `parse_json_lines`.
    """
    try:
        value = _load_json(text)
    except IngestError as error:
        lines = text.split("\n")
        if "Extra data" in error.detail and len(lines) > 1:
            encoded = (line.encode("utf-8", "replace") for line in lines)
            yield from parse_json_lines(encoded, name, overrides, seconds)
        else:
            yield name, error
        return
    if not isinstance(value, list):
        yield name, _build_or_error(value, overrides, name, seconds)
        return
    if not value:
        yield name, IngestError("empty", "it contains no articles")
        return
    if not any(isinstance(entry, dict) for entry in value):
        yield name, _not_an_object(f"a list of {len(value):,} entries, none of them an object")
        return
    for number, entry in enumerate(value, start=1):
        yield f"{name}[{number}]", _build_or_error(entry, overrides, f"{name}[{number}]", seconds)


def _parse_line(line: bytes, overrides: Overrides, source: str, seconds: float) -> Article | IngestError:
    try:
        return _build_or_error(_load_json(decode(line)), overrides, source, seconds)
    except IngestError as error:
        return error


def _load_json(text: str) -> object:
    try:
        return cast("object", json.loads(text))
    except RecursionError as error:
        raise IngestError(
            "not-json", "its JSON is nested too deeply; write one flat object per article"
        ) from error
    except ValueError as error:
        raise IngestError(
            "not-json", f"it is not JSON ({error}); write one object per article, one per line"
        ) from error


def _build_or_error(
    value: object, overrides: Overrides, source: str, seconds: float
) -> Article | IngestError:
    if not isinstance(value, dict):
        names = {list: "a list", str: "a string", type(None): "null"}
        return _not_an_object(names.get(type(value), "a number or boolean"))
    try:
        with time_limit(seconds):
            return build_article(_extract(cast("dict[str, object]", value), overrides), overrides, source)
    except IngestError as error:
        return error
    except TimeUpError:
        return out_of_time(seconds)


def _not_an_object(what: str) -> IngestError:
    return IngestError("not-an-object", f'it is {what}, not an object; write {{"text": "…", "title": "…"}}')


def _extract(fields: Mapping[str, object], overrides: Overrides) -> ExtractedArticle:
    """Return the fields of an object. A date or language that the user overrides is not checked."""
    url = _string(fields, "url")
    page = _body(fields, overrides.url or url)
    date = None if overrides.date else _string(fields, "published", "date")
    language = None if overrides.language else _string(fields, "language")
    return replace(
        page,
        title=_string(fields, "title") or page.title,
        outlet=_string(fields, "outlet", "publisher") or page.outlet,
        url=url or page.url,
        language=_parse_field("language", parse_language, language),
        authors=_authors(fields) or page.authors,
        date=_parse_field("published", parse_date, date) or page.date,
    )


def _body(fields: Mapping[str, object], url: str | None) -> ExtractedArticle:
    """Return the `text`, or the article extracted from `html` when there is no `text`."""
    text, html = _string(fields, "text"), _string(fields, "html")
    if text is not None:
        return ExtractedArticle(text)
    if html is not None:
        from onrecord.ingest.web.html import extract_article

        return extract_article(html, url)
    if "text" in fields or "html" in fields:
        raise IngestError("empty", "it contains no text")
    raise IngestError("field", 'it has neither "text" nor "html"; give the article\'s text in "text"')


def _string(fields: Mapping[str, object], *names: str) -> str | None:
    """Return the first of the named fields that is not blank, or None.

    Raises IngestError for a non-string.
    """
    for name in names:
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            raise IngestError("field", f'"{name}" must be a string, not {json.dumps(value)[:40]}')
        if value is not None and value.strip():
            return value
    return None


def _authors(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return the authors. A string is one author or byline and is not split."""
    for name in ("authors", "author"):
        value = fields.get(name)
        entries = value if isinstance(value, list) else [] if value is None else [value]
        names = [entry for entry in entries if isinstance(entry, str)]
        if len(names) < len(entries):
            raise IngestError(
                "field", f'"{name}" must be a name or a list of names, not {json.dumps(value)[:40]}'
            )
        if names:
            return tuple(names)
    return ()


def _parse_field(name: str, parse: Callable[[str], str], value: str | None) -> str | None:
    """Return the parsed value; a IngestError names the field."""
    try:
        return parse(value) if value else None
    except IngestError as error:
        raise IngestError(error.reason, f'"{name}": {error.detail}') from error
