"""Statements: from attributions, acts and circumstances to rows of the record. Pure functions."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.assemble.responses import with_answers
from onrecord.assemble.source_chains import Passing, build_mouth, build_source_chain
from onrecord.assemble.topics import TopicFinder
from onrecord.model.annotation import (
    Act,
    Attribution,
    Circumstance,
    Mention,
    NonStatement,
    Quotation,
    Response,
    SourceLink,
    Token,
    UtteranceAct,
)
from onrecord.model.article import Article
from onrecord.model.evidence import Evidence
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.record import (
    Addressee,
    Dated,
    Link,
    MediumRow,
    Statement,
    StatementEvidence,
    StatementKind,
)
from onrecord.model.span import Span

DIRECT_SHARE = 0.9  # share of a content's letters inside quotation marks from which it counts as quoted (the referee's line)


@dataclass(frozen=True, slots=True)
class _Parts:
    """An attribution's spans after cleaning: sound, and no two roles on the same characters."""

    source: Evidence
    cue: Evidence
    content: Evidence


def build_statements(
    article: Article, annotations: Annotations, actor_ids: Mapping[int, str], left_out: Collection[int] = ()
) -> tuple[tuple[Statement, ...], dict[int, str]]:
    """Return the statements in the order of the text with ids `s1`, `s2`, …, and the id of each attribution by its index.

    Attributions whose index is in `left_out` are left out, and so are those that are no statement; what is told within one of
    them then hangs on the statement around it, if any.
    """
    none = {row.attribution for row in annotations.of(NonStatement)}
    build = _Build(article, annotations, actor_ids, Passing.of(annotations))
    for attribution in _in_text_order(annotations.of(Attribution)):
        index = attribution.id
        parts = _clean(article.text, attribution)
        is_none = index in left_out or index in build.passing.carried or index in none
        if parts is not None and not is_none:
            build.add(attribution, parts)
    ids = build.ids | {
        index: build.ids[owner] for index, owner in build.passing.carried.items() if owner in build.ids
    }
    replies = annotations.of(Response) if annotations.has(Response) else ()
    return with_answers(article, build.rows.values(), replies, ids), ids


@dataclass(slots=True)
class _Build:
    """The statements of an article being put together; one told within another follows it."""

    article: Article
    annotations: Annotations
    actor_ids: Mapping[int, str]
    passing: Passing
    ids: dict[int, str] = field(default_factory=dict)
    rows: dict[int, Statement] = field(default_factory=dict)
    acts: dict[int, Act] = field(default_factory=dict)
    circumstances: dict[int, Circumstance] = field(default_factory=dict)
    by_id: dict[int, Attribution] = field(default_factory=dict)
    quoted: tuple[Span, ...] = ()
    topics: TopicFinder = field(init=False)

    def __post_init__(self) -> None:
        self.acts = {row.attribution: row.act for row in self.annotations.of(UtteranceAct)}
        self.circumstances = {row.attribution: row for row in self.annotations.of(Circumstance)}
        self.by_id = {row.id: row for row in self.annotations.of(Attribution)}
        self.quoted = _quoted_spans(self.annotations.of(Quotation))
        tokens = self.annotations.of(Token) if self.annotations.has(Token) else ()
        self.topics = TopicFinder(
            self.article.text, tokens, (row.span for row in _mentions(self.annotations))
        )

    def add(self, attribution: Attribution, parts: _Parts) -> None:
        """Add the statement of an attribution."""
        index = attribution.id
        name = self.ids[index] = f"s{len(self.ids) + 1}"
        article, told = self.article, self.passing.mouths.get(index)
        circumstance = self.circumstances.get(index, Circumstance(attribution.span, index))
        mouth = build_mouth(article, circumstance, told, parts.source, self.actor_ids)
        teller = _around(attribution, self.by_id, self.ids)
        self.rows[index] = Statement(
            id=name,
            actor=mouth.actor,
            actors=self._actors(mouth, circumstance),
            kind="direct"
            if attribution.verbatim
            else statement_kind(article.text, parts.content.spans, self.quoted),
            act=self.acts.get(index, "assert"),
            within=None if teller is None else self.ids[teller],
            addressees=_addressees(article, circumstance, self.actor_ids),
            said=_said(article, circumstance),
            medium=_medium(article, circumstance, told, self.actor_ids),
            source_chain=self._chain(index, teller, mouth),
            evidence=StatementEvidence(parts.content, parts.source, parts.cue),
            confidence=round(attribution.confidence, 4),
            topics=self.topics.find(parts.content.spans),
        )

    def _actors(self, mouth: Link, circumstance: Circumstance) -> tuple[str, ...]:
        """Return who uttered it: the mouth, and those who speak together with it where it is the speaker of the words."""
        if mouth.actor is None:
            return ()
        together = mouth.actor == _id_of(circumstance.speaker, self.actor_ids)
        others = (
            [self.actor_ids[one] for one in circumstance.others if one in self.actor_ids] if together else []
        )
        return tuple(dict.fromkeys([mouth.actor, *others]))

    def _chain(self, index: int, teller: int | None, mouth: Link) -> tuple[Link, ...]:
        """Return the chain; who only answers what another said does not tell it."""
        around = None if teller is None or (teller, index) in self.passing.answered else self.rows[teller]
        relays = self.passing.links.get(index, ())
        return build_source_chain(self.article, mouth, relays, self.actor_ids, around, self.ids[index])


