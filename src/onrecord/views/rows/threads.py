"""Rows of threads: statements and the responses to them, over articles, in order of time.

Several reports of one utterance are one turn. A turn responds to another where its article says so ("rejected
the claim that …"), also when the other statement is reported elsewhere, or where a judgement of the kind
`answer` holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.model.annotation import Act
from onrecord.model.record import Relation
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.store.stored_rows import AnswerEdge, StoredStatement
from onrecord.views.queries import QueryResult, list_by_id, same_day
from onrecord.views.rows.independent_reports import (
    SINGLE_REPORT,
    IndependentReports,
    count_independent_reports,
)

MANY_STATEMENTS = 2_000  # from here on, one query for all clusters is cheaper than naming each statement
MOST_ARTICLES = 60  # a thread is followed into so many articles: each costs several queries
THREAD_BATCH = 100  # threads whose statements are read together
UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Response:
    """The relation of a turn to an earlier one. `to` is the id of that turn.

    `how` are the article's words, or the reason of the judgement; `by` is who judged, None where the article
    says it.
    """

    to: str
    relation: Relation
    how: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance in a thread.

    `id` is the statement (`ARTICLE/STATEMENT`) that represents it, `told` the statements that report it.
    `depth` is 0 for a turn that responds to nothing in the thread, else one more than that of the turn it
    responds to. `day` is EDTF; `who` is the speaker's name.
    """

    id: str
    depth: int
    day: str | None
    who: str
    act: Act
    content: str
    answers: tuple[Response, ...]
    told: tuple[str, ...]
    pages: int
    origins: int
    outlet: str | None
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """Statements and responses in order of time.

    `id` is the first turn's; `first` and `last` are EDTF days.
    """

    id: str
    first: str | None
    last: str | None
    who: tuple[str, ...]
    outlets: tuple[str, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn of a thread, as a row of a table."""

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


@dataclass(frozen=True, slots=True)
class ResponseGraph:
    """Which utterances respond to which, on one day of the record.

    `utterance` maps each statement to the id of its utterance, which is its cluster of reports, or the
    statement itself. `edges` and `day` are by the id of the responding utterance. `groups` are the utterances
    connected by responses, one list a thread. It can be used again for every query of the same day until
    something is written.
    """

    utterance: dict[str, str]
    edges: dict[str, list[AnswerEdge]]
    groups: list[list[str]]
    day: dict[str, str]


def build_threads(
    dossier: Dossier, wanted: Filter, graph: ResponseGraph | None = None
) -> QueryResult[ThreadRow]:
    """Return the threads that contain a matching statement: those with most turns first, then the latest.

    `graph` is the result of `build_response_graph` for the day of `as_of`; without it, it is built here.
    Raises StoreError, also while the rows are read.
    """
    on_day = same_day(wanted)
    if on_day == Filter():
        total, names = dossier.list_threads(wanted)
        return QueryResult(ThreadRow, _kept_threads(dossier, names), total, 0)
    graph = graph or build_response_graph(dossier, wanted)
    groups = graph.groups
    every = replace(wanted, limit=None, offset=0)
    if every != on_day:
        groups = _groups_containing(graph, dossier.list_ids("statements", every))
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    rows = _threads(dossier, graph, groups[wanted.offset : end], on_day)
    return QueryResult(ThreadRow, rows, len(groups), 0)


def _kept_threads(dossier: Dossier, names: Sequence[str]) -> Iterator[ThreadRow]:
    """Yield the threads of now with these names."""
    for first in range(0, len(names), THREAD_BATCH):
        batch = names[first : first + THREAD_BATCH]
        graph = _graph_of(dossier, dossier.list_answers_in(batch))
        groups = {group[0]: group for group in graph.groups}
        yield from _threads(dossier, graph, [groups[name] for name in batch if name in groups], Filter())


def build_response_graph(dossier: Dossier, wanted: Filter) -> ResponseGraph:
    """Return the graph of all responses on the day of `wanted`; its other conditions do not count."""
    return _graph_of(dossier, dossier.list_answers(same_day(wanted)))


def _groups_containing(graph: ResponseGraph, references: Sequence[str]) -> list[list[str]]:
    """Return the groups that contain one of these statements, in their order."""
    wanted = {graph.utterance[reference] for reference in references if reference in graph.utterance}
    return [group for group in graph.groups if not wanted.isdisjoint(group)]


def build_thread(dossier: Dossier, reference: str, wanted: Filter) -> ThreadRow | None:
    """Return the thread of a statement (`ARTICLE/STATEMENT`), None when it is part of none."""
    on_day = same_day(wanted)
    graph = _graph_of(dossier, _edges_near(dossier, reference, on_day))
    own = graph.utterance.get(reference, reference)
    group = next((group for group in graph.groups if own in group), None)
    return None if group is None else next(_threads(dossier, graph, [group], on_day), None)


def _edges_near(dossier: Dossier, reference: str, on_day: Filter) -> list[AnswerEdge]:
    """Return the responses in a statement's article and in the articles these lead to, breadth first.

    They lead on over other reports of the same utterance and over responses that people judged.
    """
    known: set[str] = set()
    fresh = {reference.partition("/")[0]}
    edges: list[AnswerEdge] = []
    while fresh and len(known) < MOST_ARTICLES:
        known |= fresh
        records = [record for article in sorted(fresh) if (record := dossier.get_record(article)) is not None]
        rows = tuple(f"{record.article.id}/{row.id}" for record in records for row in record.statements)
        edges += dossier.list_answers(replace(on_day, rows=rows)) if rows else []
        ends = {reference, *(end for edge in edges for end in (edge.left, edge.right))}
        for article in sorted(fresh):
            ends |= {row.left for row in dossier.list_judgements(JudgementFilter("answer", about=article))}
        clusters = set(dossier.list_clusters("statement", sorted(ends)).values())
        for members in dossier.list_cluster_members("statement", clusters).values():
            ends.update(members)
        fresh = {end.partition("/")[0] for end in ends} - known
    return edges


def _graph_of(dossier: Dossier, edges: Sequence[AnswerEdge]) -> ResponseGraph:
    edges = [edge for edge in edges if not _is_link(edge.right)]
    ends = {end for edge in edges for end in (edge.left, edge.right)}
    clusters = dossier.list_clusters("statement", None if len(ends) > MANY_STATEMENTS else sorted(ends))
    utterance = {reference: clusters.get(reference, reference) for reference in ends}
    edges_of: defaultdict[str, list[AnswerEdge]] = defaultdict(list)
    pairs: list[tuple[str, str]] = []
    day: dict[str, str] = {}
    for edge in edges:
        left, right = utterance[edge.left], utterance[edge.right]
        if left == right:
            continue
        pairs.append((left, right))
        edges_of[left].append(edge)
        day[left] = min(day.get(left, edge.day or ""), edge.day or "")
    groups = _components(pairs)
    groups.sort(key=lambda group: max(day.get(row, "") for row in group), reverse=True)
    groups.sort(key=len, reverse=True)
    return ResponseGraph(utterance, edges_of, groups, day)


def _is_link(reference: str) -> bool:
    """Return whether a reference is to no statement: to a link of a source chain ("s3.2") or an article."""
    return "." in reference.partition("/")[2] or "/" not in reference


def _components(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the connected components of the pairs, each in the order of ids (union-find: nearly linear)."""
    parent: dict[str, str] = {}
    for left, right in pairs:
        one, other = _root(parent, left), _root(parent, right)
        if one != other:
            parent[max(one, other)] = min(one, other)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for row in sorted(parent):
        groups[_root(parent, row)].append(row)
    return [groups[name] for name in sorted(groups)]


def _root(parent: dict[str, str], row: str) -> str:
    """Return the root of a row's component, and halve the path to it."""
    parent.setdefault(row, row)
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


@dataclass(frozen=True, slots=True)
class _Reports:
    """The reports of some utterances: their references, the statements by reference, and their counts."""

    members: dict[str, list[str]]
    statements: dict[str, StoredStatement]
    counts: dict[str, IndependentReports]


def _threads(
    dossier: Dossier, graph: ResponseGraph, groups: Sequence[list[str]], on_day: Filter
) -> Iterator[ThreadRow]:
    for first in range(0, len(groups), THREAD_BATCH):
        batch = groups[first : first + THREAD_BATCH]
        utterances = [utterance for group in batch for utterance in group]
        known = dossier.list_cluster_members("statement", utterances)
        members = {utterance: known.get(utterance, [utterance]) for utterance in utterances}
        every = [member for reports in members.values() for member in reports]
        statements = {_reference(row): row for row in list_by_id(dossier.list_statement_heads, every, on_day)}
        counts = count_independent_reports(dossier, sorted(statements), on_day)
        reports = _Reports(members, statements, counts)
        yield from (thread for group in batch if (thread := _thread(graph, group, reports)) is not None)


def _thread(graph: ResponseGraph, group: list[str], reports: _Reports) -> ThreadRow | None:
    """Return the thread of a group, None when fewer than two of its utterances are on the record that day."""
    reported_by = {
        utterance: [
            reports.statements[member]
            for member in reports.members[utterance]
            if member in reports.statements
        ]
        for utterance in group
    }
    shown = {utterance: min(rows, key=_report_order) for utterance, rows in reported_by.items() if rows}
    if len(shown) < 2:
        return None
    depth = {utterance: _depth(graph, utterance, shown) for utterance in shown}
    order = sorted(shown, key=lambda utterance: (_day(shown[utterance]), depth[utterance], utterance))
    turn_ids = {utterance: _reference(row) for utterance, row in shown.items()}
    turns = tuple(
        replace(
            _turn(shown[utterance], reports.counts.get(turn_ids[utterance], SINGLE_REPORT)),
            depth=depth[utterance],
            answers=tuple(dict.fromkeys(_responses(graph, utterance, turn_ids))),
            told=tuple(map(_reference, reported_by[utterance])),
        )
        for utterance in order
    )
    days = sorted(turn.day for turn in turns if turn.day)
    return ThreadRow(
        id=turns[0].id,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        who=tuple(dict.fromkeys(turn.who for turn in turns)),
        outlets=tuple(dict.fromkeys(turn.outlet for turn in turns if turn.outlet)),
        turns=turns,
    )


def _turn(row: StoredStatement, counts: IndependentReports) -> Turn:
    return Turn(
        id=_reference(row),
        depth=0,
        day=row.said or row.article.published,
        who=row.actor or (f"{UNNAMED} ({row.source})" if row.source else UNNAMED),
        act=row.act,
        content=row.content,
        answers=(),
        told=(),
        pages=counts.pages,
        origins=counts.origins,
        outlet=row.article.outlet,
        title=row.article.title,
        url=row.article.url,
    )


def _responses(graph: ResponseGraph, utterance: str, turn_ids: dict[str, str]) -> Iterator[Response]:
    for edge in graph.edges.get(utterance, ()):
        earlier = graph.utterance[edge.right]
        if earlier in turn_ids:
            yield Response(turn_ids[earlier], edge.relation, edge.words, edge.by)


def _depth(graph: ResponseGraph, utterance: str, shown: dict[str, StoredStatement]) -> int:
    """Return the number of responses from a turn back to one that responds to nothing shown.

    The path follows the first response of each turn; a cycle ends it.
    """
    depth, seen = 0, {utterance}
    while True:
        earlier = [graph.utterance[edge.right] for edge in graph.edges.get(utterance, ())]
        unseen = [other for other in earlier if other in shown and other not in seen]
        if not unseen:
            return depth
        utterance = unseen[0]
        seen.add(utterance)
        depth += 1


def turn_rows(rows: Iterable[ThreadRow]) -> Iterator[TurnRow]:
    """Yield the turns of threads as rows of a table."""
    for row in rows:
        for turn in row.turns:
            answers = tuple(f"{response.relation} {response.to}" for response in turn.answers)
            yield TurnRow(
                row.id, turn.id, turn.depth, turn.day, turn.who, turn.act, turn.content,
                answers, turn.pages, turn.origins, turn.outlet,
            )  # fmt: skip


def _report_order(row: StoredStatement) -> tuple[bool, int, str, str]:
    """Return the sort key for the report that represents an utterance.

    Outer statements come before nested ones, quoted before paraphrased, then the earliest.
    """
    kinds = ("direct", "mixed", "indirect")
    return row.within is not None, kinds.index(row.kind), _day(row), _reference(row)


def _reference(row: StoredStatement) -> str:
    return f"{row.article.id}/{row.id}"


def _day(row: StoredStatement) -> str:
    return row.said or row.article.published or "9999"
