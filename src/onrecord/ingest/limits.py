"""Bounds on what is read from a source: size, time, redirects, and which addresses are allowed."""

from dataclasses import dataclass

from onrecord.model.deadline import ARTICLE_SECONDS
from onrecord.model.errors import IngestError

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. A JSONL file may be of any size; the bound applies to each of its lines."""

    max_bytes: int = 20 * MEGABYTE
    """Bytes of one text, page (after decompression), JSON file or JSONL line."""
    timeout: float = 15.0
    """Seconds to wait for a connection and for each piece of a response."""
    deadline: float = 60.0
    """Seconds for an address in total, redirects included."""
    article_seconds: float = ARTICLE_SECONDS
    """Seconds of processor time to take one article out of its page or line; 0 for no limit."""
    most_faults: int = 10_000
    """Entries of one source that gave no article and are told one by one; further ones are told together."""
    most_articles: int | None = None
    """Articles of one source; None for any number, as a JSONL file may be of any size."""
    max_redirects: int = 10
    allow_private: bool = True
    """May an address lead to this machine or its local network? True at a terminal, False for a server."""
    user_agent: str = "OnRecord (reads single news pages for its user)"


DEFAULT_LIMITS = Limits()


def out_of_time(seconds: float, what: str = "read it in parts") -> IngestError:
    """Return the error for a source that cannot be parsed in the time allowed."""
    return IngestError(
        "time",
        f"finding the article in it took more than {seconds:g} seconds of processor time; {what}, or allow "
        "more with ONRECORD_ARTICLE_SECONDS",
    )


def format_bytes(count: int) -> str:
    """Return a number of bytes in a readable form: "52.4 MB", "9,999 bytes"."""
    return f"{count / MEGABYTE:.1f} MB" if count >= MEGABYTE / 10 else f"{count:,} bytes"
