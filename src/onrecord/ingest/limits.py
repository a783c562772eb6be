"""Bounds on what is read from a source: size, time, redirects, and which addresses are allowed."""

from dataclasses import dataclass

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
    max_redirects: int = 10
    allow_private: bool = True
    """May an address lead to this machine or its local network? True at a terminal, False for a server."""
    user_agent: str = "OnRecord (reads single news pages for its user)"


DEFAULT_LIMITS = Limits()


def format_bytes(count: int) -> str:
    """Return a number of bytes in a readable form: "52.4 MB", "9,999 bytes"."""
    return f"{count / MEGABYTE:.1f} MB" if count >= MEGABYTE / 10 else f"{count:,} bytes"
