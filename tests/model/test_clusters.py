"""Clusters from judgements on pairs; a person's judgement wins."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.clusters import find_clusters
from onrecord.model.judgement import Judgement, make_judgement

NAMES = st.sampled_from("abcdefg")


def judged(
    left: str, right: str, score: float = 0.9, by: str = "rule:test/1", made_at: str = "1"
) -> Judgement:
    return make_judgement("reprint", (left, right), by, score, "", made_at)


def test_connected_pairs_are_one_cluster_named_after_its_first_member() -> None:
    assert find_clusters([judged("b", "c"), judged("a", "b"), judged("x", "y", 0.4)]) == {
        "a": "a",
        "b": "a",
        "c": "a",
    }


def test_a_digest_of_two_stories_does_not_make_them_one() -> None:
    first = [judged(left, right) for left, right in ("ab", "ac", "bc", "ad", "bd", "cd")]
    second = [judged(left, right) for left, right in ("vw", "vx", "wx", "vd", "wd", "xd")]
    families = find_clusters([*first, *second])
    assert families["a"] != families["v"]


def test_a_person_wins_over_a_rule_in_any_order() -> None:
    apart = judged("a", "b", 0.0, "Ada")
    assert find_clusters([judged("a", "b"), apart]) == {}
    assert find_clusters([apart, judged("a", "b")]) == {}
    assert find_clusters([apart, judged("a", "b", 1.0, "Ben", "2")]) == {"a": "a", "b": "a"}


def test_no_chain_of_pairs_overrides_a_persons_judgement() -> None:
    families = find_clusters([judged("a", "c"), judged("b", "c", 0.8), judged("a", "b", 0.0, "Ada")])
    assert families.get("a") != families.get("b")


@given(st.lists(st.tuples(NAMES, NAMES, st.floats(0, 1), st.sampled_from(["rule:test/1", "Ada"]))))
def test_members_that_a_person_keeps_apart_are_never_in_one_cluster(
    rows: list[tuple[str, str, float, str]],
) -> None:
    judgements = [judged(*row) for row in rows if row[0] != row[1]]
    families = find_clusters(judgements)
    last = {(row.left, row.right): row for row in judgements if not row.by_rule}
    for row in last.values():
        if not row.same:
            assert families.get(row.left, row.left) != families.get(row.right, row.right)
    assert all(families[family] == family for family in families.values())
