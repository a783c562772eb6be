"""The JSON of TimelineJS 3 (Knight Lab): events, commitments, and the statements that do something.

Statements that only say that something is so, and thoughts, are left out and counted, unless they answer
another one or --act names them. So is what has no day. Slides are in order of time. The article's words are
escaped: TimelineJS shows `text` and `headline` as HTML.

Definition: timeline.knightlab.com/docs/json-format.html.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape

from onrecord.exports.selection import Selection
from onrecord.exports.tellings.answers import Answers
from onrecord.exports.tellings.profiles import Profiles
from onrecord.exports.tellings.repeats import Repeats
from onrecord.exports.tellings.told_rows import (
    Teller,
    ToldCommitment,
    ToldEvent,
    ToldStatement,
    join_names,
    public_source,
    web_address,
)
from onrecord.exports.tellings.words import did, event_name, shortened
from onrecord.model.annotation import Act
from onrecord.model.edtf import edtf_bounds

SAYS_ONLY: frozenset[Act] = frozenset({"assert", "think", "ask", "decline-to-comment", "praise", "thank"})
LONGEST_HEADLINE = 140  # code points
MOST_SOURCES = 5  # articles named in a slide
_YEAR_OR_MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?[?~%]?", re.ASCII)
Slide = dict[str, object]
SortedSlide = tuple[tuple[date, date], str, str]  # the days, the row and the slide as JSON
Told = ToldStatement | ToldEvent | ToldCommitment


def write(selection: Selection) -> Iterator[str]:
    """Yield the lines of the file. Raises StoreError."""
    slides = sorted(_slides(selection))  # as text: a slide of objects takes several times the memory
    selection.report.exported["slides"] = len(slides)
    headline = escape(selection.dossier.name.replace("\\", "/").rpartition("/")[2])
    title = {"text": {"headline": headline, "text": f"{len(slides)} entries, made by OnRecord"}}
    yield f'{{"title": {json.dumps(title, ensure_ascii=False)}, "events": ['
    before = "\n"
    for _, _, slide in slides:
        yield before + slide
        before = ",\n"
    yield "\n]}\n"


def _slides(selection: Selection) -> Iterator[SortedSlide]:
    profiles, maker = Profiles(selection), _Maker(selection)
    statements = Repeats[Told](selection, "statement")
    events, commitments = Repeats[Told](selection, "event"), Repeats[Told](selection, "commitment")
    for selected in selection.records():
        teller = Teller(selected, profiles)
        rows: list[tuple[Repeats[Told], Told]] = [
            *((statements, teller.statement(row)) for row in selected.statements),
            *((events, teller.event(row)) for row in selected.events),
            *((commitments, teller.commitment(row)) for row in selected.commitments),
        ]
        for repeats, told in rows:
            yield from maker.slide(repeats.add(told.identity, told))
    for repeats in (statements, events, commitments):
        for reports in repeats.rest():
            yield from maker.slide(reports)


class _Maker:
    """Makes slides, and counts what has none."""

    def __init__(self, selection: Selection) -> None:
        self._left_out = selection.report.left_out
        self._all_acts = bool(selection.wanted.acts)
        self._answers = Answers(selection)

    def slide(self, reports: Sequence[Told] | None) -> Iterator[SortedSlide]:
        """Yield the slide of a row when all its reports have come, and the days by which it is sorted."""
        if not reports:
            return
        first = min(reports, key=lambda told: (told.article.published or "9999", told.reference))
        if isinstance(first, ToldStatement) and self._says_only(first):
            self._left_out["statements that only say something"] += 1
            return
        value, days = next(
            ((value, days) for told in [first, *reports] if (days := _days(value := _date(told)))), ("", None)
        )
        if days is None:
            self._left_out["rows without a day"] += 1
            return
        group, headline, words = _texts(first)
        text = {"headline": escape(shortened(headline, LONGEST_HEADLINE)), "text": _text(words, reports)}
        names = {"group": group, "unique_id": first.identity, "autolink": False}
        slide = {**_dates(value, *days), "text": text, **names}
        yield days, first.identity, json.dumps(slide, ensure_ascii=False)

    def _says_only(self, told: ToldStatement) -> bool:
        answers = self._answers.of(told.identity) or told.identity in self._answers.answered
        return told.act in SAYS_ONLY and not self._all_acts and not answers


def _texts(told: Told) -> tuple[str, str, str]:
    """Return the group, headline and words of a row."""
    if isinstance(told, ToldStatement):
        return "statements", f"{told.speaker} {did(told.act, told.reality)}: {told.content}", told.content
    if isinstance(told, ToldEvent):
        told_by = f" — so says {told.told_by}" if told.told_by else ""
        return "events", event_name(told) + told_by, told.words
    parties = join_names(one.name for one in told.parties) or "unnamed"
    return "commitments", f"{parties}: {told.to} ({told.status})", told.words


def _text(words: str, reports: Iterable[Told]) -> str:
    """Return the words and the articles that report them, as HTML."""
    articles = list({told.article.id: told.article for told in reports}.values())
    sources = []
    for article in articles[:MOST_SOURCES]:
        name = escape(
            " · ".join(filter(None, (article.outlet, article.title))) or public_source(article.source)
        )
        address = web_address(article.url)
        link = f'<a href="{escape(address)}">{name}</a>' if address else name
        sources.append(f"{link} ({article.published or 'no date'})")
    more = len(articles) - MOST_SOURCES
    sources += [f"and {more} more"] if more > 0 else []
    return f"<p>{escape(words)}</p><p>{'<br>'.join(sources)}</p>"


def _date(told: Told) -> str:
    """Return the day of a row in EDTF, that of publication where the text has none; "" for neither."""
    if isinstance(told, ToldStatement):
        return told.day or ""
    own = told.date if isinstance(told, ToldEvent) else told.agreed
    return own or told.article.published or ""


def _days(value: str) -> tuple[date, date] | None:
    """Return the first and last day of an EDTF value; an open end is replaced by the other one."""
    known = [day for day in edtf_bounds(value) or () if day not in (date.min, date.max)]
    return (known[0], known[-1]) if known else None


def _dates(value: str, first: date, last: date) -> Slide:
    """Return the dates of a slide: a month or a year as such, an interval with its end."""
    parts = {"year": first.year, "month": first.month, "day": first.day}
    if _YEAR_OR_MONTH.fullmatch(value):
        return {"start_date": dict(list(parts.items())[: value.count("-") + 1])}
    if first == last:
        return {"start_date": parts}
    end = {"year": last.year, "month": last.month, "day": last.day}
    return {"start_date": parts, "end_date": end, "display_date": value}
