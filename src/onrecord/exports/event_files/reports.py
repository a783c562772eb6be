"""Reports of events in a form that event formats share, and the events that they report.

Several reports with one identity are one event. Its type, day, parties and place are those of its fullest
report: dated by the text before dated by publication, then the shortest period, then with both sides, with
most countries, with a place, then the earliest. Numbers of victims are those of the latest report with one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product

from onrecord.exports.event_files.cameo import CameoCategory, find_category
from onrecord.exports.event_files.codebook import (
    CodedDay,
    coded_day,
    coded_mode,
    coded_sector,
    coded_type,
    count_victims,
    scope_of,
)
from onrecord.exports.selection import SelectedRecord, Selection
from onrecord.model.annotation import EventType
from onrecord.model.record import Actor, Event
from onrecord.store.stored_rows import StoredArticle
from onrecord.views.queries import batches

NOWHERE = -1  # offset of what has no words of its own
MOST_PARTIES = 40  # of one event; the pairs of more would be thousands
BATCH = 500  # ids whose identities are looked up together


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or recipient of an event. `id` is its id across articles, `offset` where the event names it.

    `scope` is PLOVER's code in place of a country.
    """

    id: str
    name: str
    country: str | None
    sector: str | None
    scope: str | None
    offset: int


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event happened."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class EventReport:
    """What one article reports of an event. `offset` is that of its trigger, in code points.

    `sentence` is its number in the text (from 1), `leads` whether it is in the first paragraph of the body.
    """

    id: str
    identity: str
    copy: str
    article: StoredArticle
    type: EventType
    category: CameoCategory
    days: CodedDay
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    place: EventPlace | None
    dead: int | None
    confidence: float
    offset: int
    sentence: int
    leads: bool

    @property
    def pairs(self) -> tuple[tuple[Party, Party], ...]:
        """The pairs of who did it and to whom; of a mutual act, each two parties both ways."""
        found = product(self.actors, self.recipients) if self.recipients else permutations(self.actors, 2)
        return tuple({(one.id, two.id): (one, two) for one, two in found if one.id != two.id}.values())


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """An event: its fullest report, all reports in order of publication, and the latest number of dead."""

    shown: EventReport
    reports: tuple[EventReport, ...]
    dead: int | None


def read_events(selection: Selection) -> Iterator[ReportedEvent]:
    """Yield the selected events, each once, as soon as their last report is read.

    Reports that are not coded are counted in the selection's report. In memory are only the reports of events
    of which some are still to come.
    """
    expected, waiting = _count_reports(selection), dict[str, list[EventReport]]()
    for one in selection.records():
        for event in one.events:
            identity = one.same_event[event.id]
            report = _read_report(one, event)
            if isinstance(report, str):
                selection.report.left_out[report] += 1
            else:
                waiting.setdefault(identity, []).append(report)
            expected[identity] -= 1
            if expected[identity] < 1 and identity in waiting:
                yield _event(waiting.pop(identity))
    for reports in waiting.values():
        yield _event(reports)


def _count_reports(selection: Selection) -> Counter[str]:
    """Return the number of selected reports of each event that has several."""
    found: Counter[str] = Counter()
    references = selection.dossier.list_ids("events", selection.row_filter("events"))
    for batch in batches(references, BATCH):
        found.update(selection.identify("event", batch).values())
    return Counter({identity: number for identity, number in found.items() if number > 1})


def _event(reports: list[EventReport]) -> ReportedEvent:
    ordered = sorted(reports, key=lambda one: (one.article.published or "9999", one.id))
    numbers = [one.dead for one in ordered if one.dead is not None]
    return ReportedEvent(min(ordered, key=_fullness), tuple(ordered), numbers[-1] if numbers else None)


def _fullness(report: EventReport) -> tuple[bool, int, bool, int, bool, str, str]:
    """Return the sort key by which the fullest report is first."""
    parties = (*report.actors, *report.recipients)
    return (
        report.days.source != "text",
        (report.days.last - report.days.first).days,
        not report.pairs,
        -sum(party.country is not None for party in parties),
        report.place is None,
        report.article.published or "9999",
        report.id,
    )


def _read_report(one: SelectedRecord, event: Event) -> EventReport | str:
    """Return a report of an event in the form that formats share, or why it is not coded."""
    kind, days = coded_type(event), coded_day(event, one.record)
    if kind is None:
        return "not reported as having happened"
    if not event.actors:
        return "no actor"
    if days is None:
        return "no date"
    if len(event.actors) + len(event.recipients) > MOST_PARTIES:
        return f"more than {MOST_PARTIES} parties"
    actors = {actor.id: actor for actor in one.record.actors}
    planned = event.reality == "planned"
    mode = event.mode if planned else coded_mode(event, actors)[0]
    place = event.place
    trigger = _trigger_of(event)
    return EventReport(
        one.reference(event.id),
        one.same_event[event.id],
        one.copy,
        one.article,
        kind,
        find_category(event.type, mode, event.contexts, planned=planned),
        days,
        _parties(one, event.actors, event),
        _parties(one, event.recipients, event),
        EventPlace(place.name, place.country, place.lat, place.lon) if place else None,
        count_victims(event.quantities).get("dead"),
        event.confidence,
        trigger,
        _sentence_number(one.record.article.text, trigger),
        _is_in_lead(one, trigger),
    )


def _parties(one: SelectedRecord, rows: tuple[str, ...], event: Event) -> tuple[Party, ...]:
    text, actors = one.record.article.text, {actor.id: actor for actor in one.record.actors}
    return tuple(
        Party(
            one.actor_ids[row],
            actors[row].name,
            actors[row].country,
            coded_sector(actors[row]),
            scope_of(actors[row]),
            _offset_of(actors[row], event, text),
        )
        for row in dict.fromkeys(rows)
    )


def _trigger_of(event: Event) -> int:
    return (event.evidence.trigger or event.evidence.all).spans[0].start


def _offset_of(actor: Actor, event: Event, text: str) -> int:
    """Return where an event names an actor: its first mention in the words of the event, else the one of the
    same paragraph that is nearest to the trigger.
    """
    starts = [mention.span.start for mention in actor.mentions]
    within = [
        start for start in starts if any(span.start <= start < span.end for span in event.evidence.all.spans)
    ]
    if within:
        return min(within)
    trigger = _trigger_of(event)
    first, end = text.rfind("\n", 0, trigger) + 1, text.find("\n", trigger)
    near = [start for start in starts if first <= start and (end < 0 or start < end)]
    return min(near, key=lambda start: (abs(start - trigger), start), default=NOWHERE)


def _sentence_number(text: str, offset: int) -> int:
    """Return the number of the sentence at an offset, from 1: one more than the sentence ends before it.

    A sentence ends at a line break, or at a full stop, question or exclamation mark before white space.
    """
    before = text[:offset]
    ends = sum(before.count(mark + space) for mark in ".!?" for space in " \n")
    quoted = sum(before.count(mark + quote + space) for mark in ".!?" for quote in '”"’' for space in " \n")
    lines = [line.rstrip() for line in before.split("\n")[:-1]]
    unfinished = sum(bool(line) and line.rstrip('”"’')[-1:] not in tuple(".!?") for line in lines)
    return 1 + ends + quoted + unfinished


def _is_in_lead(one: SelectedRecord, offset: int) -> bool:
    """Whether an offset is in the headline or in the first paragraph of the body."""
    body = next((row.span for row in one.record.passages if row.kind == "body"), None)
    if body is None:
        return False
    end = one.record.article.text.find("\n", body.start)
    return offset < (body.end if end < 0 else min(end, body.end))
