"""Makes the judgements of the ledger on one article: what it tells of others, and what others tell of it."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from onrecord.model.edtf import edtf_bounds
from onrecord.model.judgement import Judgement, Signature, make_decision
from onrecord.model.record import Record, Statement
from onrecord.model.span import Span
from onrecord.model.step import StepDetail, StepKind
from onrecord.resolve.ledger.article import Teller, TellingArticle
from onrecord.resolve.ledger.notices import (
    MOST_DAYS,
    Meant,
    Notice,
    Report,
    find_meant,
    find_notices,
    find_row,
    has_notice_words,
)
from onrecord.resolve.ledger.outcomes import Promise, find_told
from onrecord.store.protocol import DOUBTFUL, Dossier, Filter
from onrecord.store.search_terms import fold_name

MAX_OUTLETS = 500  # of a dossier, whose names are looked for
MAX_REPORTS = 40  # of an outlet, that a notice is compared with
MAX_LATER = 5  # articles published after one that is added late, which may tell of it: each is loaded


def judge_steps(
    dossier: Dossier, article_id: str, by: str, made_at: str, *, by_later: bool = True
) -> Iterator[Judgement]:
    """Yield what an article tells of earlier ones, and `by_later` what later ones that are here tell of it.

    Raises StoreError.
    """
    seen: set[tuple[str, str, str]] = set()
    for judgement in _all_steps(dossier, article_id, by, made_at, by_later):
        key = (judgement.kind, judgement.left, judgement.right)
        if key not in seen:  # a row tells one thing of another, the likeliest
            seen.add(key)
            yield judgement


def _all_steps(
    dossier: Dossier, article_id: str, by: str, made_at: str, by_later: bool
) -> Iterator[Judgement]:
    telling = next(_load(dossier, [article_id]), None)
    if telling is None:
        return
    yield from _own_steps(telling, by, made_at)
    yield from _steps_told(dossier, telling, by, made_at, None)
    if not by_later:
        return
    known_as = sorted({one for row in telling.mentions for one in row.ids})
    later = dossier.list_later_articles(article_id, known_as, MAX_LATER)
    for other in list(_load(dossier, later)):
        yield from _steps_told(dossier, other, by, made_at, article_id)


def _load(dossier: Dossier, article_ids: Iterable[str]) -> Iterator[TellingArticle]:
    for stored in dossier.list_records(article_ids):
        yield TellingArticle.of(stored.record, stored.actor_ids)


def _steps_told(
    dossier: Dossier, telling: TellingArticle, by: str, made_at: str, only: str | None
) -> Iterator[Judgement]:
    """Yield what an article tells of others, or `only` of one."""
    told = (*_outcomes(dossier, telling, by, made_at, only), *_notices(dossier, telling, by, made_at))
    for judgement in told:
        if only is None or judgement.left.partition("/")[0] == only or judgement.right.startswith(only):
            yield judgement


def _outcomes(
    dossier: Dossier, telling: TellingArticle, by: str, made_at: str, only: str | None
) -> Iterator[Judgement]:
    known_as = {one for row in telling.mentions for one in row.ids}
    for features in dossier.list_promises(telling.id, known_as, only):
        for told in find_told(Promise(features), telling):
            if told.score >= DOUBTFUL:
                signature = Signature(by, told.reason, made_at)
                teller = telling.teller_of(told.anchor)
                value = _value(telling, told.step, told.span, teller)
                reference = features.reference
                yield make_decision(
                    "step", reference, signature, on=teller.reference, value=value, score=told.score
                )


def _value(telling: TellingArticle, step: StepKind, span: Span, teller: Teller) -> str:
    day, words = telling.record.article.published.value, span.words(telling.text)
    return StepDetail(step, day, (span,), teller.name, words).to_json()


def _notices(dossier: Dossier, telling: TellingArticle, by: str, made_at: str) -> Iterator[Judgement]:
    if not has_notice_words(telling):
        return
    outlets = [row.outlet for row in dossier.tally_outlets(Filter(), MAX_OUTLETS)]
    for notice in find_notices(telling, outlets):
        reports = list(_reports(dossier, telling, notice, outlets))
        meant = find_meant(notice, telling, reports)
        if meant is None:
            continue
        record = next(one.record for one in reports if one.record.article.id == meant.reference)
        yield from _notice_steps(telling, notice, meant, record, Signature(by, meant.reason, made_at))


def _notice_steps(
    telling: TellingArticle, notice: Notice, meant: Meant, record: Record, signature: Signature
) -> Iterator[Judgement]:
    """Yield the steps of the report that a notice means, and of the row of it; a denial answers the row."""
    denying = telling.denial_in(notice.span) if notice.step == "denied" else None
    teller = Teller(telling.id, None, None)
    if denying is not None:
        teller = Teller(f"{telling.id}/{denying.id}", telling.speaker_of(denying), denying)
    value = _value(telling, notice.step, notice.span, teller)
    yield make_decision(
        "step", meant.reference, signature, on=teller.reference, value=value, score=meant.score
    )
    if denying is not None:
        yield make_decision(
            "answer", teller.reference, signature, on=meant.reference, value="rejects", score=meant.score
        )
    row = find_row(notice, record) if notice.step != "retracted" else None
    if row is None:
        return
    score = min(meant.score, row.score)
    because = Signature(signature.by, f"{meant.reason}; {row.reason}", signature.made_at)
    yield make_decision("step", row.reference, because, on=teller.reference, value=value, score=score)
    is_statement = any(row.reference.endswith(f"/{one.id}") for one in record.statements)
    if denying is not None and is_statement:
        yield make_decision(
            "answer", teller.reference, because, on=row.reference, value="rejects", score=score
        )


def _own_steps(telling: TellingArticle, by: str, made_at: str) -> Iterator[Judgement]:
    """Yield the steps of commitments that an article reports only to deny them ("denied that it had promised
    …") or to retract the report of them.
    """
    record = telling.record
    retracting = [one for one in find_notices(telling, ()) if one.step == "retracted"]
    for commitment in record.commitments:
        spans = commitment.evidence.spans
        reference = f"{telling.id}/{commitment.id}"
        denial = next(
            (row for row in record.statements if row.act == "reject" and _is_inside(spans, row)), None
        )
        if denial is not None:
            teller = Teller(f"{telling.id}/{denial.id}", telling.speaker_of(denial), denial)
            signature = Signature(by, "the article reports it as what is denied", made_at)
            value = _value(telling, "denied", spans[0], teller)
            yield make_decision("step", reference, signature, on=teller.reference, value=value, score=0.85)
        for notice in retracting:
            if any(notice.span.holds(span) for span in spans):
                signature = Signature(by, "the article reports it as what is retracted", made_at)
                value = _value(telling, "retracted", notice.span, Teller(telling.id, None, None))
                yield make_decision("step", reference, signature, on=telling.id, value=value, score=0.85)


def _is_inside(spans: Iterable[Span], statement: Statement) -> bool:
    content = statement.evidence.content.spans
    return all(any(part.holds(span) for part in content) for span in spans)


def _reports(
    dossier: Dossier, telling: TellingArticle, notice: Notice, outlets: Iterable[str]
) -> Iterator[Report]:
    if telling.day is None:
        return
    since = max(telling.day, date.min + timedelta(days=MOST_DAYS)) - timedelta(days=MOST_DAYS)
    for outlet in outlets:
        if fold_name(outlet) not in notice.outlets:
            continue
        wanted = Filter(outlet=outlet, since=since, until=telling.day, versions=True, limit=MAX_REPORTS)
        ids = [one for one in dossier.list_ids("articles", wanted) if one != telling.id]
        for stored in dossier.list_records(ids):
            published = stored.record.article.published.value
            bounds = edtf_bounds(published) if published else None
            yield Report(stored.record, bounds[0] if bounds else None)
