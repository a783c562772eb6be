"""RSS 2.0: the newest statements as a feed, one item an utterance, however many articles report it.

Definition: rssboard.org/rss-specification (2.0.11). `guid` is the statement of the first article that
reports it, and stays the same while later articles are added. `pubDate` is the day of publication, at 00:00
UTC where the time is not known. The description is HTML with the statement's place in its article; all words
of articles are escaped.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from email.utils import format_datetime
from html import escape
from itertools import islice

from onrecord.exports.selection import Selection
from onrecord.exports.tellings.profiles import Profiles
from onrecord.exports.tellings.repeats import Repeats
from onrecord.exports.tellings.told_rows import Teller, ToldStatement, web_address
from onrecord.exports.tellings.words import did, shortened
from onrecord.exports.xml_text import xml_text
from onrecord.model.edtf import edtf_bounds
from onrecord.model.version import VERSION

MOST_ITEMS = 500  # a feed is read again and again
LONGEST_TITLE = 160  # code points
HOME = "https://onrecord.invalid/"  # RSS wants an address of the channel; there is none for a dossier's file
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.*", re.ASCII)


def write(selection: Selection) -> Iterator[str]:
    """Yield the lines of the feed, latest first. Raises StoreError."""
    name = selection.dossier.name.replace("\\", "/").rpartition("/")[2]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0">\n<channel>\n'
    yield _element("title", f"Statements: {name}")
    yield _element("link", HOME)
    yield _element("description", "Who said what, as news articles report it. Made by OnRecord.")
    yield _element("language", "en")
    yield _element("generator", f"OnRecord {VERSION}")
    items = _items(selection)
    for reports in islice(items, MOST_ITEMS):
        selection.report.exported["statements"] += 1
        yield from _item(reports)
    rest = sum(1 for _ in items)
    if rest:
        selection.report.left_out[f"older statements (a feed has {MOST_ITEMS})"] += rest
    yield "</channel>\n</rss>\n"


def _items(selection: Selection) -> Iterator[Sequence[ToldStatement]]:
    """Yield the reports of each utterance, those of articles read last first."""
    profiles, repeats = Profiles(selection), Repeats[ToldStatement](selection, "statement")
    for selected in selection.records():
        teller = Teller(selected, profiles)
        for row in selected.statements:
            told = teller.statement(row)
            reports = repeats.add(told.identity, told)
            if reports:
                yield reports
    yield from repeats.rest()


def _item(reports: Sequence[ToldStatement]) -> Iterator[str]:
    first = min(reports, key=lambda told: (told.article.published or "9999", told.reference))
    article = first.article
    yield "<item>\n"
    title = f"{first.speaker} {did(first.act, first.reality)}: {first.content}"
    yield _element("title", shortened(title, LONGEST_TITLE))
    address = web_address(article.url)
    if address:
        yield _element("link", address)
    yield _element("description", _description(first, reports))
    yield f'<guid isPermaLink="false">{escape(xml_text(first.reference))}</guid>\n'
    published = _rfc_822(article.published)
    if published:
        yield _element("pubDate", published)
    for category in (first.act, *(one.name for one in first.who)):
        yield _element("category", category)
    yield "</item>\n"


def _description(first: ToldStatement, reports: Sequence[ToldStatement]) -> str:
    pieces = first.excerpt.pieces if first.excerpt else ()
    words = "".join(
        f"<mark>{escape(piece.words)}</mark>" if piece.part == "content" else escape(piece.words)
        for piece in pieces
    )
    outlets = dict.fromkeys(told.article.outlet or told.article.title or told.article.id for told in reports)
    return f"<p>{words}</p><p>{escape(', '.join(outlets))}</p>"


def _rfc_822(published: str | None) -> str | None:
    """Return a day or moment as RSS writes it; None for a vague date."""
    if published is None:
        return None
    if _MOMENT.fullmatch(published):
        try:
            moment = datetime.fromisoformat(published)
        except ValueError:
            return None
        return format_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    bounds = edtf_bounds(published)
    if bounds is None or bounds[0] != bounds[1]:
        return None
    return format_datetime(datetime.combine(bounds[0], time(), UTC))


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(xml_text(text), quote=False)}</{name}>\n"
