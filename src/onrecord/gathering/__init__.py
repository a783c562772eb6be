"""From files, pages and addresses to articles."""

from onrecord.gathering.articles import Found, build_article
from onrecord.gathering.dates import parse_date
from onrecord.gathering.given import DEFAULT, Given, Limits
from onrecord.gathering.sources import gather, gather_stream

__all__ = ["DEFAULT", "Found", "Given", "Limits", "build_article", "gather", "gather_stream", "parse_date"]
