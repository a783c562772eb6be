"""OnRecord reads news reports and records who said what to whom, when, and on whose word."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from os import PathLike, fspath
from typing import TYPE_CHECKING

from onrecord.model.article import Article, Published
from onrecord.model.errors import OnRecordError
from onrecord.model.evidence import Evidence
from onrecord.model.record import Actor, Event, Outcome, Record, Statement, Undone
from onrecord.model.serial import outcome_from_json, outcome_to_json, record_schema
from onrecord.model.span import Span
from onrecord.model.version import VERSION as __version__  # noqa: N811 - the usual name

if TYPE_CHECKING:
    from onrecord.pipeline import Pipeline

Actors = str | PathLike[str] | Iterable[str | PathLike[str]]

__all__ = [
    "Actor",
    "Article",
    "Event",
    "Evidence",
    "OnRecordError",
    "Outcome",
    "Published",
    "Record",
    "Span",
    "Statement",
    "Undone",
    "__version__",
    "article_from_row",
    "gather",
    "make_article",
    "outcome_from_json",
    "outcome_to_json",
    "read",
    "read_frame",
    "read_many",
    "record_schema",
]


def make_article(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    published: str | None = None,
    language: str | None = None,
) -> Article:
    """Return an Article with this text.

    `published` is an ISO 8601 or EDTF date, with time and zone where known; without it the date is taken from
    the URL or the first lines, if one is there. `language` is a BCP 47 tag; without it the language is
    detected. Raises OnRecordError (an IngestError) when `published` is no date.
    """
    # Imported here so that `import onrecord` stays fast.
    from onrecord.ingest import ExtractedArticle, Overrides, build_article

    given = Overrides(date=published, title=title, outlet=outlet, url=url, language=language)
    return build_article(ExtractedArticle(text), given, source="") if text.strip() else Article(text)


def article_from_row(
    row: Mapping[str, object], *, columns: Mapping[str, str] | None = None, source: str = ""
) -> Article:
    """Return the Article of one row: the same that `onrecord read` makes of the same JSON line.

    `row` has the fields of an article by their usual names (docs/formats.md): "text" or "html", "title",
    "outlet", "published", "url", "language", "authors". `columns` names others, by field: {"text": "body"}.
    Raises OnRecordError (an IngestError with its `reason`) when there is no text, or a field is not valid.
    """
    from onrecord.ingest import Overrides, build_or_error
    from onrecord.model.errors import IngestError

    given = _columns(columns)
    found = build_or_error(dict(row) if isinstance(row, Mapping) else row, Overrides(), source, columns=given)
    if isinstance(found, IngestError):
        raise found
    return found


def gather(
    source: str | PathLike[str],
    *,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    published: str | None = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,  # layout: the options of `onrecord read`
) -> Iterator[Article | Undone]:
    """Yield the articles of a source, as `onrecord read` does, without reading them.

    `source` is the path of a file in any format (docs/formats.md), an http(s) address, or "-" for standard
    input. What gives no article is an Undone with the reason; bad input never raises. The other arguments
    take precedence over the source; `columns` names the columns of a table, by field: {"text": "body"}.
    Raises OnRecordError when an argument is not valid. `read_many` reads what this gives.
    """
    from onrecord.ingest import Overrides, load_articles

    given = Overrides(date=published, title=title, outlet=outlet, url=url, language=language)
    return load_articles(str(fspath(source)), given, columns=_columns(columns))


def _columns(columns: Mapping[str, str] | None) -> dict[str, str]:
    from onrecord.ingest import parse_columns

    return parse_columns(f"{name}={column}" for name, column in (columns or {}).items())


def read(
    text: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    published: str | None = None,
    language: str | None = None,
    actors: Actors = (),  # layout: the fields of make_article and this
) -> Outcome:
    """Read one report and return its outcome: a Record, or Undone with the reason why there is none.

    Arguments and errors are those of `make_article`; `actors` are the paths of your own lists of actors,
    which come before the built-in one (docs/layers/known-actors.md); a SettingError says what is wrong with
    one. The text itself never causes an error. The models are loaded by the first call (about a second) and
    reused; so are the lists.
    """
    article = make_article(text, title=title, outlet=outlet, url=url, published=published, language=language)
    return _pipeline(_paths(actors)).read(article)


def _paths(actors: Actors) -> tuple[str, ...]:
    given = (actors,) if isinstance(actors, str | PathLike) else actors
    return tuple(str(fspath(path)) for path in given)


@cache
def _pipeline(actors: tuple[str, ...] = ()) -> "Pipeline":
    """Return the pipeline that all calls of `read` with the same lists of actors share."""
    from onrecord.pipeline import load_own_actors, make_pipeline

    return make_pipeline(own=load_own_actors(actors))


def read_many(
    articles: Iterable[Article | Undone],
    *,
    workers: int = 1,
    min_confidence: float = 0.0,
    actors: Actors = (),
) -> Iterator[Outcome]:
    """Yield one outcome per article, in order, lazily; articles are read in `workers` processes.

    An Undone among them, as `gather` gives it, is its own outcome. `actors` are the paths of your own lists
    of actors. Raises SettingError when one is no list. Worker processes import the calling script, so a
    script that uses several workers must guard the call with `if __name__ == "__main__":`.
    """
    from onrecord.pipeline import load_own_actors, make_pipeline, read_all

    own = load_own_actors(_paths(actors))
    return read_all(articles, partial(make_pipeline, min_confidence, own=own), workers=workers)


def read_frame(
    frame: object,
    *,
    columns: Mapping[str, str] | None = None,
    workers: int = 1,
    min_confidence: float = 0.0,
    actors: Actors = (),
) -> Iterator[Outcome]:
    """Yield one outcome per row of a data frame (pandas, Polars), in order, lazily.

    Columns are found by their usual names (docs/formats.md); `columns` names them, by field:
    {"text": "body"}, and {"published": ""} leaves one out. The row at position 0 is located as `frame[0]`; a
    row without text is an Undone. Raises OnRecordError (an IngestError) at once when `frame` is no data
    frame or none of its columns is the text; the other arguments are those of `read_many`.
    """
    from onrecord.ingest import Overrides, frame_outcomes

    rows = frame_outcomes(frame, columns or {}, Overrides())
    return read_many(rows, workers=workers, min_confidence=min_confidence, actors=actors)
