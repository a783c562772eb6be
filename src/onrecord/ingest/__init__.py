"""From files, web pages and feeds to articles."""

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.dates import parse_date
from onrecord.ingest.limits import DEFAULT_LIMITS, Limits
from onrecord.ingest.sources import load_articles, load_stream

__all__ = [
    "DEFAULT_LIMITS",
    "ExtractedArticle",
    "Limits",
    "Overrides",
    "build_article",
    "load_articles",
    "load_stream",
    "parse_date",
]
