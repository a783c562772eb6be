"""Finds the entries of a live blog, and writes the time of each above it.

A page is a live blog if its structured data, its title or the names of its elements say so. Its entries are
sibling elements, each with a time and a paragraph. The line of the time ("1 July 2025, 09:51 UTC") is what
later readers take as the day of the entry. Sources: LiveBlogPosting of schema.org, pages of the usual makers.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from onrecord.ingest.dates import parse_date, parse_date_line
from onrecord.model.errors import IngestError

LEAST_ENTRIES = 2
TIME_CLASS = "onrecord-entry-time"
_LIVE_NAME = re.compile(
    r"live-?_?blog|live-?_?(?:update|content|feed|post|coverage|wire|entr)|lb24|liveticker", re.IGNORECASE
)
_LIVE_TITLE = re.compile(r"\s*live\b|.*\blive (?:updates?|blog|coverage)\b", re.IGNORECASE)
_ENTRY_TAGS = ("article", "li", "div", "section")
_LEAST_WORDS = 12  # of an entry
_MOST_BESIDE = 4  # words beside a time in an element about the time
_LOOKED_AT = 200  # elements or texts of an entry
_MOST_LEVELS = 6  # from a time up to the element of its entry


def mark_entries(tree: HtmlElement, *, live: bool, title: str | None) -> bool:
    """Write the time of each entry of a live blog above it. Return whether the page is one.

    `live`: the structured data says so.
    """
    times = _times(tree)
    if len(times) < LEAST_ENTRIES or not (
        live or (title and _LIVE_TITLE.match(title)) or _is_named_live(tree)
    ):
        return False
    groups: dict[HtmlElement, dict[HtmlElement, tuple[HtmlElement, str]]] = {}
    for time, written in times:
        entry = _entry(time)
        parent = entry.getparent() if entry is not None else None
        if entry is not None and parent is not None:
            groups.setdefault(parent, {}).setdefault(entry, (time, written))
    entries = max(groups.values(), key=len, default={})
    if len(entries) < LEAST_ENTRIES:
        return False
    for entry, (time, written) in entries.items():
        _write(entry, time, written)
    return True


def entries_in_data(posting: Mapping[str, object]) -> str | None:
    """Return the text of a LiveBlogPosting that has its entries in the structured data, None without any."""
    updates = posting.get("liveBlogUpdate")
    lines: list[str] = []
    for update in updates if isinstance(updates, list) else [updates]:
        if not isinstance(update, dict):
            continue
        parts = [update.get(name) for name in ("headline", "articleBody")]
        texts = [part.strip() for part in parts if isinstance(part, str) and part.strip()]
        written = _written_time(str(update.get("datePublished") or ""))
        if texts:
            lines += [written, *texts] if written else texts
    return "\n".join(lines) or None


def _is_named_live(tree: HtmlElement) -> bool:
    names = tree.xpath("(//*/@class | //*/@id)[position() <= 2000]")
    return any(_LIVE_NAME.search(str(name)[:200]) for name in names)


def _times(tree: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Return the elements with a full date and how it is written in the text."""
    found = []
    for time in tree.iter("time"):
        written = _written_time(time.get("datetime") or "".join(time.itertext()))
        if written:
            found.append((time, written))
    return found


def _entry(time: HtmlElement) -> HtmlElement | None:
    """Return the element of an entry: the one above its time that also holds a paragraph, and has a sibling
    of its kind with a time.
    """
    element: HtmlElement | None = time
    for _ in range(_MOST_LEVELS):
        element = element.getparent() if element is not None else None
        if element is None or element.tag in ("body", "main"):
            return None
        if element.tag in _ENTRY_TAGS and _has_text(element) and _has_twin(element):
            return element
    return None


def _has_text(element: HtmlElement) -> bool:
    """Return whether an element has words beside a time."""
    return sum(len(text.split()) for text in islice(element.itertext(), _LOOKED_AT)) > _LEAST_WORDS


def _has_twin(element: HtmlElement) -> bool:
    for sibling in (element.getnext(), element.getprevious()):
        if sibling is not None and sibling.tag == element.tag:
            inside = islice(sibling.iter(), _LOOKED_AT)
            if any(part.tag == "time" for part in inside):
                return True
    return False


def _write(entry: HtmlElement, time: HtmlElement, written: str) -> None:
    line = etree.SubElement(entry, "p")
    line.set("class", TIME_CLASS)
    line.text, line.tail = written, entry.text
    entry.text = None
    entry.insert(0, line)
    shown, around = time, time.getparent()
    for _ in range(_MOST_LEVELS):
        if around is None or around is entry or not _is_only_time(around, time):
            break
        shown, around = around, around.getparent()
    _remove(shown)


def _is_only_time(around: HtmlElement, time: HtmlElement) -> bool:
    """Return whether an element holds little but a time and its day."""
    words = sum(len(text.split()) for text in islice(around.itertext(), _LOOKED_AT))
    return words - len("".join(time.itertext()).split()) <= _MOST_BESIDE and all(
        part.tag not in ("p", "h1", "h2", "h3", "h4", "h5") for part in islice(around.iter(), _LOOKED_AT)
    )


def _remove(element: HtmlElement) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.tail = "span", tail


def _written_time(printed: str) -> str | None:
    """Return a date with its time as "1 July 2025, 09:51 UTC" or "1 July 2025, 09:51 +02:00"."""
    text = " ".join(printed.split())
    try:
        value = parse_date(text)
    except IngestError:
        value = parse_date_line(text) or ""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    day = f"{moment.day} {moment:%B} {moment.year}"
    if "T" not in value:
        return day
    zone = "" if moment.tzinfo is None else " UTC" if value.endswith("Z") else f" {value[-6:]}"
    return f"{day}, {moment:%H:%M}{zone}"
