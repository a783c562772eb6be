"""Blocks without Spark: what is compared, what is over a limit, and what meets what."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from matters import make_reports
from onrecord.batch.linking import actor_blocks, row_blocks
from onrecord.batch.linking.article_rows import Mention, Rows, article_row, pack, unpack
from onrecord.batch.linking.frames import Row
from onrecord.batch.linking.limits import Limits
from onrecord.batch.linking.row_blocks import NO_DAY, Told
from onrecord.resolve.alignment import Words
from onrecord.resolve.near_duplicates import ComparableText
from onrecord.resolve.statement_resolution import compare_statements, find_content_words
from onrecord.store.features.match_features import ActorFeatures, StatementFeatures

DAY = date(2025, 7, 1).toordinal()
WORDS = [
    "the",
    "toll",
    "on",
    "grain",
    "barges",
    "falls",
    "by",
    "a",
    "third",
    "before",
    "the",
    "winter",
    "ends",
]


def told(article: int, content: str, day: int | None) -> tuple[int, int, str, bytes]:
    """Return the cells of a statement: days, reference, blob."""
    days = None if day is None else (date.fromordinal(day), date.fromordinal(day))
    row = StatementFeatures(
        f"a:{article}/s1",
        "person:ada-lind",
        "assert",
        "direct",
        None,
        content,
        days,
        False,
        None,
        frozenset(),
    )
    place = NO_DAY if day is None else day
    return place, place, row.reference, pack(Told(row, ComparableText(f"a:{article}", Words((), ()), ())))


def match(rows: Iterable[tuple[int, int, str, bytes]], **limits: int) -> list[Row]:
    cells = [
        ("block", 0, 0, "person:ada-lind", "statement", *row)
        for row in sorted(rows, key=lambda row: (row[0], row[2]))
    ]
    return list(row_blocks._match_block(iter(cells), replace(Limits(), **limits)))


def pairs(rows: Iterable[Row]) -> set[frozenset[str]]:
    return {frozenset((row[1], row[2])) for row in rows if not row[0].startswith("cut")}


def test_statements_meet_within_days_and_undated_ones_meet_all() -> None:
    content = " ".join(WORDS)
    rows = [
        told(1, content, None),
        told(2, content, DAY),
        told(3, content, DAY + 3),
        told(4, content, DAY + 90),
    ]

    found = pairs(match(rows))

    assert found == {frozenset(pair) for pair in (
        ("a:1/s1", "a:2/s1"), ("a:1/s1", "a:3/s1"), ("a:1/s1", "a:4/s1"), ("a:2/s1", "a:3/s1"))}  # fmt: skip


def test_a_block_over_its_limit_is_compared_with_the_nearest_and_says_so() -> None:
    rows = [told(number, " ".join(WORDS), DAY + number % 2) for number in range(6)]

    found = match(rows, statements=2)

    assert ("cut statements", "person:ada-lind", None, 4.0, None, None) in found
    assert 0 < len(pairs(found)) < 15
    assert len(pairs(match(rows))) == 15


def test_rows_that_visit_a_period_are_compared_once() -> None:
    content = " ".join(WORDS)
    earlier, later = told(1, content, DAY), told(2, content, DAY + 1)
    own = [("block", 1, 0, "k", "statement", *earlier), ("block", 1, 1, "k", "statement", *later)]
    visitors = [("block", 2, 0, "k", "statement", *earlier), ("block", 2, 1, "k", "statement", *later)]

    assert len(pairs(row_blocks._match_block(iter(own), Limits()))) == 1
    assert not pairs(row_blocks._match_block(iter(visitors), Limits()))


contents = st.lists(st.sampled_from([*WORDS, "not", "12", "ports", "thank"]), max_size=9).map(" ".join)


@given(contents, contents, st.sampled_from(["direct", "indirect"]), st.sampled_from([None, "s1"]))
def test_no_match_is_lost_by_what_two_contents_must_share(
    left: str, right: str, kind: Any, within: str | None
) -> None:
    days = (date.fromordinal(DAY),) * 2
    one = StatementFeatures("a:1/s2", "p", "assert", kind, within, left, days, True, "briefing", frozenset())
    other = replace(one, reference="a:2/s2", content=right, within=None, kind="direct")

    if compare_statements(one, other) is not None:
        assert row_blocks._can_be_one(find_content_words(left), find_content_words(right))


def actor(article: int, **cells: Any) -> Mention:
    name = frozenset({" ada lind "})
    features = ActorFeatures(
        f"a:{article}/p1", "person:ada-lind", frozenset({"person"}), name, name, frozenset(), frozenset()
    )
    return Mention(replace(features, **cells), (), None)


def summed(mentions: Iterable[Mention], limit: int = 100) -> Iterator[Row]:
    rows = (("person:ada-lind", mention.features.reference, pack(mention)) for mention in mentions)
    return actor_blocks._sum_block("person:ada-lind", rows, limit)


def decided(*mentions: Mention) -> set[tuple[str, str, bool]]:
    """Return profile, other and whether they are the same, of what is judged of actors of one name."""
    keyed = actor_blocks._keyed_rows(
        (part, articles, reference, blob)
        for part, _, reference, _, articles, blob in summed(mentions)
        if part in ("group", "profile")
    )
    block = actor_blocks._match_block(
        iter(sorted(keyed, key=lambda row: (row[0], row[1], row[2], row[3]))), 50
    )
    rows = sorted(row for row in block if row[1] is not None)
    found: set[tuple[str, str, bool]] = set()
    for profile in sorted({row[0] for row in rows}):
        own = [row for row in rows if row[0] == profile]
        found |= {(row[0], row[1], row[4] >= 0.5) for row in actor_blocks._decide(profile, iter(own))}
    return found


def test_actors_of_one_name_are_one_group_and_countries_stay_apart() -> None:
    norwegian, german = frozenset({"NOR"}), frozenset({"DEU"})
    mentions = [actor(1), actor(2), actor(3, countries=norwegian), actor(4, countries=norwegian)]
    mentions.append(actor(5, countries=german))

    parts = [row[0] for row in summed(mentions)]
    assert (parts.count("member"), parts.count("group"), parts.count("profile")) == (5, 3, 3)

    found = decided(*mentions)
    assert ("a:1/p1", "a:3/p1", True) in found  # the country most reported
    assert ("a:1/p1", "a:5/p1", False) in found
    assert ("a:5/p1", "a:3/p1", False) in found
    assert not any(same for left, right, same in found if "a:5/p1" in (left, right))


def test_ways_of_description_over_the_limit_are_counted() -> None:
    mentions = [actor(number, roles=frozenset({f"pilot {number}"})) for number in range(5)]

    found = list(summed(mentions, limit=2))

    assert [row[4] for row in found if row[0] == "cut"] == [3]
    assert {row[3] for row in found if row[0] == "member"} == {"a:0/p1", "a:1/p1"}


def test_an_actor_is_not_compared_with_its_own_article() -> None:
    assert decided(actor(1)) == set()


def test_ids_of_actors_are_put_in_place_and_others_stay() -> None:
    report = next(iter(make_reports(1)))
    rows: Rows = unpack(article_row(report.record)[10])
    local = {row.known_as for row in rows.statements}
    one = min(local)

    named = rows.named({one: "person:somebody~1"})

    assert {row.known_as for row in named.statements} == {
        "person:somebody~1" if name == one else rows.known_as[name] for name in local
    }
    assert all(party not in rows.known_as for event in named.events for party in event.parties)


def test_events_of_several_shared_parties_are_compared_once() -> None:
    reports = list(make_reports(25))
    lines = [article_row(report.record) for report in reports]
    cells: list[Row] = [(row[0], row[1], row[4], row[7], row[10], [], []) for row in lines]
    keyed = [row for row in row_blocks._keyed_rows(iter(cells)) if row[1] == "event"]
    blocks: dict[str, list[Row]] = {}
    for row in sorted(keyed, key=lambda row: (row[2], row[4])):
        blocks.setdefault(row[0], []).append(("block", 0, 0, *row))
    found = [row for block in blocks.values() for row in row_blocks._match_block(iter(block), Limits())]

    assert found
    ways = [(row[1], row[2]) for row in found]
    assert len(ways) == len(set(ways))
    assert {pair[::-1] for pair in ways} == set(ways)
