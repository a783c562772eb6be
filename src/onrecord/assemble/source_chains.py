"""Source chains: from the mouth to this page, through whoever is told to have passed the words on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.model.annotation import Attribution, Circumstance, Response, SourceLink
from onrecord.model.article import Article
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.layers import Annotations
from onrecord.model.record import Link, Statement
from onrecord.model.redundant_attributions import find_redundant_attributions
from onrecord.model.span import Span


@dataclass(frozen=True, slots=True)
class Passing:
    """What the readers tell of words that are passed on.

    `mouths` are the relays at place 0 and `links` the others, both by attribution; `carried` are the attributions that only
    tell how another's words were passed on or what they answer, each with the one it tells of: they are no statements.
    `answered` are the pairs of an attribution and the one it answers.
    """

    mouths: Mapping[int, SourceLink]
    links: Mapping[int, tuple[SourceLink, ...]]
    carried: Mapping[int, int]
    answered: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, annotations: Annotations) -> "Passing":
        """Sort the relays and replies of a reading; a reading without these layers tells of none."""
        rows = (
            sorted(annotations.of(SourceLink), key=lambda row: row.place)
            if annotations.has(SourceLink)
            else []
        )
        replies = annotations.of(Response) if annotations.has(Response) else ()
        links: dict[int, list[SourceLink]] = {}
        for row in rows:
            if row.place > 0:
                links.setdefault(row.attribution, []).append(row)
        evidence: list[tuple[int, int | None, tuple[Span, ...]]] = [
            (row.attribution, None, row.evidence) for row in rows
        ]
        evidence += [(row.attribution, row.to, row.evidence) for row in replies]
        return cls(
            {row.attribution: row for row in rows if row.place == 0},
            {index: tuple(found) for index, found in links.items()},
            find_redundant_attributions(annotations.of(Attribution), evidence),
            frozenset((row.attribution, row.to) for row in replies if row.relay is None),
        )


def build_source_chain(
    article: Article,
    mouth: Link,
    relays: Iterable[SourceLink],
    actor_ids: Mapping[int, str],
    around: Statement | None,
    statement: str,
) -> tuple[Link, ...]:
    """Return the chain of the statement with this id: its mouth, who passed it on, this article.

    The mouth's actor is None when the text names nobody. Told within another statement (`around`) that does not only answer it,
    it comes on that one's word: the links of its chain stand between. The outlet of the article is no actor of the text and
    therefore no link's `outlet`; the record names it under `article`.
    """
    page = Link("", None, NO_EVIDENCE, "article", title=article.title, date=article.published.value)
    passed = [_link(article, relay, actor_ids) for relay in relays]
    known = {link.actor for link in (mouth, *passed)} - {None}
    told = around.source_chain[:-1] if around else ()
    tellers = [
        link
        for link in told
        if not _is_there(link, (mouth, *passed)) and (link.actor is None or link.actor not in known)
    ]
    chain = (mouth, *passed, *tellers, page)
    return tuple(replace(link, id=f"{statement}.{place}") for place, link in enumerate(chain, start=1))


def _is_there(teller: Link, others: Sequence[Link]) -> bool:
    """Tell whether a teller who is no actor adds nothing: nobody is told, or the words are those of another link.

    ("A transcript published by Die Zeit" holds the words of the link of Die Zeit; "the advisory" tells of "the advisory".)
    """
    if teller.actor is not None:
        return False
    spans = [span for link in others[1:] for span in link.evidence.spans]
    same = any(link.actor is None and link.evidence.words == teller.evidence.words for link in others)
    return (
        not teller.evidence
        or same
        or any(around.holds(span) for around in teller.evidence.spans for span in spans)
    )


def build_mouth(
    article: Article,
    circumstance: Circumstance,
    told: SourceLink | None,
    source: Evidence,
    actor_ids: Mapping[int, str],
) -> Link:
    """Return the first link: the source of the attribution, completed by what is `told` of the mouth elsewhere."""
    outlet = circumstance.medium_outlet.actor if circumstance.medium_outlet else None
    medium, title, date = circumstance.medium, None, circumstance.said.value if circumstance.said else None
    actor, evidence = circumstance.speaker, source
    if told is not None:
        words = Evidence.of(article.text, _sound(article, told.evidence))
        named = told.actor is not None or (told.medium is None and bool(words))
        evidence = words if named else Evidence.of(article.text, [*source.spans, *words.spans])
        actor = told.actor if named else actor
        if medium is None:
            medium, outlet = told.medium, told.outlet
        title = told.title.words(article.text) if told.title else None
    return Link(
        id="",
        actor=None if actor is None else actor_ids.get(actor),
        medium=medium,
        outlet=None if outlet is None else actor_ids.get(outlet),
        title=title,
        date=date,
        evidence=evidence,
    )


def _link(article: Article, relay: SourceLink, actor_ids: Mapping[int, str]) -> Link:
    return Link(
        id="",
        actor=None if relay.actor is None else actor_ids.get(relay.actor),
        medium=relay.medium,
        outlet=None if relay.outlet is None else actor_ids.get(relay.outlet),
        title=relay.title.words(article.text) if relay.title else None,
        date=relay.date.value if relay.date else None,
        evidence=Evidence.of(article.text, _sound(article, relay.evidence)),
    )


def _sound(article: Article, spans: Iterable[Span]) -> list[Span]:
    return [span for span in spans if span.is_sound(article.text)]
