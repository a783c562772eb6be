"""Articles made by hand for the ledger: a text, who is named in it, and what statements it reports."""

import re
from datetime import date

from onrecord.model.article import Article, Published
from onrecord.model.evidence import Evidence
from onrecord.model.record import (
    Actor,
    ArticleRow,
    Link,
    MentionRow,
    PassageRow,
    PublishedRow,
    Record,
    Run,
    Statement,
    StatementEvidence,
)
from onrecord.model.span import Span
from onrecord.resolve.ledger.article import TellingArticle
from onrecord.resolve.ledger.outcomes import Promise
from onrecord.store.features.promise_features import PromiseFeatures


def make_telling(
    text: str,
    actors: dict[str, str],
    *,
    day: str = "2026-04-20",
    outlet: str = "Harbour Post",
    title: str | None = None,
    said: tuple[tuple[str, str], ...] = (),
) -> Record:
    """Return the record of a text. `actors` are kinds by name; `said` are speakers and the words they say."""
    article = Article(text=text, title=title, outlet=outlet, published=Published(day, "given"))
    rows = tuple(
        Actor(f"p{number}", name, kind, _mentions(text, name))  # type: ignore[arg-type]
        for number, (name, kind) in enumerate(actors.items(), start=1)
    )
    ids = {row.name: row.id for row in rows}
    statements = tuple(
        Statement(
            f"s{number}",
            ids[speaker],
            "indirect",
            "assert",
            StatementEvidence(Evidence.of(text, [_place(text, words)])),
            0.9,
            (Link(f"s{number}.1", ids[speaker], Evidence()),),
        )
        for number, (speaker, words) in enumerate(said, start=1)
    )
    row = ArticleRow(article.id, text, article.sha256, PublishedRow(day, "given"), title=title, outlet=outlet)
    passages = (PassageRow(Span(0, len(text)), "body"),)
    return Record(row, passages, rows, statements, Run("0", {}, {}))


def _mentions(text: str, name: str) -> tuple[MentionRow, ...]:
    places = re.finditer(rf"\b{re.escape(name)}\b", text)
    return tuple(MentionRow(Span(*place.span()), "name") for place in places)


def _place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def telling(text: str, actors: dict[str, str], **more: object) -> TellingArticle:
    """Return an article as the ledger reads it; ids across articles are kind and name in small letters."""
    record = make_telling(text, actors, **more)  # type: ignore[arg-type]
    ids = {row.id: f"{row.kind}:{row.name.lower()}" for row in record.actors}
    return TellingArticle.of(record, ids)


def promise(what: str, party: str = "state:kenya", *, day: str = "2026-03-03", number: float = 0) -> Promise:
    """Return a commitment of an earlier article."""
    terms = frozenset({(number, "drivers")}) if number else frozenset()
    row = "a:first/c1"
    features = PromiseFeatures(
        row, row, frozenset({party}), what, f"agreed to {what}", "agreed", date.fromisoformat(day), terms
    )
    return Promise(features)
