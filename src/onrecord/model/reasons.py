"""The fixed list of reasons why an article was skipped or failed."""

from typing import Literal

Reason = Literal[
    # skipped: nothing is wrong with the program or the source, there is just nothing to read
    "empty",  # no characters but white space
    "binary",  # not a text: zero bytes, a picture, a PDF, an archive
    "no-article",  # a page in which no article text was found
    "language",  # a language no reader knows
    # failed: somebody has to do something
    "not-found",
    "is-directory",
    "unreadable",  # permission, input/output error
    "too-large",
    "encoding",  # cannot be decoded
    "markup",  # HTML nested too deeply or not parsable
    "not-json",
    "not-an-object",
    "field",  # a field has a value that makes no sense (a date that is no date)
    "address",  # an address that is not http(s), or points where it must not
    "timeout",
    "redirects",
    "http-status",
    "network",
    "internal",  # a fault of the program; the detail names it
]
Stage = Literal["gathering", "reading", "recording"]
SKIPPING: frozenset[Reason] = frozenset({"empty", "binary", "no-article", "language"})
