"""Commitments of the record, built from commitment mentions."""

from collections.abc import Mapping

from onrecord.assemble.events import build_quantities
from onrecord.model.annotation import CommitmentMention
from onrecord.model.article import Article
from onrecord.model.evidence import Evidence
from onrecord.model.layers import Annotations
from onrecord.model.record import Agreed, Commitment, Condition


def build_commitments(
    article: Article, annotations: Annotations, actor_ids: Mapping[int, str], event_ids: Mapping[int, str]
) -> tuple[Commitment, ...]:
    """Return the commitments in text order with ids `c1`, `c2`, ….

    `event_ids` are the record ids by the id of the event mention.
    """
    if not annotations.has(CommitmentMention):
        return ()
    text = article.text
    rows: list[Commitment] = []
    for mention in sorted(annotations.of(CommitmentMention), key=lambda row: (row.span, row.to)):
        evidence = Evidence.of(text, [span for span in mention.evidence if span.is_sound(text)])
        if not evidence:
            continue
        rows.append(
            Commitment(
                id=f"c{len(rows) + 1}",
                parties=tuple(
                    dict.fromkeys(actor_ids[party] for party in mention.parties if party in actor_ids)
                ),
                to=mention.to,
                status=mention.status,
                evidence=evidence,
                terms=build_quantities(article, mention.terms, mention.deadlines),
                conditions=tuple(
                    Condition(" ".join(span.words(text).split()), Evidence.of(text, [span]))
                    for span in mention.conditions
                    if span.is_sound(text)
                ),
                agreed=_agreed(mention, event_ids),
                status_evidence=Evidence.of(
                    text, [span for span in mention.status_evidence if span.is_sound(text)]
                ),
                deadline=mention.deadline,
            )
        )
    return tuple(rows)


def _agreed(mention: CommitmentMention, event_ids: Mapping[int, str]) -> Agreed | None:
    event = None if mention.event is None else event_ids.get(mention.event)
    date = mention.agreed_on.value if mention.agreed_on else None
    place = mention.agreed_at.name if mention.agreed_at else None
    return Agreed(event, date, place) if event or date or place else None
