"""Makes a large dossier from a small one: copies of its articles in SQL, with other ids, days and actors."""

# ruff: noqa: S608 - the statements are made from the names of columns

import sqlite3
import sys
from pathlib import Path

from sqlalchemy import create_engine

from onrecord.store.sql.kept.refresh import build

MOST_NAMED = 40  # an actor named in more articles than this is named in all copies
LETTERS = "ghijklmnopqrstuvwxyz"  # none is a hexadecimal digit, as in ids
STEP = 1_000_000  # between the row numbers of copies
TABLES = (
    "articles", "records", "actors", "names", "mentions", "roles", "statements", "mouths", "addressees",
    "links", "answers", "topics", "events", "parties", "quantities", "commitments", "committed", "terms",
    "prints", "judgements", "families", "linked",
)  # fmt: skip
OWNERS = {"articles": "id"}  # the column with the article's id, where it is not `article_id`


def copy_articles(path: Path, times: int) -> None:
    """Copy the articles of a dossier `times` - 1 times, with other ids, days, and less-named actors."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -500000"):
        connection.execute(f"PRAGMA {pragma}")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("CREATE TEMP TABLE original AS SELECT id, number FROM articles")
    connection.execute(
        "CREATE TEMP TABLE renamed AS SELECT known_as FROM names "
        "WHERE known_as LIKE 'person:%' OR known_as LIKE 'organisation:%' "
        f"GROUP BY known_as HAVING count(DISTINCT article_id) <= {MOST_NAMED}"
    )
    connection.execute("CREATE UNIQUE INDEX temp.renamed_by_id ON renamed (known_as)")
    for copy in range(1, times):
        connection.execute("BEGIN")
        for table in TABLES:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = ", ".join(_copied(table, column, copy) for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            where = _is_original(table)
            rows = f"SELECT {values} FROM {table} AS t WHERE {where}"
            connection.execute(f"INSERT INTO {table} ({names}) {rows}")
        connection.execute("COMMIT")
        if copy % 10 == 0:
            print(f"copied {copy} times", file=sys.stderr)
    for _, sql in triggers:
        connection.execute(sql)
    for words in ("record_words", "statement_words", "event_words"):
        connection.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as kept:
        build(kept)  # the triggers that keep these tables were away
    engine.dispose()


def _is_original(table: str) -> str:
    if table == "prints":
        return "t.article IN (SELECT number FROM temp.original)"
    if table == "judgements":
        return "substr(t.left_id, 1, 22) IN (SELECT id FROM temp.original)"
    return f't."{OWNERS.get(table, "article_id")}" IN (SELECT id FROM temp.original)'


def _copied(table: str, column: str, copy: int) -> str:
    """Return the SQL for a column of a copied row."""
    value, letters = f't."{column}"', f"{LETTERS[copy // 20]}{LETTERS[copy % 20]}"
    is_id = column in ("article_id", "left_id", "right_id", "member", "family")
    if is_id or (table, column) == ("articles", "id"):
        return f"'a:{letters}' || substr({value}, 5)"
    if (table, column) == ("prints", "value"):  # a copy is another text, with a few of its phrases
        other = f"{value} / 2 + {copy * 1_234_567_891}"
        return f"CASE WHEN {value} % 64 = 0 THEN {value} ELSE {other} END"
    if column == "number" or (table, column) == ("prints", "article"):
        return f"{value} + {copy * STEP}"
    if (table, column) == ("judgements", "id"):
        return f"{value} || '-{copy}'"
    if column in ("day_from", "day_to") or (table, column) == ("articles", "published"):
        return f"date({value}, '+{copy * 37} days')"
    if column == "url":
        return f"{value} || '/{copy}'"
    is_renamed = "t.known_as IN (SELECT known_as FROM temp.renamed)"
    if column == "known_as":
        at = f"instr({value}, '~')"
        own = f"substr({value}, 1, {at}) || '{letters}' || substr({value}, {at} + 3)"
        of_article = f"WHEN {at} > 0 AND length({value}) - {at} >= 12 THEN {own}"
        return f"CASE {of_article} WHEN {is_renamed} THEN {value} || '{letters}' ELSE {value} END"
    if (table, column) in NAMES:
        renamed = NAMES[table, column].format(value=value, letters=letters)
        return f"CASE WHEN {is_renamed} THEN {renamed} ELSE {value} END"
    return value


_SPACE = "instr({value}, ' ')"
# How the names of less-named actors change: letters are added to the last word.
NAMES = {
    ("actors", "name"): "{value} || '{letters}'",
    ("actors", "described"): "{value} || '{letters}'",
    ("names", "name"): "{value} || '{letters}'",
    ("names", "folded"): "rtrim({value}) || '{letters} '",
    ("names", "surname"): f"CASE WHEN {_SPACE} > 0 THEN substr({{value}}, 1, {_SPACE} - 1) || '{{letters}}' "
    f"|| substr({{value}}, {_SPACE}) ELSE {{value}} || '{{letters}}' END",
}
