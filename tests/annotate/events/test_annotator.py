"""Events: what is told of whom, whether it happened, who tells it, and one event told more than once."""

from dataclasses import dataclass

import pytest

from dispatch import read_dispatch
from onrecord.annotate.attribution.speech_acts import SpeechActAnnotator
from onrecord.annotate.events.annotator import EventAnnotator
from onrecord.annotate.places.annotator import PlaceAnnotator
from onrecord.model.annotation import EventMention, Mention
from onrecord.model.layers import apply_annotator


@dataclass(frozen=True)
class EarlierStatements:
    """An event in words."""

    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    reality: str = "actual"


def read_events(source: str) -> tuple[list[EventMention], list[EarlierStatements], str]:
    """Return the events of a marked text, as found and in words."""
    read = read_dispatch(source)
    view = read.view
    for reader in (SpeechActAnnotator(), PlaceAnnotator(), EventAnnotator()):
        view = apply_annotator(reader, read.article, view)
    names: dict[int, str] = {}
    for row in sorted(
        view.of(Mention), key=lambda row: row.form == "pronoun"
    ):  # who is named only after "I" has a name
        names.setdefault(row.actor, row.span.words(read.text))
    rows = list(view.of(EventMention))
    told = [
        EarlierStatements(
            row.type,
            tuple(names[one] for one in row.actors),
            tuple(names[one] for one in row.recipients),
            row.reality,
        )
        for row in rows
    ]
    return rows, told, read.text


def told(source: str) -> list[EarlierStatements]:
    return read_events(source)[1]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Norway accused Denmark of spying.", EarlierStatements("ACCUSE", ("Norway",), ("Denmark",))),
        ("Norway condemned Denmark's remarks.", EarlierStatements("ACCUSE", ("Norway",), ("Denmark",))),
        ("Denmark was accused by Norway of spying.", EarlierStatements("ACCUSE", ("Norway",), ("Denmark",))),
        ("Finland rejected Sweden's offer.", EarlierStatements("REJECT", ("Finland",), ("Sweden",))),
        ("Chile urged Peru to wait.", EarlierStatements("REQUEST", ("Chile",), ("Peru",))),
        ("Kenya threatened Uganda with tariffs.", EarlierStatements("THREATEN", ("Kenya",), ("Uganda",))),
        ("Brazil released 30 prisoners.", EarlierStatements("RETREAT", ("Brazil",), ("30 prisoners",))),
        ("The rebels freed two soldiers.", EarlierStatements("RETREAT", ("rebels",), ("two soldiers",))),
        (
            "Canada expelled three diplomats.",
            EarlierStatements("SANCTION", ("Canada",), ("three diplomats",)),
        ),
        ("Police arrested two students.", EarlierStatements("COERCE", ("Police",), ("two students",))),
        ("Soldiers shot two villagers.", EarlierStatements("ASSAULT", ("Soldiers",), ("two villagers",))),
        ("Students demonstrated outside the ministry.", EarlierStatements("PROTEST", ("Students",))),
        ("Poland sent troops to the frontier.", EarlierStatements("MOBILIZE", ("Poland",))),
        ("Japan praised Vietnam.", EarlierStatements("SUPPORT", ("Japan",), ("Vietnam",))),
    ],
)
def test_a_verb_tells_type_actor_and_recipient(text: str, event: EarlierStatements) -> None:
    assert told(text) == [event]


@pytest.mark.parametrize(
    "text",
    [
        "Norway and Denmark met in Oslo.",
        "Norway held talks with Denmark.",
        "Talks between Norway and Denmark began on Monday.",
        "Norway met with Denmark in Oslo.",
    ],
)
def test_what_both_sides_do_has_both_as_actors_and_no_recipient(text: str) -> None:
    assert told(text) == [EarlierStatements("CONSULT", ("Norway", "Denmark"))]


@pytest.mark.parametrize(
    ("text", "reality"),
    [
        ("Norway and Denmark met.", "actual"),
        ("Norway and Denmark did not meet.", "negated"),
        ("Norway and Denmark failed to meet.", "negated"),
        ("Norway and Denmark will meet.", "planned"),
        ("Norway and Denmark plan to meet.", "planned"),
        ("Norway and Denmark could meet.", "hypothetical"),
        ("Norway and Denmark must meet.", "demanded"),
    ],
)
def test_reality_is_told_by_the_words_around_the_verb(text: str, reality: str) -> None:
    assert [event.reality for event in told(text)] == [reality]


def test_what_is_agreed_is_no_event_apart() -> None:
    assert told("Chile agreed to withdraw its troops.") == [EarlierStatements("AGREE", ("Chile",))]


def test_what_somebody_is_urged_to_do_is_demanded() -> None:
    events = told("Norway urged Denmark to release two sailors.")
    assert EarlierStatements("REQUEST", ("Norway",), ("Denmark",)) in events
    assert [event.reality for event in events if event.type == "RETREAT"] == ["demanded"]


def test_an_accident_is_no_assault() -> None:
    assert told("Nine people were killed in a train crash near Lyon.") == []


