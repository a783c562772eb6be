"""From files, pages and addresses to articles."""

from onrecord.ingest.articles import Found, build_article
from onrecord.ingest.dates import parse_date
from onrecord.ingest.options import DEFAULT, Given, Limits
from onrecord.ingest.sources import gather, gather_stream

__all__ = ["DEFAULT", "Found", "Given", "Limits", "build_article", "gather", "gather_stream", "parse_date"]
