"""The front page: each utterance once, on the day it was made, not the day it was repeated."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from builders import make_record
from onrecord.model.record import Record
from onrecord.resolve.judgements import Decider, merge
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.front import build_front

pytest_plugins = ["dossiers"]  # the fixture `dossier`

ADA = Decider("Ada", "one utterance")


def denying(number: int, day: str, said: str | None = None) -> Record:
    """Return an article of this day with one denial, made on the day `said` if that is given."""
    made = make_record(number, 1, varied=True)
    row = made.statements[0]
    utterance_time = replace(row.said, value=said) if row.said and said else None
    published = replace(made.article.published, value=day)
    return replace(
        made,
        statements=(replace(row, act="reject", said=utterance_time),),
        article=replace(made.article, published=published),
    )


def fill(dossier: Dossier, *records: Record) -> list[str]:
    """Write articles that report one denial, and return its ids."""
    ids = [f"{record.article.id}/{record.statements[0].id}" for record in records]
    for record in records:
        dossier.write(record)
    for one, other in pairwise(ids):
        merge(dossier, one, other, ADA)
    return ids


def test_a_denial_has_the_day_of_its_first_report(dossier: Dossier) -> None:
    first, *_ = fill(dossier, denying(1, "2025-03-02"), denying(2, "2025-03-09"), denying(3, "2025-03-05"))
    page = build_front(dossier, Filter(), "Kalm")
    assert [(row.id, row.said) for row in page.denials] == [(first, "2025-03-02")]
    assert page.denied == 3


def test_a_day_given_by_a_later_article_wins_over_the_publication_of_an_earlier_one(dossier: Dossier) -> None:
    _, later = fill(dossier, denying(1, "2025-03-02"), denying(2, "2025-03-09", said="2025-03-01"))
    (row,) = build_front(dossier, Filter(), "Kalm").denials
    assert (row.id, row.said, row.dated_by) == (later, "2025-03-01", "text")


def test_later_articles_are_not_shown_as_of_an_earlier_day(dossier: Dossier) -> None:
    first, _ = fill(dossier, denying(1, "2025-03-02"), denying(2, "2025-03-09", said="2025-03-01"))
    (row,) = build_front(dossier, Filter(as_of=date(2025, 3, 4)), "Kalm").denials
    assert (row.id, row.said, row.pages) == (first, "2025-03-02", 1)


def test_a_denial_in_many_articles_leaves_room_for_others_in_order_of_days(
    dossier: Dossier,
) -> None:
    fill(dossier, *(denying(number, f"2025-03-{number + 10}") for number in range(1, 9)))
    fill(dossier, denying(10, "2025-03-15"))
    rows = build_front(dossier, Filter(), "Kalm").denials
    assert [row.said for row in rows] == ["2025-03-15", "2025-03-11"]
