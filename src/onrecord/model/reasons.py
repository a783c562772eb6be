"""The fixed list of reasons why an article was skipped or failed."""

from typing import Literal

Reason = Literal[
    # skipped: neither program nor source is at fault; there is nothing to read
    "empty",  # only white space
    "binary",  # not text: zero bytes, an image, a PDF, an archive
    "format",  # a known format that holds no articles, or that is not read
    "no-article",  # a page without article text
    "language",  # a language that is not supported
    # failed: somebody has to act
    "not-found",
    "is-directory",
    "unreadable",  # permission, input/output error
    "too-large",
    "encoding",  # cannot be decoded
    "damaged",  # a file of a known format that is cut off or broken
    "password",  # a file protected by a password
    "extra",  # reading this format needs a library that is not installed
    "markup",  # HTML that is nested too deeply or cannot be parsed
    "not-json",
    "not-an-object",
    "field",  # a field has an invalid value (a date that is no date)
    "address",  # a URL that is not http(s), or leads to a private network
    "timeout",
    "redirects",
    "robots",  # the robots.txt of its host forbids it
    "http-status",
    "network",
    "time",  # reading it took more processor time than the setting allows
    "internal",  # a fault in the program; the detail names it
]
Stage = Literal["gathering", "reading", "recording"]
SKIPPING: frozenset[Reason] = frozenset({"empty", "binary", "format", "no-article", "language"})
