"""From files, web pages and feeds to articles."""

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.dates import parse_date
from onrecord.ingest.json_articles import build_or_error
from onrecord.ingest.limits import DEFAULT_LIMITS, Limits
from onrecord.ingest.sources import frame_outcomes, load_articles, load_stream
from onrecord.ingest.tables.columns import parse_columns

__all__ = [
    "DEFAULT_LIMITS",
    "ExtractedArticle",
    "Limits",
    "Overrides",
    "build_article",
    "build_or_error",
    "frame_outcomes",
    "load_articles",
    "load_stream",
    "parse_columns",
    "parse_date",
]