def _mentions(annotations: Annotations) -> tuple[Mention, ...]:
    return all_mentions(annotations) if annotations.has(Mention) else ()


def statement_kind(text: str, content: Iterable[Span], quoted: tuple[Span, ...]) -> StatementKind:
    """Return direct, mixed or indirect by the share of the content's letters and digits inside quotation marks.

    `quoted` are the insides of the outermost quotations, in text order.
    """
    inside = total = 0
    for span in content:
        total += _letters(span.words(text))
        first = bisect_right(quoted, span.start, key=_end)
        last = bisect_left(quoted, span.end, key=_start)
        for quotation in quoted[first:last]:
            common = span.clipped(quotation)
            inside += _letters(common.words(text)) if common else 0
    if not total or not inside:
        return "indirect"
    return "direct" if inside / total >= DIRECT_SHARE else "mixed"


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end


def _letters(words: str) -> int:
    return sum(character.isalnum() for character in words)


def _quoted_spans(quotations: tuple[Quotation, ...]) -> tuple[Span, ...]:
    return tuple(sorted(quotation.inner for quotation in quotations if quotation.depth == 0))


def _in_text_order(attributions: tuple[Attribution, ...]) -> list[Attribution]:
    """Sort outer statements before those within them, otherwise by the order of the text."""
    by_id = {row.id: row for row in attributions}

    def order(row: Attribution) -> tuple[Span, int, Span, int]:
        root, depth = row, 0
        while root.within is not None:
            root, depth = by_id[root.within], depth + 1
        return root.span, depth, row.span, row.id

    return sorted(attributions, key=order)


def _around(row: Attribution, by_id: Mapping[int, Attribution], ids: Mapping[int, str]) -> int | None:
    """Return the nearest attribution around another that is a statement of the record."""
    around = row.within
    while around is not None and around not in ids:
        around = by_id[around].within
    return around


def _clean(text: str, attribution: Attribution) -> _Parts | None:
    """Return the parts with sound spans that do not overlap; None when no content is left."""
    source = _sound(text, attribution.source)
    cue = _sound(text, (piece for span in attribution.cue for piece in span.minus(source)))
    content = _sound(
        text, (piece for span in attribution.content for piece in _cut(text, span, [*source, *cue]))
    )
    if not any(_letters(span.words(text)) for span in content):
        return None
    return _Parts(Evidence.of(text, source), Evidence.of(text, cue), Evidence.of(text, content))


def _cut(text: str, span: Span, out: list[Span]) -> Iterator[Span]:
    """Yield the span whole when nothing is cut out of it, else the pieces, without the commas that the cut left bare."""
    pieces = list(span.minus(out))
    for piece in pieces:
        trimmed = piece if piece == span else piece.trimmed(text, ",;")
        if trimmed:
            yield trimmed


def _sound(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the sound ones of the spans without white space at their edges; those with only white space between are one."""
    out: list[Span] = []
    for span in sorted(
        trimmed for span in spans if (trimmed := span.trimmed(text)) and trimmed.is_sound(text)
    ):
        if out and not text[out[-1].end : span.start].strip():
            out[-1] = out[-1].joined(span)
        else:
            out.append(span)
    return out


def _id_of(actor: int | None, actor_ids: Mapping[int, str]) -> str | None:
    return None if actor is None else actor_ids.get(actor)


def _said(article: Article, circumstance: Circumstance) -> Dated | None:
    said = circumstance.said
    if said is None or said.value is None:
        return None
    return Dated(said.value, Evidence.of(article.text, [said.span]))


def _addressees(
    article: Article, circumstance: Circumstance, actor_ids: Mapping[int, str]
) -> tuple[Addressee, ...]:
    return tuple(
        Addressee(actor_ids[mention.actor], Evidence.of(article.text, [mention.span]))
        for mention in circumstance.addressees
        if mention.actor in actor_ids
    )


def _medium(
    article: Article, circumstance: Circumstance, told: SourceLink | None, actor_ids: Mapping[int, str]
) -> MediumRow | None:
    """Return how it was said, as told beside the cue, else as told of the mouth elsewhere (`told`)."""
    if circumstance.medium is not None:
        outlet = circumstance.medium_outlet
        evidence = Evidence.of(article.text, circumstance.medium_evidence)
        return MediumRow(circumstance.medium, evidence, _id_of(outlet.actor if outlet else None, actor_ids))
    if told is None or told.medium is None:
        return None
    spans = [span for span in told.evidence if span.is_sound(article.text)]
    title = told.title.words(article.text) if told.title else None
    return MediumRow(told.medium, Evidence.of(article.text, spans), _id_of(told.outlet, actor_ids), title)
