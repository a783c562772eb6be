"""Statements of the record, built from attributions, speech acts and circumstances."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.assemble.responses import with_answers
from onrecord.assemble.source_chains import PassedOn, build_origin, build_source_chain
from onrecord.assemble.topics import TopicFinder
from onrecord.model.annotation import (
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

DIRECT_SHARE = 0.9  # share of letters inside quotation marks from which a content is direct, as in evaluation


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of an attribution after cleaning: sound spans, no two parts on the same characters."""

    source: Evidence
    cue: Evidence
    content: Evidence


def build_statements(
    article: Article, annotations: Annotations, actor_ids: Mapping[int, str], left_out: Collection[int] = ()
) -> tuple[tuple[Statement, ...], dict[int, str]]:
    """Return the statements in text order, and the record id (`s1`, `s2`, …) by the id of the attribution.

    Non-statements and attributions with an id in `left_out` are omitted. A statement inside an omitted one
    belongs to the next outer statement, if any.
    """
    non_statements = {row.attribution for row in annotations.of(NonStatement)}
    builder = _StatementBuilder(article, annotations, actor_ids, PassedOn.of(annotations))
    for attribution in _in_text_order(annotations.of(Attribution)):
        index = attribution.id
        parts = _clean_parts(article.text, attribution)
        is_omitted = index in left_out or index in builder.passed_on.carried or index in non_statements
        if parts is not None and not is_omitted:
            builder.add(attribution, parts)
    ids = builder.ids | {
        index: builder.ids[owner]
        for index, owner in builder.passed_on.carried.items()
        if owner in builder.ids
    }
    responses = annotations.of(Response) if annotations.has(Response) else ()
    return with_answers(article, builder.rows.values(), responses, ids), ids


@dataclass(slots=True)
class _StatementBuilder:
    """The statements of an article under construction; inner statements follow the outer one."""

    article: Article
    annotations: Annotations
    actor_ids: Mapping[int, str]
    passed_on: PassedOn
    ids: dict[int, str] = field(default_factory=dict)
    rows: dict[int, Statement] = field(default_factory=dict)
    acts: dict[int, UtteranceAct] = field(default_factory=dict)
    circumstances: dict[int, Circumstance] = field(default_factory=dict)
    by_id: dict[int, Attribution] = field(default_factory=dict)
    quoted: tuple[Span, ...] = ()
    topics: TopicFinder = field(init=False)

    def __post_init__(self) -> None:
        self.acts = {row.attribution: row for row in self.annotations.of(UtteranceAct)}
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
        article, origin_link = self.article, self.passed_on.origins.get(index)
        circumstance = self.circumstances.get(index, Circumstance(attribution.span, index))
        origin = build_origin(article, circumstance, origin_link, parts.source, self.actor_ids)
        performed = self.acts.get(index) or UtteranceAct(attribution.span, index, "assert")
        outer = _outer_statement(attribution, self.by_id, self.ids)
        self.rows[index] = Statement(
            id=name,
            actor=origin.actor,
            actors=self._actors(origin, circumstance),
            on_behalf_of=self._represented(origin, circumstance),
            kind="direct"
            if attribution.verbatim
            else statement_kind(article.text, parts.content.spans, self.quoted),
            act=performed.act,
            reality=performed.reality,
            within=None if outer is None else self.ids[outer],
            addressees=_addressees(article, circumstance, self.actor_ids),
            said=_said(article, circumstance),
            medium=_medium(article, circumstance, origin_link, self.actor_ids),
            source_chain=self._chain(index, outer, origin),
            evidence=StatementEvidence(parts.content, parts.source, parts.cue),
            confidence=round(attribution.confidence, 4),
            topics=self.topics.find(parts.content.spans),
        )

    def _actors(self, origin: Link, circumstance: Circumstance) -> tuple[str, ...]:
        """Return the actor of the origin, with the others who speak together with the speaker."""
        if origin.actor is None:
            return ()
        together = origin.actor == _id_of(circumstance.speaker, self.actor_ids)
        others = (
            [self.actor_ids[one] for one in circumstance.others if one in self.actor_ids] if together else []
        )
        return tuple(dict.fromkeys([origin.actor, *others]))

    def _represented(self, origin: Link, circumstance: Circumstance) -> str | None:
        """Return the actor for whom the actor of the origin speaks."""
        if origin.actor is None or origin.actor != _id_of(circumstance.speaker, self.actor_ids):
            return None
        found = _id_of(circumstance.on_behalf_of, self.actor_ids)
        return None if found == origin.actor else found

    def _chain(self, index: int, outer: int | None, origin: Link) -> tuple[Link, ...]:
        """Return the source chain; an outer statement that only answers this one is no link."""
        around = None if outer is None or (outer, index) in self.passed_on.answered else self.rows[outer]
        source_links = self.passed_on.links.get(index, ())
        return build_source_chain(self.article, origin, source_links, self.actor_ids, around, self.ids[index])


