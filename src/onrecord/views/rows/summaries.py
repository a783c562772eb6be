"""Summaries: an article or a row in one line of text, for the review list and for differences."""

from collections.abc import Iterable, Iterator, Sequence

from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import StoredArticle
from onrecord.views.queries import BATCH

LONGEST = 240  # characters of a summary


def describe(dossier: Dossier, references: Iterable[str]) -> dict[str, str]:
    """Return a line for each article (`a:…`) or row (`a:…/s3`) that the dossier has. Raises StoreError."""
    wanted = sorted(set(references))
    found: dict[str, str] = {}
    for first in range(0, len(wanted), BATCH):
        batch = wanted[first : first + BATCH]
        rows = tuple(reference for reference in batch if "/" in reference)
        article_ids = tuple(sorted({reference.partition("/")[0] for reference in batch}))
        listed = dossier.list_articles(Filter(versions=True, rows=article_ids))
        articles = {article.id: article for article in listed}
        lines = {
            **dict(_describe_articles(articles, batch)),
            **dict(_describe_rows(dossier, rows)),
            **dict(_describe_actors(dossier, rows, articles)),
        }
        found.update({reference: _shorten(line) for reference, line in lines.items()})
    return found


def _describe_articles(
    articles: dict[str, StoredArticle], references: Sequence[str]
) -> Iterator[tuple[str, str]]:
    for reference in references:
        article = articles.get(reference)
        if article is not None:
            yield reference, f"{article.title or article.url or article.source}{_publication(article)}"


def _describe_rows(dossier: Dossier, rows: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not rows:
        return
    wanted = Filter(versions=True, rows=rows)
    for row in dossier.list_statements(wanted):
        line = f"{row.actor or row.source or 'unnamed'}: {row.content}{_publication(row.article)}"
        yield f"{row.article.id}/{row.id}", line
    for event in dossier.list_events(wanted):
        date = f", {event.date}" if event.date else ""
        line = f"{event.type}{date}: {event.words}{_publication(event.article)}"
        yield f"{event.article.id}/{event.id}", line
    for commitment in dossier.list_commitments(wanted):
        parties = ", ".join(commitment.parties)
        line = f"{parties}: {commitment.what} [{commitment.status}]: {commitment.words}"
        yield f"{commitment.article.id}/{commitment.id}", f"{line}{_publication(commitment.article)}"


def _describe_actors(
    dossier: Dossier, rows: Sequence[str], articles: dict[str, StoredArticle]
) -> Iterator[tuple[str, str]]:
    for actor in dossier.list_actor_rows([row for row in rows if row.partition("/")[2].startswith("p")]):
        facts = dict.fromkeys(part for part in (actor.kind, actor.country, *actor.roles) if part)
        article = articles.get(actor.reference.partition("/")[0])
        publication = _publication(article) if article else ""
        yield actor.reference, f"{actor.name} ({', '.join(facts)}){publication}"


def _publication(article: StoredArticle) -> str:
    parts = [part for part in (article.outlet, article.published) if part]
    return f" ({', '.join(parts)})" if parts else ""


def _shorten(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
