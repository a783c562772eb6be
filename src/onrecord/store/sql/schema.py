"""The tables of a dossier as queries use them. The migrations create them; a test holds the two equal.

`records` stores each record whole and is the source of truth. Every other table with rows of articles can be
rebuilt from it and serves queries; its keys are article id and the id within the record. Passages are needed
only with their article and stay in `records`. Rows of an article are deleted with it.

- Columns `…_id` hold ids within the same record.
- `day_from` and `day_to` are the first and last day that a date can mean (`onrecord.model.edtf`). An actor
  has the days of its article's publication.
- `folded` is a name as compared (`onrecord.store.search_terms`).
- `known_as` is an actor's id across articles: its kind and folded name until it is linked, then that of its
  cluster. Actors that share it are shown as one.
  Statements (of their first speaker), parties of events and of commitments repeat it beside their days: by
  that index linking finds what can be the same. The days of a party are its event's, or its article's.
- `surname` is the key by which persons are looked up (`onrecord.store.actor_ids.surname_key`); `described` is
  kind, country, Wikidata id and name of an actor in one, by which the different ones of an id are counted.
- `articles` of an actor is 1 for one of the actors of an article that share a `known_as` and 0 for the
  others, so that its sum counts articles. `statements` counts those that the actor is reported to have made
  (reality "actual"), alone or with others.
- `sha256` is the digest of `json`, by which a change from outside is found.
- `words`, `said_words`, `date_words`, `source`, `cue` and `content` are words of the article.

The names of tables and columns are fixed by the migrations; where a name is unusual, the variable has a
plainer one.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from onrecord.store.compressed_text import CompressedText

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _optional_text(name: str) -> Column[str | None]:
    return Column(name, Text, nullable=True)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _article_id() -> Column[str]:
    return Column("article_id", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False)


def _references(table: str, column: str, *, later: bool = False) -> ForeignKeyConstraint:
    """Return a foreign key to a row of the same article.

    With `later`, that row may be inserted after this one.
    """
    return ForeignKeyConstraint(
        ["article_id", column],
        [f"{table}.article_id", f"{table}.id"],
        ondelete="CASCADE",
        deferrable=later or None,
        initially="DEFERRED" if later else None,
    )


migrations = Table(
    "migrations",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    _text("applied_at"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    _text("onrecord"),
    _text("readers"),
    _text("settings"),
)

articles = Table(
    "articles",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _optional_text("title"),
    _optional_text("outlet"),
    _optional_text("url"),
    _optional_text("language"),
    _text("authors"),
    _text("source"),
    _optional_text("published"),
    _text("published_how"),
    Column("day_from", Date),
    Column("day_to", Date),
    *(_number(name) for name in ("characters", "actors", "statements", "events", "commitments")),
    Column("run_id", Text, ForeignKey("runs.id"), nullable=False),
    _text("added_at"),
    _optional_text("superseded_by"),
)

records = Table(
    "records",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("article_id", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True),
    _optional_text("title"),
    _text("text"),
    Column("json", CompressedText, nullable=False),
    _optional_text("sha256"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    _text("source"),
    _optional_text("article_id"),
    _text("outcome"),
    _optional_text("stage"),
    _optional_text("reason"),
    _optional_text("detail"),
    _text("noted_at"),
)

actors = Table(
    "actors",
    metadata,
    _article_id(),
    _text("id"),
    _number("position"),
    _text("name"),
    _text("known_as"),
    _text("kind"),
    _optional_text("country"),
    _optional_text("sector"),
    Column("day_from", Date),
    Column("day_to", Date),
    _number("articles"),
    _number("statements"),
    _optional_text("wikidata"),
    _optional_text("known_from"),
    _optional_text("described"),
    PrimaryKeyConstraint("article_id", "id"),
)

actor_names = Table(
    "names",
    metadata,
    _text("article_id"),
    _text("actor_id"),
    _text("folded"),
    _text("name"),
    _text("known_as"),
    _optional_text("surname"),
    PrimaryKeyConstraint("article_id", "actor_id", "folded"),
    _references("actors", "actor_id"),
)

mentions = Table(
    "mentions",
    metadata,
    _text("article_id"),
    _text("actor_id"),
    _number("position"),
    _number("start"),
    _number("end"),
    _text("form"),
    _text("words"),
    PrimaryKeyConstraint("article_id", "actor_id", "position"),
    _references("actors", "actor_id"),
)

roles = Table(
    "roles",
    metadata,
    _text("article_id"),
    _text("actor_id"),
    _number("position"),
    _text("title"),
    _optional_text("of_id"),
    _text("words"),
    _text("known_as"),
    PrimaryKeyConstraint("article_id", "actor_id", "position"),
    _references("actors", "actor_id"),
    _references("actors", "of_id", later=True),
)

statements = Table(
    "statements",
    metadata,
    Column("number", Integer, primary_key=True),
    _article_id(),
    _text("id"),
    _number("position"),
    _optional_text("actor_id"),
    _text("kind"),
    _text("act"),
    _optional_text("within_id"),
    _optional_text("said"),
    _text("said_words"),
    Column("day_from", Date),
    Column("day_to", Date),
    _optional_text("medium"),
    _optional_text("medium_outlet_id"),
    _optional_text("medium_title"),
    _text("source"),
    _text("cue"),
    _text("content"),
    Column("confidence", Float, nullable=False),
    _text("reality"),
    _optional_text("known_as"),
    UniqueConstraint("article_id", "id"),
    _references("actors", "actor_id"),
    _references("actors", "medium_outlet_id"),
    _references("statements", "within_id", later=True),
)

# Values of the column `part` of speakers
SPEAKER = "mouth"  # who made a statement; the first is the statement's `actor_id` as well
SPOKEN_FOR = "spoken-for"  # on whose behalf it was made
speakers = Table(
    "mouths",
    metadata,
    _text("article_id"),
    _text("statement_id"),
    _text("part"),
    _number("position"),
    _text("actor_id"),
    PrimaryKeyConstraint("article_id", "statement_id", "part", "position"),
    _references("statements", "statement_id"),
    _references("actors", "actor_id"),
)

addressees = Table(
    "addressees",
    metadata,
    _text("article_id"),
    _text("statement_id"),
    _number("position"),
    _text("actor_id"),
    _text("words"),
    PrimaryKeyConstraint("article_id", "statement_id", "position"),
    _references("statements", "statement_id"),
    _references("actors", "actor_id"),
)

links = Table(
    "links",
    metadata,
    _text("article_id"),
    _text("statement_id"),
    _number("position"),
    _text("id"),
    _optional_text("actor_id"),
    _optional_text("medium"),
    _optional_text("outlet_id"),
    _optional_text("title"),
    _optional_text("date"),
    _text("words"),
    PrimaryKeyConstraint("article_id", "statement_id", "position"),
    _references("statements", "statement_id"),
    _references("actors", "actor_id"),
    _references("actors", "outlet_id"),
)

answers = Table(  # `to_id` is a statement or a link
    "answers",
    metadata,
    _text("article_id"),
    _text("statement_id"),
    _number("position"),
    _text("to_id"),
    _text("relation"),
    _text("words"),
    PrimaryKeyConstraint("article_id", "statement_id", "position"),
    _references("statements", "statement_id"),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True),
    _article_id(),
    _text("id"),
    _number("position"),
    _text("type"),
    _optional_text("mode"),
    _text("reality"),
    _text("contexts"),
    _optional_text("date"),
    _text("date_words"),
    Column("day_from", Date),
    Column("day_to", Date),
    _optional_text("place"),
    _optional_text("place_country"),
    Column("geonames", Integer),
    Column("lat", Float),
    Column("lon", Float),
    _optional_text("told_by_id"),
    Column("round", Integer),
    _text("words"),
    Column("confidence", Float, nullable=False),
    UniqueConstraint("article_id", "id"),
    _references("statements", "told_by_id"),
)

event_parties = Table(  # `part` is actor or recipient
    "parties",
    metadata,
    _text("article_id"),
    _text("event_id"),
    _text("part"),
    _number("position"),
    _text("actor_id"),
    _optional_text("known_as"),
    _optional_text("type"),
    Column("day_from", Date),
    Column("day_to", Date),
    PrimaryKeyConstraint("article_id", "event_id", "part", "position"),
    _references("events", "event_id"),
    _references("actors", "actor_id"),
)

commitments = Table(
    "commitments",
    metadata,
    _article_id(),
    _text("id"),
    _number("position"),
    _text("what"),
    _text("status"),
    _text("status_words"),
    _text("words"),
    _optional_text("agreed_event_id"),
    _optional_text("agreed_date"),
    _optional_text("agreed_place"),
    _optional_text("told_by_id"),
    Column("day_from", Date),
    Column("day_to", Date),
    PrimaryKeyConstraint("article_id", "id"),
    _references("events", "agreed_event_id"),
)

STATES = ("state", "government")  # kinds of actors whose country is that of a commitment that binds them
commitment_parties = Table(
    "committed",
    metadata,
    _text("article_id"),
    _text("commitment_id"),
    _number("position"),
    _text("actor_id"),
    _optional_text("known_as"),
    _optional_text("country"),
    Column("day_from", Date),
    PrimaryKeyConstraint("article_id", "commitment_id", "position"),
    _references("commitments", "commitment_id"),
    _references("actors", "actor_id"),
)


def _quantities(name: str, owner: str) -> Table:
    column = f"{owner.removesuffix('s')}_id"
    return Table(
        name,
        metadata,
        _text("article_id"),
        _text(column),
        _number("position"),
        Column("value", Float, nullable=False),
        Column("to_value", Float),
        _text("unit"),
        _text("qualifier"),
        Column("each", Boolean, nullable=False),
        _optional_text("deadline"),
        _text("words"),
        PrimaryKeyConstraint("article_id", column, "position"),
        _references(owner, column),
    )


quantities = _quantities("quantities", "events")
terms = _quantities("terms", "commitments")

judgements = Table(
    "judgements",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _text("kind"),
    _text("left_id"),
    _text("right_id"),
    Column("same", Boolean, nullable=False),
    _text("by"),
    Column("score", Float, nullable=False),
    _text("reason"),
    _text("made_at"),
    _optional_text("withdrawn_at"),
    _optional_text("withdrawn_by"),
    _optional_text("withdrawn_why"),
    _optional_text("value"),
)

clusters = Table(
    "families",
    metadata,
    _text("kind"),
    _text("member"),
    _text("family"),
    _article_id(),
    PrimaryKeyConstraint("kind", "member"),
)

withdrawn_articles = Table(
    "withdrawn",
    metadata,
    Column("article_id", Text, primary_key=True),
    _optional_text("url"),
    _optional_text("outlet"),
    _optional_text("published"),
    _text("withdrawn_at"),
    _text("by"),
    _text("why"),
)

earlier_records = Table(
    "readings",
    metadata,
    _article_id(),
    _number("position"),
    Column("json", CompressedText, nullable=False),
    _text("replaced_at"),
    _optional_text("sha256"),
    PrimaryKeyConstraint("article_id", "position"),
)

topics = Table(
    "topics",
    metadata,
    _text("article_id"),
    _text("statement_id"),
    _number("position"),
    _text("topic"),
    _text("words"),
    PrimaryKeyConstraint("article_id", "statement_id", "position"),
    _references("statements", "statement_id"),
)

fingerprints = Table(
    "prints",
    metadata,
    Column("value", BigInteger, nullable=False),
    Column("article", Integer, ForeignKey("articles.number", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("value", "article"),
)

linked_articles = Table(
    "linked",
    metadata,
    _article_id(),
    _text("rule"),
    _text("linked_at"),
    PrimaryKeyConstraint("article_id", "rule"),
)
