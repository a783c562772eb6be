"""Figures as tables: statements a week by act, who answers whom, origins per story. Drawing them is the door's business."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.model.annotation import Act
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.rows.origins import build_origins
from onrecord.views.rows.statements import UNNAMED

MOST_PAIRS = 400
MOST_STORIES = 20


@dataclass(frozen=True, slots=True)
class WeekRow:
    """How many statements of one act belong to the week that begins on a Monday."""

    week: date
    act: Act
    statements: int


@dataclass(frozen=True, slots=True)
class PairRow:
    """How often `who` answers `whom`, in whatever way."""

    who: str
    whom: str
    answers: int


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One story: the pages that carry it, the outlets they are of, and the id of the first."""

    title: str
    published: str | None
    pages: int
    outlets: int
    article: str


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The three tables. Statements without a day are in no week; `stories` are those with most pages."""

    weeks: tuple[WeekRow, ...]
    pairs: tuple[PairRow, ...]
    stories: tuple[StoryRow, ...]


def build_figures(dossier: Dossier, wanted: Filter) -> FiguresPage:
    """Return the tables behind the figures. Raises StoreError."""
    wanted = replace(wanted, limit=None, offset=0)
    return FiguresPage(
        build_weeks(dossier, wanted), build_pairs(dossier, wanted), build_stories(dossier, wanted)
    )


def build_weeks(dossier: Dossier, wanted: Filter) -> tuple[WeekRow, ...]:
    """Return statements by week and act, in that order."""
    counts: Counter[tuple[date, Act]] = Counter()
    for row in dossier.tally_acts(wanted):
        counts[row.day - timedelta(days=row.day.weekday()), row.act] += row.count
    return tuple(WeekRow(week, act, counts[week, act]) for week, act in sorted(counts))


def build_pairs(dossier: Dossier, wanted: Filter) -> tuple[PairRow, ...]:
    """Return who answers whom, most answers first."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in dossier.tally_answers(wanted, MOST_PAIRS):
        counts[row.who or UNNAMED, row.whom or UNNAMED] += row.count
    return tuple(
        PairRow(*pair, count) for pair, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def build_stories(dossier: Dossier, wanted: Filter) -> tuple[StoryRow, ...]:
    """Return the stories that most pages carry."""
    page = build_origins(dossier, replace(wanted, limit=MOST_STORIES))
    return tuple(
        StoryRow(row.title or row.articles[-1], row.published, row.pages, len(row.outlets), row.articles[0])
        for row in page.rows
    )
