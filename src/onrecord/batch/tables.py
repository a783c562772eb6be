"""The tables of a batch: their columns, and the rows that one outcome gives. Plain Python, no library.

A table is partitioned by the day of publication (the folder `day=…`), which is no column of its files. A cell
of the record that is an object with a value gives the column of its name, and a column `name_part` for each
further part (`said`, `said_evidence`); lists of objects stay lists of structures. Spans are [start, end].
"""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.batch import rows
from onrecord.batch.rows import Row

SPANS = [["int"]]
_QUANTITIES = [
    {
        "value": "double",
        "to": "double",
        "unit": "string",
        "qualifier": "string",
        "each": "boolean",
        "deadline": "string",
        "evidence": SPANS,
    }
]
UNKNOWN_DAY = "unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type, and what it holds, in a few words.

    A type is "string", "int", "long", "double" or "boolean", a list with the type of its elements, or the
    types of the fields of a structure by name.
    """

    name: str
    type: object
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, one row of it, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]


def _columns(*columns: tuple[str, object, str]) -> tuple[Column, ...]:
    return tuple(Column(name, kind, meaning) for name, kind, meaning in columns)


def _parties(name: str, plural: str) -> tuple[Column, ...]:
    """Return the columns about a list of actors: ids, and in the same order what people filter by."""
    return _columns(
        (plural, ["string"], "ids of actors of the article"),
        (f"{name}_names", ["string"], f"their names, in the order of `{plural}`"),
        (f"{name}_countries", ["string"], "their countries, ISO 3166-1 alpha-3, or null"),
        (f"{name}_sectors", ["string"], "their PLOVER sectors, or null"),
    )


_ARTICLE = _columns(("article", "string", "id of the article"))

ARTICLES = Table(
    "articles",
    "an article that was read",
    _columns(
        ("id", "string", "id of the article, from its content"),
        ("title", "string", ""),
        ("outlet", "string", ""),
        ("url", "string", ""),
        ("published", "string", "EDTF, with time and zone when known"),
        ("published_how", "string", "given, metadata, url, dateline, text or unknown"),
        ("language", "string", "BCP 47"),
        ("authors", ["string"], ""),
        ("source", "string", "what it was read from, without a folder"),
        ("sha256", "string", "of the text"),
        ("credit", "string", "the line of those who supplied it"),
        ("version", "string", "as the source counts them"),
        ("notice", "string", "correction, update or withdrawn"),
        ("forwarded", {"outlet": "string", "published": "string", "url": "string"}, "the post it passes on"),
        ("extent", "string", "full or summary"),
        ("characters", "int", "length of the text in code points"),
        ("actors", "int", "number of rows in that table"),
        ("mentions", "int", "number of rows in that table"),
        ("statements", "int", "number of rows in that table"),
        ("events", "int", "number of rows in that table"),
        ("commitments", "int", "number of rows in that table"),
        (
            "record",
            "string",
            "the line that `onrecord read --format json` prints, text and evidence included",
        ),
    ),
)
STATEMENTS = Table(
    "statements",
    "a statement",
    _ARTICLE
    + _columns(
        ("id", "string", "id within the article"),
        ("actor", "string", "the first speaker, or null"),
    )
    + _parties("actor", "actors")
    + _columns(
        ("on_behalf_of", "string", "the actor spoken for"),
        ("reality", "string", "actual, negated, hypothetical, planned or demanded"),
        ("kind", "string", "direct, mixed or indirect"),
        ("act", "string", "assert, accuse, reject, …"),
        ("within", "string", "the statement in whose content it is told"),
        ("answers", [{"to": "string", "relation": "string", "evidence": SPANS}], "what it responds to"),
        ("addressees", [{"actor": "string", "evidence": SPANS}], "to whom"),
        ("said", "string", "EDTF"),
        ("said_evidence", SPANS, ""),
        ("medium", "string", "speech, briefing, interview, …"),
        ("medium_outlet", "string", "id of an actor"),
        ("medium_title", "string", ""),
        ("medium_evidence", SPANS, ""),
        (
            "source_chain",
            [
                {
                    "id": "string",
                    "actor": "string",
                    "medium": "string",
                    "outlet": "string",
                    "title": "string",
                    "date": "string",
                    "evidence": SPANS,
                }
            ],
            "from the mouth to this page",
        ),
        ("topics", [{"name": "string", "evidence": SPANS}], "what its content is about"),
        ("source", "string", "the words that name the speaker; parts are joined by ` … `"),
        ("cue", "string", "the words of saying"),
        ("content", "string", "the words of what was said"),
        ("evidence", {"source": SPANS, "cue": SPANS, "content": SPANS}, "their spans"),
        ("confidence", "double", "probability that the whole row is right"),
    ),
)
EVENTS = Table(
    "events",
    "an event",
    _ARTICLE
    + _columns(
        ("id", "string", "id within the article"),
        ("type", "string", "PLOVER"),
        ("mode", "string", "PLOVER"),
        ("contexts", ["string"], "PLOVER"),
    )
    + _parties("actor", "actors")
    + _parties("recipient", "recipients")
    + _columns(
        ("date", "string", "EDTF"),
        ("date_evidence", SPANS, ""),
        ("place", "string", "its name"),
        ("place_country", "string", "ISO 3166-1 alpha-3"),
        ("place_geonames", "long", ""),
        ("place_lat", "double", "degrees, WGS 84"),
        ("place_lon", "double", "degrees, WGS 84"),
        ("place_evidence", SPANS, ""),
        ("reality", "string", "actual, negated, planned, demanded or hypothetical"),
        ("told_by", "string", "the statement that asserts it; null = the article"),
        ("quantities", _QUANTITIES, ""),
        ("round", "int", "third round of talks: 3"),
        ("trigger", "string", "the words that tell the event"),
        ("words", "string", "all its words; parts are joined by ` … `"),
        ("evidence", {"all": SPANS, "trigger": SPANS, "actor": SPANS, "recipient": SPANS}, "spans"),
        ("confidence", "double", "probability that the whole row is right"),
    ),
)
COMMITMENTS = Table(
    "commitments",
    "a commitment",
    _ARTICLE
    + _columns(("id", "string", "id within the article"))
    + _parties("party", "parties")
    + _columns(
        ("to", "string", "what they commit to"),
        ("status", "string", "proposed, agreed, under-way, done, broken or disputed"),
        ("status_evidence", SPANS, "the words that moved it beyond agreed or proposed"),
        ("terms", _QUANTITIES, ""),
        ("conditions", [{"words": "string", "evidence": SPANS}], ""),
        ("agreed_event", "string", "id of an event of the article"),
        ("agreed_date", "string", "EDTF"),
        ("agreed_place", "string", ""),
        ("deadline", "string", "EDTF"),
        ("words", "string", "its words; parts are joined by ` … `"),
        ("evidence", SPANS, ""),
    ),
)
ACTORS = Table(
    "actors",
    "an actor of an article",
    _ARTICLE
    + _columns(
        ("id", "string", "id within the article"),
        ("name", "string", ""),
        ("kind", "string", "person, state, government, organisation, armed-group, outlet or people"),
        ("country", "string", "ISO 3166-1 alpha-3"),
        ("sector", "string", "PLOVER"),
        ("wikidata", "string", "Q…, of a known actor"),
        ("known_from", "string", "where country and sector come from: text or list"),
        ("roles", [{"title": "string", "of": "string", "evidence": SPANS}], "titles"),
        ("mentions", "int", "number of its mentions"),
    ),
)
MENTIONS = Table(
    "mentions",
    "a mention of an actor",
    _ARTICLE
    + _columns(
        ("actor", "string", "id of the actor"),
        ("form", "string", "name, nominal, pronoun or metonym"),
        ("span", ["int"], "[start, end]"),
        ("words", "string", ""),
    ),
)
OUTCOMES = Table(
    "outcomes",
    "an article or entry of the input, read or not",
    _columns(
        ("input", "string", "the file or address that was given, or found in a folder that was given"),
        ("position", "long", "in the input, from 0"),
        ("source", "string", "as in messages: the input and the line in it"),
        ("article", "string", "id of the article; null where none was found"),
        ("outcome", "string", "done, skipped or failed"),
        ("stage", "string", "where it ended: gathering, reading or recording; null when done"),
        ("reason", "string", "from the fixed list; null when done"),
        ("detail", "string", "a sentence; null when done"),
        (
            "copy_of",
            "string",
            "id of the article that was read in its place; null when it was read itself",
        ),
    ),
)
TABLES: tuple[Table, ...] = (ARTICLES, STATEMENTS, EVENTS, COMMITMENTS, ACTORS, MENTIONS, OUTCOMES)


def rows_of_record(record: Mapping[str, object]) -> dict[str, list[Row]]:
    """Return the rows of each table but `outcomes`, by table, of a record in JSON (`json.loads(line)`).

    The column `record` of the article is left to the caller, who has the line.
    """
    actors = rows.Actors.of(record)
    return {
        "articles": [rows.article_row(record)],
        "statements": list(rows.statement_rows(record, actors)),
        "events": list(rows.event_rows(record, actors)),
        "commitments": list(rows.commitment_rows(record, actors)),
        "actors": list(rows.actor_rows(record)),
        "mentions": list(rows.mention_rows(record)),
    }


def day_of(published: str | None) -> str:
    """Return the day of an EDTF value, UNKNOWN_DAY where it does not tell one ("2025-07", "2025?")."""
    day = (published or "")[:10]
    parts = day.split("-")
    is_day = len(day) == 10 and [len(part) for part in parts] == [4, 2, 2] and "".join(parts).isascii()
    rest = (published or "")[10:]
    return day if is_day and "".join(parts).isdigit() and (not rest or rest.startswith("T")) else UNKNOWN_DAY
