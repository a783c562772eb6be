"""JSON: files of articles, one object a line (JSONL) or one object or list a file. One bad article does not stop the next.

Fields: `text` or `html`, `title`, `outlet` (or `publisher`), `published` (or `date`), `url`, `language`, `authors` (or
`author`; a name or a list of names). Others are ignored; null and blank mean "not told".
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from onrecord.ingest.articles import Found, build_article
from onrecord.ingest.charsets import decode
from onrecord.ingest.dates import parse_date
from onrecord.ingest.language import parse_language
from onrecord.ingest.options import Given
from onrecord.model.article import Article
from onrecord.model.errors import GatheringError

Read = tuple[str, Article | GatheringError]
"""Where an article stands (`path:line`), and the article or why there is none."""


def articles_in_lines(lines: Iterable[bytes | GatheringError], name: str, given: Given) -> Iterator[Read]:
    """Yield an article or error for each line that is not blank; one "empty" error when all are."""
    empty = True
    for number, line in enumerate(lines, start=1):
        if isinstance(line, bytes) and not line.strip():
            continue
        empty = False
        source = f"{name}:{number}"
        yield source, line if isinstance(line, GatheringError) else _article_in_line(line, given, source)
    if empty:
        yield name, GatheringError("empty", "it holds no articles")


def articles_in_text(text: str, name: str, given: Given) -> Iterator[Read]:
    """Yield the articles of JSON read as a whole: one object, a list of objects, or several objects one a line.

    Articles of a list are named `path[1]`, `path[2]` in its order.
    """
    try:
        value = _load(text)
    except GatheringError as error:
        lines = text.split("\n")
        if "Extra data" in error.detail and len(lines) > 1:
            yield from articles_in_lines((line.encode("utf-8", "replace") for line in lines), name, given)
        else:
            yield name, error
        return
    if not isinstance(value, list):
        yield name, _article_or_error(value, given, name)
        return
    if not value:
        yield name, GatheringError("empty", "it holds no articles")
    for number, entry in enumerate(value, start=1):
        yield f"{name}[{number}]", _article_or_error(entry, given, f"{name}[{number}]")


def _article_in_line(line: bytes, given: Given, source: str) -> Article | GatheringError:
    try:
        return _article_or_error(_load(decode(line)), given, source)
    except GatheringError as error:
        return error


def _load(text: str) -> object:
    try:
        return cast("object", json.loads(text))
    except RecursionError as error:
        raise GatheringError(
            "not-json", "its JSON is nested too deeply; write one flat object an article"
        ) from error
    except ValueError as error:
        raise GatheringError(
            "not-json", f"it is not JSON ({error}); write one object an article, one a line"
        ) from error


def _article_or_error(value: object, given: Given, source: str) -> Article | GatheringError:
    if not isinstance(value, dict):
        kind = {list: "a list", str: "a string", type(None): "null"}.get(
            type(value), "a number or truth value"
        )
        return GatheringError(
            "not-an-object", f'it is {kind}, not an object; write {{"text": "…", "title": "…"}}'
        )
    try:
        return build_article(_found(cast("dict[str, object]", value), given), given, source)
    except GatheringError as error:
        return error


def _found(fields: Mapping[str, object], given: Given) -> Found:
    """Return what an object tells. A date or language that makes no sense does not matter when the user gave another."""
    url = _string(fields, "url")
    page = _body(fields, given.url or url)
    date = None if given.date else _string(fields, "published", "date")
    language = None if given.language else _string(fields, "language")
    return replace(
        page,
        title=_string(fields, "title") or page.title,
        outlet=_string(fields, "outlet", "publisher") or page.outlet,
        url=url or page.url,
        language=_checked("language", parse_language, language),
        authors=_authors(fields) or page.authors,
        date=_checked("published", parse_date, date) or page.date,
    )


def _body(fields: Mapping[str, object], url: str | None) -> Found:
    """Return the text, or what a page in `html` holds where there is no text."""
    text, html = _string(fields, "text"), _string(fields, "html")
    if text is not None:
        return Found(text)
    if html is not None:
        from onrecord.ingest.web.html import read_html

        return read_html(html, url)
    if "text" in fields or "html" in fields:
        raise GatheringError("empty", "it holds no text")
    raise GatheringError("field", 'it has neither "text" nor "html"; give the article\'s text in "text"')


def _string(fields: Mapping[str, object], *names: str) -> str | None:
    """Return the first of the named fields that is told, None when none is. Raises GatheringError when one is no string."""
    for name in names:
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            raise GatheringError("field", f'"{name}" must be a string, not {json.dumps(value)[:40]}')
        if value is not None and value.strip():
            return value
    return None


def _authors(fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return the authors; a string is one author or byline as it stands."""
    for name in ("authors", "author"):
        value = fields.get(name)
        entries = value if isinstance(value, list) else [] if value is None else [value]
        names = [entry for entry in entries if isinstance(entry, str)]
        if len(names) < len(entries):
            raise GatheringError(
                "field", f'"{name}" must be a name or a list of names, not {json.dumps(value)[:40]}'
            )
        if names:
            return tuple(names)
    return ()


def _checked(name: str, parse: Callable[[str], str], value: str | None) -> str | None:
    """Return the parsed value; a GatheringError names the field."""
    try:
        return parse(value) if value else None
    except GatheringError as error:
        raise GatheringError(error.reason, f'"{name}": {error.detail}') from error
