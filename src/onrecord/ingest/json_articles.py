"""Articles in JSON: one object a line (JSONL), or a file with one object or a list of objects.

Fields: `text` or `html`, `title`, `outlet` (or `publisher`), `published` (or `date`), `url`, `language`,
`authors` (or `author`; a name or a list of names); where they are missing, the other usual names of
`ingest/lexicons/columns.txt`, also inside an object ("source": {"name": …}). Others are ignored; null and
blank mean "not given". A bad article does not stop the next ones. The answer of an interface, an object with
the list of articles in it, is read as that list.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import TypeVar, cast

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.charsets import decode
from onrecord.ingest.formats import ParsedArticle
from onrecord.ingest.language import parse_language
from onrecord.ingest.limits import out_of_time
from onrecord.ingest.tables.cells import cell_authors, cell_date, cell_language, cell_text, is_cut
from onrecord.ingest.tables.columns import (
    LIST_NAMES,
    Columns,
    holds_text,
    is_blank,
    list_names,
    plain_name,
    usual_names,
)
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

T = TypeVar("T")
NO_COLUMNS: Columns = {}
_LEAST_MOMENT = 100_000_000  # seconds since 1970; a smaller number is no moment
_DEPTH = 2  # objects around such a list
_STRICT = {
    "text", "html", "title", "outlet", "publisher", "published", "date", "url", "language", "authors",
    "author",
}  # fmt: skip
"""The documented names: a value of the wrong kind is an error. Under other names it is another thing."""


def parse_json_lines(
    lines: Iterable[bytes | IngestError],
    name: str,
    overrides: Overrides,
    seconds: float = 0,
    columns: Columns = NO_COLUMNS,
) -> Iterator[ParsedArticle]:
    """Yield an article or error for each line that is not blank; one "empty" error when all are blank.

    `seconds` of processor time are allowed for each; 0 sets no limit. `columns` are the names of the fields
    that the user gives ("text": "body").
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
            yield source, _parse_line(line, overrides, source, seconds, columns)
    if empty:
        yield name, IngestError("empty", "it contains no articles")


def parse_json_text(
    text: str, name: str, overrides: Overrides, seconds: float = 0, columns: Columns = NO_COLUMNS
) -> Iterator[ParsedArticle]:
    """Yield the articles of a JSON text: one object, a list of objects, or one object a line.

    The articles of a list are located as `path[1]`, `path[2]` in its order. A list without any object is
    one fault, however long. `seconds` and `columns` as for `parse_json_lines`.
    """
    try:
        value = _load_json(text)
    except IngestError as error:
        lines = text.split("\n")
        if "Extra data" in error.detail and len(lines) > 1:
            encoded = (line.encode("utf-8", "replace") for line in lines)
            yield from parse_json_lines(encoded, name, overrides, seconds, columns)
        else:
            yield name, error
        return
    value = _find_list(value)
    if isinstance(value, dict) and len(value) > 1 and all(map(_is_article, value.values())):
        value = list(value.values())  # articles by their ids
    if not isinstance(value, list):
        yield name, build_or_error(value, overrides, name, seconds, columns)
        return
    if not value:
        yield name, IngestError("empty", "it contains no articles")
        return
    if not any(isinstance(entry, dict) for entry in value):
        yield name, _not_an_object(f"a list of {len(value):,} entries, none of them an object")
        return
    for number, entry in enumerate(value, start=1):
        place = f"{name}[{number}]"
        yield place, build_or_error(entry, overrides, place, seconds, columns)


def _parse_line(
    line: bytes, overrides: Overrides, source: str, seconds: float, columns: Columns
) -> Article | IngestError:
    try:
        return build_or_error(_load_json(decode(line)), overrides, source, seconds, columns)
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


def build_or_error(
    value: object, overrides: Overrides, source: str, seconds: float = 0, columns: Columns = NO_COLUMNS
) -> Article | IngestError:
    """Return the article of a JSON value, or why there is none."""
    if not isinstance(value, dict):
        names = {list: "a list", str: "a string", type(None): "null"}
        return _not_an_object(names.get(type(value), "a number or boolean"))
    try:
        with time_limit(seconds):
            fields = _Fields.of(cast("dict[str, object]", value), columns)
            return build_article(_extract(fields, overrides), overrides, source)
    except IngestError as error:
        return error
    except TimeUpError:
        return out_of_time(seconds)


def _find_list(value: object, depth: int = _DEPTH) -> object:
    """Return the list of articles in the answer of an interface, the value itself when it has none."""
    if not isinstance(value, dict) or depth == 0 or value.keys() & {"text", "html"}:
        return value
    for name in (*LIST_NAMES, "response"):
        inner = _find_list(value.get(name), depth - 1)
        if isinstance(inner, list) and any(isinstance(entry, dict) for entry in inner):
            return [entry.get("_source", entry) if isinstance(entry, dict) else entry for entry in inner]
    return value


def _is_article(value: object) -> bool:
    """Return whether a value is an object with a field for the text of an article."""
    return isinstance(value, dict) and holds_text(value)


