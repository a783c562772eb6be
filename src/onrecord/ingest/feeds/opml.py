"""Lists of the feeds that somebody reads: OPML (http://opml.org/spec2.opml), and plain lists of addresses."""

from lxml import etree

from onrecord.ingest.feeds.entries import LinkedFeed, absolute_address, is_web_address
from onrecord.ingest.feeds.markup import one_line
from onrecord.ingest.feeds.xml_parser import local_name


def list_subscriptions(root: etree._Element, base: str | None) -> tuple[LinkedFeed, ...]:
    """Return the feeds of a list, folders included, each once.

    Programs write the attributes in different cases, and some write `url` for `xmlUrl`.
    """
    found: dict[str, LinkedFeed] = {}
    for outline in root.iter():
        if local_name(outline).lower() != "outline":
            continue
        fields = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        kind = fields.get("type", "rss").lower()
        stated = fields.get("xmlurl") or (fields.get("url") if kind in ("rss", "atom", "feed") else None)
        address = absolute_address(stated, base)
        if address and is_web_address(address):
            found.setdefault(
                address, LinkedFeed(address, one_line(fields.get("title") or fields.get("text", "")))
            )
    return tuple(found.values())


def list_addresses(text: str) -> tuple[LinkedFeed, ...]:
    """Return the addresses of a plain list, one a line; blank lines and lines after "#" do not count.

    Empty when a line is something else: then the text is no such list.
    """
    lines = [line.strip() for line in text.splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    if not all(is_web_address(line) and len(line.split()) == 1 for line in wanted):
        return ()
    return tuple(map(LinkedFeed, dict.fromkeys(wanted)))
