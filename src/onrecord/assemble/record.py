"""The record of an article: built from its parts and checked."""

from collections.abc import Collection

from onrecord.assemble.actors import build_actors
from onrecord.assemble.commitments import build_commitments
from onrecord.assemble.events import build_events
from onrecord.assemble.row_confidence import rate_rows, with_confidence
from onrecord.assemble.statements import build_statements
from onrecord.model.annotation import Passage
from onrecord.model.article import Article
from onrecord.model.checks import check_record
from onrecord.model.errors import OnRecordError
from onrecord.model.layers import Annotations
from onrecord.model.record import ArticleRow, PassageRow, PublishedRow, Record, Run


def build_record(article: Article, annotations: Annotations, run: Run, min_confidence: float = 0.0) -> Record:
    """Return the record, without statements below `min_confidence` and the events that only they report.

    A statement inside an omitted one belongs to the next outer statement. Raises OnRecordError when the
    record breaks the contract, which is always a fault of an annotator and never of the text.
    """
    record, ids = build_unrated(article, annotations, run)
    confidences = rate_rows(record)
    low = {index for index, row in ids.items() if confidences[row] < min_confidence}
    if low:
        first = {index: confidences[row] for index, row in ids.items()}
        record, ids = build_unrated(article, annotations, run, low)
        # Statements have the confidence they had among all others: none falls below because another did.
        confidences = rate_rows(record) | {row: first[index] for index, row in ids.items()}
    return with_confidence(record, confidences)


def build_unrated(
    article: Article, annotations: Annotations, run: Run, left_out: Collection[int] = ()
) -> tuple[Record, dict[int, str]]:
    """Return the record with the annotators' confidences, and the statement id of each attribution id.

    Attributions with an id in `left_out` give no statement. Raises OnRecordError like `build_record`.
    """
    actors, actor_ids = build_actors(article, annotations)
    statements, statement_ids = build_statements(article, annotations, actor_ids, left_out)
    events, event_ids = build_events(article, annotations, actor_ids, statement_ids)
    record = Record(
        article=build_article_row(article),
        passages=tuple(PassageRow(passage.span, passage.kind) for passage in annotations.of(Passage)),
        actors=actors,
        statements=statements,
        run=run,
        events=events,
        commitments=build_commitments(article, annotations, actor_ids, event_ids),
    )
    problems = check_record(record)
    if problems:
        raise OnRecordError(
            f"the record of {article.source or article.id} breaks the contract: {'; '.join(problems[:3])}"
        )
    return record, statement_ids


def build_article_row(article: Article) -> ArticleRow:
    """Return the article of a record."""
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
        source=_without_folder(article.source),
        credit=article.credit,
        version=article.version,
        notice=article.notice,
        forwarded=article.forwarded,
        extent=article.extent,
    )


def _without_folder(source: str) -> str:
    """Return an address as it is, and of a path the file's own name: a folder differs between machines."""
    return source if "://" in source else source.replace("\\", "/").rpartition("/")[2]
