"""Own acts: an imperative presses, and a verb whose subject is the speaker does what it says."""

import pytest

from dispatch import read_dispatch
from onrecord.annotate.attribution.performatives import find_performative_act
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.model.annotation import ACTS, Act, Attribution, Token


def own_act(text: str) -> Act | None:
    read = read_dispatch(text)
    row = read.view.of(Attribution)[0]
    return find_performative_act(row.content, read.view.of(Token), row.source[0].words(read.text))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("[s1 Holm] [q1 said] [x1 she supports the bill].", "agree"),
        ("[s1 Holm] [q1 said] [x1 she opposed the bill].", "reject"),
        ("[s1 Holm] [q1 said] [x1 they would welcome the step].", "praise"),
        ("[s1 Holm] [q1 said]: [x1 “We do not support the bill”].", "reject"),
        ("[s1 Holm] [q1 said]: [x1 “We recommend the northern road”].", "request"),
        ("[s1 Holm] [q1 shouted]: [x1 “Go back to the harbour!”]", "demand"),
    ],
)
def test_a_verb_whose_subject_is_the_speaker_does_what_it_says(text: str, act: Act) -> None:
    assert own_act(text) == act


@pytest.mark.parametrize(
    "text",
    [
        "[s1 Holm] [q1 said] [x1 she had supported the bill].",  # told as past
        "[s1 Holm] [q1 said] [x1 she might support the bill].",  # only possible
        "[s1 Holm] [q1 said] [x1 he was supported by the council].",
        "[s1 He] [q1 said] [x1 she supports the bill].",  # somebody else
        "[s1 Holm] [q1 said]: [x1 “I think the dam leaks”].",  # a hedge
        "[s1 Holm] [q1 said]: [x1 “Make no mistake, the dam leaks”].",
        "[s1 Holm] [q1 said] [x1 the dam leaks].",
    ],
)
def test_what_is_past_possible_hedged_or_somebody_elses_does_nothing(text: str) -> None:
    assert own_act(text) is None


def test_every_verb_has_an_act_of_the_record_or_none() -> None:
    assert {row[1] for row in lexicon_rows("attribution/performatives")} <= {*ACTS, "none"}
