"""Same statements: one utterance in two articles, quoted or in other words; and utterances that only sound alike."""

import time
from dataclasses import replace
from datetime import date

from onrecord.resolve.statement_resolution import ContentWords, _is_cut_from, compare_statements, shared_earlier_outlet, stem, find_content_words
from onrecord.store.match_features import StatementFeatures

DAY = date(2025, 7, 1)
LONG = "the toll on grain barges will fall by a third before the winter and not rise again"


def said(content: str, **other: object) -> StatementFeatures:
    plain = StatementFeatures(
        "a:1/s1", "person:ada", "Ada", "assert", "direct", None, content, (DAY, DAY), False, None, frozenset()
    )
    return replace(plain, **other)  # type: ignore[arg-type]


def score(left: StatementFeatures, right: StatementFeatures) -> float:
    found = compare_statements(left, right)
    again = compare_statements(right, left)
    assert found == again
    return found.score if found else 0.0


def test_the_same_words_of_the_same_mouth_are_one_utterance() -> None:
    assert score(said(f"“{LONG}.”"), said(LONG)) == 1.0
    assert score(said(LONG), said("the toll on grain barges will fall by a third before the winter")) >= 0.5


def test_another_mouth_or_a_far_day_keeps_them_apart() -> None:
    assert score(said(LONG), said(LONG, known_as="person:bela")) == 0.0
    later = date(2025, 8, 1)
    assert score(said(LONG), said(LONG, days=(later, later))) == 0.0


def test_a_formula_and_a_vague_day_are_not_enough() -> None:
    formula = "we stand with our partners in"
    assert (
        score(
            said(f"{formula} the north as ever", kind="indirect"), said(f"{formula} the trade talks of May")
        )
        < 0.5
    )
    year = (date(2025, 1, 1), date(2025, 12, 31))
    half = "the toll on grain barges will fall by half of what the pilots asked for in spring"
    assert score(said(LONG, days=year), said(half, days=year)) == 0.0


def test_a_report_in_other_words_is_one_when_what_it_tells_is_the_same() -> None:
    left = said("that tolls on grain barges would fall before winter by a third", kind="indirect")
    assert (
        score(left, said("grain barges would see tolls fall a third before winter", kind="indirect")) >= 0.5
    )
    sums = [
        said(f"that tolls on grain barges would fall before winter by {n} per cent", kind="indirect")
        for n in (30, 40)
    ]
    assert score(*sums) < 0.5


def test_what_denies_the_other_is_not_the_same() -> None:
    denied = LONG.replace("will fall", "will never fall")
    assert score(said(LONG), said(denied)) < 0.5


def test_what_somebody_answers_is_found_where_it_was_first_told() -> None:
    first = said(
        "Norrsund of helping to plan the raid on the depot",
        days=(date(2025, 6, 28), date(2025, 6, 28)),
        kind="indirect",
    )
    told = said("that Norrsund men had helped to plan the raid on the depot", within="s1", kind="indirect")
    assert score(first, told) >= 0.5
    late = replace(first, days=(date(2025, 6, 1), date(2025, 6, 1)))
    assert score(late, told) < 0.5
    assert score(replace(first, days=(date(2025, 7, 3), date(2025, 7, 3))), told) < 0.5


def test_short_quotations_need_the_same_day_and_every_word() -> None:
    assert score(said("“a very bad deal”"), said("“a very bad deal”")) >= 0.5
    assert score(said("“a very bad deal”"), said("“a very good deal”")) < 0.5


def test_both_had_it_from_one_outlet() -> None:
    left, right = (
        said(LONG, held_by=frozenset({" coast radio "})),
        said(LONG, held_by=frozenset({" coast radio ", " tide "})),
    )
    assert shared_earlier_outlet(left, right) == " coast radio "
    assert shared_earlier_outlet(left, said(LONG)) is None


def test_forms_of_a_word_have_one_stem() -> None:
    assert stem("helping") == stem("helped") == stem("helps")
    assert stem("raid") != stem("road")


def test_a_speech_of_many_thousand_words_is_looked_for_in_another_in_a_moment() -> None:
    words = tuple(f"w{number}" for number in range(80_000))
    started = time.process_time()
    assert not _is_cut_from(words, (*words[20_000:60_000], "x"))
    assert _is_cut_from(words[20_000:60_000], words)
    assert not _is_cut_from(("1",), words)
    assert time.process_time() - started < 1  # word by word it took seven seconds


def test_words_are_made_out_once_a_content_by_whoever_remembers_them() -> None:
    asked: list[str] = []

    def worded(content: str) -> ContentWords:
        asked.append(content)
        return find_content_words(content)

    assert compare_statements(said(LONG), said(f"{LONG} at all"), worded) == compare_statements(
        said(LONG), said(f"{LONG} at all")
    )
    assert asked == [LONG, f"{LONG} at all"]
