"""The record of an article, put together from its parts and checked."""

from onrecord.model.annotation import Passage
from onrecord.model.article import Article
from onrecord.model.checks import check_record
from onrecord.model.errors import OnRecordError
from onrecord.model.reading import Reading
from onrecord.model.record import ArticleRow, PassageRow, PublishedRow, Record, Run
from onrecord.recording.actors import build_actors
from onrecord.recording.commitments import build_commitments
from onrecord.recording.events import build_events
from onrecord.recording.statements import build_statements


def build_record(article: Article, reading: Reading, run: Run, min_confidence: float = 0.0) -> Record:
    """Return the record. Raises OnRecordError when it would break the contract: a fault of a reader, never of the text."""
    actors, actor_ids = build_actors(article, reading)
    statements, statement_ids = build_statements(article, reading, actor_ids, min_confidence)
    events, event_ids = build_events(article, reading, actor_ids, statement_ids)
    record = Record(
        article=_article_row(article),
        passages=tuple(PassageRow(passage.span, passage.kind) for passage in reading.of(Passage)),
        actors=actors,
        statements=statements,
        run=run,
        events=events,
        commitments=build_commitments(article, reading, actor_ids, event_ids),
    )
    problems = check_record(record)
    if problems:
        raise OnRecordError(f"the record of {article.source or article.id} breaks the contract: {'; '.join(problems[:3])}")
    return record


def _article_row(article: Article) -> ArticleRow:
    published = article.published
    return ArticleRow(
        id=article.id,
        text=article.text,
        sha256=article.sha256,
        published=PublishedRow(published.value, published.how, published.evidence),
        title=article.title,
        language=article.language or "en",
        authors=article.authors,
        outlet=article.outlet,
        url=article.url,
        source=article.source,
    )
