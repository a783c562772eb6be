"""Link: compare what is new in a dossier with what was there and keep the findings. Stopped, it goes on where it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.linking.reprints import Telling, compare, make_telling, telling_prints
from onrecord.linking.same_statements import Said, by_name, compare_said, list_said, said_prints
from onrecord.model.judgement import Judgement, make_judgement
from onrecord.model.record import Record
from onrecord.store.base import DOUBTFUL, Dossier

RULE = "rule:words/1"  # reprints and same statements; a new number makes every article be compared anew
MOST_CANDIDATES = 60  # articles one is compared with: those that share most prints
SAME = 0.5


@dataclass(frozen=True, slots=True)
class Linked:
    """What was found of one article: how many others carry its copy, and how many report one of its statements."""

    article: str
    reprints: int
    statements: int


@dataclass(frozen=True, slots=True)
class _Compared:
    telling: Telling
    said: tuple[Said, ...]


def link_articles(dossier: Dossier) -> Iterator[Linked]:
    """Compare every article that was not yet, and yield what was found of each. Raises StoreError."""
    for article_id in dossier.list_unlinked(RULE):
        found = link_article(dossier, article_id)
        if found is not None:
            yield found


def link_article(dossier: Dossier, article_id: str) -> Linked | None:
    """Compare one article with those compared before it and keep the judgements; None when its record is gone."""
    record = dossier.get_record(article_id)
    if record is None:
        return None
    own = _compared(record)
    prints = sorted({*telling_prints(own.telling), *said_prints(own.said)})
    made_at = datetime.now(UTC).isoformat(timespec="microseconds")
    judgements: list[Judgement] = []
    for other_id in dossier.find_sharing(article_id, prints, MOST_CANDIDATES):
        other = dossier.get_record(other_id)
        if other is not None:
            judgements.extend(_judge(own, _compared(other), made_at))
    dossier.write_linked(article_id, RULE, prints, judgements)
    same = [row.kind for row in judgements if row.same]
    return Linked(article_id, same.count("reprint"), same.count("statement"))


def _compared(record: Record) -> _Compared:
    return _Compared(make_telling(record), tuple(list_said(record)))


def _judge(own: _Compared, other: _Compared, made_at: str) -> Iterator[Judgement]:
    """Yield the judgements on two articles and their statements that are the same or doubtful."""
    found = compare(own.telling, other.telling)
    if found.score >= DOUBTFUL:
        yield make_judgement("reprint", (own.telling.article, other.telling.article), RULE, found.score, found.reason, made_at)
    named = by_name(other.said)
    for said in own.said:
        rivals = {row.reference: row for name in sorted(said.names) for row in named.get(name, ())}
        for reference, rival in rivals.items():
            likeness = compare_said(said, rival)
            if likeness is not None and likeness.score >= DOUBTFUL:
                pair = (said.reference, reference)
                yield make_judgement("statement", pair, RULE, likeness.score, likeness.reason, made_at)
                shared = sorted(said.held_by & rival.held_by)
                if shared and likeness.score >= SAME:
                    reason = f"both had the words from {shared[0]}"
                    yield make_judgement("origin", pair, RULE, likeness.score, reason, made_at)
