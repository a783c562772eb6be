"""Standing: on how many pages a statement is reported, and how many separate origins stand behind them, with the evidence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.model.clusters import find_clusters
from onrecord.model.judgement import Judgement, JudgementKind
from onrecord.store.protocol import Dossier, Filter, JudgementFilter


@dataclass(frozen=True, slots=True)
class Standing:
    """On how many pages a statement is reported, and how many separate origins stand behind them.

    `told` are the statements (`ARTICLE/STATEMENT`) that report it, the one asked for among them.
    """

    pages: int
    origins: int
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why statements count as one, or their articles as one origin: the judgement's id, kind, sides and reason."""

    id: str
    kind: JudgementKind
    left: str
    right: str
    reason: str
    by: str


ALONE = Standing(1, 1)
EVERYTHING = Filter()


def find_standing(
    dossier: Dossier, references: Sequence[str], wanted: Filter = EVERYTHING
) -> dict[str, Standing]:
    """Return the standing of those of the statements (`ARTICLE/STATEMENT`) that several articles report. Raises StoreError.

    Of `wanted` only the day counts as of which the record is asked for: pages that came later do not stand behind anything.
    """
    same = _Families(dossier, "statement", wanted)
    families = same.of(references)
    members = same.members(set(families.values()))
    told = sorted({member for family in members.values() for member in family})
    there = _there(dossier, {reference.partition("/")[0] for reference in told}, wanted)
    copies = _Families(dossier, "reprint", wanted).of(sorted(there))
    words = _Families(dossier, "origin", wanted).of(told)
    found: dict[str, Standing] = {}
    for family, rows in members.items():
        left = [row for row in rows if row.partition("/")[0] in there]
        pages = {row.partition("/")[0] for row in left}
        if len(pages) > 1:
            standing = Standing(len(pages), len(group_origins(left, copies, words)), tuple(left))
            found.update((reference, standing) for reference, name in families.items() if name == family)
    return found


def find_grounds(dossier: Dossier, told: Iterable[str]) -> tuple[Ground, ...]:
    """Return the judgements among statements and their articles: why they are one, or of one origin. Raises StoreError."""
    rows = set(told)
    sides = rows | {row.partition("/")[0] for row in rows}
    found: dict[str, Judgement] = {}
    for article in sorted(side for side in sides if "/" not in side):
        for judgement in dossier.list_judgements(JudgementFilter(about=article)):
            if (
                judgement.kind in ("statement", "reprint", "origin")
                and {judgement.left, judgement.right} <= sides
            ):
                found[judgement.id] = judgement
    ordered = sorted(found.values(), key=lambda row: (row.kind, row.left, row.right, row.made_at))
    return tuple(Ground(row.id, row.kind, row.left, row.right, _reason(row), row.by) for row in ordered)


def _reason(row: Judgement) -> str:
    return row.reason if row.same else f"not the same: {row.reason}"


class _Families:
    """The families of a kind as they stand, or stood on the day the dossier is asked for as it was then."""

    def __init__(self, dossier: Dossier, kind: JudgementKind, wanted: Filter) -> None:
        self._dossier, self._kind = dossier, kind
        self._then: dict[str, str] | None = None
        if wanted.learnt:
            self._then = find_clusters(dossier.list_judgements(JudgementFilter(kind, as_of=wanted.as_of)))

    def of(self, members: Sequence[str]) -> dict[str, str]:
        """Return the family of each of the members that has one."""
        if self._then is None:
            return self._dossier.list_clusters(self._kind, members)
        return {member: self._then[member] for member in members if member in self._then}

    def members(self, families: set[str]) -> dict[str, list[str]]:
        """Return who belongs to families."""
        if self._then is None:
            return self._dossier.list_cluster_members(self._kind, families)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for member, family in self._then.items():
            if family in families:
                found[family].append(member)
        return found


def _there(dossier: Dossier, articles: set[str], wanted: Filter) -> set[str]:
    """Return which articles are on the record on the day asked for; superseded versions do not count as pages."""
    if not articles:
        return set()
    return set(
        dossier.list_ids(
            "articles", Filter(as_of=wanted.as_of, learnt=wanted.learnt, rows=tuple(sorted(articles)))
        )
    )


def group_origins(members: list[str], copies: dict[str, str], words: dict[str, str]) -> list[set[str]]:
    """Return the groups left when those of one copy, and those that had the words from the same, are joined."""
    groups: list[set[str]] = []
    for reference in members:
        article = reference.partition("/")[0]
        marks = {copies.get(article, article), words.get(reference, reference)}
        apart = [group for group in groups if group.isdisjoint(marks)]
        joined = marks.union(*(group for group in groups if not group.isdisjoint(marks)))
        groups = [*apart, joined]
    return groups
