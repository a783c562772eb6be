"""Dossiers in PostgreSQL: how they are recognised and opened, and that search finds the same words as in
SQLite.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect, make_url, text

from builders import make_record
from onrecord.model.article import Article
from onrecord.model.errors import StoreError
from onrecord.model.record import ArticleRow, PassageRow, PublishedRow, Record, Run
from onrecord.model.span import Span
from onrecord.store.migrations.runner import load_migrations
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter
from onrecord.store.sql import schema
from onrecord.store.sql.kept import tables as kept_tables
from onrecord.store.sql.search import MAX_WORD_LENGTH, OVERLAP, PIECE, tsqueries, tsvectors

pytest_plugins = ["dossiers"]  # the fixtures `database` and `server`


def record_of(words: str) -> Record:
    article = Article(words, title=None)
    row = ArticleRow(article.id, words, article.sha256, PublishedRow(None, "unknown"))
    return Record(row, (PassageRow(Span(0, len(words)), "body"),), (), (), Run("0"))


def execute(database: str, statement: str) -> None:
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_database_with_other_tables_is_refused_and_unchanged(database: str) -> None:
    execute(database, "CREATE TABLE migrations (id INTEGER)")
    for create in (True, False):
        with pytest.raises(StoreError, match="has other tables but no dossier"):
            open_dossier(database, create=create)
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"))
    assert inspect(engine).get_table_names() == ["migrations"]
    engine.dispose()


def test_opening_without_create_does_not_change_an_empty_database(database: str) -> None:
    with pytest.raises(StoreError, match=r"no dossier in this database.*onrecord add"):
        open_dossier(database, create=False)


def test_messages_never_contain_the_password(database: str) -> None:
    closed = make_url("postgresql://editor:secret@127.0.0.1:1/none").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="no server answers there") as caught:
        open_dossier(closed, create=True)
    assert "secret" not in str(caught.value)
    missing = make_url(database).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="has to be created first"):
        open_dossier(missing, create=True)


@pytest.mark.parametrize(
    "address", ["postgresql://", "postgresql://host", "postgres://host:port:9/x", "PostgreSQL://h:x/y"]
)
def test_an_invalid_address_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match="address"):
        open_dossier(address, create=True)


def test_migrations_create_the_tables_of_the_schema(database: str) -> None:
    open_dossier(database, create=True).close()
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"))
    found = inspect(engine)
    for table in (*schema.metadata.sorted_tables, *kept_tables.metadata.sorted_tables):
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {c.name: bool(c.nullable) and not c.primary_key for c in table.columns}
        assert set(found.get_pk_constraint(table.name)["constrained_columns"]) == {
            c.name for c in table.primary_key.columns
        }
        targets = {
            (tuple(k["constrained_columns"]), k["referred_table"]) for k in found.get_foreign_keys(table.name)
        }
        assert targets == {
            (tuple(k.column_keys), k.referred_table.name) for k in table.foreign_key_constraints
        }
    real = {name for name in found.get_table_names() if "_words" not in name}
    assert real == {*schema.metadata.tables, *kept_tables.metadata.tables}
    engine.dispose()


def test_both_databases_have_the_same_migrations() -> None:
    names = {kind: [change.name for change in load_migrations(kind)] for kind in ("sqlite", "postgresql")}
    assert names["sqlite"] == names["postgresql"]


LATEST = "\n".join(load_migrations("postgresql")[7].statements)
MAKING_KEPT = [
    row for row in load_migrations("postgresql") if "kept" in row.name or "rows-by-actor" in row.name
]
KEPT = "\n".join(statement for row in MAKING_KEPT for statement in row.statements)
BACK_TO_THE_THIRD = (
    *(f"DROP TABLE {table.name} CASCADE" for table in reversed(kept_tables.metadata.sorted_tables)),
    *(f"DROP FUNCTION {name} CASCADE" for name in re.findall(r"CREATE FUNCTION (\w+)", KEPT)),
    *(f"DROP INDEX IF EXISTS {name}" for name in re.findall(r"CREATE INDEX (\w+)", KEPT + LATEST)),
    "ALTER TABLE names DROP COLUMN surname",
    "ALTER TABLE statements DROP COLUMN known_as",
    "ALTER TABLE parties DROP COLUMN known_as, DROP COLUMN type, DROP COLUMN day_from, DROP COLUMN day_to",
    "ALTER TABLE committed DROP COLUMN known_as, DROP COLUMN day_from, DROP COLUMN country",
    "DROP INDEX judgements_in_force",
    "ALTER TABLE records DROP COLUMN sha256",
    "ALTER TABLE readings DROP COLUMN sha256",
    "DROP TABLE mouths",
    "ALTER TABLE statements DROP COLUMN reality",
    "ALTER TABLE actors DROP COLUMN wikidata, DROP COLUMN known_from, DROP COLUMN described",
    "CREATE INDEX statements_by_actor ON statements (article_id, actor_id)",
    "CREATE INDEX statements_by_day ON statements (day_from DESC, article_id, position)",
    "DELETE FROM migrations WHERE position > 3",
)


def test_an_older_dossier_is_migrated_and_keeps_its_speakers(database: str) -> None:
    record = make_record(1)
    with open_dossier(database, create=True) as dossier:
        dossier.write(record)
        statements = list(dossier.list_statements(Filter()))
    for statement in BACK_TO_THE_THIRD:  # the indexes hold `reality` and go with it
        execute(database, statement)
    with open_dossier(database, create=True) as dossier:
        assert list(dossier.list_statements(Filter())) == statements
        assert dossier.get_record(record.article.id) == record


def test_concurrent_writers_store_everything_once(database: str) -> None:
    open_dossier(database, create=True).close()

    def write(numbers: range) -> list[str]:
        with open_dossier(database, create=True) as dossier:
            return [dossier.write(make_record(number)) for number in numbers]

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(write, [range(6), range(6), range(3, 9), range(3, 9)]))
    assert sorted(word for words in written for word in words) == ["added"] * 9 + ["unchanged"] * 15
    with open_dossier(database, create=False) as dossier:
        assert dossier.count_articles(Filter()).matching == 9


def test_a_list_shows_a_snapshot_taken_at_its_first_row(database: str) -> None:
    with open_dossier(database, create=True) as dossier:
        for number in range(3):
            dossier.write(make_record(number))
        rows = dossier.list_statements(Filter())
        first = next(rows)
        before = dossier.count_statements(Filter()).matching
        dossier.write(make_record(7))
        assert 1 + len(list(rows)) == before
        assert first.article.id != make_record(7).article.id


def test_words_with_null_characters_are_stored(database: str) -> None:
    record = make_record(1)
    record = replace(record, article=replace(record.article, title="harbour\x00talks"))
    with open_dossier(database, create=True) as dossier:
        assert dossier.write(record) == "added"
        assert dossier.get_record(record.article.id) == record


def test_a_phrase_is_found_anywhere_in_a_long_text(database: str) -> None:
    words = [f"w{number}" for number in range(3 * PIECE)]
    record = record_of(" ".join(words))
    with open_dossier(database, create=True) as dossier:
        dossier.write(record)
        for first in (0, PIECE - 3, PIECE, 2 * PIECE - OVERLAP // 2):
            phrase = " ".join(words[first : first + 20])
            assert dossier.count_articles(Filter(contains=f'"{phrase}"')).matching == 1
        assert dossier.count_articles(Filter(contains="w1 w5999")).matching == 1
        assert dossier.count_articles(Filter(contains='"w1 w3"')).matching == 0


def test_a_hostile_text_of_long_words_is_stored_and_searchable(database: str) -> None:
    record = record_of(" ".join("🄰𝕏ß" * 40 + f"{number}" * 900 for number in range(3000)))
    with open_dossier(database, create=True) as dossier:
        assert dossier.write(record) == "added"
        assert dossier.count_articles(Filter(contains="nothing")).matching == 0


@given(st.text(max_size=300))
def test_words_never_become_query_syntax(words: str) -> None:
    for vector in tsvectors(words):
        for piece in vector.split(" "):
            word, _, places = piece.rpartition(":")
            assert word.strip("'").isalnum()
            assert len(word) <= MAX_WORD_LENGTH + 2
            assert all(place.isdigit() for place in places.split(","))
    for query in tsqueries(words):
        assert all(word.strip("'").isalnum() for word in query.split(" <-> "))
