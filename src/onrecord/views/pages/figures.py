"""The figures page, as tables: statements per week by act, who responds to whom, articles per story."""

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
    """The number of statements of one act in the week that begins on this Monday."""

    week: date
    act: Act
    statements: int


@dataclass(frozen=True, slots=True)
class PairRow:
    """How often `who` responds to `whom`."""

    who: str
    whom: str
    answers: int


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One story: the numbers of articles and outlets that carry it, and the id of the first article."""

    title: str
    published: str | None
    pages: int
    outlets: int
    article: str


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The three tables.

    Statements without a first day are in no week; `stories` are those with most articles.
    """

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
    """Return the numbers of statements, sorted by week and act."""
    counts: Counter[tuple[date, Act]] = Counter()
    for row in dossier.tally_acts(wanted):
        if row.day == date.min:
            continue  # "before 2023" begins on no day
        counts[row.day - timedelta(days=row.day.weekday()), row.act] += row.count
    return tuple(WeekRow(week, act, counts[week, act]) for week, act in sorted(counts))


def build_pairs(dossier: Dossier, wanted: Filter) -> tuple[PairRow, ...]:
    """Return who responds to whom, most responses first."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in dossier.tally_answers(wanted, MOST_PAIRS):
        counts[row.who or UNNAMED, row.whom or UNNAMED] += row.count
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(PairRow(*pair, count) for pair, count in ordered)


def build_stories(dossier: Dossier, wanted: Filter) -> tuple[StoryRow, ...]:
    """Return the stories that most articles carry."""
    page = build_origins(dossier, replace(wanted, limit=MOST_STORIES))
    return tuple(
        StoryRow(row.title or row.articles[-1], row.published, row.pages, len(row.outlets), row.articles[0])
        for row in page.rows
    )
