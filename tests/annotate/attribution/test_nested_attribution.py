"""Nested attributions: what is reported inside what somebody said, added behind the outer layer."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marked import marked
from onrecord.annotate.attribution.annotator import AttributionAnnotator
from onrecord.annotate.attribution.nested_attribution import NestedAnnotator
from onrecord.annotate.attribution.turns.transcripts import TranscriptAnnotator
from onrecord.model.annotation import Attribution, OuterAttribution
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span
from read_lines import attribution_words, read_lines

MODEL = AttributionAnnotator()


def read(text: str) -> tuple[tuple[Attribution, ...], tuple[Attribution, ...]]:
    """Return the outer attributions of the model, and all attributions."""
    view = read_lines(text, MODEL, TranscriptAnnotator(), NestedAnnotator())
    return tuple(map(Attribution.of, view.of(OuterAttribution))), view.of(Attribution)


@dataclass(frozen=True)
class _Marked:
    """An annotator that gives one outer attribution, by its marks: [s source] [q cue] [x content]."""

    spans: dict[str, tuple[Span, ...]]
    name: str = "marked"
    needs: tuple[Layer, ...] = ()
    gives: tuple[Layer, ...] = (OuterAttribution,)

    def annotate(self, article: Article, view: Annotations) -> tuple[OuterAttribution, ...]:  # noqa: ARG002
        source, cue, content = (self.spans[part] for part in "sqx")
        return (OuterAttribution(source[0].joined(content[-1]), source, cue, content, 0.9, id=1),)


def read_marked(source: str) -> list[tuple[str, str, str]]:
    """Return the words of the marked outer attribution and of those added to it."""
    text, spans = marked(source).text, marked(source).spans
    return attribution_words(text, read_lines(text, _Marked(spans), NestedAnnotator()).of(Attribution))


def inner(text: str) -> list[tuple[str, str, str]]:
    outer, rows = read(text)
    return attribution_words(text, rows[len(outer) :])


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
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
def test_an_utterance_in_a_content_is_found(text: str, source: str, cue: str, content: str) -> None:
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
        (1, "had said"),
        (2, "accused"),
    ]
    assert len(outer) == 1


def test_nested_ones_stand_in_text_order() -> None:
    text = "Reuters said Chile had accused Peru of theft. Spain said Oslo had demanded that the ferry sail."
    outer, rows = read(text)
    nested = rows[len(outer) :]
    assert [row.cue[0].start for row in nested] == sorted(row.cue[0].start for row in nested)
    assert [row.within for row in nested] == [1, 2]


def test_a_participle_about_the_same_speaker_stands_beside_not_within() -> None:
    rows = read_marked(
        "[s Holm] [q thanked] [x the crew], adding that the city would pay for their boots.",
    )
    assert [(cue, content) for _, cue, content in rows] == [
        ("thanked", "the crew"),
        ("adding", "that the city would pay for their boots"),
    ]


def test_an_accusation_that_is_rejected_is_nested() -> None:
    rows = read_marked(
        "[s Norway] [q rejected] [x accusations by Ann Holt that it was hiding the oil spill]."
    )
    assert rows[1:] == [("Ann Holt", "accusations", "that it was hiding the oil spill")]


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
def test_nothing_is_found_where_nothing_is_reported_as_said(text: str) -> None:
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
                "“We won,”", "Ann said", "that Bob claimed", "it rained", ".", ",", "accusing him of theft",
                "the claim that", "by Eve", "who denied it", "“", "calls for a truce", "Chile rejected", "\n",
                "the report that",
            ]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_parts_never_overlap_and_lie_in_the_content_around(pieces: list[str]) -> None:
    text = " ".join(pieces)
    outer, rows = read(text)
    by_id = {row.id: row for row in rows}
    for row in rows[len(outer) :]:
        spans = [*row.source, *row.cue, *row.content]
        assert row.content
        assert not any(left.overlaps(right) for place, left in enumerate(spans) for right in spans[:place])
        if row.within is not None:
            assert row.within != row.id
            holder = by_id[row.within]
            letters = [at for span in row.content for at in range(span.start, span.end) if text[at].isalnum()]
            assert all(any(around.holds(Span(at, at + 1)) for around in holder.content) for at in letters)
