"""Versions of a page: the later article at one URL supersedes the earlier one, and both stay stored."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from builders import make_record
from onrecord.model.record import Record
from onrecord.resolve.linker import link_articles
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.differences import build_differences

pytest_plugins = ["dossiers"]  # the fixture `dossier`

EARLY, LATE = "2024-03-01", "2024-03-05"
EITHER = Filter(versions=True)


def page(number: int, day: str) -> Record:
    """Return another bulletin as the content of one URL on a day."""
    record = make_record(number)
    published = replace(record.article.published, value=day)
    article = replace(
        record.article, published=published, url="https://news.example/harbour", title="Harbour talks"
    )
    return replace(record, article=article)


def ids(dossier: Dossier, wanted: Filter) -> set[str]:
    return {article.id for article in dossier.list_articles(wanted)}


@pytest.mark.parametrize("turned", [False, True])
def test_the_version_published_later_supersedes_the_other_in_any_order_of_adding(
    dossier: Dossier, turned: bool
) -> None:
    old, new = page(1, EARLY), page(2, LATE)
    for record in (new, old) if turned else (old, new):
        dossier.write(record)
        list(link_articles(dossier))
    assert ids(dossier, Filter()) == {new.article.id}
    assert ids(dossier, EITHER) == {old.article.id, new.article.id}
    assert {row.article.id for row in dossier.list_statements(Filter())} == {new.article.id}
    assert dossier.count_statements(EITHER).matching == len(old.statements) + len(new.statements)
    assert dossier.get_record(old.article.id) == old
    superseded = {article.id: article.superseded_by for article in dossier.list_articles(EITHER)}
    assert superseded == {old.article.id: new.article.id, new.article.id: None}


def test_as_of_a_day_before_the_later_version_the_earlier_one_is_found(dossier: Dossier) -> None:
    old, new = page(1, EARLY), page(2, LATE)
    for record in (old, new):
        dossier.write(record)
    list(link_articles(dossier))
    assert ids(dossier, Filter(as_of=date(2024, 3, 4))) == {old.article.id}
    assert ids(dossier, Filter(as_of=date(2024, 3, 5))) == {new.article.id}
    told = [
        (row.what, row.kind, row.id) for row in build_differences(dossier, date(2024, 3, 4), date(2024, 3, 5))
    ]
    assert ("went", "articles", old.article.id) in told
    assert ("came", "articles", new.article.id) in told


def test_with_learnt_a_version_is_superseded_only_after_the_later_one_was_added(
    dossier: Dossier,
) -> None:
    old, new = page(1, EARLY), page(2, LATE)
    dossier.write(old, datetime(2025, 5, 1, tzinfo=UTC))
    dossier.write(new, datetime(2025, 6, 1, tzinfo=UTC))
    list(link_articles(dossier))
    assert ids(dossier, Filter(as_of=date(2025, 5, 2), learnt=True)) == {old.article.id}
    assert ids(dossier, Filter(as_of=date(2025, 6, 1), learnt=True)) == {new.article.id}


def test_three_versions_supersede_one_another_in_their_order(dossier: Dossier) -> None:
    records = [page(1, "2024-03-03"), page(2, EARLY), page(3, LATE)]
    for record in records:
        dossier.write(record)
        list(link_articles(dossier))
    middle, first, last = (record.article.id for record in records)
    superseded = {article.id: article.superseded_by for article in dossier.list_articles(EITHER)}
    assert superseded == {first: middle, middle: last, last: None}


def test_when_the_later_version_is_withdrawn_the_earlier_one_is_found_again(dossier: Dossier) -> None:
    old, new = page(1, EARLY), page(2, LATE)
    for record in (old, new):
        dossier.write(record)
    list(link_articles(dossier))
    dossier.withdraw_article(new.article.id, "Ada", "the outlet took it down")
    assert ids(dossier, Filter()) == {old.article.id}


def test_another_story_at_the_same_address_supersedes_nothing(dossier: Dossier) -> None:
    """A front page has one URL and many stories."""
    told = []
    for number in (11, 12):
        stranger = make_record(number, varied=True)
        article = replace(stranger.article, url="https://news.example/", title=f"Story {number}")
        told.append(replace(stranger, article=article))
    for record in told:
        dossier.write(record)
    list(link_articles(dossier))
    assert ids(dossier, Filter()) == {record.article.id for record in told}