def test_one_who_meets_goals_meets_nobody() -> None:
    assert told("Norway met its goals.") == []


def test_an_event_inside_a_statement_is_told_by_it_and_one_beside_it_by_the_article() -> None:
    rows, words, _ = read_events(
        "[s1 Erik Holm] [q1 said] [x1 Norway had attacked Denmark]. Chile accused Peru of spying."
    )
    tellers = {event.type: row.told_by for event, row in zip(words, rows, strict=True)}
    assert tellers == {"ASSAULT": 0, "ACCUSE": None}


def test_i_in_somebodys_words_is_the_speaker_and_the_article_tells_what_he_does_by_saying_it() -> None:
    rows, words, _ = read_events("“[x1 I urge Denmark to stop],” [s1 Erik Holm] [q1 said].")
    assert words[0] == EarlierStatements("REQUEST", ("Erik Holm",), ("Denmark",))
    assert rows[0].told_by is None


def test_a_rejected_charge_is_a_rejection_and_no_deed() -> None:
    words = told("[s1 Norway] [q1 rejected] [x1 accusations that it had attacked Denmark].")
    assert EarlierStatements("REJECT", ("Norway",)) in [
        EarlierStatements(event.type, event.actors) for event in words
    ]
    assert all(event.reality != "actual" for event in words if event.type == "ASSAULT")


def test_one_event_told_twice_is_one_with_two_stretches_of_evidence() -> None:
    rows, words, _ = read_events(
        "Norway and Denmark met in Oslo on Monday. Kenya was silent. Denmark and Norway met on Monday."
    )
    assert words == [EarlierStatements("CONSULT", ("Norway", "Denmark"))]
    assert len(rows[0].evidence) == 2


def test_meetings_on_different_days_are_two() -> None:
    rows, _, _ = read_events("Norway and Denmark met on May 5. Norway and Denmark met on June 2.")
    assert [row.time.value if row.time else None for row in rows] == ["2025-05-05", "2025-06-02"]


def test_again_on_another_day_is_another_event() -> None:
    rows, _, _ = read_events("Norway and Denmark met in Oslo on May 16 and again on June 2.")
    assert [row.time.value if row.time else None for row in rows] == ["2025-05-16", "2025-06-02"]


def test_a_round_of_talks_has_its_number_and_the_parties_of_the_talks_told_before() -> None:
    rows, words, _ = read_events(
        "Norway and Denmark met in Oslo. A date for the third round of talks is not set."
    )
    assert [row.round for row in rows if row.round] == [3]
    assert words[-1].actors == ("Norway", "Denmark")


def test_a_refusal_is_told_by_what_somebody_will_not_do() -> None:
    assert EarlierStatements("REJECT", ("Erik Holm",)) in told(
        "[s1 Erik Holm] [q1 said] [x1 he will not sign the paper]."
    )


def test_evidence_begins_and_ends_on_words() -> None:
    rows, _, text = read_events(
        "“Norway,” he wrote, “accused Denmark of spying.” On Tuesday, Chile urged Peru to wait."
    )
    assert rows
    assert all(
        span.is_sound(text) for row in rows for span in (*row.evidence, *row.trigger, *row.actor_spans)
    )


def test_the_same_article_gives_the_same_events() -> None:
    source = "Norway and Denmark met in Oslo. Police arrested two students."
    assert read_events(source)[0] == read_events(source)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Norway was met with silence in Oslo.",
        "Norway defended itself.",
        "The judge agreed that the file was old.",
        "The register lists people accused of theft.",
        "Typhoon Marla killed nine people.",
        "Chile opened an investigation into the crash.",
        "Erik Holm phoned 112.",
    ],
)
def test_what_only_sounds_like_an_act_towards_somebody_is_no_event(text: str) -> None:
    assert told(text) == []


def test_whose_arrest_it_is_was_arrested() -> None:
    assert told("Erik Holm's arrest angered Denmark.") == [EarlierStatements("COERCE", (), ("Erik Holm",))]


def test_whoever_says_he_wants_to_thank_thanks_and_the_article_tells_it() -> None:
    rows, words, _ = read_events("“[x1 I want to thank Denmark],” [s1 Erik Holm] [q1 said].")
    assert EarlierStatements("SUPPORT", ("Erik Holm",), ("Denmark",)) in words
    assert [row.told_by for row in rows] == [None]


def test_the_protests_told_again_are_the_protests_told_before() -> None:
    assert [event.type for event in told("Protests in Oslo began in May. The protests in Oslo went on.")] == [
        "PROTEST"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The harvest in Norway declined 40 percent.",
        "Norway and Chile will undertake efforts to plant trees.",
        "Norway looks forward to welcoming Denmark in the club.",
        "The director, Erik Holm, has alleged ties to the gang.",
        "Erik Holm seizes the chance.",
        "Erik Holm demonstrated that the bridge holds.",
        "Norway will meet or exceed the goal.",
        "In a survey, voters given four names chose Erik Holm.",
        "The report joins the Declaration of Support for Denmark.",
    ],
)
def test_a_verb_or_noun_in_another_sense_is_no_event(text: str) -> None:
    assert told(text) == []


