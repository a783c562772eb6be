"""From what the user names to the addresses of feeds: an address, an OPML file, a list of addresses."""

from onrecord.ingest.charsets import declared_charsets, decode
from onrecord.ingest.feeds.entries import is_web_address
from onrecord.ingest.feeds.opml import list_addresses
from onrecord.ingest.feeds.parser import parse_any_feed
from onrecord.ingest.files import open_file, read_all
from onrecord.ingest.limits import Limits
from onrecord.model.errors import IngestError


def list_feeds(source: str, limits: Limits) -> tuple[str, ...]:
    """Return the addresses of the feeds that a source names.

    Raises IngestError when it is a file that cannot be read, or that names no feeds.
    """
    if is_web_address(source):
        return (source.strip(),)
    if "://" in source:
        raise IngestError("address", "it is not an http or https address; give the feed's address")
    with open_file(source) as stream:
        raw = read_all(stream, limits)
    text = decode(raw, declared_charsets(raw))
    feed = parse_any_feed(text)
    if feed is not None and feed.kind == "opml":
        named = feed.feeds
    elif feed is not None:
        raise IngestError(
            "format",
            "it is a feed in a file, where nothing new comes; give the feed's address, or read the file with "
            "`onrecord add`",
        )
    else:
        named = list_addresses(text)
    if not named:
        raise IngestError(
            "empty", "it names no feeds; give an OPML file, a file with one address a line, or an address"
        )
    return tuple(one.address for one in named)
