"""Clusters: groups of the same thing, built from judgements on pairs.

A person's judgement wins over any chain of others.
"""

from collections.abc import Iterable

from onrecord.model.judgement import Judgement, JudgementKind

# Two groups are joined only where this share of the pairs between them is the same: a digest that copies two
# stories does not make those stories one.
MIN_AGREEMENT = 0.35
MAX_EXPECTED_PAIRS = (
    20  # in a large cluster not every two members are compared, so no more pairs than this are required
)
# Kinds of which a new member is compared with one representative of a cluster, not with every member. Their
# clusters are joined by single links.
SINGLE_LINK_KINDS: frozenset[JudgementKind] = frozenset({"actor", "event", "commitment", "version"})


def find_clusters(judgements: Iterable[Judgement], min_agreement: float = MIN_AGREEMENT) -> dict[str, str]:
    """Return the cluster of every member of one. A cluster is named by its first member in the order of ids.

    Groups are joined by people's judgements first, then by rules' in falling order of score, where
    `min_agreement` of the pairs between them are the same. Groups of which a person keeps two members apart
    are never joined.
    """
    effective = find_effective_judgements(judgements)
    same, apart = _neighbours(effective.values(), same=True), _neighbours(effective.values(), same=False)
    clusters: dict[str, set[str]] = {}
    for row in sorted(
        (row for row in effective.values() if row.same),
        key=lambda row: (row.by_rule, -row.score, row.left, row.right),
    ):
        left, right = clusters.get(row.left, {row.left}), clusters.get(row.right, {row.right})
        if left is right or any(not apart.get(member, set()).isdisjoint(right) for member in left):
            continue
        expected = min_agreement * min(len(left) * len(right), MAX_EXPECTED_PAIRS)
        if row.by_rule and min_agreement and _count_same(same, left, right) < expected:
            continue
        small, large = sorted((left, right), key=len)
        large |= small
        # Members of the larger set point at it already, unless both were single and in no cluster yet.
        clusters.update((member, large) for member in (large if len(large) == 2 else small))
    names: dict[int, str] = {}
    return {
        member: names.setdefault(id(cluster), min(cluster)) for member, cluster in sorted(clusters.items())
    }


def find_effective_judgements(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Judgement]:
    """Return the judgement that counts for each pair: a person's before a rule's, otherwise the latest."""
    effective: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        pair = (judgement.left, judgement.right)
        if pair not in effective or effective[pair].by_rule or not judgement.by_rule:
            effective[pair] = judgement
    return effective


def _count_same(same: dict[str, set[str]], left: set[str], right: set[str]) -> int:
    return sum(len(same.get(member, set()) & right) for member in left)


def _neighbours(rows: Iterable[Judgement], *, same: bool) -> dict[str, set[str]]:
    """Return what each member is the same as; with `same` false, what a person keeps it apart from."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.same == same and (same or not row.by_rule):
            found.setdefault(row.left, set()).add(row.right)
            found.setdefault(row.right, set()).add(row.left)
    return found
