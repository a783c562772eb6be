"""What linking on Spark found among articles, in groups that belong together: each can be stored at once."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.batch.selection.run_folder import JUDGEMENT, RunFolder, to_judgement
from onrecord.model.judgement import PAIR_KINDS, Judgement

PASS_ROWS = 50_000  # judgements in memory: more are read in several passes over the files
GROUP_ROWS = 1_000  # judgements stored in one transaction, more only where they make one cluster
_Numbers = npt.NDArray[np.int64]
APART, ELSEWHERE = -1, -2  # in place of a component: not the same; about articles that are not held


def list_groups(run: RunFolder, held: Set[str]) -> Iterator[list[Judgement]]:
    """Yield the judgements whose articles are both held.

    Judgements of "same" that make one cluster come together, so that it is built once. What is not the same
    comes after that. Memory: 24 bytes a judgement of one kind, besides PASS_ROWS of them.
    """
    for kind in sorted(PAIR_KINDS):
        plan = _plan(run, kind, held)
        for number in range(plan.passes):
            yield from _cut(_read_pass(run, kind, plan, number))
        yield from _read_apart(run, kind, plan)


@dataclass(frozen=True, slots=True)
class _Plan:
    """For each judgement its component, and for each component the pass in which it is read."""

    components: _Numbers
    pass_of: _Numbers
    passes: int


def _plan(run: RunFolder, kind: str, held: Set[str]) -> _Plan:
    sides: list[_Numbers] = []
    same: list[bool] = []
    here: list[bool] = []
    for batch in run.list_judgements(kind, ("left", "right", "same")):
        rows = batch.to_pylist()
        # Members are told apart by hash: two that share one by chance are only stored in one transaction.
        hashes = [(hash(row["left"]), hash(row["right"])) for row in rows]
        sides.append(np.array(hashes, dtype=np.int64).reshape(-1, 2))
        same += [bool(row["same"]) for row in rows]
        here += [_article(row["left"]) in held and _article(row["right"]) in held for row in rows]
    pairs = np.concatenate(sides) if sides else np.empty((0, 2), np.int64)
    is_same, is_here = np.array(same, bool), np.array(here, bool)
    components = np.where(is_here, np.int64(APART), np.int64(ELSEWHERE))
    taken = is_same & is_here
    components[taken] = find_components(pairs[taken])
    sizes = np.bincount(components[taken]) if taken.any() else np.empty(0, np.int64)
    pass_of = (np.cumsum(sizes) // PASS_ROWS).astype(np.int64)
    return _Plan(components, pass_of, int(pass_of[-1]) + 1 if len(pass_of) else 0)


def _article(reference: str | None) -> str:
    return (reference or "").partition("/")[0]


def find_components(pairs: _Numbers) -> _Numbers:
    """Return for each pair (n × 2 of any numbers) the number of the connected component it is in, from 0."""
    if not len(pairs):
        return np.empty(0, np.int64)
    names, ends = np.unique(pairs, return_inverse=True)
    ends = ends.reshape(-1, 2)
    labels = np.arange(len(names))
    while True:
        least = labels[ends].min(axis=1)
        after = labels.copy()
        for side in (0, 1):
            np.minimum.at(after, labels[ends[:, side]], least)
        after = after[after]
        if (after == labels).all():
            break
        labels = after
    return np.unique(labels[ends[:, 0]], return_inverse=True)[1].astype(np.int64)


def _read_pass(run: RunFolder, kind: str, plan: _Plan, number: int) -> list[tuple[int, Judgement]]:
    """Return the judgements of a pass with their components, those of one component together."""
    found: list[tuple[int, Judgement]] = []
    start = 0
    for batch in run.list_judgements(kind, JUDGEMENT):
        components = plan.components[start : start + batch.num_rows]
        start += batch.num_rows
        chosen = np.flatnonzero(components >= 0)
        chosen = chosen[plan.pass_of[components[chosen]] == number]
        rows = batch.take(chosen).to_pylist()
        found += zip(components[chosen].tolist(), map(to_judgement, rows), strict=True)
    return sorted(found, key=lambda one: one[0])


def _cut(found: Sequence[tuple[int, Judgement]]) -> Iterator[list[Judgement]]:
    group: list[Judgement] = []
    for place, (component, judgement) in enumerate(found):
        if len(group) >= GROUP_ROWS and component != found[place - 1][0]:
            yield group
            group = []
        group.append(judgement)
    if group:
        yield group


def _read_apart(run: RunFolder, kind: str, plan: _Plan) -> Iterator[list[Judgement]]:
    start = 0
    for batch in run.list_judgements(kind, JUDGEMENT):
        chosen = np.flatnonzero(plan.components[start : start + batch.num_rows] == APART)
        start += batch.num_rows
        rows = batch.take(chosen).to_pylist()
        for first in range(0, len(rows), GROUP_ROWS):
            yield [to_judgement(row) for row in rows[first : first + GROUP_ROWS]]
