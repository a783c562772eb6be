"""The graph of actors: a node for each actor across articles, an edge for each way in which one deals with
another.

Relations of statements are "speaks-to" (addressees), "speaks-about" (actors named in the content),
"speaks-for", and those of answers ("rejects", "criticises", "answers" …). Relations of events are the PLOVER
types ("ACCUSE", "AID" …), from each actor to each recipient; of an event without recipients between each two
actors, `mutual`. An edge counts utterances and events, not reports: an event that five articles tell counts
once, with five reports. What is not actual has edges of its own, with its `reality`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

import networkx as nx

from onrecord.exports.selection import SelectedRecord, Selection
from onrecord.exports.tellings.profiles import Profile, Profiles
from onrecord.exports.xml_text import xml_text
from onrecord.model.edtf import edtf_bounds
from onrecord.model.record import Event, Reality, Statement
from onrecord.store.stored_rows import AnswerEdge

# Node ids of GraphML are XML name tokens (NMTOKEN); other characters are written as in ISO 9075-14: _xHHHH_.
_NOT_TOKEN = re.compile(r"[^\w.:\-]")


class Relation(NamedTuple):
    """What an edge is counted by."""

    source: str
    target: str
    name: str
    reality: Reality
    mutual: bool = False


@dataclass(slots=True)
class Tally:
    """The rows behind an edge: their identities, references, days (ISO 8601), and acts or modes."""

    identities: set[str] = field(default_factory=set)
    references: list[str] = field(default_factory=list)
    first: str = ""
    last: str = ""
    acts: Counter[str] = field(default_factory=Counter)

    def add(self, identity: str, reference: str, day: str | None, act: str) -> None:
        """Count a report. `day` is EDTF, None where nothing is known."""
        if reference in self.references[-1:]:
            return
        if identity not in self.identities:
            self.identities.add(identity)
            self.acts[act] += 1
        self.references.append(reference)
        bounds = edtf_bounds(day) if day else None
        if bounds:
            first, last = (one.isoformat() for one in bounds)
            self.first = min(self.first or first, first)
            self.last = max(self.last, last)


class _Builder:
    def __init__(self, selection: Selection) -> None:
        self.selection, self.profiles = selection, Profiles(selection)
        self.nodes: dict[str, Profile] = {}
        self.edges: defaultdict[Relation, Tally] = defaultdict(Tally)
        self.answers = selection.answers() if selection.has("statements") else []
        self.ends = {end for edge in self.answers for end in (edge.left, edge.right)}
        self.speakers: dict[str, tuple[str, ...]] = {}
        self.answering: dict[str, tuple[str, Reality, str | None, str]] = {}

    def add_record(self, selected: SelectedRecord) -> None:
        self._note_ends(selected)
        for statement in selected.statements:
            self._add_statement(selected, statement)
        for event in selected.events:
            self._add_event(selected, event)

    def _note_ends(self, selected: SelectedRecord) -> None:
        """Remember who speaks in the statements and chain links that answers lead to and from."""
        for row in selected.record.statements:
            reference = selected.reference(row.id)
            if reference in self.ends:
                self.speakers[reference] = self._ids(selected, row.actors)
                day = row.said.value if row.said else selected.article.published
                self.answering[reference] = (selected.same_statement[row.id], row.reality, day, row.act)
            for link in row.source_chain:
                if selected.reference(link.id) in self.ends:
                    actors = [one for one in (link.actor, link.outlet) if one is not None][:1]
                    self.speakers[selected.reference(link.id)] = self._ids(selected, actors)

    def _add_statement(self, selected: SelectedRecord, row: Statement) -> None:
        speakers = self._ids(selected, row.actors)
        content = row.evidence.content.spans
        named = [
            actor.id
            for actor in selected.record.actors
            if any(span.holds(mention.span) for mention in actor.mentions for span in content)
        ]
        targets = {
            "speaks-to": self._ids(selected, (one.actor for one in row.addressees)),
            "speaks-about": self._ids(selected, named),
            "speaks-for": self._ids(selected, [row.on_behalf_of] if row.on_behalf_of else []),
        }
        day = row.said.value if row.said else selected.article.published
        identity, reference = selected.same_statement[row.id], selected.reference(row.id)
        for name, actors in targets.items():
            for source, target in _pairs(speakers, actors):
                edge = self.edges[Relation(source, target, name, row.reality)]
                edge.add(identity, reference, day, row.act)

    def _add_event(self, selected: SelectedRecord, row: Event) -> None:
        actors, recipients = self._ids(selected, row.actors), self._ids(selected, row.recipients)
        pairs = list(_pairs(actors, recipients)) if recipients else list(combinations(sorted(actors), 2))
        day = row.date.value if row.date else selected.article.published
        for source, target in pairs:
            edge = self.edges[Relation(source, target, row.type, row.reality, not recipients)]
            edge.add(selected.same_event[row.id], selected.reference(row.id), day, row.mode or row.type)

    def add_answer(self, answer: AnswerEdge) -> None:
        """Add the edges of an answer, once all records are read."""
        if answer.left not in self.answering or answer.right not in self.speakers:
            self.selection.report.left_out["answers to what is not in the export"] += 1
            return
        identity, reality, day, act = self.answering[answer.left]
        for source, target in _pairs(self.speakers[answer.left], self.speakers[answer.right]):
            edge = self.edges[Relation(source, target, answer.relation, reality)]
            edge.add(identity, answer.left, day, act)

    def _ids(self, selected: SelectedRecord, actors: Iterable[str]) -> tuple[str, ...]:
        """Return the ids across articles of actors, each once, and note them as nodes."""
        rows = {actor.id: actor for actor in selected.record.actors}
        profiles = [self.profiles.of(selected, rows[actor]) for actor in actors]
        self.nodes.update((one.id, one) for one in profiles)
        return tuple(dict.fromkeys(one.id for one in profiles))


def _pairs(sources: Iterable[str], targets: Iterable[str]) -> Iterator[tuple[str, str]]:
    targets = tuple(targets)
    return ((source, target) for source in sources for target in targets if source != target)


def build_actor_graph(selection: Selection) -> nx.MultiDiGraph:
    """Return the graph of the selected statements and events. Raises StoreError.

    It holds actors and edges, no records. Nodes and edges are sorted, so that the same rows give the same
    bytes.
    """
    builder = _Builder(selection)
    for selected in selection.records():
        builder.add_record(selected)
    for answer in builder.answers:
        builder.add_answer(answer)
    graph = nx.MultiDiGraph()
    for known_as, profile in sorted(builder.nodes.items()):
        graph.add_node(node_id(known_as), **_node(profile))
    edges = builder.edges
    for number, relation in enumerate(sorted(edges), start=1):
        ends = (node_id(relation.source), node_id(relation.target))
        graph.add_edge(*ends, key=f"e{number}", **_edge(relation, edges[relation]))
    report = selection.report
    report.exported.update(actors=graph.number_of_nodes(), edges=graph.number_of_edges())
    return graph


def node_id(known_as: str) -> str:
    """Return an actor's id as a name token: `government:foreign-ministry_x007E_rus`."""
    return _NOT_TOKEN.sub(lambda found: f"_x{ord(found[0]):04X}_", known_as)


def _node(profile: Profile) -> dict[str, str | int]:
    found = {
        "label": profile.name or profile.id,
        "actor": profile.id,
        "kind": profile.kind,
        "country": profile.country,
        "sector": profile.sector,
        "wikidata": profile.wikidata,
        "names": "; ".join(profile.names),
        "roles": "; ".join(profile.roles),
    }
    attributes: dict[str, str | int] = {name: xml_text(value) for name, value in found.items() if value}
    return attributes | {"articles": profile.articles, "statements": profile.statements}


def _edge(relation: Relation, tally: Tally) -> dict[str, str | int | bool]:
    acts = "; ".join(f"{act} {count}" for act, count in sorted(tally.acts.items()))
    days = {name: day for name, day in (("first", tally.first), ("last", tally.last)) if day}
    return {
        "relation": relation.name,
        "reality": relation.reality,
        "mutual": relation.mutual,
        "weight": len(tally.identities),
        "count": len(tally.identities),
        "reports": len(tally.references),
        "acts": xml_text(acts),
        "evidence": " ".join(tally.references),
        **days,
    }
