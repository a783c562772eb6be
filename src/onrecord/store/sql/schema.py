"""The tables of a dossier as questions use them. They are made by the migrations; a test holds the two together.

`records` keeps each record whole, and is the truth; every other table can be made from it again and holds what questions ask
for, keyed by article id and the id within the record. Passages are asked for with their article, and stay in `records`. Columns
`…_id` hold ids within the same record. `day_from` and `day_to` are the first and last day a date can mean
(`onrecord.model.edtf`), `folded` is a name as compared (`onrecord.store.search_terms`). `known_as` is an actor's kind and folded name
until it is linked, then what its family is known as: actors of different articles that share it are shown as one. An actor has
the days of its article, and `articles` is 1 for one of those of the same article that share it, 0 for the others, so that sums
count articles; `statements` counts those it is reported to have made (reality "actual"), alone or with others. Columns named
`words`, `said_words`, `date_words`, `source`, `cue` and `content` are words of the article. Rows of an article go when it goes.
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

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _maybe(name: str) -> Column[str | None]:
    return Column(name, Text, nullable=True)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _of_article() -> Column[str]:
    return Column("article_id", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False)


def _of(table: str, column: str, *, later: bool = False) -> ForeignKeyConstraint:
    """Return a reference to a row of the same article; `later`: it may come after the row that names it."""
    targets = ["article_id", column], [f"{table}.article_id", f"{table}.id"]
    return ForeignKeyConstraint(
        *targets, ondelete="CASCADE", deferrable=later or None, initially="DEFERRED" if later else None
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
    *(
        _maybe("title"),
        _maybe("outlet"),
        _maybe("url"),
        _maybe("language"),
        _text("authors"),
        _text("source"),
    ),
    *(_maybe("published"), _text("published_how"), Column("day_from", Date), Column("day_to", Date)),
    *(_number(name) for name in ("characters", "actors", "statements", "events", "commitments")),
    Column("run_id", Text, ForeignKey("runs.id"), nullable=False),
    *(_text("added_at"), _maybe("superseded_by")),
)

records = Table(
    "records",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("article_id", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True),
    *(_maybe("title"), _text("text"), _text("json")),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    *(
        _text("source"),
        _maybe("article_id"),
        _text("outcome"),
        _maybe("stage"),
        _maybe("reason"),
        _maybe("detail"),
    ),
    _text("noted_at"),
)

actors = Table(
    "actors",
    metadata,
    *(_of_article(), _text("id"), _number("position"), _text("name"), _text("known_as"), _text("kind")),
    *(_maybe("country"), _maybe("sector"), Column("day_from", Date), Column("day_to", Date)),
    *(_number("articles"), _number("statements"), _maybe("wikidata"), _maybe("known_from")),
    PrimaryKeyConstraint("article_id", "id"),
)

names = Table(
    "names",
    metadata,
    *(_text("article_id"), _text("actor_id"), _text("folded"), _text("name"), _text("known_as")),
    PrimaryKeyConstraint("article_id", "actor_id", "folded"),
    _of("actors", "actor_id"),
)

mentions = Table(
    "mentions",
    metadata,
    *(_text("article_id"), _text("actor_id"), _number("position"), _number("start"), _number("end")),
    *(_text("form"), _text("words")),
    PrimaryKeyConstraint("article_id", "actor_id", "position"),
    _of("actors", "actor_id"),
)

roles = Table(
    "roles",
    metadata,
    *(
        _text("article_id"),
        _text("actor_id"),
        _number("position"),
        _text("title"),
        _maybe("of_id"),
        _text("words"),
    ),
    _text("known_as"),
    PrimaryKeyConstraint("article_id", "actor_id", "position"),
    _of("actors", "actor_id"),
    _of("actors", "of_id", later=True),
)

statements = Table(
    "statements",
    metadata,
    Column("number", Integer, primary_key=True),
    *(
        _of_article(),
        _text("id"),
        _number("position"),
        _maybe("actor_id"),
        _text("kind"),
        _text("act"),
        _maybe("within_id"),
    ),
    *(_maybe("said"), _text("said_words"), Column("day_from", Date), Column("day_to", Date)),
    *(
        _maybe("medium"),
        _maybe("medium_outlet_id"),
        _maybe("medium_title"),
        _text("source"),
        _text("cue"),
        _text("content"),
    ),
    Column("confidence", Float, nullable=False),
    _text("reality"),
    UniqueConstraint("article_id", "id"),
    _of("actors", "actor_id"),
    _of("actors", "medium_outlet_id"),
    _of("statements", "within_id", later=True),
)

mouths = Table(  # part: mouth (who uttered it; the first is the statement's actor_id too) or spoken-for
    "mouths",
    metadata,
    *(_text("article_id"), _text("statement_id"), _text("part"), _number("position"), _text("actor_id")),
    PrimaryKeyConstraint("article_id", "statement_id", "part", "position"),
    _of("statements", "statement_id"),
    _of("actors", "actor_id"),
)

addressees = Table(
    "addressees",
    metadata,
    *(_text("article_id"), _text("statement_id"), _number("position"), _text("actor_id"), _text("words")),
    PrimaryKeyConstraint("article_id", "statement_id", "position"),
    _of("statements", "statement_id"),
    _of("actors", "actor_id"),
)

links = Table(
    "links",
    metadata,
    *(
        _text("article_id"),
        _text("statement_id"),
        _number("position"),
        _text("id"),
        _maybe("actor_id"),
        _maybe("medium"),
    ),
    *(_maybe("outlet_id"), _maybe("title"), _maybe("date"), _text("words")),
    PrimaryKeyConstraint("article_id", "statement_id", "position"),
    _of("statements", "statement_id"),
    _of("actors", "actor_id"),
    _of("actors", "outlet_id"),
)

answers = Table(  # to_id is a statement or a link
    "answers",
    metadata,
    *(
        _text("article_id"),
        _text("statement_id"),
        _number("position"),
        _text("to_id"),
        _text("relation"),
        _text("words"),
    ),
    PrimaryKeyConstraint("article_id", "statement_id", "position"),
    _of("statements", "statement_id"),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True),
    *(
        _of_article(),
        _text("id"),
        _number("position"),
        _text("type"),
        _maybe("mode"),
        _text("reality"),
        _text("contexts"),
    ),
    *(_maybe("date"), _text("date_words"), Column("day_from", Date), Column("day_to", Date)),
    *(
        _maybe("place"),
        _maybe("place_country"),
        Column("geonames", Integer),
        Column("lat", Float),
        Column("lon", Float),
    ),
    *(
        _maybe("told_by_id"),
        Column("round", Integer),
        _text("words"),
        Column("confidence", Float, nullable=False),
    ),
    UniqueConstraint("article_id", "id"),
    _of("statements", "told_by_id"),
)

parties = Table(  # part: actor or recipient
    "parties",
    metadata,
    *(_text("article_id"), _text("event_id"), _text("part"), _number("position"), _text("actor_id")),
    PrimaryKeyConstraint("article_id", "event_id", "part", "position"),
    _of("events", "event_id"),
    _of("actors", "actor_id"),
)

commitments = Table(
    "commitments",
    metadata,
    *(
        _of_article(),
        _text("id"),
        _number("position"),
        _text("what"),
        _text("status"),
        _text("status_words"),
        _text("words"),
    ),
    *(_maybe("agreed_event_id"), _maybe("agreed_date"), _maybe("agreed_place"), _maybe("told_by_id")),
    *(Column("day_from", Date), Column("day_to", Date)),
    PrimaryKeyConstraint("article_id", "id"),
    _of("events", "agreed_event_id"),
)

committed = Table(
    "committed",
    metadata,
    *(_text("article_id"), _text("commitment_id"), _number("position"), _text("actor_id")),
    PrimaryKeyConstraint("article_id", "commitment_id", "position"),
    _of("commitments", "commitment_id"),
    _of("actors", "actor_id"),
)


def _quantities(name: str, owner: str) -> Table:
    column = f"{owner.removesuffix('s')}_id"
    return Table(
        name,
        metadata,
        *(_text("article_id"), _text(column), _number("position")),
        *(Column("value", Float, nullable=False), Column("to_value", Float)),
        *(
            _text("unit"),
            _text("qualifier"),
            Column("each", Boolean, nullable=False),
            _maybe("deadline"),
            _text("words"),
        ),
        PrimaryKeyConstraint("article_id", column, "position"),
        _of(owner, column),
    )


quantities = _quantities("quantities", "events")
terms = _quantities("terms", "commitments")

judgements = Table(
    "judgements",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    *(
        _text("kind"),
        _text("left_id"),
        _text("right_id"),
        Column("same", Boolean, nullable=False),
        _text("by"),
    ),
    *(Column("score", Float, nullable=False), _text("reason"), _text("made_at")),
    *(_maybe("withdrawn_at"), _maybe("withdrawn_by"), _maybe("withdrawn_why"), _maybe("value")),
)

families = Table(
    "families",
    metadata,
    *(_text("kind"), _text("member"), _text("family"), _of_article()),
    PrimaryKeyConstraint("kind", "member"),
)

withdrawn = Table(
    "withdrawn",
    metadata,
    Column("article_id", Text, primary_key=True),
    *(_maybe("url"), _maybe("outlet"), _maybe("published"), _text("withdrawn_at"), _text("by"), _text("why")),
)

readings = Table(
    "readings",
    metadata,
    *(_of_article(), _number("position"), _text("json"), _text("replaced_at")),
    PrimaryKeyConstraint("article_id", "position"),
)

topics = Table(
    "topics",
    metadata,
    *(_text("article_id"), _text("statement_id"), _number("position"), _text("topic"), _text("words")),
    PrimaryKeyConstraint("article_id", "statement_id", "position"),
    _of("statements", "statement_id"),
)

prints = Table(
    "prints",
    metadata,
    Column("value", BigInteger, nullable=False),
    Column("article", Integer, ForeignKey("articles.number", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("value", "article"),
)

linked = Table(
    "linked",
    metadata,
    *(_of_article(), _text("rule"), _text("linked_at")),
    PrimaryKeyConstraint("article_id", "rule"),
)
