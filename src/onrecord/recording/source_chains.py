"""Source chains: from the mouth to this page, through whoever is told to have passed the words on."""

from collections.abc import Mapping
from dataclasses import replace

from onrecord.model.annotation import Circumstance
from onrecord.model.article import Article
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.record import Link, Statement


def build_source_chain(
    statement: str,
    article: Article,
    circumstance: Circumstance,
    source: Evidence,
    actor_ids: Mapping[int, str],
    around: Statement | None = None,
) -> tuple[Link, ...]:
    """Return the chain of a statement: its mouth (actor None when the text names nobody), then this article.

    Told within another statement (`around`), it comes on that one's word: the links of its chain stand between. Links that
    another outlet makes ("cited a Reuters quote") come with the chain reader. The outlet of the article is no actor of the
    text and therefore no link's `outlet`; the record names it under `article`.
    """
    outlet = circumstance.medium_outlet
    mouth = Link(
        id="",
        actor=None if circumstance.speaker is None else actor_ids.get(circumstance.speaker),
        medium=circumstance.medium,
        outlet=actor_ids.get(outlet.actor) if outlet else None,
        date=circumstance.said.value if circumstance.said else None,
        evidence=source,
    )
    page = Link(
        id="",
        actor=None,
        medium="article",
        title=article.title,
        date=article.published.value,
        evidence=NO_EVIDENCE,
    )
    relays = [link for link in around.source_chain[:-1] if link.actor is None or link.actor != mouth.actor] if around else []
    return tuple(replace(link, id=f"{statement}.{place}") for place, link in enumerate((mouth, *relays, page), start=1))
