"""Ledger, threads and review as pages show them: a stretch of rows, and flat rows for tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.lists import AT_ONCE, Stretch
from onrecord.views.pages.review import ReviewRow, build_review
from onrecord.views.rows.commitments import CommitmentRow, build_commitments
from onrecord.views.rows.statements import StatementRow, build_statements
from onrecord.views.rows.threads import AnswerGraph, ThreadRow, build_thread, build_threads


@dataclass(frozen=True, slots=True)
class CommitmentsPage:
    """A stretch of the ledger."""

    stretch: Stretch
    rows: tuple[CommitmentRow, ...]


@dataclass(frozen=True, slots=True)
class ThreadsPage:
    """A stretch of threads."""

    stretch: Stretch
    rows: tuple[ThreadRow, ...]


@dataclass(frozen=True, slots=True)
class ReviewStatement:
    """A statement nobody has decided on; `seen` is what to send along with a decision."""

    row: StatementRow
    seen: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What waits for a person: pairs that may be the same, nearest to the line first; statements, least sure first."""

    pairs: tuple[ReviewRow, ...]
    waiting: int
    statements: tuple[ReviewStatement, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One telling of a commitment, as a row of a table."""

    commitment: str
    parties: tuple[str, ...]
    what: str
    terms: tuple[str, ...]
    agreed: str | None
    status: str
    step: str
    step_day: str | None
    step_status: str
    teller: str
    outlet: str | None
    words: str


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One utterance of a thread, as a row of a table."""

    thread: str
    id: str
    depth: int
    day: str | None
    who: str
    act: str
    content: str
    answers: tuple[str, ...]
    pages: int
    origins: int
    outlet: str | None


def build_commitments_page(dossier: Dossier, wanted: Filter) -> CommitmentsPage:
    """Return a stretch of the ledger. Raises StoreError."""
    page = build_commitments(dossier, _up_to(wanted))
    rows = tuple(islice(page.rows, wanted.offset, None))
    return CommitmentsPage(Stretch(wanted.offset, len(rows), page.matching, page.undated), rows)


def build_threads_page(dossier: Dossier, wanted: Filter, graph: AnswerGraph | None = None) -> ThreadsPage:
    """Return a stretch of threads; `graph` is that of the day where it is at hand (see `make_graph`). Raises StoreError."""
    page = build_threads(dossier, _up_to(wanted), graph)
    rows = tuple(islice(page.rows, wanted.offset, None))
    return ThreadsPage(Stretch(wanted.offset, len(rows), page.matching, page.undated), rows)


def _up_to(wanted: Filter) -> Filter:
    """Return the question for all rows up to the end of the stretch: these views know no offset."""
    return replace(wanted, limit=None if wanted.limit is None else wanted.offset + wanted.limit, offset=0)


def build_review_page(dossier: Dossier, wanted: Filter) -> ReviewPage:
    """Return what waits for a person. Raises StoreError."""
    pairs = build_review(dossier, Filter(limit=AT_ONCE))
    references = dossier.list_least_confident(wanted)
    rows = {
        row.id: row for row in build_statements(dossier, Filter(rows=tuple(references), versions=True)).rows
    }
    waiting = tuple(
        ReviewStatement(rows[one], dossier.count_decisions(one)) for one in references if one in rows
    )
    return ReviewPage(tuple(pairs.rows), pairs.matching, waiting)


def find_thread(dossier: Dossier, reference: str, wanted: Filter) -> ThreadRow | None:
    """Return the thread a statement is part of, as of the day asked for."""
    return build_thread(
        dossier, reference, Filter(as_of=wanted.as_of, learnt=wanted.learnt, versions=wanted.versions)
    )


def step_rows(rows: Iterable[CommitmentRow]) -> Iterator[StepRow]:
    """Yield a row a telling."""
    for row in rows:
        for step in row.steps:
            yield StepRow(
                row.id, row.parties, row.what, row.terms, row.agreed, row.status,
                step.id, step.day, step.status, step.teller, step.outlet, step.words,
            )  # fmt: skip


def turn_rows(rows: Iterable[ThreadRow]) -> Iterator[TurnRow]:
    """Yield a row an utterance."""
    for row in rows:
        for turn in row.turns:
            answers = tuple(f"{reply.relation} {reply.to}" for reply in turn.answers)
            yield TurnRow(
                row.id, turn.id, turn.depth, turn.day, turn.who, turn.act, turn.content,
                answers, turn.pages, turn.origins, turn.outlet,
            )  # fmt: skip
