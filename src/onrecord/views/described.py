"""Described: articles and rows in a line each, for lists that only name them (review, history, differences)."""

from collections.abc import Iterable, Iterator

from onrecord.model.record import Record, find_list
from onrecord.store.base import Dossier

LONGEST = 240  # characters of words shown


def describe(dossier: Dossier, references: Iterable[str]) -> dict[str, str]:
    """Return a line on each article (`a:…`) or row (`a:…/s3`) that is there, in words for people. Raises StoreError.

    Reads the articles' records: meant for the rows of one page.
    """
    wanted = sorted(set(references))
    found: dict[str, str] = {}
    article, record = "", None
    for reference in wanted:
        name, _, row = reference.partition("/")
        if name != article:
            article, record = name, dossier.get_record(name)
        if record is not None:
            found[reference] = _shortened(_row(record, row) if row else _article(record))
    return found


def _article(record: Record) -> str:
    article = record.article
    return f"{article.title or article.url or article.source}{_where(record)}"


def _where(record: Record) -> str:
    told = [part for part in (record.article.outlet, record.article.published.value) if part]
    return f" ({', '.join(told)})" if told else ""


def _row(record: Record, row: str) -> str:
    return next(_words(record, row), f"{row}, which the record no longer holds") + _where(record)


def _words(record: Record, row: str) -> Iterator[str]:
    names = {actor.id: actor for actor in record.actors}
    place = find_list(record, row)
    if place == "actors":
        actor = names[row]
        told = [actor.kind, actor.country, *(role.title for role in actor.roles)]
        yield f"{actor.name} ({', '.join(dict.fromkeys(part for part in told if part))})"
    elif place == "statements":
        statement = next(statement for statement in record.statements if statement.id == row)
        who = names[statement.actor].name if statement.actor in names else str(statement.evidence.source) or "unnamed"
        yield f"{who}: {statement.evidence.content}"
    elif place == "events":
        event = next(event for event in record.events if event.id == row)
        date = f", {event.date.value}" if event.date else ""
        yield f"{event.type}{date}: {event.evidence.all}"
    elif place == "commitments":
        commitment = next(commitment for commitment in record.commitments if commitment.id == row)
        parties = ", ".join(names[party].name for party in commitment.parties if party in names)
        yield f"{parties}: {commitment.to} [{commitment.status}]: {commitment.evidence}"


def _shortened(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
