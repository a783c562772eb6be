"""Two writers and twenty readers at once: everything is stored, and readers see whole articles."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from builders import make_record
from onrecord.model.judgement import make_judgement
from onrecord.resolve.linker import RULE, link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter, JudgementFilter
from onrecord.views.rows.statements import build_statements

pytest_plugins = ["dossiers"]  # the fixture `place`

ARTICLES, PARAGRAPHS, READERS = 6, 4, 20


@pytest.fixture
def made(place: str) -> str:
    """Return the path or address of a new dossier."""
    open_dossier(place, create=True).close()
    return place


def write(place: str, first: int) -> None:
    """Add articles, link and judge them, with a dossier opened as by another process."""
    with open_dossier(place, create=True) as dossier:
        for number in range(first, first + ARTICLES):
            record = make_record(number, PARAGRAPHS, varied=True)
            assert dossier.write(record) == "added"
            pair = f"{record.article.id}/s1", f"{record.article.id}/s2"
            dossier.judge(
                make_judgement("statement", pair, "Ada", 0.0, "two of them", f"2025-07-01T00:00:{number:02}")
            )
            list(link_articles(dossier))


def read(place: str) -> list[tuple[int, int]]:
    """Query repeatedly; return the numbers of articles and statements in each result."""
    seen = []
    with open_dossier(place, create=False) as dossier:
        for _ in range(6):
            page = build_statements(dossier, Filter())
            articles = {row.id.partition("/")[0] for row in page.rows}
            statements = dossier.list_ids("statements", Filter())
            seen.append((len(articles), len(statements)))
    return seen


def test_two_writers_and_twenty_readers_do_not_disturb_each_other(made: str) -> None:
    with ThreadPoolExecutor(READERS + 2) as pool:
        writers = [pool.submit(write, made, first) for first in (0, 100)]
        readers = [pool.submit(read, made) for _ in range(READERS)]
        for done in writers:
            done.result()
        answers = [answer for reader in readers for answer in reader.result()]
    assert all(statements % PARAGRAPHS == 0 for _, statements in answers), "part of an article was seen"
    with open_dossier(made, create=False) as dossier:
        assert dossier.count_articles(Filter()).matching == 2 * ARTICLES
        assert len(dossier.list_ids("statements", Filter())) == 2 * ARTICLES * PARAGRAPHS
        assert sum(not row.by_rule for row in dossier.list_judgements(JudgementFilter())) == 2 * ARTICLES
        assert dossier.list_unlinked(RULE) == []
