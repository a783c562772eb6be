"""The page of one statement: its words in the article, source chain, other reports, origins and responses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.model.annotation import Medium
from onrecord.model.evidence import Evidence
from onrecord.model.judgement import Judgement
from onrecord.model.record import Link, Record, Statement, forwarded_by
from onrecord.model.span import Span
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.pages.reader import Block, build_around
from onrecord.views.rows.articles import ArticleRow, article_rows
from onrecord.views.rows.independent_reports import (
    SINGLE_REPORT,
    GroupingReason,
    count_independent_reports,
    find_grouping_reasons,
    group_origins,
)
from onrecord.views.rows.statements import StatementRow, build_statements, statement_rows
from onrecord.views.rows.threads import ThreadRow, build_thread

AROUND = 1  # lines shown before and after the words


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link of the source chain: who, through which medium, and the words that say so with their spans."""

    id: str
    name: str | None
    medium: Medium | None
    outlet: str | None
    title: str | None
    date: str | None
    words: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RelatedStatement:
    """A statement or link that this one responds to, or that responds to it; `words` show the relation."""

    id: str
    who: str
    act: str | None
    content: str
    relation: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """One article's report of the utterance.

    Reports with the same `origin` (a number from 1) count as one.
    """

    id: str
    origin: int
    outlet: str | None
    title: str | None
    published: str | None
    content: str


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One statement. `content`, `source` and `cue` are its spans, for people who correct them.

    `told_in` is the statement it is nested in, `holds` are those nested in it. `grounds` are the judgements
    behind the number of origins: why the reports count as one utterance, and which of them have one origin.
    """

    row: StatementRow
    article: ArticleRow
    blocks: tuple[Block, ...]
    steps: tuple[ChainLink, ...]
    answers: tuple[RelatedStatement, ...]
    answered_by: tuple[RelatedStatement, ...]
    told_in: StatementRow | None
    holds: tuple[StatementRow, ...]
    reports: tuple[Report, ...]
    grounds: tuple[GroupingReason, ...]
    thread: ThreadRow | None
    judgements: tuple[Judgement, ...]
    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]


def build_statement(
    dossier: Dossier, record: Record, statement_id: str, wanted: Filter
) -> StatementPage | None:
    """Return the page of a statement, None when the record has none with this id. Raises StoreError."""
    statement = next((row for row in record.statements if row.id == statement_id), None)
    if statement is None:
        return None
    rows = {row.id.rpartition("/")[2]: row for row in statement_rows(record)}
    reference = f"{record.article.id}/{statement_id}"
    counts = count_independent_reports(dossier, [reference], wanted).get(reference, SINGLE_REPORT)
    row = replace(rows[statement_id], pages=counts.pages, origins=counts.origins)
    (article,) = article_rows(record)
    evidence = statement.evidence
    return StatementPage(
        row=row,
        article=article,
        blocks=build_around(record, _extent(statement), AROUND),
        steps=tuple(_chain_link(link, record) for link in statement.source_chain),
        answers=tuple(_responds_to(statement, record, rows)),
        answered_by=tuple(_responses(statement, record, rows)),
        told_in=rows.get(statement.within or ""),
        holds=tuple(rows[row.id] for row in record.statements if row.within == statement_id),
        reports=_reports(dossier, counts.reports),
        grounds=find_grouping_reasons(dossier, counts.reports),
        thread=build_thread(dossier, reference, wanted),
        judgements=tuple(dossier.list_judgements(JudgementFilter(about=reference, withdrawn=True))),
        content=evidence.content.spans,
        source=evidence.source.spans,
        cue=evidence.cue.spans,
    )


def _extent(statement: Statement) -> Span:
    """Return the span from the first to the last word of a statement's evidence."""
    evidence = statement.evidence
    spans = [span for part in (evidence.content, evidence.source, evidence.cue) for span in part.spans]
    spans += statement.said.evidence.spans if statement.said else ()
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _chain_link(link: Link, record: Record) -> ChainLink:
    names = {actor.id: actor.name for actor in record.actors}
    forwarded = forwarded_by(record.article, link)
    return ChainLink(
        id=link.id,
        name=forwarded.outlet if forwarded else names.get(link.actor or ""),
        medium=link.medium,
        outlet=names.get(link.outlet or ""),
        title=link.title,
        date=link.date,
        words=link.evidence.words,
        spans=link.evidence.spans,
    )


def _responds_to(
    statement: Statement, record: Record, rows: dict[str, StatementRow]
) -> Iterator[RelatedStatement]:
    """Yield the statements and links of chains that a statement responds to."""
    links = {link.id: (link, owner) for owner in record.statements for link in owner.source_chain}
    for response in statement.answers:
        if response.to in rows:
            yield _related(rows[response.to], response.relation, response.evidence)
        elif response.to in links:
            link, owner = links[response.to]
            shown = _chain_link(link, record)
            who = " · ".join(filter(None, (shown.name or shown.outlet, shown.title))) or "a link of the chain"
            yield RelatedStatement(
                id=f"{record.article.id}/{owner.id}",
                who=who,
                act=None,
                content=" … ".join(shown.words),
                relation=response.relation,
                words=str(response.evidence),
            )


def _responses(
    statement: Statement, record: Record, rows: dict[str, StatementRow]
) -> Iterator[RelatedStatement]:
    """Yield the statements that respond to a statement or to a link of its chain."""
    own = {statement.id, *(link.id for link in statement.source_chain)}
    for other in record.statements:
        for response in other.answers:
            if response.to in own and other.id != statement.id:
                yield _related(rows[other.id], response.relation, response.evidence)


def _related(row: StatementRow, relation: str, evidence: Evidence) -> RelatedStatement:
    return RelatedStatement(row.id, row.who, row.act, row.content, relation, str(evidence))


def _reports(dossier: Dossier, references: tuple[str, ...]) -> tuple[Report, ...]:
    """Return all reports of an utterance, numbered by origin; none when only one article reports it."""
    if not references:
        return ()
    articles = sorted({reference.partition("/")[0] for reference in references})
    copies = dossier.list_clusters("reprint", articles)
    shared_origins = dossier.list_clusters("origin", references)
    origins = group_origins(list(references), copies, shared_origins)
    numbers: dict[str, int] = {}
    for number, clusters in enumerate(origins, start=1):
        for reference in references:
            article = reference.partition("/")[0]
            own = {copies.get(article, article), shared_origins.get(reference, reference)}
            if not clusters.isdisjoint(own):
                numbers[reference] = number
    found = [
        Report(row.id, numbers[row.id], row.outlet, row.title, row.published, row.content)
        for row in build_statements(dossier, Filter(rows=references, versions=True)).rows
    ]
    return tuple(sorted(found, key=lambda report: (report.origin, report.published or "9", report.id)))
