"""Tells compressed files and folders by their first bytes."""

import re
from typing import TYPE_CHECKING

from onrecord.ingest.containers.inflate import compression_of

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")  # also empty and once split ones (APPNOTE 4.3)
TAR_MAGIC = slice(257, 262)  # "ustar" in the header of the first file (POSIX pax, IEEE 1003.1)
_OLD_TAR = re.compile(rb"[^\x00]{1,100}\x00+[ 0-7]{6,7}[ \x00]{1,2}[ 0-7]{6,7}[ \x00]{1,2}[ 0-7]{6,7}")

# Fields between lines of `---` (YAML) or `+++` (TOML), as Jekyll and Hugo take them, and text behind them.
FIELDS = re.compile(
    r"\s*(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<fields>(?:(?!(?P=mark))[^\n]*\n){1,200}?)"
    r"(?P=mark)[ \t]*(?:\r?\n|$)"
)
_FIELD = re.compile(r"^[\w-]{1,40}\s?[:=]", re.MULTILINE)


def is_compressed(head: "Head") -> bool:
    """Return whether a source is compressed with gzip, bzip2 or xz."""
    return compression_of(head.start) is not None


def is_zip(head: "Head") -> bool:
    """Return whether a source is a ZIP file of any kind."""
    return head.start.startswith(_ZIP)


def is_tar(head: "Head") -> bool:
    """Return whether a source is a tar file."""
    start = head.start
    return start[TAR_MAGIC] == b"ustar" or (len(start) >= 512 and _OLD_TAR.match(start) is not None)


def has_fields(head: "Head") -> bool:
    """Return whether a text has its title, date and so on between two lines at its beginning."""
    found = FIELDS.match(head.text)
    return (
        found is not None
        and _FIELD.match(found["fields"]) is not None
        and bool(head.text[found.end() :].strip())
    )
