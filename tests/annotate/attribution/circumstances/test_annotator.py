"""Circumstances: when, to whom and how something was said, also by the sentences around."""

import pytest

from dispatch import Dispatch, read_dispatch
from onrecord.model.annotation import Mention


def said(read: Dispatch, number: int = 1) -> tuple[str, str | None] | None:
    row = read.circumstance(number).said
    return (row.span.words(read.text), row.value) if row else None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("[s1 Holm] [q1 said] Friday [x1 that it was late].", ("Friday", "2025-06-27")),
        ("[s1 Holm] [q1 wrote] Monday on X [x1 that it was late].", ("Monday", "2025-06-30")),
        ("[s1 The Kremlin] on Tuesday [q1 rejected] [x1 the accusations].", ("Tuesday", "2025-07-01")),
        ("[x1 “It is late,”] [s1 Holm] [q1 told] reporters on Tuesday.", ("Tuesday", "2025-07-01")),
        ("On Monday, [s1 Holm] [q1 said] [x1 it was late].", ("Monday", "2025-06-30")),
        ("[s1 Holm] responded Tuesday by [q1 thanking] [x1 the crew].", ("Tuesday", "2025-07-01")),
        ("[s1 Holm] [q1 said] [x1 the bridge had closed on Friday].", None),
        ("[s1 Holm, who was elected on Sunday,] [q1 said] [x1 it was late].", None),
        ("The port was hit on Saturday, a day after [s1 the states] [q1 agreed] [x1 to a truce].", None),
        ("On Monday, two days after [s1 Holm] [q1 rejected] [x1 the offer], the port was hit.", None),
    ],
)
def test_the_time_of_an_utterance_is_that_of_its_cue(text: str, when: tuple[str, str] | None) -> None:
    assert said(read_dispatch(text)) == when


def test_the_day_carries_to_the_next_statement_of_the_same_speaker() -> None:
    read = read_dispatch(
        "[s1 Erik Holm] [q1 said] Friday [x1 it was late]. [s2 He] [q2 added] [x2 that it was cold]."
    )
    assert said(read, 2) == ("Friday", "2025-06-27")


def test_the_day_a_body_spoke_carries_to_its_spokesman() -> None:
    read = read_dispatch(
        "[s1 The Kremlin] on Tuesday [q1 rejected] [x1 the accusations].\n"
        "[x2 “No one is late,”] [s2 Kremlin spokesman Dmitry Peskov] [q2 told] reporters."
    )
    assert said(read, 2) == ("Tuesday", "2025-07-01")


def test_the_day_does_not_carry_to_what_was_said_earlier_or_by_others() -> None:
    read = read_dispatch(
        "[s1 Erik Holm] [q1 said] Friday [x1 it was late]. [s2 He] had earlier [q2 said] [x2 it was cold]. "
        "[s3 Anna Lindqvist] [q3 said] [x3 it was warm]."
    )
    assert (said(read, 2), said(read, 3)) == (None, None)


@pytest.mark.parametrize(
    ("text", "addressees"),
    [
        ("[s1 Holm] [q1 told] reporters [x1 it was late].", ["reporters"]),
        ("[s1 Holm] [q1 urged] Kyiv [x1 to stop the shelling].", ["Kyiv"]),
        ("[s1 Holm] [q1 wrote] to the Baltic Commission [x1 that it was late].", ["Baltic Commission"]),
        ("[s1 Holm] [q1 thanked] [x1 the Trump administration for its help].", ["Trump administration"]),
        ("[s1 Holm] [q1 told] a news conference [x1 it was late].", []),
        ("[s1 Holm] [q1 accused] [x1 Moscow of stalling].", []),
    ],
)
def test_addressees_are_those_a_verb_addresses(text: str, addressees: list[str]) -> None:
    read = read_dispatch(text)
    assert [row.span.words(read.text) for row in read.circumstance().addressees] == addressees