def _mentions(annotations: Annotations) -> tuple[Mention, ...]:
    return all_mentions(annotations) if annotations.has(Mention) else ()


def statement_kind(text: str, content: Iterable[Span], quoted: tuple[Span, ...]) -> StatementKind:
    """Return direct, mixed or indirect by the share of letters and digits inside quotation marks.

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
    """Sort outer statements before inner ones, otherwise by text order."""
    by_id = {row.id: row for row in attributions}

    def order(row: Attribution) -> tuple[Span, int, Span, int]:
        root, depth = row, 0
        while root.within is not None:
            root, depth = by_id[root.within], depth + 1
        return root.span, depth, row.span, row.id

    return sorted(attributions, key=order)


def _outer_statement(
    row: Attribution, by_id: Mapping[int, Attribution], ids: Mapping[int, str]
) -> int | None:
    """Return the id of the nearest outer attribution that is a statement of the record."""
    around = row.within
    while around is not None and around not in ids:
        around = by_id[around].within
    return around


def _clean_parts(text: str, attribution: Attribution) -> _Parts | None:
    """Return the parts with sound spans that do not overlap; None when no content is left."""
    source = _sound(text, attribution.source)
    cue = _sound(text, (piece for span in attribution.cue for piece in span.minus(source)))
    content = _sound(
        text, (piece for span in attribution.content for piece in _without_parts(text, span, [*source, *cue]))
    )
    if not any(_letters(span.words(text)) for span in content):
        return None
    return _Parts(Evidence.of(text, source), Evidence.of(text, cue), Evidence.of(text, content))


def _without_parts(text: str, span: Span, out: list[Span]) -> Iterator[Span]:
    """Yield what is left of a span without `out`, trimmed of the commas at the cuts."""
    pieces = list(span.minus(out))
    for piece in pieces:
        trimmed = piece if piece == span else piece.trimmed(text, ",;")
        if trimmed:
            yield trimmed


def _sound(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the sound spans, trimmed; those with only white space between them are joined."""
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
    article: Article, circumstance: Circumstance, origin_link: SourceLink | None, actor_ids: Mapping[int, str]
) -> MediumRow | None:
    """Return the medium of the attribution, else that of the origin elsewhere in the text."""
    if circumstance.medium is not None:
        outlet = circumstance.medium_outlet
        evidence = Evidence.of(article.text, circumstance.medium_evidence)
        return MediumRow(circumstance.medium, evidence, _id_of(outlet.actor if outlet else None, actor_ids))
    if origin_link is None or origin_link.medium is None:
        return None
    spans = [span for span in origin_link.evidence if span.is_sound(article.text)]
    title = origin_link.title.words(article.text) if origin_link.title else None
    return MediumRow(
        origin_link.medium, Evidence.of(article.text, spans), _id_of(origin_link.outlet, actor_ids), title
    )
