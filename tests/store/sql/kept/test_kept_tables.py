"""The kept tables are what they would be if they were worked out from nothing, whatever happened before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from builders import make_joint, make_record, records
from onrecord.cli.dossier.show import MULTILINE, TABLES
from onrecord.model.errors import OnRecordError
from onrecord.model.judgement import JudgementKind, Signature, make_decision, make_judgement
from onrecord.model.record import Record, Topic
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.store.sql.dossier import WRITES, SqlDossier
from onrecord.store.sql.kept.comparison import check_kept
from onrecord.views.pages.figures import build_figures
from onrecord.views.pages.timeline import build_timeline
from onrecord.views.rows.threads import build_threads

pytest_plugins = ["dossiers"]  # the fixture `place`

PAIRED: tuple[JudgementKind, ...] = ("statement", "actor", "reprint", "version", "event", "commitment")
RULE = "rule:test/1"
PEOPLE = (RULE, RULE, "Ada", "Ben")


def faults(dossier: Dossier) -> list[str]:
    assert isinstance(dossier, SqlDossier)
    with dossier._reading() as connection:
        return [f"{fault.where}: {fault.detail}" for fault in check_kept(connection)]


def with_topics(record: Record, chance: Random) -> Record:
    """Return a record whose statements have topics, the same ones in many records."""
    statements = tuple(
        replace(
            row,
            topics=tuple(
                Topic(f"topic {chance.randrange(3)}", row.evidence.content)
                for _ in range(chance.randrange(3))
            ),
            reality=chance.choice(("actual", "actual", "negated")),
        )
        for row in record.statements
    )
    return replace(record, statements=statements)


class Changes:
    """Random changes of a dossier, of every kind that the commands make."""

    def __init__(self, dossier: Dossier, chance: Random, drawn: list[Record]) -> None:
        self.dossier, self.chance, self.drawn = dossier, chance, drawn
        self.moments = (datetime(2025, 7, 1, tzinfo=UTC) + timedelta(seconds=n) for n in count())

    def make(self) -> None:
        change: Callable[[], None] = self.chance.choice(
            (self.add, self.add, self.pair, self.pair, self.pair, self.answer, self.decide,
             self.take_back, self.reread, self.withdraw, self.merge)
        )  # fmt: skip
        change()

    def now(self) -> str:
        return next(self.moments).isoformat()

    def add(self) -> None:
        number = self.chance.randrange(8)
        record = make_joint(number) if self.chance.random() < 0.3 else make_record(number, 4)
        record = self.drawn.pop() if self.drawn and self.chance.random() < 0.3 else record
        self.dossier.write(with_topics(record, self.chance))

    def rows(self, prefix: str) -> list[str]:
        ids = self.dossier.list_ids("articles", Filter(versions=True))
        if not prefix:
            return ids
        return [f"{article}/{prefix}{self.chance.randrange(1, 5)}" for article in ids]

    def pair(self) -> None:
        kind = self.chance.choice(PAIRED)
        prefix = {"statement": "s", "actor": "p", "event": "e", "commitment": "c"}.get(kind, "")
        rows = sorted(set(self.rows(prefix)))
        if len(rows) > 1:
            pair, by = self.chance.sample(rows, 2), self.chance.choice(PEOPLE)
            score = self.chance.choice((0.1, 0.4, 0.7, 0.9))
            judgement = make_judgement(kind, pair, by, score, "because", self.now())
            if by == RULE and self.chance.random() < 0.5:
                self.dossier.write_judgements([judgement])
            else:
                self.dossier.judge(judgement)

    def answer(self) -> None:
        rows = self.rows("s")
        if len(rows) > 1:
            left, right = self.chance.sample(rows, 2)
            signature = Signature("Ada", "he says so", self.now())
            self.dossier.judge(make_decision("answer", left, signature, on=right, value="rejects"))

    def decide(self) -> None:
        rows = self.rows("s")
        if rows:
            row, signature = self.chance.choice(rows), Signature("Ben", "wrong", self.now())
            if self.chance.random() < 0.5:
                self.dossier.judge(make_decision("row", row, signature, score=0.0))
            else:
                value = self.chance.choice(('"accuse"', '"reject"'))
                try:
                    self.dossier.judge(make_decision("field", row, signature, on="act", value=value))
                except OnRecordError:
                    return  # the row was rejected

    def take_back(self) -> None:
        found = list(self.dossier.list_judgements(JudgementFilter()))
        if found:
            self.dossier.withdraw(self.chance.choice(found).id, "Ada", "no")

    def reread(self) -> None:
        ids = self.rows("")
        if ids:
            record = self.dossier.get_uncorrected_record(self.chance.choice(ids))
            assert record is not None
            gone = ["s1"] if self.chance.random() < 0.5 else []
            self.dossier.replace_record(with_topics(record, self.chance), gone)

    def withdraw(self) -> None:
        ids = self.rows("")
        if ids:
            self.dossier.withdraw_article(self.chance.choice(ids), "Ada", "a mistake")

    def merge(self) -> None:
        found = list(self.dossier.list_judgements(JudgementFilter(withdrawn=True)))
        if found:
            one = self.chance.choice(found)
            self.dossier.import_judgement(replace(one, id=f"{one.id}x", by="Cora", made_at=self.now()))


def check_changes(place: str, seed: int, drawn: list[Record], steps: int = 25) -> None:
    with open_dossier(place, create=True) as dossier:
        changes = Changes(dossier, Random(seed), drawn)  # noqa: S311 - nothing is secret
        for _ in range(4):
            changes.add()
        for step in range(steps):
            changes.make()
            assert faults(dossier) == [], f"after change {step}"
        check_answers(dossier)


def check_answers(dossier: Dossier) -> None:
    """Compare what the kept tables answer with what rows and judgements answer for the last day of all.

    For that day nothing is kept, and everything is on record.
    """
    last = Filter(as_of=date.max)
    for name, (build, _) in (*TABLES.items(), *MULTILINE.items()):
        if name != "review":
            kept, worked_out = build(dossier, Filter()), build(dossier, last)
            assert list(kept.rows) == list(worked_out.rows), name
            assert kept.matching == worked_out.matching, name
    assert build_timeline(dossier, Filter()) == build_timeline(dossier, last)
    assert build_figures(dossier, Filter()) == build_figures(dossier, last)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), drawn=st.lists(records(), max_size=3))
def test_kept_tables_are_right_after_any_changes(seed: int, drawn: list[Record]) -> None:
    with TemporaryDirectory() as folder:
        check_changes(str(Path(folder) / "a.dossier"), seed, drawn)


@pytest.mark.parametrize("seed", [1, 2])
def test_kept_tables_are_right_in_both_databases(place: str, seed: int) -> None:
    check_changes(place, seed, [], steps=15)


def test_kept_tables_of_a_copy_are_right(dossier: Dossier, tmp_path: Path) -> None:
    changes = Changes(dossier, Random(3), [])  # noqa: S311 - nothing is secret
    for _ in range(20):
        changes.make()
    dossier.copy_to(tmp_path / "copy.dossier")
    with open_dossier(tmp_path / "copy.dossier", create=False) as copy:
        assert faults(copy) == []
        assert [row.id for row in build_threads(copy, Filter()).rows] == [
            row.id for row in build_threads(dossier, Filter()).rows
        ]


def test_nothing_is_left_of_a_withdrawn_article(dossier: Dossier) -> None:
    record = with_topics(make_record(1, 4), Random(1))  # noqa: S311 - nothing is secret
    dossier.write(record)
    dossier.withdraw_article(record.article.id, "Ada", "a mistake")
    assert isinstance(dossier, SqlDossier)
    with dossier._reading() as connection:
        for table in (
            "known_actors",
            "name_ends",
            "said_topics",
            "positions",
            "thread_turns",
            "threads",
            "stale",
        ):
            assert _count(connection, table) == 0, table


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - our names


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE known_actors SET statements = statements + 1",
        "DELETE FROM threads",
        "UPDATE statement_days SET total = 7",
        "DELETE FROM name_ends WHERE ending = (SELECT min(ending) FROM name_ends)",
        "INSERT INTO doubts VALUES (1, 'actor', 0.4)",
        "INSERT INTO stale VALUES ('name', ' nobody ')",
    ],
)
def test_check_finds_a_kept_table_that_is_wrong(dossier: Dossier, damage: str) -> None:
    dossier.write(with_topics(make_record(1, 4), Random(1)))  # noqa: S311 - nothing is secret
    assert list(dossier.check()) == []
    assert isinstance(dossier, SqlDossier)
    with dossier._engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.execute(text(damage))
    assert {fault.kind for fault in dossier.check()} == {"rows"}