@pytest.mark.parametrize(
    ("text", "medium", "outlet", "evidence"),
    [
        ("[s1 Holm] [q1 wrote] Monday on X [x1 that it was late].", "post", "X", "on X"),
        (
            "[s1 Holm] [q1 said] in a post on Telegram [x1 that it was late].",
            "post",
            "Telegram",
            "on Telegram",
        ),
        (
            "[s1 Holm] [q1 said] in an interview with Georgian state radio [x1 that it was late].",
            "interview",
            "Georgian state radio",
            None,
        ),
        (
            "An interview with CNN in which [s1 he] [q1 said] [x1 it was late] was shown.",
            "interview",
            "CNN",
            None,
        ),
        ("[s1 Holm] [q1 told] the BBC [x1 it was late].", "interview", "BBC", "told the BBC"),
        ("[s1 Holm] [q1 said] in a statement [x1 that it was late].", "document", None, "in a statement"),
        ("[s1 Holm] [q1 said] at a news conference [x1 that it was late].", "briefing", None, None),
        ("[s1 Holm] [q1 told] reporters [x1 it was late].", "briefing", None, "told reporters"),
        ("[s1 Holm] [q1 said] in a speech to parliament [x1 that it was late].", "speech", None, None),
        ("Speaking to BBC News, [s1 Holm] [q1 said] [x1 it was late].", "interview", "BBC News", None),
        ("[s1 Holm] [q1 tweeted] [x1 that it was late].", "post", None, "tweeted"),
        ("[s1 Holm] [q1 said] [x1 the interview was late].", None, None, None),
    ],
)
def test_the_medium_is_found_in_the_clause_of_the_cue(
    text: str, medium: str | None, outlet: str | None, evidence: str | None
) -> None:
    read = read_dispatch(text)
    row = read.circumstance()
    assert row.medium == medium
    assert (row.medium_outlet.span.words(read.text) if row.medium_outlet else None) == outlet
    if evidence:
        assert [span.words(read.text) for span in row.medium_evidence] == [evidence]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "In a statement issued yesterday, [s1 the ministry] [q1 said] [x1 the port was safe].",
            "2025-06-30",
        ),
        (
            "[q1 According to] [s1 a report published Monday by the agency], [x1 the port was safe].",
            "2025-06-30",
        ),
        ("[s1 The report on Monday] [q1 said] [x1 the port was safe].", "2025-06-30"),
        (
            "[s1 Holm] [q1 said] in an interview broadcast on Sunday [x1 that the port was safe].",
            "2025-06-29",
        ),
        ("[s1 Holm] [q1 told] reporters at 3:30 p.m. on Monday [x1 that the port was safe].", "2025-06-30"),
        ("[s1 The man wounded on Monday] [q1 said] [x1 the port was safe].", None),
        ("[s1 Holm] [q1 says] [x1 the port was safe] every Friday.", None),
    ],
)
def test_the_day_of_a_document_dates_what_is_said_in_it(text: str, said: str | None) -> None:
    time = read_dispatch(text).circumstance().said
    assert (time.value if time else None) == said


def test_there_is_one_circumstance_an_attribution_in_their_order() -> None:
    read = read_dispatch("[s1 Holm] [q1 said] [x1 it was late]. [s2 Berg] [q2 said] [x2 it was cold].")
    assert [read.circumstance(number).attribution for number in (1, 2)] == [1, 2]


def test_a_name_between_cue_and_content_is_an_addressee_though_the_parser_takes_it_for_the_subject() -> None:
    read = read_dispatch(
        "[s1 Erik Holm] once [q1 told] The Washington Post [x1 he considered himself a sailor]."
    )
    assert [row.span.words(read.text) for row in read.circumstance().addressees] == ["The Washington Post"]
    assert read.circumstance().medium == "interview"


def test_a_person_is_no_outlet_of_an_interview() -> None:
    read = read_dispatch("Ann Holm died. [s1 Erik Berg] [q1 told] MSNBC Ann Holm [x1 “was a great rider”].")
    outlet = read.circumstance().medium_outlet
    assert outlet is None or outlet.kind == "outlet"


@pytest.mark.parametrize(
    ("source", "speakers"),
    [
        ("Erik Holm", ["Erik Holm"]),
        ("Norway and Sweden", ["Norway", "Sweden"]),
        ("The Kremlin and Sweden", ["Kremlin", "Sweden"]),
        ("Erik Holm, who leads Norway and Sweden,", ["Erik Holm"]),
    ],
)
def test_all_who_speak_together_are_speakers(source: str, speakers: list[str]) -> None:
    read = read_dispatch(f"[s1 {source}] [q1 said] [x1 that it was late].")
    row = read.circumstance(1)
    wanted = [row.speaker, *row.others]
    first = {mention.actor: mention.span.words(read.text) for mention in reversed(read.view.of(Mention))}
    assert [first[actor] for actor in wanted if actor is not None] == speakers
