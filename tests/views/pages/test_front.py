"""The front page: each utterance once, under the day it was made, not the day it was told again."""

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
    """Return an article of a day whose first statement is a denial, made on another day where the text tells one."""
    made = make_record(number, 1, varied=True)
    row = made.statements[0]
    told = replace(row.said, value=said) if row.said and said else None
    published = replace(made.article.published, value=day)
    return replace(
        made,
        statements=(replace(row, act="reject", said=told),),
        article=replace(made.article, published=published),
    )


def fill(dossier: Dossier, *records: Record) -> list[str]:
    """Keep articles that report one denial, and return the ids of it."""
    ids = [f"{record.article.id}/{record.statements[0].id}" for record in records]
    for record in records:
        dossier.write(record)
    for one, other in pairwise(ids):
        merge(dossier, one, other, ADA)
    return ids


def test_a_denial_stands_under_the_day_it_was_first_reported(dossier: Dossier) -> None:
    first, *_ = fill(dossier, denying(1, "2025-03-02"), denying(2, "2025-03-09"), denying(3, "2025-03-05"))
    page = build_front(dossier, Filter(), "Kalm")
    assert [(row.id, row.said) for row in page.denials] == [(first, "2025-03-02")]
    assert page.denied == 3


def test_a_day_a_later_article_tells_wins_over_the_day_of_an_earlier_page(dossier: Dossier) -> None:
    _, later = fill(dossier, denying(1, "2025-03-02"), denying(2, "2025-03-09", said="2025-03-01"))
    (row,) = build_front(dossier, Filter(), "Kalm").denials
    assert (row.id, row.said, row.dated_by) == (later, "2025-03-01", "text")


def test_what_came_later_is_not_shown_as_of_an_earlier_day(dossier: Dossier) -> None:
    first, _ = fill(dossier, denying(1, "2025-03-02"), denying(2, "2025-03-09", said="2025-03-01"))
    (row,) = build_front(dossier, Filter(as_of=date(2025, 3, 4)), "Kalm").denials
    assert (row.id, row.said, row.pages) == (first, "2025-03-02", 1)


def test_denials_told_again_by_many_articles_leave_room_for_others_in_the_order_of_days(
    dossier: Dossier,
) -> None:
    fill(dossier, *(denying(number, f"2025-03-{number + 10}") for number in range(1, 9)))
    fill(dossier, denying(10, "2025-03-15"))
    rows = build_front(dossier, Filter(), "Kalm").denials
    assert [row.said for row in rows] == ["2025-03-15", "2025-03-11"]
