"""W3C Web Annotations: where in the text of each article a row is, and what is said of it.

An AnnotationPage whose items are written one at a time. Of a statement, content, source and cue are
annotations of their own; of an event and a commitment, all its words. The target is the plain text that
OnRecord reads (`urn:onrecord:ARTICLE`), not the page: `scope` is the page's address. A TextPositionSelector
counts Unicode code points of that text; a TextQuoteSelector has the words with what stands before and after
them, and finds them on the page as well.

Definition: Web Annotation Data Model, W3C Recommendation of 23 February 2017.
"""

from collections.abc import Iterable, Iterator

from onrecord.exports.linked.iris import iri, json_objects, without_empty
from onrecord.exports.selection import SelectedRecord, Selection
from onrecord.exports.tellings.profiles import Profiles
from onrecord.exports.tellings.told_rows import join_names, web_address
from onrecord.model.evidence import Evidence
from onrecord.model.record import Actor, Commitment, Event, Statement
from onrecord.model.span import Span
from onrecord.model.version import VERSION

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # code points of prefix and suffix
Annotation = dict[str, object]


def write(selection: Selection) -> Iterator[str]:
    """Yield the lines of the file. Raises StoreError."""
    head = (
        f'{{"@context": "{CONTEXT}", "id": "urn:onrecord:annotations", "type": "AnnotationPage", "items": ['
    )
    yield from json_objects(head, _annotations(selection), "\n]}\n")


def _annotations(selection: Selection) -> Iterator[Annotation]:
    profiles, exported = Profiles(selection), selection.report.exported
    for selected in selection.records():
        annotator = _Annotator(selected, profiles)
        for statement in selected.statements:
            exported["statements"] += 1
            yield from annotator.statement(statement)
        for event in selected.events:
            exported["events"] += 1
            yield annotator.event(event)
        for commitment in selected.commitments:
            exported["commitments"] += 1
            yield annotator.commitment(commitment)


class _Annotator:
    """Annotates the text of one article."""

    def __init__(self, selected: SelectedRecord, profiles: Profiles) -> None:
        self._selected, self._profiles = selected, profiles
        self._text = selected.record.article.text
        self._actors = {actor.id: actor for actor in selected.record.actors}

    def statement(self, row: Statement) -> Iterator[Annotation]:
        """Yield the annotations of content, source and cue, those that the article has."""
        same = iri(self._selected.same_statement[row.id])
        tags = [_tag(row.act), _tag(row.kind), _tag(row.reality)]
        describing = _text_body(f"{self._names(row.actors) or 'unnamed'}: {row.act}", "describing")
        parts = (
            ("content", row.evidence.content, "describing", [describing, *tags, _thing(same, "linking")]),
            ("source", row.evidence.source, "identifying", self._identities(row.actors)),
            ("cue", row.evidence.cue, "tagging", [_tag(row.act)]),
        )
        for part, evidence, motivation, bodies in parts:
            if evidence:
                yield self._annotation(f"{row.id}#{part}", evidence, motivation, bodies)

    def event(self, row: Event) -> Annotation:
        """Return the annotation of all words of an event."""
        parties = " → ".join(filter(None, (self._names(row.actors), self._names(row.recipients))))
        bodies = [
            _text_body(f"{row.type}: {parties}" if parties else row.type, "describing"),
            _tag(row.type),
            *([_tag(row.mode)] if row.mode else []),
            _tag(row.reality),
            *self._identities((*row.actors, *row.recipients)),
            _thing(iri(self._selected.same_event[row.id]), "linking"),
        ]
        return self._annotation(row.id, row.evidence.all, "describing", bodies)

    def commitment(self, row: Commitment) -> Annotation:
        """Return the annotation of all words of a commitment."""
        bodies = [
            _text_body(f"{self._names(row.parties) or 'unnamed'}: {row.to}", "describing"),
            _tag(row.status),
            *self._identities(row.parties),
            _thing(iri(self._selected.same_commitment[row.id]), "linking"),
        ]
        return self._annotation(row.id, row.evidence, "describing", bodies)

    def _annotation(
        self, row: str, evidence: Evidence, motivation: str, bodies: list[Annotation]
    ) -> Annotation:
        name, _, part = row.partition("#")
        targets = [self._target(span) for span in evidence.spans]
        return {
            "id": iri(self._selected.reference(name)) + (f"#{part}" if part else ""),
            "type": "Annotation",
            "motivation": motivation,
            **without_empty({"body": bodies}),
            "target": targets[0] if len(targets) == 1 else targets,
            "generator": {"type": "Software", "name": f"OnRecord {VERSION}"},
        }

    def _target(self, span: Span) -> Annotation:
        article, text = self._selected.record.article, self._text
        source = without_empty(
            {"id": iri(article.id), "type": "Text", "format": "text/plain", "language": article.language}
        )
        quote = {
            "type": "TextQuoteSelector",
            "exact": span.words(text),
            "prefix": text[max(0, span.start - AROUND) : span.start],
            "suffix": text[span.end : span.end + AROUND],
        }
        position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
        return {
            "type": "SpecificResource",
            "source": source,
            **without_empty({"scope": web_address(article.url)}),
            "selector": [position, quote],
        }

    def _identities(self, actors: Iterable[str]) -> list[Annotation]:
        return [_thing(iri(self._selected.actor_ids[one]), "identifying") for one in dict.fromkeys(actors)]

    def _names(self, actors: Iterable[str]) -> str:
        return join_names(self._name(self._actors[one]) for one in actors)

    def _name(self, actor: Actor) -> str:
        return self._profiles.of(self._selected, actor).name


def _text_body(value: str, purpose: str) -> Annotation:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _tag(value: str) -> Annotation:
    return {"type": "TextualBody", "value": value, "purpose": "tagging"}


def _thing(address: str, purpose: str) -> Annotation:
    return {"type": "SpecificResource", "source": address, "purpose": purpose}
