"""Kills programs that write to a dossier at a random SQL statement, runs them again, and compares the result.

The steps are what commands do: migrate, add, link, judge, reread, merge. A step that was killed is run again
from its beginning, as a person would. The result has to be that of a run without kills.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import Engine, event

from builders import make_record
from forked import run_child
from older_dossiers import as_older
from onrecord.cli.dossier.reread import replace_reading
from onrecord.model.errors import StoreError
from onrecord.model.judgement import PAIR_KINDS
from onrecord.model.record import Record, Run
from onrecord.resolve.dossier_merge import merge_dossier
from onrecord.resolve.judgements import Decider, accept, correct, merge, reject
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter

OLD, ADDED, MERGED = range(2), range(2, 5), range(4, 7)  # records 4 is in both dossiers
NEWER = Run("0.1", {"attribution": "sha256:1111", "names": "2"}, {"min_confidence": "0"})
ALL = Filter(versions=True)


def record_of(number: int) -> Record:
    """Return the record of an article; most have the same prose, so that there is much to link."""
    return as_older(make_record(number, 3, varied=number % 3 > 1))


def ada() -> Decider:
    """Return a person who decides at one moment, so that a second run says the same again."""
    return Decider("Ada", "it says so", clock=lambda: datetime(2025, 7, 1, tzinfo=UTC))


def migrate(_: Dossier, __: Path) -> None:
    """Opening has migrated the dossier."""


def add(dossier: Dossier, _: Path) -> None:
    for number in ADDED:
        dossier.write(record_of(number))


def link(dossier: Dossier, _: Path) -> None:
    list(link_articles(dossier))


def judge(dossier: Dossier, _: Path) -> None:
    first, second, third = (record_of(number).article.id for number in (0, 1, 2))
    reject(dossier, f"{first}/s1", ada())
    accept(dossier, f"{second}/s1", ada())
    correct(dossier, f"{second}/s2", "act", '"warn"', ada())
    correct(dossier, third, "title", '"Another title"', ada())
    merge(dossier, f"{first}/p3", f"{third}/p4", ada())


def reread(dossier: Dossier, _: Path) -> None:
    """Do what `onrecord reread` does, with a reading that has lost the last statement of each article."""
    for article, run in dossier.list_runs().items():
        old = dossier.get_uncorrected_record(article)
        if run != NEWER and old is not None:
            kept = tuple(row for row in old.statements[:-1] if row.within is None)
            ids = {row.id for row in kept} | {link.id for row in kept for link in row.source_chain}
            kept = tuple(
                replace(row, answers=tuple(answer for answer in row.answers if answer.to in ids))
                for row in kept
            )
            replace_reading(dossier, replace(old, statements=kept, run=NEWER))
    list(link_articles(dossier))


def merge_other(dossier: Dossier, other: Path) -> None:
    with open_dossier(other, create=False) as opened:
        merge_dossier(dossier, opened)
    list(link_articles(dossier))


STEPS: dict[str, Callable[[Dossier, Path], None]] = {
    "migrate": migrate,
    "add": add,
    "link": link,
    "judge": judge,
    "reread": reread,
    "merge": merge_other,
}


def make_other(path: Path) -> None:
    """Create the dossier that is merged: linked and judged by itself."""
    with open_dossier(path, create=True) as other:
        for number in MERGED:
            other.write(record_of(number))
        list(link_articles(other))
        reject(other, f"{record_of(5).article.id}/s1", ada())


def run_step(step: str, place: str, other: Path) -> None:
    """Run one step as a command does: open the dossier, work, close it."""
    with open_dossier(place, create=False, write=True) as dossier:
        STEPS[step](dossier, other)


def content(place: str) -> list[object]:
    """Return all that a dossier says, without times and without the order in which it was said."""
    with open_dossier(place, create=False) as dossier:
        faults = list(dossier.check())
        assert not faults, faults
        judgements = list(dossier.list_judgements(JudgementFilter(withdrawn=True)))
        in_force = [row for row in judgements if row.withdrawn_at is None]
        said = [(row.kind, row.left, row.right, row.by, row.same, row.value or "") for row in in_force]
        assert len(said) == len(set(said)), "a judgement is in force twice"
        articles = sorted(dossier.list_ids("articles", ALL))
        return [
            articles,
            [dossier.get_record(article) for article in articles],
            [len(dossier.list_earlier_records(article)) for article in articles],
            sorted(said),
            [sorted(dossier.list_clusters(kind).items()) for kind in sorted(PAIR_KINDS)],
            sorted((row.id, row.name, row.articles, row.statements) for row in dossier.list_actors(ALL)),
            sorted(dossier.list_ids("statements", ALL)),
            sorted((row.source, row.outcome) for row in dossier.list_outcomes()),
        ]


def at_statement(number: int, act: Callable[[], None]) -> None:
    """Do something just before SQL statement `number` of this process."""
    seen = iter(range(number + 1))

    def count(*_: object) -> None:
        if next(seen, None) == number:
            act()

    event.listen(Engine, "before_cursor_execute", count)


def count_statements(body: Callable[[], None]) -> int:
    """Return how many SQL statements `body` runs in a child process."""
    reader, writer = os.pipe()

    def counted() -> None:
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1

        event.listen(Engine, "before_cursor_execute", count)
        body()
        os.write(writer, str(seen).encode())

    status = run_child(counted)
    os.close(writer)
    with os.fdopen(reader) as file:
        found = file.read()
    assert status == 0, "the step fails without a kill"
    return int(found)


def kill_self() -> None:
    """End this process at once, without any clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Round:
    """Where a round takes place: an older dossier, the one to merge, and what may happen besides a kill."""

    place: str
    other: Path
    accident: Callable[[], None] | None = None


