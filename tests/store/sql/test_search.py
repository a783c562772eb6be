"""Search: a user's words are searched for, and never become query syntax."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import make_record
from onrecord.model.errors import SettingError
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.sql.search import fts5_query

pytest_plugins = ["dossiers"]  # the fixture `dossier`


@pytest.mark.parametrize(
    "words",
    [
        'ferries"', '"', '""', "ferries AND", "NOT ferries", "ferries OR (", "content: ferries",
        "{content source}: ferries",
        "fer*",
        "^ferries", "NEAR(ferries pilots, 2)", "ferries + pilots", "- ferries", "ferries -- x",
        "'; DROP TABLE articles; --",
        "statement_words MATCH ferries", "a\x00b", "\ud800 ferries", "\\", "ferries\\\"", "“ferries",
        "𝔣𝔢𝔯𝔯𝔦𝔢𝔰", "😀 ferries",
        "ferries :query",
        "a." * 4000, " ".join(["ferries"] * 100),
    ],
)  # fmt: skip
def test_query_syntax_has_no_effect(dossier: Dossier, words: str) -> None:
    dossier.write(make_record(1))
    try:
        wanted = Filter(contains=words)
    except SettingError:
        return
    assert len(list(dossier.list_statements(wanted))) == dossier.count_statements(wanted).matching
    assert len(list(dossier.list_events(wanted))) == dossier.count_events(wanted).matching
    assert len(list(dossier.list_articles(wanted))) == dossier.count_articles(wanted).matching
    assert len(list(dossier.list_actors(wanted))) == dossier.count_actors(wanted).matching
    assert dossier.count_articles(Filter()).matching == 1


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.text(max_size=20))
def test_any_words_can_be_searched_for(dossier: Dossier, words: str, actor: str) -> None:
    try:
        wanted = Filter(contains=words, actor=actor)
    except SettingError:
        return
    list(dossier.list_statements(wanted))
    list(dossier.list_articles(wanted))


def test_all_words_are_required_and_quotes_make_phrases() -> None:
    assert fts5_query('peace "in our time" NOT') == '"peace" AND "in our time" AND "NOT"'


def test_case_and_accents_are_ignored(dossier: Dossier) -> None:
    dossier.write(make_record(1))
    assert dossier.count_articles(Filter(contains="HÄRBOUR tálks")).matching == 1


def test_words_of_a_phrase_are_consecutive(dossier: Dossier) -> None:
    dossier.write(make_record(1))
    assert dossier.count_articles(Filter(contains='"harbour talks"')).matching == 1
    assert dossier.count_articles(Filter(contains='"talks harbour"')).matching == 0
    assert dossier.count_articles(Filter(contains="talks harbour")).matching == 1


def test_a_statement_is_found_by_content_and_source_together(dossier: Dossier) -> None:
    dossier.write(make_record(1, 4))
    (unnamed,) = dossier.list_statements(Filter(contains="officials familiar"))
    assert unnamed.actor is None
    word = unnamed.content.split()[-1]
    assert unnamed.id in {row.id for row in dossier.list_statements(Filter(contains=f"officials {word}"))}
    assert (
        list(dossier.list_statements(Filter(contains="warehouses"))) == []
    )  # in the text, but in no statement