def _not_an_object(what: str) -> IngestError:
    return IngestError("not-an-object", f'it is {what}, not an object; write {{"text": "…", "title": "…"}}')


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of an object by plain name, with their own names; those of objects inside it too."""

    values: Mapping[str, tuple[str, object]]
    columns: Columns

    @classmethod
    def of(cls, value: Mapping[str, object], columns: Columns) -> "_Fields":
        value = _without_wrappers(value)
        values: dict[str, tuple[str, object]] = {}
        for name, inner in value.items():
            if isinstance(inner, dict):
                for part, found in cast("dict[str, object]", inner).items():
                    values.setdefault(plain_name(f"{name}{part}"), (f"{name}.{part}", found))
        for name, found in reversed(list(value.items())):
            if not isinstance(found, dict) or plain_name(name) in _STRICT:
                values[plain_name(name)] = (name, found)
        return cls(values, columns)

    def find(self, field: str) -> Iterator[tuple[str, object]]:
        """Yield the names and values that may be a field and are not blank, the most certain first."""
        given = self.columns.get(field)
        names = usual_names()[field] if given is None else (plain_name(given),) if given else ()
        for name in names:
            if name in self.values and not is_blank(self.values[name][1]):
                yield self.values[name]

    def string(self, field: str) -> str | None:
        """Return the first value of a field. Raises IngestError for a documented name that has no string."""
        for name, value in self.find(field):
            if isinstance(value, str):
                return cell_text(value)
            if name in _STRICT or name == self.columns.get(field):
                raise _not_a_string(name, value)
        return None

    def text(self) -> str | None:
        """Return the text. Raises IngestError when two fields may be it and neither is called `text`."""
        found = []
        for name, value in self.find("text"):
            if isinstance(value, str):
                found.append((name, value))
            elif (
                name not in _STRICT and isinstance(value, list) and all(isinstance(one, str) for one in value)
            ):
                found.append((name, cell_text(value) or ""))  # a list of paragraphs
            elif name in _STRICT or name == self.columns.get("text"):
                raise _not_a_string(name, value)
        if len({value for _, value in found}) > 1 and found[0][0] != "text":
            names = ", ".join(f'"{name}"' for name, _ in found)
            raise IngestError("field", f"{names} may be the text; say which: --column text={found[0][0]}")
        return cell_text(found[0][1]) if found else None

    def hint(self) -> str:
        """Return what to do about an object without a text: which of its fields may be told to be it."""
        names = list_names([name for name, value in self.values.values() if isinstance(value, str)])
        told = f"; if it is in one of {names}, say which: --column text=NAME" if names else ""
        return f'give the article\'s text in "text"{told}'

    def has(self, *fields: str) -> bool:
        """Return whether there is a field of one of these names, blank or not."""
        return any(name in self.values for field in fields for name in usual_names()[field])


def _without_wrappers(value: Mapping[str, object]) -> dict[str, object]:
    """Return an object with what WordPress wraps, {"rendered": "…"}: the content as page, titles as text."""
    plain: dict[str, object] = {}
    for name, inner in value.items():
        rendered = cast("dict[str, object]", inner).get("rendered") if isinstance(inner, dict) else None
        if not isinstance(rendered, str):
            plain[name] = inner
        elif name == "content":
            plain.setdefault("html", rendered)
        elif name == "title":
            plain[name] = unescape(rendered)
    return plain


def _not_a_string(name: str, value: object) -> IngestError:
    hint = '; write a table row by row, in pandas with orient="records"' if isinstance(value, dict) else ""
    return IngestError("field", f'"{name}" must be a string, not {_in_json(value)}{hint}')


def _in_json(value: object) -> str:
    return json.dumps(value, default=str)[:40]


def _extract(fields: _Fields, overrides: Overrides) -> ExtractedArticle:
    """Return the fields of an object. A date or language that the user overrides is not checked."""
    url = fields.string("url")
    page = _body(fields, overrides.url or url)
    language = None if overrides.language else fields.string("language")
    return replace(
        page,
        title=fields.string("title") or page.title,
        outlet=fields.string("outlet") or page.outlet,
        url=url or page.url,
        language=_parse_field("language", _language, language) or page.language,
        authors=_authors(fields) or page.authors,
        date=None if overrides.date else _date(fields) or page.date,
        credit=fields.string("credit") or page.credit,
    )


def _body(fields: _Fields, url: str | None) -> ExtractedArticle:
    """Return the text, or the article extracted from `html` when there is no text."""
    text = fields.text()
    html = fields.string("html") if text is None else None
    if text is not None:
        cut = any(is_cut(value) for _, value in fields.find("text"))
        return ExtractedArticle(text, extent="summary" if cut else "full")
    if html is not None:
        from onrecord.ingest.web.html import extract_article

        return extract_article(html, url, titled=fields.string("title") is not None)
    if fields.has("text", "html"):
        raise IngestError("empty", "it contains no text")
    raise IngestError("field", f'it has neither "text" nor "html"; {fields.hint()}')


def _language(value: str) -> str:
    tag = cell_language(value)
    return parse_language(tag) if tag else ""


def _date(fields: _Fields) -> str | None:
    for name, value in fields.find("published"):
        if isinstance(value, str | date) or (isinstance(value, int | float) and value > _LEAST_MOMENT):
            return _parse_field(name, cell_date, value)
        if name in _STRICT:
            raise _not_a_string(name, value)
    return None


def _authors(fields: _Fields) -> tuple[str, ...]:
    """Return the authors. A string is one author or byline and is not split."""
    for name, value in fields.find("authors"):
        entries = value if isinstance(value, list) else [value]
        names = [
            entry for one in entries for entry in ([one] if isinstance(one, str) else cell_authors([one]))
        ]
        if len(names) < len(entries):
            raise IngestError("field", f'"{name}" must be a name or a list of names, not {_in_json(value)}')
        if names:
            return tuple(names)
    return ()


def _parse_field(name: str, parse: Callable[[T], str | None], value: T | None) -> str | None:
    """Return the parsed value; a IngestError names the field."""
    try:
        return parse(value) if value else None
    except IngestError as error:
        raise IngestError(error.reason, f'"{name}": {error.detail}') from error
