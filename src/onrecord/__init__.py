"""OnRecord reads news reports and keeps the record: who said what to whom, when, and on whose word."""

from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

from onrecord.model.article import Article, Published
from onrecord.model.errors import OnRecordError
from onrecord.model.evidence import Evidence
from onrecord.model.record import Actor, Event, Outcome, Record, Statement, Undone
from onrecord.model.serial import outcome_from_json, outcome_to_json, record_schema
from onrecord.model.span import Span
from onrecord.model.version import VERSION as __version__  # noqa: N811 - the name people look for

if TYPE_CHECKING:
    from onrecord.pipeline import Pipeline

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
    """Return an Article for a text at hand.

    `published` is an ISO 8601 or EDTF date, with time and zone where known; without it the date is looked for in the
    address and the first lines. `language` is a BCP 47 tag; without it the language is found out.
    Raises OnRecordError (a IngestError) when `published` is no date.
    """
    # Imported here to keep `import onrecord` fast.
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
) -> Outcome:
    """Read one report and return its outcome: a Record, or Undone saying why there is none.

    Arguments and errors are those of `make_article`. Never raises because of the text itself. The models are loaded once
    for all calls (about a second).
    """
    article = make_article(text, title=title, outlet=outlet, url=url, published=published, language=language)
    return _pipeline().read(article)


@cache
def _pipeline() -> "Pipeline":
    """Return the readers that `read` keeps for later calls."""
    from onrecord.pipeline import make_pipeline

    return make_pipeline()


def read_many(
    articles: Iterable[Article], *, workers: int = 1, min_confidence: float = 0.0
) -> Iterator[Outcome]:
    """Yield one outcome an article, in order, reading lazily; with `workers` > 1 in so many processes.

    On systems that start processes afresh (all of them here), call it with several workers only from a script guarded
    by `if __name__ == "__main__":`.
    """
    from onrecord.pipeline import make_pipeline, read_all

    return read_all(articles, partial(make_pipeline, min_confidence), workers=workers)
