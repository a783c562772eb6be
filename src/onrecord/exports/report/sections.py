"""The sections of a report, made from a selection: at most so many entries each, and how many are left out.

Only what the report shows is kept while records are read, so memory does not grow with the dossier.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from itertools import islice

from onrecord.exports.report.content import Entry, Report, Section, Source, Table
from onrecord.exports.report.entries import (
    commitment_entry,
    event_entry,
    source_of,
    statement_entry,
    thread_entry,
)
from onrecord.exports.selection import SelectedRecord, Selection
from onrecord.exports.tellings.profiles import Profile, Profiles
from onrecord.exports.tellings.repeats import Repeats
from onrecord.exports.tellings.told_rows import (
    Teller,
    ToldCommitment,
    ToldEvent,
    ToldStatement,
    first_day,
    public_source,
)
from onrecord.model.version import VERSION
from onrecord.views.rows.commitments import build_commitments
from onrecord.views.rows.threads import build_threads

MOST_STATEMENTS = 1_000  # a report is read by people; other formats hold everything
MOST_EVENTS = 500
MOST_COMMITMENTS = 300
MOST_REPORTS = 2_000  # of commitments, whose words are kept
MOST_THREADS = 200
MOST_ACTORS = 60
MOST_ARTICLES = 1_000


@dataclass(slots=True)
class _Gathered:
    """What is kept while the records are read: entries with the day by which they are sorted."""

    statements: list[tuple[str, Entry]] = field(default_factory=list)
    events: list[tuple[str, Entry]] = field(default_factory=list)
    sources: list[tuple[str | Source, ...]] = field(default_factory=list)
    commitments: dict[str, ToldCommitment] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    right: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))  # sum of confidences
    outlets: Counter[str] = field(default_factory=Counter)
    spoke: Counter[str] = field(default_factory=Counter)
    first: str = "9999"
    last: str = ""


def build_report(selection: Selection) -> Report:
    """Return the report on a selection. Raises StoreError."""
    profiles, kept = Profiles(selection), _Gathered()
    statements = Repeats[ToldStatement](selection, "statement")
    events = Repeats[ToldEvent](selection, "event")
    for selected in selection.records():
        _note_article(selected, kept)
        teller = Teller(selected, profiles)
        for statement in map(teller.statement, selected.statements):
            _note_statement(statements.add(statement.identity, statement), kept)
        for event in map(teller.event, selected.events):
            _note_event(events.add(event.identity, event), kept)
        if len(kept.commitments) < MOST_REPORTS:
            told_rows = map(teller.commitment, selected.commitments)
            kept.commitments.update((one.reference, one) for one in told_rows)
    for told in statements.rest():
        _note_statement(told, kept)
    for told_events in events.rest():
        _note_event(told_events, kept)
    ledger = _ledger(selection, kept)
    threads = _threads(selection, kept)
    selection.report.exported.update(
        {name: kept.counts[name] for name in ("articles", "statements", "events", "commitments")}
    )
    sections = (
        _summary(kept),
        _reliability(kept),
        _actors(profiles, kept),
        ledger,
        threads,
        _events(kept),
        _statements(kept),
        _sources(kept),
    )
    return Report(
        _title(selection), tuple(_conditions(selection, kept)), tuple(filter(_has_content, sections))
    )


def _note_article(selected: SelectedRecord, kept: _Gathered) -> None:
    article = selected.article
    kept.counts["articles"] += 1
    kept.outlets[article.outlet or "unknown outlet"] += 1
    day = first_day(article.published)
    if day:
        kept.first, kept.last = min(kept.first, day), max(kept.last, day)
    if len(kept.sources) < MOST_ARTICLES:
        rows = f"{len(selected.statements)} / {len(selected.events)} / {len(selected.commitments)}"
        title = replace(source_of(article, article.id), words=article.title or public_source(article.source))
        kept.sources.append((article.published or "no date", article.outlet or "", title, rows))


def _note_statement(reports: list[ToldStatement] | None, kept: _Gathered) -> None:
    if not reports:
        return
    kept.counts["statements"] += 1
    kept.right["statements"] += max(told.confidence for told in reports)
    kept.spoke.update(one.id for one in reports[0].who if reports[0].reality == "actual")
    if len(kept.statements) < MOST_STATEMENTS:
        kept.statements.append((max(first_day(told.day) for told in reports), statement_entry(reports)))


def _note_event(reports: list[ToldEvent] | None, kept: _Gathered) -> None:
    if not reports:
        return
    kept.counts["events"] += 1
    kept.right["events"] += max(told.confidence for told in reports)
    if len(kept.events) < MOST_EVENTS:
        day = max(first_day(told.date or told.article.published) for told in reports)
        kept.events.append((day, event_entry(reports)))


def _title(selection: Selection) -> str:
    name = selection.dossier.name.replace("\\", "/").rpartition("/")[2]
    return f"On the record: {name.removesuffix('.dossier').removesuffix('.db')}"


def _conditions(selection: Selection, kept: _Gathered) -> Iterator[str]:
    """Yield the lines under the title: what is in the report."""
    wanted = selection.wanted
    if kept.last:
        yield f"Articles published from {kept.first} to {kept.last}"
    if wanted.as_of:
        learnt = " and known by then" if wanted.learnt else ""
        yield f"As it stood on {wanted.as_of}{learnt}"
    named = {
        "actor": wanted.actor,
        "outlet": wanted.outlet,
        "words": wanted.contains,
        "since": wanted.since,
        "until": wanted.until,
        "acts": ", ".join(wanted.acts),
        "types of events": ", ".join(wanted.types),
        "realities of statements": "" if wanted.realities == ("actual",) else ", ".join(wanted.realities),
    }
    given = [f"{label}: {value}" for label, value in named.items() if value]
    if given:
        yield f"Only {'; '.join(given)}"
    yield f"Made by OnRecord {VERSION}. Every row stands beside the words that support it; check it there."


def _summary(kept: _Gathered) -> Section:
    labels = ("articles", "statements", "events", "commitments", "threads")
    rows = [(label, f"{kept.counts[label]:,}") for label in labels]
    rows += [(f"articles of {outlet}", f"{count:,}") for outlet, count in kept.outlets.most_common(8)]
    text = "Reports of the same utterance, event or commitment are counted once."
    return Section("summary", "Summary", (text,), table=Table(("what", "number"), tuple(rows)))


def _reliability(kept: _Gathered) -> Section:
    """Return how often the program is wrong: what it expects here, and what was measured."""
    expected = []
    for label in ("statements", "events"):
        count = kept.counts[label]
        if count:
            right = round(kept.right[label])
            expected.append(f"of the {count:,} {label} about {count - right:,}")
    paragraphs = ["A program read the articles. It misreads, and it misses what is there."]
    if expected:
        paragraphs.append(
            f"By its own estimate, {' and '.join(expected)} are wrong in at least one point that counts "
            "(words, actors, act, day, reality). The estimate for each row stands beside it."
        )
    measured = json.loads((files("onrecord.exports.report") / "measured.json").read_text("utf-8"))
    paragraphs += [measured["paragraph"], measured["note"]]
    columns, *rows = measured["table"]
    table = Table(tuple(columns), tuple(tuple(row) for row in rows))
    return Section("reliability", "How often it is wrong", tuple(paragraphs), table=table)


def _actors(profiles: Profiles, kept: _Gathered) -> Section:
    shown = kept.spoke.most_common(MOST_ACTORS)
    rows = tuple(_actor_row(profiles[known_as], count) for known_as, count in shown)
    columns = ("who", "kind", "country", "titles", "statements")
    more = _left_out(len(kept.spoke), len(shown), "speakers")
    return Section("actors", "Who speaks", more, table=Table(columns, rows) if rows else None)


def _actor_row(profile: Profile, count: int) -> tuple[str, ...]:
    titles = "; ".join(profile.roles[:3])
    return profile.name, profile.kind, profile.country or "", titles, f"{count:,}"


def _ledger(selection: Selection, kept: _Gathered) -> Section:
    entries: tuple[Entry, ...] = ()
    if selection.has("commitments"):
        found = build_commitments(selection.dossier, selection.row_filter("commitments"))
        kept.counts["commitments"] = found.matching
        shown = islice(found.rows, MOST_COMMITMENTS)
        entries = tuple(commitment_entry(row, kept.commitments) for row in shown)
    text = "What parties bound themselves to, and step by step what became of it, by whom."
    more = _left_out(kept.counts["commitments"], len(entries), "commitments")
    return Section("commitments", "Ledger of commitments", (text, *more), entries)


def _threads(selection: Selection, kept: _Gathered) -> Section:
    entries: tuple[Entry, ...] = ()
    if selection.has("statements"):
        found = build_threads(selection.dossier, selection.row_filter("statements"))
        kept.counts["threads"] = found.matching
        entries = tuple(map(thread_entry, islice(found.rows, MOST_THREADS)))
    text = "Statements and what was answered, in order of time."
    more = _left_out(kept.counts["threads"], len(entries), "threads")
    return Section("threads", "Claim and answer", (text, *more), entries)


def _events(kept: _Gathered) -> Section:
    more = _left_out(kept.counts["events"], len(kept.events), "events")
    text = "Who did what to whom, latest first. One event is one entry, however many articles tell it."
    return Section("events", "Events", (text, *more), _latest_first(kept.events))


def _statements(kept: _Gathered) -> Section:
    more = _left_out(kept.counts["statements"], len(kept.statements), "statements")
    text = "Who said what, latest first, in the words of the article."
    return Section("statements", "Statements", (text, *more), _latest_first(kept.statements))


def _sources(kept: _Gathered) -> Section:
    columns = ("published", "outlet", "article", "statements / events / commitments")
    more = _left_out(kept.counts["articles"], len(kept.sources), "articles")
    return Section("sources", "Sources", more, table=Table(columns, tuple(kept.sources)))


def _latest_first(entries: Iterable[tuple[str, Entry]]) -> tuple[Entry, ...]:
    return tuple(entry for _, entry in sorted(entries, key=lambda one: one[0], reverse=True))


def _left_out(matching: int, shown: int, what: str) -> tuple[str, ...]:
    if matching <= shown:
        return ()
    return (f"{shown:,} of {matching:,} {what} are shown; narrow the export (--since, --actor) for others.",)


def _has_content(section: Section) -> bool:
    return bool(section.entries or (section.table and section.table.rows))
