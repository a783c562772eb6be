"""Responses: which statement answers which, by verbs, clauses, contents and turns."""

import pytest

from chains import read_chains
from onrecord.model.annotation import Response

CHARGE = "[s1 Erik Holm] [q1 accused] [x1 the union of stalling]. "
CLAIM = "[s1 Erik Holm] [q1 said] [x1 the port must be sold]. "


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (CHARGE + "[s2 Karin Voss] [q2 rejected] [x2 the charge].", "rejects"),
        (CHARGE + "[x2 “He is mistaken,”] [s2 Karin Voss] [q2 shot back].", "answers"),
        (CHARGE + "[s2 Karin Voss] [q2 brushed aside] [x2 the accusation].", "rejects"),
        (CHARGE + "[s2 Karin Voss] [q2 denied] [x2 that the union was stalling].", "rejects"),
        (CHARGE + "[s2 Karin Voss] [q2 called] [x2 the charge absurd].", "rejects"),
        (CLAIM + "[s2 Karin Voss] [q2 agreed] [x2 that the port must be sold].", "confirms"),
        (CLAIM + "[s2 Karin Voss] [q2 disagreed with] [x2 Holm].", "rejects"),
        (CLAIM + "[s2 Karin Voss] [q2 echoed] [x2 his remarks].", "repeats"),
        (CLAIM + "[s2 Karin Voss] [q2 said] [x2 as much].", "repeats"),
        (CLAIM + "In response, [s2 Karin Voss] [q2 said] [x2 the port would stay].", "answers"),
        (CLAIM + "[x2 “That is a lie,”] [q2 said] [s2 Karin Voss].", "rejects"),
        (CLAIM + "[s2 Karin Voss] [q2 criticised] [x2 Holm’s remarks].", "criticises"),
        (CLAIM + "[s2 Karin Voss] [q2 said] [x2 he was right].", "confirms"),
        (CLAIM + "[s2 Karin Voss] [q2 called] [x2 that a lie].", "rejects"),
        (
            "[s1 Erik Holm] [q1 accused] [x1 Karin Voss of stalling]. "
            "[s2 Karin Voss] [q2 denied] [x2 any delay].",
            "rejects",
        ),
        (
            "[s1 Erik Holm] [q1 asked] [x1 for a licence]. "
            "[s2 Karin Voss] [q2 said] [x2 she had seen no such request].",
            "rejects",
        ),
        (
            "[s1 Erik Holm] [q1 asked] [x1 for a licence]. "
            "[s2 Karin Voss] [q2 said] [x2 she would look at the request].",
            "answers",
        ),
        (
            "[s1 Erik Holm] [q1 offered] [x1 to pay 400 crowns]. "
            "[s2 Karin Voss] [q2 rejected] [x2 the figure].",
            "rejects",
        ),
        (
            "[s1 Erik Holm] [q1 offered] [x1 to pay]. [s2 Karin Voss] [q2 thanked] [x2 him for the offer].",
            "thanks",
        ),
    ],
)
def test_a_statement_answers_the_one_before_it(text: str, relation: str) -> None:
    assert read_chains(text).responses() == [(2, 1, relation)]


@pytest.mark.parametrize(
    "text",
    [
        CHARGE + "[s2 Karin Voss] [q2 neither confirmed nor denied] [x2 the charge].",
        CHARGE + "[s2 Holm] [q2 repeated] [x2 the charge].",
        CLAIM + "[s2 Karin Voss] [q2 said] [x2 the ferries were late].",
        CLAIM + "[s2 Karin Voss] [q2 condemned] [x2 the storm].",
        CLAIM + "[s2 Karin Voss] [q2 agreed] [x2 to meet him].",
        "[s1 Karin Voss] [q1 denied] [x1 that the ferry was late].",
        CLAIM + "[s2 Karin Voss] [q2 rejected] [x2 the figure].",
        CHARGE + "[s2 The court] [q2 rejected] [x2 his appeal].",
        CLAIM + "[s2 Karin Voss] [q2 rejected] [x2 the accusation].",
    ],
)
def test_a_statement_that_names_no_words_of_another_is_no_response(text: str) -> None:
    assert read_chains(text).responses() == []


def test_a_rejected_accusation_is_answered_where_it_is_nested() -> None:
    read = read_chains(
        "[s1 Karin Voss] [q1 rejected] "
        "[x1 [q2 accusations] by [s2 Erik Holm] [x2 that the union was stalling]]."
    )
    assert read.responses() == [(1, 2, "rejects")]
    assert read.evidence(1) == ["rejected"]


def test_a_question_in_the_same_sentence_is_answered() -> None:
    read = read_chains(
        "[q1 Asked] [x1 whether the strike was lawful], "
        "[s2 Karin Voss] [q2 said] [x2 the courts would decide]."
    )
    assert read.responses() == [(2, 1, "answers")]


def test_the_statement_of_an_owner_is_found_further_back() -> None:
    read = read_chains(
        CLAIM
        + "[s2 Karin Voss] [q2 said] [x2 the ferries were late]. "
        + "[s3 Anna Lindqvist] [q3 dismissed] [x3 Holm’s remarks]."
    )
    assert read.responses() == [(3, 1, "rejects")]


def test_an_article_that_is_answered_is_a_link_of_a_chain() -> None:
    read = read_chains(
        "[x1 “We will stay,”] [s1 Erik Holm] [q1 wrote] Monday on X.\n"
        "[s2 Holm] [q2 was responding to a Straits Times article titled] [x2 “Harbour for sale.”]\n"
        "[s3 The article] [q3 cited] [x3 a Reuters quote from Karin Voss’s interview with local radio, "
        "in which [s4 she] [q4 said] [x4 the port was lost]]."
    )
    (row,) = [row for row in read.view.of(Response) if row.relay]
    assert (row.attribution, row.to, row.relay, row.relation) == (1, 4, 2, "answers")
    assert read.evidence(1) == ["was responding to a Straits Times article titled"]


def test_a_statement_of_a_later_day_is_not_answered() -> None:
    read = read_chains(
        "[s1 Erik Holm] [q1 said] Monday [x1 the port must be sold]. "
        "[s2 Karin Voss] on Friday [q2 dismissed] [x2 Holm’s remarks]."
    )
    assert read.responses() == []


def test_two_statements_never_answer_each_other() -> None:
    read = read_chains(
        CHARGE + "[s2 Karin Voss] [q2 rejected] [x2 the charge]. [s3 Holm] [q3 dismissed] [x3 her denial]."
    )
    pairs = {(one, other) for one, other, _ in read.responses()}
    assert not any((other, one) in pairs for one, other in pairs)
