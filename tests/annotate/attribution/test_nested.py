"""Nested attributions: what is told inside what somebody said, added behind the outer layer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.attribution.nested import NestedAnnotator
from onrecord.annotate.attribution.rules.rule_reader import RuleAttributionAnnotator
from onrecord.model.annotation import Attribution
from read_lines import read_lines, told


def read(text: str) -> tuple[tuple[Attribution, ...], tuple[Attribution, ...]]:
    """Return the outer attributions, and all of them after the nested reader."""
    outer = read_lines(text, RuleAttributionAnnotator()).of(Attribution)
    return outer, read_lines(text, RuleAttributionAnnotator(), NestedAnnotator()).of(Attribution)


def inner(text: str) -> list[tuple[str, str, str]]:
    outer, rows = read(text)
    return told(text, rows[len(outer) :])


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "Norway rejected accusations by Ann Holt that it was hiding the oil spill.",
            "Ann Holt",
            "accusations",
            "that it was hiding the oil spill",
        ),
        (
            "The mayor dismissed claims from Lisbon that the ferry was late.",
            "Lisbon",
            "claims",
            "that the ferry was late",
        ),
        (
            "Analysts doubt Peru's claim that the harvest doubled.",
            "Peru",
            "claim",
            "that the harvest doubled",
        ),
        ("The king has rejected calls for an early vote.", "", "calls", "an early vote"),
        ("Peru said that Chile had accused the navy of theft.", "Chile", "had accused", "the navy of theft"),
        ("“The doctors tell me it will heal,” the rider said.", "The doctors", "tell", "it will heal"),
        ("The firm said it had received an offer from Spain to pay.", "Spain", "offer", "to pay"),
    ],
)
def test_what_is_told_in_a_content_is_found(text: str, source: str, cue: str, content: str) -> None:
    assert (source, cue, content) in inner(text)


def test_the_outer_layer_comes_first_and_unchanged() -> None:
    outer, rows = read(
        "Peru said that Chile had accused the navy of theft. Spain denied the report that it had paid."
    )
    assert rows[: len(outer)] == outer
    assert all(row.within is not None for row in rows[len(outer) :])


def test_within_points_at_the_innermost_attribution_around() -> None:
    text = "Reuters reported that Holt had said that Chile accused the navy of theft."
    outer, rows = read(text)
    assert [(row.within, row.cue[0].words(text)) for row in rows] == [
        (None, "reported"),
        (0, "had said"),
        (1, "accused"),
    ]
    assert len(outer) == 1


def test_nested_ones_stand_in_text_order() -> None:
    text = "Reuters said Chile had accused Peru of theft. Spain said Oslo had demanded that the ferry sail."
    outer, rows = read(text)
    nested = rows[len(outer) :]
    assert [row.cue[0].start for row in nested] == sorted(row.cue[0].start for row in nested)
    assert [row.within for row in nested] == [0, 1]


def test_a_participle_that_goes_on_about_the_speaker_is_told_beside_not_within() -> None:
    text = "Holm thanked the crew, adding that the city would pay for their boots."
    view = read_lines(text, RuleAttributionAnnotator())
    only_first = view.of(Attribution)[:1]
    assert only_first[0].cue[0].words(text) == "thanked"
    rows = read_lines(text, _Fixed(only_first), NestedAnnotator()).of(Attribution)
    assert [row.within for row in rows] == [None, None]
    assert told(text, rows[1:]) == [("Holm", "adding", "that the city would pay for their boots")]


class _Fixed:
    """A reader that gives what it was given, to set the outer layer."""

    name, version = "fixed", "1"
    needs, gives = (), (Attribution,)

    def __init__(self, rows: tuple[Attribution, ...]) -> None:
        self.rows = rows

    def read(self, *_: object) -> tuple[Attribution, ...]:
        return self.rows


@pytest.mark.parametrize(
    "text",
    [
        "The engineer said the charge of the battery lasted nine hours.",
        "The minister said the phone call took ten minutes.",
        "The farmer said demand for wheat had fallen.",
        "The town said its claim to fame was a bridge.",
        "She said a warning sign had been stolen.",
        "“We urge all sides to wait,” Holm wrote.",  # what the speaker does in speaking
        "“I think it will rain,” Holm said.",
        "Holm said she hoped for rain.",  # her own wish
        "Holm said the council would reject the plan.",  # only possible
        "Holm asked the council to deny the report.",  # only wanted
        "Holm said nobody had accused her.",
        "Holm said the commitment of all parties was strong.",  # whose it is
        "Holm dismissed talk of claims of an epic scale.",  # how large it is
        "Holm said that limits on seats offer a way out.",  # a thing says nothing
        "“Do you agree with the plan?” Holm asked.",  # asked for
        "Holm said she would leave if the council voted against the plan.",  # a condition
    ],
)
def test_where_nothing_is_told_to_have_been_said_nothing_is_found(text: str) -> None:
    assert inner(text) == []


def test_nothing_outside_any_content_is_added() -> None:
    assert inner("Calls for a truce grew. The claim that it rained was wrong.") == []


def test_a_text_without_attributions_is_left_alone() -> None:
    assert read("The ferry sails at nine.") == ((), ())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "“We won,”", "Ann said", "that Bob claimed", "it rained", ".", ",", "accusing him of theft", "the claim that",
                "by Eve", "who denied it", "“", "calls for a truce", "Chile rejected", "\n", "the report that",
            ]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_parts_never_overlap_and_lie_in_the_content_around(pieces: list[str]) -> None:
    outer, rows = read(" ".join(pieces))
    for number, row in enumerate(rows[len(outer) :], start=len(outer)):
        spans = [*row.source, *row.cue, *row.content]
        assert row.content
        assert not any(left.overlaps(right) for place, left in enumerate(spans) for right in spans[:place])
        if row.within is not None:
            assert row.within != number
            holder = rows[row.within]
            assert all(any(around.holds(span) for around in holder.content) for span in row.content)
