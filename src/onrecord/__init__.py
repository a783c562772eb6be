"""OnRecord reads news reports and records who said what to whom, when, and on whose word."""

from collections.abc import Iterable, Iterator
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
    "make_article",
    "outcome_from_json",
    "outcome_to_json",
    "read",
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
    articles: Iterable[Article],
    *,
    workers: int = 1,
    min_confidence: float = 0.0,
    actors: Actors = (),
) -> Iterator[Outcome]:
    """Yield one outcome per article, in order, lazily; articles are read in `workers` processes.

    `actors` are the paths of your own lists of actors. Raises SettingError when one is no list.
    Worker processes import the calling script, so a script that uses several workers must guard the call with
    `if __name__ == "__main__":`.
    """
    from onrecord.pipeline import load_own_actors, make_pipeline, read_all

    own = load_own_actors(_paths(actors))
    return read_all(articles, partial(make_pipeline, min_confidence, own=own), workers=workers)