def measure(place: str, other: Path) -> tuple[dict[str, int], list[object]]:
    """Run all steps without a kill; return the number of statements of each, and what is said then."""
    counts = {step: count_statements(partial(run_step, step, place, other)) for step in STEPS}
    return counts, content(place)


def run_round(
    where: Round, chance: Random, counts: dict[str, int], share: float, wanted: int
) -> Iterator[tuple[str, str]]:
    """Run all steps; kill each with the chance `share`, again and again. Yield (step, "kill" or "restart").

    At most `wanted` times. After each, the dossier opens, has no fault and has lost no article.
    """
    done = kept = 0
    for step in STEPS:
        while done < wanted and chance.random() < share:
            accident = where.accident if where.accident and chance.random() < 0.25 else None
            number = chance.randrange(max(counts[step], 1))

            status = run_child(partial(interrupt, step, where, number, accident or kill_self))
            if status == 0:  # it had less left to do than a whole step
                break
            assert accident or status == -signal.SIGKILL, f"{step} failed by itself"
            done += 1
            kept = check_after(where.place, kept)
            yield step, "restart" if accident else "kill"
        run_step(step, where.place, where.other)


def interrupt(step: str, where: Round, number: int, accident: Callable[[], None]) -> None:
    """Run a step in which something happens just before SQL statement `number`."""
    at_statement(number, accident)
    run_step(step, where.place, where.other)


def check_after(place: str, kept: int) -> int:
    """Check a dossier after a kill; return the number of its articles, which may not have fallen."""
    with open_dossier(place, create=False) as dossier:
        faults = list(dossier.check())
        assert not faults, faults
        found = dossier.count_articles(ALL).matching
    assert found >= kept, "an article was lost"
    return found


def run_kills(
    rounds: Iterator[Round], kills: int, chance: Random, expected: tuple[dict[str, int], list[object]]
) -> Counter[tuple[str, str]]:
    """Run rounds until there were `kills` accidents; return how many of each kind hit each step.

    Raises AssertionError where a dossier is damaged after one, or says something else at the end.
    """
    counts, whole = expected
    hits: Counter[tuple[str, str]] = Counter()
    while hits.total() < kills:
        where = next(rounds)
        hits.update(run_round(where, chance, counts, 0.7, kills - hits.total()))
        try:
            found = content(where.place)
        except StoreError as error:
            raise AssertionError("the dossier cannot be read at the end") from error
        assert found == whole, "the dossier says something else than without kills"
    return hits
