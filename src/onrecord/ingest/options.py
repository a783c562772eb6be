"""What the user told about a source (Given) and how much of it may be read (Limits)."""

from dataclasses import dataclass, fields

from onrecord.ingest.dates import parse_date
from onrecord.ingest.language import parse_language

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Given:
    """What the user told about the article. It wins over what the source says; None and blank mean "not told".

    Raises GatheringError (reason "field") when `date` is no date or `language` no language tag.
    """

    date: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value: str | None = getattr(self, field.name)
            object.__setattr__(self, field.name, (value or "").strip() or None)
        if self.date is not None:
            object.__setattr__(self, "date", parse_date(self.date))
        if self.language is not None:
            object.__setattr__(self, "language", parse_language(self.language))


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. A JSONL file may be of any size; the bound holds for each of its lines."""

    max_bytes: int = 20 * MEGABYTE
    """Bytes of one text, page (after decompression), JSON file or JSONL line."""
    timeout: float = 15.0
    """Seconds to wait for a connection and for each piece of an answer."""
    deadline: float = 60.0
    """Seconds for an address altogether, redirects included."""
    max_redirects: int = 10
    allow_private: bool = True
    """May an address lead to this machine or its local network? True for a user at a terminal, False for a server."""
    user_agent: str = "OnRecord (reads single news pages for its user)"


DEFAULT = Limits()


def megabytes(count: int) -> str:
    """Return a number of bytes as people read it: "52.4 MB"."""
    return f"{count / MEGABYTE:.1f} MB" if count >= MEGABYTE / 10 else f"{count:,} bytes"
