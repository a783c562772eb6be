"""Source chains: from the mouth to this page. For now the two ends: the links between them come with the chain reader."""

from collections.abc import Mapping

from onrecord.model.annotation import Circumstance
from onrecord.model.article import Article
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.record import Link


def build_source_chain(
    statement: str, article: Article, circumstance: Circumstance, source: Evidence, actor_ids: Mapping[int, str]
) -> tuple[Link, ...]:
    """Return the chain's first and last link: the mouth (actor None when the text names nobody) and this article.

    The outlet of the article is not an actor of the text and is therefore not a link's `outlet`; the record names it
    under `article`.
    """
    outlet = circumstance.medium_outlet
    mouth = Link(
        id=f"{statement}.1",
        actor=None if circumstance.speaker is None else actor_ids.get(circumstance.speaker),
        medium=circumstance.medium,
        outlet=actor_ids.get(outlet.actor) if outlet else None,
        date=circumstance.said.value if circumstance.said else None,
        evidence=source,
    )
    page = Link(
        id=f"{statement}.2",
        actor=None,
        medium="article",
        title=article.title,
        date=article.published.value,
        evidence=NO_EVIDENCE,
    )
    return mouth, page
