"""The page of one statement: its words in their place, its chain, reports and origins, what it answers and what answers it."""

from dataclasses import dataclass, replace

from onrecord.model.annotation import Medium
from onrecord.model.evidence import Evidence
from onrecord.model.judgement import Judgement
from onrecord.model.record import Link, Record, Statement
from onrecord.model.span import Span
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.pages.ledger import find_thread
from onrecord.views.pages.reader import Block, build_around
from onrecord.views.rows.articles import ArticleRow, article_rows
from onrecord.views.rows.independent_reports import (
    ALONE,
    Ground,
    Standing,
    find_grounds,
    find_standing,
    group_origins,
)
from onrecord.views.rows.statements import StatementRow, build_statements, statement_rows
from onrecord.views.rows.threads import ThreadRow

AROUND = 1  # lines shown before and after those that hold the words


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: who, through what, and the words that tell of it, each with its place in the text."""

    id: str
    name: str | None
    medium: Medium | None
    outlet: str | None
    title: str | None
    date: str | None
    words: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A statement or link at the other end of an answer. `words` are what shows the relation."""

    id: str
    who: str
    act: str | None
    content: str
    relation: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """Another article's report of the same utterance; those of one `origin` (a number from 1) count as one."""

    id: str
    origin: int
    outlet: str | None
    title: str | None
    published: str | None
    content: str


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One statement. `content`, `source` and `cue` are its spans, for people who correct them.

    `grounds` are the decisions behind the number of origins: why its reports count as one utterance, why as one origin.
    """

    row: StatementRow
    article: ArticleRow
    blocks: tuple[Block, ...]
    steps: tuple[Step, ...]
    answers: tuple[Answered, ...]
    answered_by: tuple[Answered, ...]
    told_in: StatementRow | None
    holds: tuple[StatementRow, ...]
    reports: tuple[Report, ...]
    grounds: tuple[Ground, ...]
    thread: ThreadRow | None
    judgements: tuple[Judgement, ...]
    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]


def build_statement(
    dossier: Dossier, record: Record, statement_id: str, wanted: Filter
) -> StatementPage | None:
    """Return the page of a statement of a record, None when it has none of this id. Raises StoreError."""
    statement = next((row for row in record.statements if row.id == statement_id), None)
    if statement is None:
        return None
    rows = {row.id.rpartition("/")[2]: row for row in statement_rows(record)}
    reference = f"{record.article.id}/{statement_id}"
    standing = find_standing(dossier, [reference], wanted).get(reference, ALONE)
    (article,) = article_rows(record)
    evidence = statement.evidence
    return StatementPage(
        row=_with_standing(rows[statement_id], standing),
        article=article,
        blocks=build_around(record, _extent(statement), AROUND),
        steps=tuple(_step(link, record) for link in statement.source_chain),
        answers=tuple(_answers(statement, record, rows)),
        answered_by=tuple(_answered_by(statement, record, rows)),
        told_in=rows.get(statement.within or ""),
        holds=tuple(rows[row.id] for row in record.statements if row.within == statement_id),
        reports=_reports(dossier, standing) if standing.told else (),
        grounds=find_grounds(dossier, standing.told),
        thread=find_thread(dossier, reference, wanted),
        judgements=tuple(dossier.list_judgements(JudgementFilter(about=reference, withdrawn=True))),
        content=evidence.content.spans,
        source=evidence.source.spans,
        cue=evidence.cue.spans,
    )


def _with_standing(row: StatementRow, standing: Standing) -> StatementRow:
    return replace(row, pages=standing.pages, origins=standing.origins)


def _extent(statement: Statement) -> Span:
    """Return the text from the first to the last of the words a statement is made of."""
    evidence = statement.evidence
    spans = [span for part in (evidence.content, evidence.source, evidence.cue) for span in part.spans]
    when = statement.said.evidence.spans if statement.said else ()
    return Span(min(span.start for span in (*spans, *when)), max(span.end for span in (*spans, *when)))


def _step(link: Link, record: Record) -> Step:
    names = {actor.id: actor.name for actor in record.actors}
    return Step(
        id=link.id,
        name=names.get(link.actor or ""),
        medium=link.medium,
        outlet=names.get(link.outlet or ""),
        title=link.title,
        date=link.date,
        words=link.evidence.words,
        spans=link.evidence.spans,
    )


def _answers(statement: Statement, record: Record, rows: dict[str, StatementRow]) -> list[Answered]:
    links = {link.id: (link, owner) for owner in record.statements for link in owner.source_chain}
    found: list[Answered] = []
    for answer in statement.answers:
        if answer.to in rows:
            found.append(_answered(rows[answer.to], answer.relation, answer.evidence))
        elif answer.to in links:
            link, owner = links[answer.to]
            step = _step(link, record)
            who = " · ".join(filter(None, (step.name or step.outlet, step.title))) or "a link of the chain"
            reference = f"{record.article.id}/{owner.id}"
            found.append(
                Answered(reference, who, None, " … ".join(step.words), answer.relation, str(answer.evidence))
            )
    return found


def _answered_by(statement: Statement, record: Record, rows: dict[str, StatementRow]) -> list[Answered]:
    own = {statement.id, *(link.id for link in statement.source_chain)}
    return [
        _answered(rows[other.id], answer.relation, answer.evidence)
        for other in record.statements
        for answer in other.answers
        if answer.to in own and other.id != statement.id
    ]


def _answered(row: StatementRow, relation: str, evidence: Evidence) -> Answered:
    return Answered(row.id, row.who, row.act, row.content, relation, str(evidence))


def _reports(dossier: Dossier, standing: Standing) -> tuple[Report, ...]:
    """Return every report of the utterance, this one too, numbered by origin; none when it stands alone."""
    pages = sorted({reference.partition("/")[0] for reference in standing.told})
    copies = dossier.list_clusters("reprint", pages)
    words = dossier.list_clusters("origin", standing.told)
    numbers: dict[str, int] = {}
    for number, marks in enumerate(group_origins(list(standing.told), copies, words), start=1):
        for member in standing.told:
            article = member.partition("/")[0]
            if not marks.isdisjoint({copies.get(article, article), words.get(member, member)}):
                numbers[member] = number
    found = [
        Report(row.id, numbers[row.id], row.outlet, row.title, row.published, row.content)
        for row in build_statements(dossier, Filter(rows=standing.told, versions=True)).rows
    ]
    return tuple(sorted(found, key=lambda report: (report.origin, report.published or "9", report.id)))
