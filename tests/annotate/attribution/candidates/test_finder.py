"""Candidates for attributions by syntax: source, cue and content in invented sentences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.attribution.candidates.finder import find_candidates
from onrecord.annotate.attribution.candidates.syntax_candidate import build_attribution
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Attribution
from read_lines import attribution_words, read_lines


def candidates(text: str) -> list[Attribution]:
    view = read_lines(text)
    tree = view.index(SyntaxTree)
    found = sorted(find_candidates(text, view), key=lambda candidate: candidate.head)
    return [row for candidate in found if (row := build_attribution(tree, candidate, 1.0))]


def found(text: str) -> list[tuple[str, str, str]]:
    return attribution_words(text, candidates(text))


def test_a_quotation_before_its_cue() -> None:
    text = "“The bridge is safe,” engineer Ruth Calder said."
    assert found(text) == [("engineer Ruth Calder", "said", "“The bridge is safe,”")]


def test_a_quotation_after_its_cue() -> None:
    text = "Calder told reporters on Monday: “The bridge is safe.”"
    assert found(text) == [("Calder", "told", "“The bridge is safe.”")]


def test_an_inverted_cue() -> None:
    text = "“We close on Friday,” said Tom Avery, the harbour master."
    assert found(text) == [("Tom Avery, the harbour master", "said", "“We close on Friday,”")]


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge is safe,” Calder said. “Nobody needs to worry.”",
        "“The bridge is safe,” Calder said, “and nobody needs to worry.”",
    ],
)
def test_a_quotation_resumed_after_its_cue_is_one_attribution(text: str) -> None:
    ((source, cue, content),) = found(text)
    assert (source, cue) == ("Calder", "said")
    assert content.startswith("“The bridge is safe,” | “")


def test_a_quotation_reopened_in_the_next_paragraph_is_one_attribution() -> None:
    text = "“The bridge is safe,” Calder said. “We looked at every bolt.\n“Nobody needs to worry.”"
    ((_, _, content),) = found(text)
    assert content == "“The bridge is safe,” | “We looked at every bolt. | “Nobody needs to worry.”"


def test_two_speakers_in_one_paragraph_keep_their_words() -> None:
    text = "“It is safe,” Calder said. “It is not,” Avery replied."
    assert found(text) == [("Calder", "said", "“It is safe,”"), ("Avery", "replied", "“It is not,”")]


def test_a_clause_is_content_with_its_conjunction() -> None:
    text = "The council said that it had set aside four million crowns."
    assert found(text) == [("The council", "said", "that it had set aside four million crowns")]


def test_a_cue_behind_and_amid_its_clause() -> None:
    assert found("The ferry will not sail on Sunday, officials said.") == [
        ("officials", "said", "The ferry will not sail on Sunday")
    ]
    ((source, cue, content),) = found("The ferry, officials said, will not sail on Sunday.")
    assert (source, cue) == ("officials", "said")
    assert content == "The ferry | will not sail on Sunday"


def test_a_quoted_term_is_part_of_the_clause_it_stands_in() -> None:
    text = "Calder said that the slab was “not beyond repair” after all."
    assert found(text) == [("Calder", "said", "that the slab was “not beyond repair” after all")]


def test_objects_with_their_complements() -> None:
    assert found("The union accused the firm of hiding the report.") == [
        ("The union", "accused", "the firm of hiding the report")
    ]
    assert found("The mayor called for an inquiry into the flood.") == [
        ("The mayor", "called for", "an inquiry into the flood")
    ]
    assert found("Norway rejected the offer on Tuesday.") == [("Norway", "rejected", "the offer")]


def test_infinitives() -> None:
    assert found("Spain promised to pay for the road.") == [("Spain", "promised", "to pay for the road")]
    assert found("She urged the council to vote.") == [("She", "urged", "the council to vote")]


def test_auxiliaries_and_negations_belong_to_the_cue() -> None:
    assert found("The firm has repeatedly denied the report.") == [
        ("The firm", "has repeatedly denied", "the report")
    ]
    assert ("Peru", "refused", "to rule out a strike") in found("Peru refused to rule out a strike.")


def test_somebody_quoted_as_saying_speaks() -> None:
    text = "“The sea is rising,” Holm was quoted as saying."
    assert ("Holm", "was quoted as saying", "“The sea is rising,”") in found(text)


def test_what_is_expected_of_somebody_has_no_source() -> None:
    assert found("The king is expected to open the bridge.") == [
        ("", "is expected", "The king | to open the bridge")
    ]


def test_according_to_somebody() -> None:
    text = "The harbour lost forty boats, according to the coast guard."
    assert found(text) == [("the coast guard", "according to", "The harbour lost forty boats")]


def test_a_relative_clause_speaks_for_the_noun_before_it() -> None:
    rows = found("Mayor Holt, who has rejected the plan, said it was late.")
    assert ("Mayor Holt", "has rejected", "the plan") in rows
    assert ("Mayor Holt", "said", "it was late") in rows


def test_a_participle_after_a_comma_speaks_for_the_subject() -> None:
    text = "Holm criticised the minister’s remarks as “reckless” and “wrong,” accusing him of panic."
    assert found(text) == [
        ("Holm", "criticised", "the minister’s remarks as “reckless” and “wrong,”"),
        ("Holm", "accusing", "him of panic"),
    ]


def test_that_said_is_no_attribution() -> None:
    assert found("That said, the harbour is small.") == []


def test_a_text_without_cues_has_none() -> None:
    assert found("The ferry sails at nine. It is blue.") == []


LINES = st.lists(
    st.sampled_from(
        [
            "“We won,”", "Ann Holt said", "that it rains", ". ", ", ", "\n", "‘no’", "accusing him of theft",
            "according to Reuters", "the claim that", "(", "MR. HOLM:", "who told them", '"',
            "was quoted as saying", "calls for a truce", "“",
        ]
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_parts_never_overlap_and_content_is_never_empty(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for row in candidates(text):
        spans = [*row.source, *row.cue, *row.content]
        assert row.content
        assert all(span.words(text).strip() == span.words(text) != "" for span in spans)
        assert not any(left.overlaps(right) for number, left in enumerate(spans) for right in spans[:number])
        assert all(row.span.holds(span) for span in spans)
