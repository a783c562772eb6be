"""The page of one statement: its words in their place, its chain, its reports and origins, what it answers and what answers it."""

from dataclasses import dataclass, replace

from onrecord.model.annotation import Medium
from onrecord.model.evidence import Evidence
from onrecord.model.families import find_families
from onrecord.model.judgement import Judgement
from onrecord.model.record import Link, Record, Statement
from onrecord.model.span import Span
from onrecord.store.base import Dossier, Filter, JudgementFilter
from onrecord.views.articles import ArticleRow, article_rows
from onrecord.views.origins import ALONE, Standing, find_standing
from onrecord.views.reader import Block, build_reader
from onrecord.views.statements import StatementRow, statement_rows

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
    """One statement. `places` are its spans by part, for people who correct them."""

    row: StatementRow
    article: ArticleRow
    blocks: tuple[Block, ...]
    steps: tuple[Step, ...]
    answers: tuple[Answered, ...]
    answered_by: tuple[Answered, ...]
    told_in: StatementRow | None
    holds: tuple[StatementRow, ...]
    reports: tuple[Report, ...]
    judgements: tuple[Judgement, ...]
    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]


def build_statement(dossier: Dossier, record: Record, statement_id: str, wanted: Filter) -> StatementPage | None:
    """Return the page of a statement of a record, None when it has none of this id. Raises StoreError."""
    statement = next((row for row in record.statements if row.id == statement_id), None)
    if statement is None:
        return None
    rows = {row.id.rpartition("/")[2]: row for row in statement_rows(record)}
    reference = f"{record.article.id}/{statement_id}"
    standing = find_standing(dossier, wanted).get(reference, ALONE)
    (article,) = article_rows(record)
    evidence = statement.evidence
    return StatementPage(
        row=_with_standing(rows[statement_id], standing),
        article=article,
        blocks=_blocks_around(record, statement_id),
        steps=tuple(_step(link, record) for link in statement.source_chain),
        answers=tuple(_answers(statement, record, rows)),
        answered_by=tuple(_answered_by(statement, record, rows)),
        told_in=rows.get(statement.within or ""),
        holds=tuple(rows[row.id] for row in record.statements if row.within == statement_id),
        reports=_reports(dossier, reference, wanted),
        judgements=tuple(dossier.list_judgements(JudgementFilter(about=reference, withdrawn=True))),
        content=evidence.content.spans,
        source=evidence.source.spans,
        cue=evidence.cue.spans,
    )


def _with_standing(row: StatementRow, standing: Standing) -> StatementRow:
    return replace(row, pages=standing.pages, origins=standing.origins)


def _blocks_around(record: Record, statement_id: str) -> tuple[Block, ...]:
    blocks = build_reader(record).blocks
    holding = [
        place
        for place, block in enumerate(blocks)
        if any(mark.row == statement_id for segment in block.segments for mark in segment.marks)
    ]
    return blocks[max(holding[0] - AROUND, 0) : holding[-1] + AROUND + 1] if holding else ()


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
            found.append(Answered(reference, who, None, " … ".join(step.words), answer.relation, str(answer.evidence)))
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


def _reports(dossier: Dossier, reference: str, wanted: Filter) -> tuple[Report, ...]:
    """Return every report of the utterance, this one too, grouped by origin; none when it stands alone."""
    same = find_families(dossier.list_judgements(JudgementFilter("statement")))
    family = same.get(reference)
    members = sorted(member for member, name in same.items() if name == family) if family is not None else []
    if not members:
        return ()
    copies = find_families(dossier.list_judgements(JudgementFilter("reprint")))
    words = find_families(dossier.list_judgements(JudgementFilter("origin")))
    numbers: dict[str, int] = {}
    found: list[Report] = []
    for member in members:
        record = dossier.get_record(member.partition("/")[0])
        row = next((row for row in statement_rows(record) if row.id == member), None) if record else None
        if row is None or not _on_record(row, wanted):
            continue
        origin = _number(member, copies, words, numbers)
        found.append(Report(member, origin, row.outlet, row.title, row.published, row.content))
    return tuple(sorted(found, key=lambda report: (report.origin, report.published or "9", report.id)))


def _on_record(row: StatementRow, wanted: Filter) -> bool:
    return wanted.as_of is None or (row.published or "")[:10] <= wanted.as_of.isoformat()


def _number(member: str, copies: dict[str, str], words: dict[str, str], numbers: dict[str, int]) -> int:
    """Return the number of the origin of a report; reports that share a copy or had the words from one share it."""
    article = member.partition("/")[0]
    marks = (copies.get(article, article), words.get(member, member))
    known = [numbers[mark] for mark in marks if mark in numbers]
    number = min(known) if known else len(set(numbers.values())) + 1
    for mark in marks:
        numbers[mark] = number
    return number
