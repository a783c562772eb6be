"""Threads as shown: statement, answer, answer to the answer, over articles and actors, in the order in which they were made.

A statement that several articles report is one turn. It answers another where its article says so ("rejected the charge that …"),
where the article's answer is to a statement another article reports, or where a judgement of the kind `answer` holds.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.model.annotation import Act
from onrecord.model.record import Relation
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.store.stored_rows import AnswerEdge, StoredStatement
from onrecord.views.pages.page import Page
from onrecord.views.rows.independent_reports import ALONE, Standing, find_standing

PIECE = 200  # statements asked for at once
MANY = 2_000  # ends of answers from which on all families are asked for in one go
MOST_ARTICLES = 60  # a thread is followed into so many
AT_ONCE = 100  # threads put together at once
UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Reply:
    """That a turn answers another: `to` is that turn's id, `how` the article's words or why it was judged so; `by` who judged."""

    to: str
    relation: Relation
    how: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance in a thread.

    `id` is the statement (`ARTICLE/STATEMENT`) that stands for it, `told` are all that report it; `depth` is 0 for what answers
    nothing in the thread, else one more than what it answers. `day` is EDTF; `who` is the mouth's name, `actor` its id.
    """

    id: str
    depth: int
    day: str | None
    who: str
    act: Act
    content: str
    answers: tuple[Reply, ...]
    told: tuple[str, ...]
    pages: int
    origins: int
    outlet: str | None
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """Claim and counter-claim: the turns in order of time. `id` is the first turn's; `first` and `last` are EDTF days."""

    id: str
    first: str | None
    last: str | None
    who: tuple[str, ...]
    outlets: tuple[str, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class AnswerGraph:
    """What answers what: `stands` gives the statement that stands for each report, `groups` those joined by answers.

    `edges` and `day` are by the statement that answers. It serves every question of one day, while nothing is written.
    """

    stands: dict[str, str]
    edges: dict[str, list[AnswerEdge]]
    groups: list[list[str]]
    day: dict[str, str]


def build_threads(dossier: Dossier, wanted: Filter, graph: AnswerGraph | None = None) -> Page[ThreadRow]:
    """Return the page of threads that hold a statement `wanted` leaves: those with most turns first, then the latest.

    `graph` is what `make_graph` gave for this day, made anew where it is not at hand. Raises StoreError, also while the rows
    are read.
    """
    there = _that_day(wanted)
    graph = graph or make_graph(dossier, wanted)
    groups = graph.groups
    if replace(wanted, limit=None) != there:
        groups = _held_by(graph, dossier.list_ids("statements", replace(wanted, limit=None)))
    return Page(ThreadRow, _threads(dossier, graph, groups[: wanted.limit], there), len(groups), 0)


def make_graph(dossier: Dossier, wanted: Filter) -> AnswerGraph:
    """Return everything that answers anything on the day `wanted` asks about; of `wanted` only that day counts."""
    return _make_graph(dossier, dossier.list_answers(_that_day(wanted)))


def _that_day(wanted: Filter) -> Filter:
    return Filter(as_of=wanted.as_of, learnt=wanted.learnt, versions=wanted.versions)


def _held_by(graph: AnswerGraph, references: Sequence[str]) -> list[list[str]]:
    """Return the groups that hold one of these statements, in their order."""
    asked = {graph.stands[reference] for reference in references if reference in graph.stands}
    return [group for group in graph.groups if not asked.isdisjoint(group)]


def build_thread(dossier: Dossier, reference: str, wanted: Filter) -> ThreadRow | None:
    """Return the thread a statement (`ARTICLE/STATEMENT`) is part of, None when it answers nothing and nothing answers it."""
    there = _that_day(wanted)
    graph = _make_graph(dossier, _edges_near(dossier, reference, there))
    own = graph.stands.get(reference, reference)
    group = next((group for group in graph.groups if own in group), None)
    return None if group is None else next(_threads(dossier, graph, [group], there), None)


def _edges_near(dossier: Dossier, reference: str, there: Filter) -> list[AnswerEdge]:
    """Return the answers in a statement's article and, over reports of the same and judged answers, in those it reaches."""
    known: set[str] = set()
    fresh = {reference.partition("/")[0]}
    edges: list[AnswerEdge] = []
    while fresh and len(known) < MOST_ARTICLES:
        known |= fresh
        records = [record for article in sorted(fresh) if (record := dossier.get_record(article)) is not None]
        rows = tuple(f"{record.article.id}/{row.id}" for record in records for row in record.statements)
        edges += dossier.list_answers(replace(there, rows=rows)) if rows else []
        judged = (
            row
            for article in sorted(fresh)
            for row in dossier.list_judgements(JudgementFilter("answer", about=article))
        )
        ends = (
            {end for edge in edges for end in (edge.left, edge.right)}
            | {row.left for row in judged}
            | {reference}
        )
        families = set(dossier.list_clusters("statement", sorted(ends)).values())
        told = {
            member for members in dossier.list_cluster_members("statement", families).values() for member in members
        }
        fresh = {end.partition("/")[0] for end in ends | told} - known
    return edges


def _make_graph(dossier: Dossier, edges: Sequence[AnswerEdge]) -> AnswerGraph:
    edges = [
        edge for edge in edges if "." not in edge.right.partition("/")[2]
    ]  # links of chains are no statements
    ends = {end for edge in edges for end in (edge.left, edge.right)}
    families = dossier.list_clusters("statement", None if len(ends) > MANY else sorted(ends))
    stands = {reference: families.get(reference, reference) for reference in ends}
    answers: defaultdict[str, list[AnswerEdge]] = defaultdict(list)
    pairs: list[tuple[str, str]] = []
    day: dict[str, str] = {}
    for edge in edges:
        left, right = stands[edge.left], stands[edge.right]
        if left == right:
            continue
        pairs.append((left, right))
        answers[left].append(edge)
        day[left] = min(day.get(left, edge.day or ""), edge.day or "")
    groups = sorted(
        _components(pairs), key=lambda group: max(day.get(row, "") for row in group), reverse=True
    )
    return AnswerGraph(stands, answers, sorted(groups, key=len, reverse=True), day)


def _components(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return what the pairs join together, each group in the order of ids (union-find: nearly linear)."""
    above: dict[str, str] = {}
    for left, right in pairs:
        one, other = _top(above, left), _top(above, right)
        if one != other:
            above[max(one, other)] = min(one, other)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for row in sorted(above):
        groups[_top(above, row)].append(row)
    return [groups[name] for name in sorted(groups)]


def _top(above: dict[str, str], row: str) -> str:
    """Return the first of those a row is joined with, and shorten the way to it."""
    above.setdefault(row, row)
    while above[row] != row:
        above[row] = above[above[row]]
        row = above[row]
    return row


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of the utterances of some threads: who reports each, those reports, and how they stand."""

    members: dict[str, list[str]]
    kept: dict[str, StoredStatement]
    standing: dict[str, Standing]


def _threads(
    dossier: Dossier, graph: AnswerGraph, groups: Sequence[list[str]], there: Filter
) -> Iterator[ThreadRow]:
    for first in range(0, len(groups), AT_ONCE):
        some = groups[first : first + AT_ONCE]
        rows = [row for group in some for row in group]
        known = dossier.list_cluster_members("statement", rows)
        members = {row: known.get(row, [row]) for row in rows}
        every = [member for told in members.values() for member in told]
        kept = {_name(row): row for row in _statements(dossier, every, there)}
        told = _Told(members, kept, find_standing(dossier, sorted(kept), there))
        yield from (thread for group in some if (thread := _thread(graph, group, told)) is not None)


def _thread(graph: AnswerGraph, group: list[str], told: _Told) -> ThreadRow | None:
    reports = {
        row: [told.kept[member] for member in told.members[row] if member in told.kept] for row in group
    }
    shown = {row: best for row in group if (best := _best(reports[row])) is not None}
    if len(shown) < 2:
        return None
    order = sorted(shown, key=lambda row: (_day(shown[row]), _depth(graph, row, shown), row))
    names = {row: _name(shown[row]) for row in shown}
    turns = [
        replace(
            _turn(shown[row], told.standing.get(names[row], ALONE)),
            depth=_depth(graph, row, shown),
            answers=tuple(dict.fromkeys(_replies(graph, row, names))),
            told=tuple(map(_name, reports[row])),
        )
        for row in order
    ]
    days = sorted(turn.day for turn in turns if turn.day)
    return ThreadRow(
        id=turns[0].id,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        who=tuple(dict.fromkeys(turn.who for turn in turns)),
        outlets=tuple(dict.fromkeys(turn.outlet for turn in turns if turn.outlet)),
        turns=tuple(turns),
    )


def _turn(row: StoredStatement, found: Standing) -> Turn:
    return Turn(
        id=_name(row),
        depth=0,
        day=row.said or row.article.published,
        who=row.actor or (f"{UNNAMED} ({row.source})" if row.source else UNNAMED),
        act=row.act,
        content=row.content,
        answers=(),
        told=(),
        pages=found.pages,
        origins=found.origins,
        outlet=row.article.outlet,
        title=row.article.title,
        url=row.article.url,
    )


def _replies(graph: AnswerGraph, row: str, names: dict[str, str]) -> Iterator[Reply]:
    for edge in graph.edges.get(row, ()):
        if graph.stands[edge.right] in names:
            yield Reply(names[graph.stands[edge.right]], edge.relation, edge.words, edge.by)


def _depth(graph: AnswerGraph, row: str, shown: dict[str, StoredStatement]) -> int:
    """Return how many answers lie between a turn and one that answers nothing shown, going by the first answer; cycles end."""
    depth, seen = 0, {row}
    while True:
        towards = [graph.stands[edge.right] for edge in graph.edges.get(row, ())]
        nearer = [other for other in towards if other in shown and other not in seen]
        if not nearer:
            return depth
        row = nearer[0]
        seen.add(row)
        depth += 1


def _statements(dossier: Dossier, references: Sequence[str], there: Filter) -> Iterator[StoredStatement]:
    for first in range(0, len(references), PIECE):
        yield from dossier.list_statements(replace(there, rows=tuple(references[first : first + PIECE])))


def _best(rows: Sequence[StoredStatement]) -> StoredStatement | None:
    """Return the report that tells most: outer before nested, quoted before paraphrased, then the earliest."""
    kinds = ("direct", "mixed", "indirect")
    return min(
        rows,
        key=lambda row: (row.within is not None, kinds.index(row.kind), _day(row), _name(row)),
        default=None,
    )


def _name(row: StoredStatement) -> str:
    return f"{row.article.id}/{row.id}"


def _day(row: StoredStatement) -> str:
    return row.said or row.article.published or "9999"
