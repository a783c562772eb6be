"""Source chains of the record: from the speaker, through those who passed the words on, to this article."""

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
class PassedOn:
    """The source links of an article, by the id of the attribution.

    `origins` are the links at place 0, `links` the later ones. `carried` are attributions that are no
    statements of their own: they only report how another's words were passed on or what they answer. Their
    value is that other attribution. `answered` are pairs of an attribution and the one it answers.
    """

    origins: Mapping[int, SourceLink]
    links: Mapping[int, tuple[SourceLink, ...]]
    carried: Mapping[int, int]
    answered: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, annotations: Annotations) -> "PassedOn":
        """Sort the source links and responses of an article; both layers may be absent."""
        rows = (
            sorted(annotations.of(SourceLink), key=lambda row: row.place)
            if annotations.has(SourceLink)
            else []
        )
        responses = annotations.of(Response) if annotations.has(Response) else ()
        links: dict[int, list[SourceLink]] = {}
        for row in rows:
            if row.place > 0:
                links.setdefault(row.attribution, []).append(row)
        evidence: list[tuple[int, int | None, tuple[Span, ...]]] = [
            (row.attribution, None, row.evidence) for row in rows
        ]
        evidence += [(row.attribution, row.to, row.evidence) for row in responses]
        return cls(
            {row.attribution: row for row in rows if row.place == 0},
            {index: tuple(found) for index, found in links.items()},
            find_redundant_attributions(annotations.of(Attribution), evidence),
            frozenset((row.attribution, row.to) for row in responses if row.relay is None),
        )


def build_source_chain(
    article: Article,
    origin: Link,
    source_links: Iterable[SourceLink],
    actor_ids: Mapping[int, str],
    around: Statement | None,
    statement: str,
) -> tuple[Link, ...]:
    """Return the chain of a statement: its origin, those who passed it on, this article.

    The actor of the origin is None when the text names nobody. A statement inside another (`around`) comes
    through the chain of that one, unless the other only answers it. The outlet of the article is no actor
    of the text and therefore no link's `outlet`; the record has it under `article`. So it is with the account
    whose post the article passes on (`article.forwarded`): its link, before the last, has no words either.
    """
    article_link = Link("", None, NO_EVIDENCE, "article", title=article.title, date=article.published.value)
    passed = [_link(article, source_link, actor_ids) for source_link in source_links]
    known = {link.actor for link in (origin, *passed)} - {None}
    last = (*_forwarded_links(article), article_link)
    outer_links = around.source_chain[: -len(last)] if around else ()
    reporters = [
        link
        for link in outer_links
        if not _is_redundant(link, (origin, *passed)) and (link.actor is None or link.actor not in known)
    ]
    chain = (origin, *passed, *reporters, *last)
    return tuple(replace(link, id=f"{statement}.{place}") for place, link in enumerate(chain, start=1))


def _forwarded_links(article: Article) -> tuple[Link, ...]:
    """Return the link of the post that an article passes on, if it does."""
    if article.forwarded is None:
        return ()
    return (Link("", None, NO_EVIDENCE, "post", date=article.forwarded.published),)


def _is_redundant(reporter: Link, others: Sequence[Link]) -> bool:
    """Tell whether a link without actor adds nothing: no words, or the words of another link.

    ("A transcript published by Die Zeit" contains the words of the link of Die Zeit.)
    """
    if reporter.actor is not None:
        return False
    spans = [span for link in others[1:] for span in link.evidence.spans]
    same = any(link.actor is None and link.evidence.words == reporter.evidence.words for link in others)
    return (
        not reporter.evidence
        or same
        or any(around.holds(span) for around in reporter.evidence.spans for span in spans)
    )


def build_origin(
    article: Article,
    circumstance: Circumstance,
    source_link: SourceLink | None,
    source: Evidence,
    actor_ids: Mapping[int, str],
) -> Link:
    """Return the first link: the source of the attribution, completed by what the text says elsewhere."""
    outlet = circumstance.medium_outlet.actor if circumstance.medium_outlet else None
    medium, title, date = circumstance.medium, None, circumstance.said.value if circumstance.said else None
    actor, evidence = circumstance.speaker, source
    if source_link is not None:
        words = Evidence.of(article.text, _sound(article, source_link.evidence))
        named = source_link.actor is not None or (source_link.medium is None and bool(words))
        evidence = words if named else Evidence.of(article.text, [*source.spans, *words.spans])
        actor = source_link.actor if named else actor
        if medium is None:
            medium, outlet = source_link.medium, source_link.outlet
        title = source_link.title.words(article.text) if source_link.title else None
    return Link(
        id="",
        actor=None if actor is None else actor_ids.get(actor),
        medium=medium,
        outlet=None if outlet is None else actor_ids.get(outlet),
        title=title,
        date=date,
        evidence=evidence,
    )


def _link(article: Article, source_link: SourceLink, actor_ids: Mapping[int, str]) -> Link:
    return Link(
        id="",
        actor=None if source_link.actor is None else actor_ids.get(source_link.actor),
        medium=source_link.medium,
        outlet=None if source_link.outlet is None else actor_ids.get(source_link.outlet),
        title=source_link.title.words(article.text) if source_link.title else None,
        date=source_link.date.value if source_link.date else None,
        evidence=Evidence.of(article.text, _sound(article, source_link.evidence)),
    )


def _sound(article: Article, spans: Iterable[Span]) -> list[Span]:
    return [span for span in spans if span.is_sound(article.text)]