def test_news_about_a_call_is_no_plan_of_one() -> None:
    assert told("Details emerged about Erik Holm's call with Denmark.")[0].reality == "actual"


def test_what_somebody_tells_that_is_so_is_not_demanded_and_what_one_has_to_do_is() -> None:
    assert [event.reality for event in told("Chile told Peru that Norway was helping Denmark.")] == ["actual"]
    assert [event.reality for event in told("Norway has to release the prisoners.")] == ["demanded"]
    assert [event.reality for event in told("Norway did not need to meet Denmark.")] == ["hypothetical"]


def test_a_deed_told_as_known_happened_whatever_is_done_about_it() -> None:
    events = told("Chile will send soldiers to defend Peru from Norway's aggression.")
    assert [event.reality for event in events if event.type == "ASSAULT"] == ["actual"]


def test_what_is_done_by_doing_something_else_that_can_be_done_is_as_possible() -> None:
    (event,) = told("Norway can end this by withdrawing its troops.")
    assert (event.type, event.reality) == ("RETREAT", "hypothetical")


def test_a_call_and_a_meeting_of_the_same_two_are_two_events() -> None:
    events = told("Erik Holm and Anna Berg spoke by phone. Erik Holm and Anna Berg met in Oslo.")
    assert [event.type for event in events] == ["CONSULT", "CONSULT"]


def test_two_things_asked_for_are_two_requests_and_the_same_thing_is_one() -> None:
    assert len(told("Norway requested a ship. Norway requested an exemption.")) == 2
    assert len(told("Norway requested a ship. Norway requested the ship.")) == 1


def test_one_attacker_named_more_closely_is_one_attacker() -> None:
    assert len(told("The thief was shot dead by police. The man was shot by a police officer.")) == 1


def test_who_claims_responsibility_for_an_attack_is_its_actor() -> None:
    (attack,) = told(
        "A bombing in Oslo destroyed two shops. The Blue Front claimed responsibility for the bombing."
    )
    assert attack.actors == ("Blue Front",)


def test_an_infinitive_of_an_intention_is_done_by_who_has_it() -> None:
    assert EarlierStatements("SUPPORT", ("Erik Holm",), ("Anna Berg",), "planned") in told(
        "Erik Holm announced his intention to endorse Anna Berg."
    )


def test_one_of_several_is_told_by_the_several() -> None:
    assert told("Erik Holm thanked all of the students.") == [
        EarlierStatements("SUPPORT", ("Erik Holm",), ("students",))
    ]


def test_the_accused_and_countries_and_peoples_take_part() -> None:
    assert told("Police arrested the accused.") == [EarlierStatements("COERCE", ("Police",), ("accused",))]
    assert told("Norway urged all countries to wait.") == [
        EarlierStatements("REQUEST", ("Norway",), ("countries",))
    ]


def test_who_is_asked_by_a_bare_verb_is_the_recipient() -> None:
    assert EarlierStatements("REQUEST", ("Norway",), ("Denmark",)) in told(
        "Norway demanded that Denmark release the ship."
    )


def test_who_is_charged_does_not_charge() -> None:
    (event,) = told("[s1 Erik Holm], 28, [q1 charged with] [x1 one count of theft], lives in Oslo.")
    assert (event.type, event.actors, event.recipients) == ("ACCUSE", (), ("Erik Holm",))


def test_they_will_not_is_no_refusal_of_who_says_it() -> None:
    assert told("“[x1 They will not admit it],” [s1 Erik Holm] [q1 said].") == []


def test_who_found_fault_with_somebodys_plan_found_fault_with_him() -> None:
    assert EarlierStatements("ACCUSE", ("Erik Holm",), ("Norway",)) in told(
        "[s1 Erik Holm] [q1 called] [x1 Norway's plan “a disgrace”]."
    )


def test_somebody_in_office_who_attacks_a_person_does_so_with_words() -> None:
    assert [
        event.type for event in told("President Erik Holm attacked Prime Minister Anna Berg over the budget.")
    ] == ["ACCUSE"]
    assert [event.type for event in told("The rebels attacked the soldiers.")] == ["ASSAULT"]


def test_who_writes_i_and_is_named_nowhere_acts_unnamed() -> None:
    assert told("I applaud the students.") == [EarlierStatements("SUPPORT", (), ("students",))]


def test_we_of_a_statement_are_those_it_names_together() -> None:
    events = told("Norway and Denmark are neighbours. We condemn the attack on Chile.")
    assert [event.actors for event in events if event.type == "ACCUSE"] == [("Norway", "Denmark")]


def test_what_is_more_likely_wrong_than_right_is_not_told_and_confidence_is_a_chance() -> None:
    rows, _, _ = read_events("Norway accused Denmark of spying. Norway and Denmark met in Oslo on Monday.")
    assert rows
    assert all(0.5 <= row.confidence <= 1 for row in rows)
