"""Families: from judgements on pairs to groups of the same. A person's word wins, and no chain of others goes round it."""

from collections.abc import Iterable

from onrecord.model.judgement import Judgement, JudgementKind

AGREEING = 0.35  # share of the pairs between two groups that have to be the same: a digest of two stories does not make them one
ENOUGH = 20  # pairs that are looked at: in a large family not every two are compared
# What a new one is compared with: one of each family, not all of its members. Joined by whom they are linked to.
BY_ONE: frozenset[JudgementKind] = frozenset({"actor", "event", "commitment", "version"})


def find_clusters(judgements: Iterable[Judgement], agreeing: float = AGREEING) -> dict[str, str]:
    """Return for everything that belongs to a family its first member (in the order of ids), the family's name.

    Of several judgements on a pair a person's wins over a rule's, and among persons the latest. Groups are joined by persons'
    judgements first, then by rules' in falling order of score, where `agreeing` of the pairs between them are the same; never
    where a person holds two of their members apart.
    """
    held = find_effective_judgements(judgements)
    same, apart = _neighbours(held.values(), same=True), _neighbours(held.values(), same=False)
    members: dict[str, set[str]] = {}
    for row in sorted(
        (row for row in held.values() if row.same),
        key=lambda row: (row.by_rule, -row.score, row.left, row.right),
    ):
        left, right = members.get(row.left, {row.left}), members.get(row.right, {row.right})
        if left is right or any(not apart.get(member, set()).isdisjoint(right) for member in left):
            continue
        if (
            row.by_rule
            and agreeing
            and _agree(same, left, right) < agreeing * min(len(left) * len(right), ENOUGH)
        ):
            continue
        small, large = sorted((left, right), key=len)
        large |= small
        members.update(
            (member, large) for member in (large if len(large) == 2 else small)
        )  # 2: both stood alone
    names: dict[int, str] = {}
    return {member: names.setdefault(id(family), min(family)) for member, family in sorted(members.items())}


def find_effective_judgements(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Judgement]:
    """Return the judgement that counts on each pair: a person's before a rule's, among persons and among rules the latest."""
    held: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        pair = (judgement.left, judgement.right)
        if pair not in held or held[pair].by_rule or not judgement.by_rule:
            held[pair] = judgement
    return held


def _agree(same: dict[str, set[str]], left: set[str], right: set[str]) -> int:
    return sum(len(same.get(member, set()) & right) for member in left)


def _neighbours(rows: Iterable[Judgement], *, same: bool) -> dict[str, set[str]]:
    """Return whom each is the same as; or, with `same` false, from whom a person holds it apart."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.same == same and (same or not row.by_rule):
            found.setdefault(row.left, set()).add(row.right)
            found.setdefault(row.right, set()).add(row.left)
    return found
