"""A component of spaCy: `nlp.add_pipe("onrecord")`, then `doc._.statements`, `doc._.events`, `doc._.record`.

spaCy finds it by the entry point `spacy_factories`, so nothing has to be imported. The component reads the
text of a document with OnRecord's own models; it needs no other component of the pipeline and changes none.
What it finds is kept in `doc.user_data` as JSON, so documents can be stored (DocBin with `store_user_data`)
and sent between processes (`nlp.pipe(texts, n_process=2)`).

What a text does not say (its day, title, outlet, address) is given before the document is read:

    doc = nlp.make_doc(text)
    doc._.article = {"published": "2025-07-01", "outlet": "Harbour News"}
    doc = nlp(doc)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from spacy.language import Language  # layout: a component of spaCy is made of its types
from spacy.tokens import Doc, Span  # layout: the same

import onrecord
from onrecord.model.errors import SettingError
from onrecord.model.evidence import Evidence
from onrecord.model.record import Actor, Event, Outcome, Record, Statement, Undone

FACTORY = "onrecord"
ARTICLE_FIELDS = ("title", "outlet", "url", "published", "language")  # the arguments of onrecord.read
_KEY = "onrecord"  # in doc.user_data
_PARSED = 16  # outcomes kept in memory after a property of a document was asked for
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StatementSpans:
    """A statement with its words as spans of the document.

    `row` is the statement as the record has it, `actors` are its speakers. Words that begin or end inside a
    token of the document have no span; `row.evidence` has the offsets of all.
    """

    row: Statement
    actors: tuple[Actor, ...]
    source: Spans
    cue: Spans
    content: Spans

    @property
    def act(self) -> str:
        """The speech act."""
        return self.row.act

    @property
    def confidence(self) -> float:
        """The chance that the row is right in every cell."""
        return self.row.confidence


@dataclass(frozen=True, slots=True)
class EventSpans:
    """An event with its words as spans of the document, as for StatementSpans."""

    row: Event
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    trigger: Spans
    words: Spans

    @property
    def type(self) -> str:
        """The type (PLOVER)."""
        return self.row.type

    @property
    def confidence(self) -> float:
        """The chance that the row is right in every cell."""
        return self.row.confidence


class OnRecordComponent:
    """Reads each document and keeps the outcome in its `user_data`."""

    def __init__(self, language: str | None, actors: tuple[str, ...]) -> None:
        self.language = language
        self.actors = actors

    def __call__(self, doc: Doc) -> Doc:
        """Read a document. Raises IngestError or SettingError for an article's field that is not valid."""
        given = dict(doc._.article)
        unknown = sorted(set(given) - set(ARTICLE_FIELDS))
        if unknown:
            known = ", ".join(ARTICLE_FIELDS)
            raise SettingError(f"doc._.article has {', '.join(unknown)}; it may have {known}")
        given.setdefault("language", self.language)
        outcome = onrecord.read(doc.text, actors=self.actors, **given)
        doc.user_data[_KEY] = onrecord.outcome_to_json(outcome)
        return doc


@Language.factory(FACTORY, default_config={"language": None, "actors": []})
def make_component(
    nlp: Language,
    name: str,  # noqa: ARG001 - spaCy's signature
    language: str | None,
    actors: Iterable[str],
) -> OnRecordComponent:
    """Return the component.

    `language` is a BCP 47 tag; without it the pipeline's own is taken, and of a pipeline of many languages
    ("xx") none, so that it is detected. `actors` are the paths of own lists of actors.
    """
    own = None if nlp.lang == "xx" else nlp.lang
    return OnRecordComponent(language or own, tuple(actors))


def _outcome(doc: Doc) -> Outcome:
    """Return what became of a document. Raises SettingError when the component has not seen it."""
    raw = doc.user_data.get(_KEY)
    if raw is None:
        raise SettingError('the document was not read by OnRecord: nlp.add_pipe("onrecord") comes first')
    return _parse(raw)


@lru_cache(maxsize=_PARSED)
def _parse(raw: str) -> Outcome:
    return onrecord.outcome_from_json(raw)


def _statements(doc: Doc) -> tuple[StatementSpans, ...]:
    outcome = _outcome(doc)
    if isinstance(outcome, Undone):
        return ()
    actors = _by_id(outcome)
    return tuple(
        StatementSpans(
            row,
            tuple(actors[one] for one in row.actors),
            _spans(doc, row.evidence.source),
            _spans(doc, row.evidence.cue),
            _spans(doc, row.evidence.content),
        )
        for row in outcome.statements
    )


def _events(doc: Doc) -> tuple[EventSpans, ...]:
    outcome = _outcome(doc)
    if isinstance(outcome, Undone):
        return ()
    actors = _by_id(outcome)
    return tuple(
        EventSpans(
            row,
            tuple(actors[one] for one in row.actors),
            tuple(actors[one] for one in row.recipients),
            _spans(doc, row.evidence.trigger),
            _spans(doc, row.evidence.all),
        )
        for row in outcome.events
    )


def _by_id(record: Record) -> dict[str, Actor]:
    return {actor.id: actor for actor in record.actors}


def _spans(doc: Doc, evidence: Evidence) -> Spans:
    """Return the spans of a document that have exactly these words."""
    found = (doc.char_span(span.start, span.end) for span in evidence.spans)
    return tuple(span for span in found if span is not None)


for _name, _getter in (("record", _outcome), ("statements", _statements), ("events", _events)):
    Doc.set_extension(_name, getter=_getter, force=True)
Doc.set_extension("article", default={}, force=True)
