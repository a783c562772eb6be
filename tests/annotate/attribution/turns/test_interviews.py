"""Interviews without labels: who asks and who answers."""

import pytest

import onrecord
from onrecord import Record
from onrecord.annotate.attribution.turns.interviews import find_interview

DASHED = """\
Sunday interview

Berta Holm, 51, has led the water board of Lund since March. We met her at the pump house.

—Why did the board close the wells?
—Because the tests were bad. I signed the order myself.

—The farmers say that nobody told them.
—We told them twice.

—Will the wells reopen?
—I don't know yet.

The board meets again in August.
"""

PLAIN = """\
Q&A: "The wells were mine to close"
Berta Holm, head of the water board of Lund, spoke about the closed wells. Interview: Carl Berg.
Did you sign the order?
I did. We had the tests on the table.
Do the farmers blame you?
Some do. I would in their place.
The minister says that the tests were old.
They were from June, and we can show it.
When will you reopen them?
When I have a clean test.
"""


def read(text: str) -> Record:
    outcome = onrecord.read(text, published="2025-07-01", language="en")
    assert isinstance(outcome, Record)
    return outcome


@pytest.mark.slow
@pytest.mark.parametrize(("text", "asking"), [(DASHED, "reporter"), (PLAIN, "Carl Berg")])
def test_questions_and_answers_have_their_speakers(text: str, asking: str) -> None:
    record = read(text)
    names = {actor.id: actor.name for actor in record.actors}
    turns = [row for row in record.statements if row.within is None and not row.evidence.cue]
    speakers = [names[row.actor or ""] for row in turns]
    assert speakers == [asking, "Berta Holm"] * (len(turns) // 2)
    assert len(turns) == (6 if text is DASHED else 8)
    assert {row.kind for row in turns} == {"direct"}
    for question, answer in zip(turns[::2], turns[1::2], strict=True):
        asks = " ".join(question.evidence.content.words).endswith("?")
        assert [one.to for one in answer.answers] == ([question.id] if asks else [])


def test_what_follows_the_last_answer_is_no_turn() -> None:
    interview = find_interview(DASHED, [])
    assert interview is not None
    assert interview.turns[-1].lines[-1].words(DASHED) == "I don't know yet."


@pytest.mark.parametrize(
    "text",
    [
        # an explainer: headings that ask, answers by the paper
        "What happened at the wells?\nThey were closed.\nWho closed them?\nThe board did.\n"
        "What happens next?\nThe board meets in August.\nWho pays?\nThe town does.\n",
        # a speech with questions of its own
        "My friends, I ask you again.\nWho closed the wells?\nWe know who did.\nI was there, and I saw it.\n"
        "Do you trust them?\nI do not.\nWe never will, and I say so.\nWill you pay for it?\nI will not.\n",
        # a list with dashes
        "The board decided:\n— to close the wells\n— to test them again\n— to meet in August\n— to pay\n"
        "— to report\n— to wait\n",
        "",
        "—\n—\n—?\n—\n" * 3,
    ],
)
def test_headings_speeches_and_lists_are_no_interviews(text: str) -> None:
    assert find_interview(text, []) is None
