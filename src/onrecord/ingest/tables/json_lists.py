"""Lists of articles in JSON of any size: at the top, or in an answer of an interface, {"articles": […]}.

What is no longer than one article may be is read at once; longer lists object by object.
"""

from collections.abc import Iterator

from onrecord.ingest.charsets import decode
from onrecord.ingest.formats import ParsedArticle, Source, put_back
from onrecord.ingest.json_articles import build_or_error, parse_json_text
from onrecord.ingest.tables.columns import LIST_NAMES
from onrecord.ingest.tables.json_objects import read_objects
from onrecord.model.errors import IngestError

_PATHS = (
    "item",
    *(f"{name}.item" for name in LIST_NAMES),
    *(f"{outer}.{name}.item" for outer in (*LIST_NAMES, "response") for name in LIST_NAMES),
)


def read_json_list(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of the list, located as `path[1]`, `path[2]`, or why there is none."""
    limits, seconds = source.limits, source.limits.article_seconds
    try:
        raw = source.stream.read(limits.max_bytes + 1)
    except OSError as error:
        raise IngestError("unreadable", f"reading failed ({error.strerror or error})") from error
    if len(raw) <= limits.max_bytes:
        text = decode(raw, source.charsets)
        yield from parse_json_text(text, source.name, source.overrides, seconds, source.columns)
        return
    number = broken = 0
    for path, value in read_objects(put_back(raw, source.stream), _PATHS, limits):
        number += bool(path)
        broken += not path
        place = f"{source.name}[{number}]" if path else source.name
        if isinstance(value, IngestError):
            yield place, value
        else:
            yield place, build_or_error(value, source.overrides, place, seconds, source.columns)
    if not number and not broken:
        yield source.name, IngestError("empty", "it contains no articles")
