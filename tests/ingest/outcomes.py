"""What a file gives: its articles, and why there are none."""

from io import BytesIO

from onrecord.ingest.articles import Overrides
from onrecord.ingest.limits import DEFAULT_LIMITS, Limits
from onrecord.ingest.sources import load_stream
from onrecord.model.article import Article
from onrecord.model.record import Undone


def outcomes(raw: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Article | Undone]:
    """Return all outcomes of a file with these bytes and this name."""
    return list(load_stream(BytesIO(raw), name, Overrides(), limits))


def articles(raw: bytes, name: str) -> list[Article]:
    """Return the articles of a file of which everything is an article."""
    found = outcomes(raw, name)
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def article(raw: bytes, name: str) -> Article:
    """Return the only outcome of a file, which is an article."""
    (found,) = articles(raw, name)
    return found


def undone(raw: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Undone:
    """Return the only outcome of a file, which is no article."""
    (found,) = outcomes(raw, name, limits)
    assert isinstance(found, Undone), found
    return found


def lines(found: Article) -> list[str]:
    """Return the paragraphs of an article."""
    return found.text.split("\n")
