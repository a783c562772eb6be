"""Statement resolution: one utterance in two articles, quoted or paraphrased, and utterances that only sound
alike.
"""

import time
from dataclasses import replace
from datetime import date

from onrecord.resolve.statement_resolution import (
    ContentWords,
    _is_cut_from,
    compare_statements,
    find_content_words,
    shared_earlier_outlet,
    stem,
)
from onrecord.store.features.match_features import StatementFeatures

DAY = date(2025, 7, 1)
LONG = "the toll on grain barges will fall by a third before the winter and not rise again"


def said(content: str, **other: object) -> StatementFeatures:
    plain = StatementFeatures(
        "a:1/s1", "person:ada", "assert", "direct", None, content, (DAY, DAY), False, None, frozenset()
    )
    return replace(plain, **other)  # type: ignore[arg-type]


def score(left: StatementFeatures, right: StatementFeatures) -> float:
    found = compare_statements(left, right)
    again = compare_statements(right, left)
    assert found == again
    return found.score if found else 0.0


def test_the_same_words_of_one_speaker_are_one_utterance() -> None:
    assert score(said(f"“{LONG}.”"), said(LONG)) == 1.0
    assert score(said(LONG), said("the toll on grain barges will fall by a third before the winter")) >= 0.5


def test_another_speaker_or_a_distant_day_keeps_them_apart() -> None:
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


def test_a_paraphrase_with_the_same_content_words_is_one_utterance() -> None:
    left = said("that tolls on grain barges would fall before winter by a third", kind="indirect")
    assert (
        score(left, said("grain barges would see tolls fall a third before winter", kind="indirect")) >= 0.5
    )
    sums = [
        said(f"that tolls on grain barges would fall before winter by {n} per cent", kind="indirect")
        for n in (30, 40)
    ]
    assert score(*sums) < 0.5


def test_a_statement_and_its_denial_are_not_the_same() -> None:
    denied = LONG.replace("will fall", "will never fall")
    assert score(said(LONG), said(denied)) < 0.5


def test_a_statement_nested_in_a_response_matches_its_first_report() -> None:
    first = said(
        "Norrsund of helping to plan the raid on the depot",
        days=(date(2025, 6, 28), date(2025, 6, 28)),
        kind="indirect",
    )
    nested = said("that Norrsund men had helped to plan the raid on the depot", within="s1", kind="indirect")
    assert score(first, nested) >= 0.5
    late = replace(first, days=(date(2025, 6, 1), date(2025, 6, 1)))
    assert score(late, nested) < 0.5
    assert score(replace(first, days=(date(2025, 7, 3), date(2025, 7, 3))), nested) < 0.5


def test_short_quotations_need_the_same_day_and_every_word() -> None:
    assert score(said("“a very bad deal”"), said("“a very bad deal”")) >= 0.5
    assert score(said("“a very bad deal”"), said("“a very good deal”")) < 0.5


def test_an_outlet_in_both_source_chains_is_shared() -> None:
    left, right = (
        said(LONG, earlier_outlets=frozenset({" coast radio "})),
        said(LONG, earlier_outlets=frozenset({" coast radio ", " tide "})),
    )
    assert shared_earlier_outlet(left, right) == " coast radio "
    assert shared_earlier_outlet(left, said(LONG)) is None


def test_forms_of_a_word_have_one_stem() -> None:
    assert stem("helping") == stem("helped") == stem("helps")
    assert stem("raid") != stem("road")


def test_a_speech_of_many_thousand_words_is_searched_for_in_another_in_under_a_second() -> None:
    words = tuple(f"w{number}" for number in range(80_000))
    started = time.process_time()
    assert not _is_cut_from(words, (*words[20_000:60_000], "x"))
    assert _is_cut_from(words[20_000:60_000], words)
    assert not _is_cut_from(("1",), words)
    assert time.process_time() - started < 1  # word by word it took seven seconds


def test_content_words_are_computed_once_per_content_with_a_cache() -> None:
    computed: list[str] = []

    def words_of(content: str) -> ContentWords:
        computed.append(content)
        return find_content_words(content)

    assert compare_statements(said(LONG), said(f"{LONG} at all"), words_of) == compare_statements(
        said(LONG), said(f"{LONG} at all")
    )
    assert computed == [LONG, f"{LONG} at all"]
