"""Described: articles and rows in a line each, for lists that only name them (review, history, differences)."""

from collections.abc import Iterable, Iterator, Sequence

from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredArticle

LONGEST = 240  # characters of words shown
PIECE = 200  # rows asked for at once


def describe(dossier: Dossier, references: Iterable[str]) -> dict[str, str]:
    """Return a line on each article (`a:…`) or row (`a:…/s3`) that is there, in words for people. Raises StoreError."""
    wanted = sorted(set(references))
    found: dict[str, str] = {}
    for first in range(0, len(wanted), PIECE):
        some = wanted[first : first + PIECE]
        rows = [reference for reference in some if "/" in reference]
        asked = Filter(versions=True, rows=tuple(rows))
        names = Filter(versions=True, rows=tuple(sorted({reference.partition("/")[0] for reference in some})))
        articles = {article.id: article for article in dossier.list_articles(names)}
        lines = {
            **dict(_articles(articles, some)),
            **dict(_rows(dossier, asked)),
            **dict(_actors(dossier, rows, articles)),
        }
        found.update({reference: _shortened(line) for reference, line in lines.items()})
    return found


def _articles(articles: dict[str, StoredArticle], wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    for reference in wanted:
        article = articles.get(reference)
        if article is not None:
            yield reference, f"{article.title or article.url or article.source}{_where(article)}"


def _rows(dossier: Dossier, asked: Filter) -> Iterator[tuple[str, str]]:
    if not asked.rows:
        return
    for row in dossier.list_statements(asked):
        yield (
            f"{row.article.id}/{row.id}",
            f"{row.actor or row.source or 'unnamed'}: {row.content}{_where(row.article)}",
        )
    for event in dossier.list_events(asked):
        date = f", {event.date}" if event.date else ""
        yield f"{event.article.id}/{event.id}", f"{event.type}{date}: {event.words}{_where(event.article)}"
    for told in dossier.list_commitments(asked):
        words = f"{', '.join(told.parties)}: {told.what} [{told.status}]: {told.words}"
        yield f"{told.article.id}/{told.id}", f"{words}{_where(told.article)}"


def _actors(
    dossier: Dossier, rows: Sequence[str], articles: dict[str, StoredArticle]
) -> Iterator[tuple[str, str]]:
    for actor in dossier.list_actor_rows([row for row in rows if row.partition("/")[2].startswith("p")]):
        told = dict.fromkeys(part for part in (actor.kind, actor.country, *actor.roles) if part)
        article = articles.get(actor.reference.partition("/")[0])
        yield actor.reference, f"{actor.name} ({', '.join(told)}){_where(article) if article else ''}"


def _where(article: StoredArticle) -> str:
    told = [part for part in (article.outlet, article.published) if part]
    return f" ({', '.join(told)})" if told else ""


def _shortened(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
