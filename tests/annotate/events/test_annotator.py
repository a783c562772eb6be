"""Events: types, actors, recipients, reality, the statement that reports them, and event coreference."""

from dataclasses import dataclass

import pytest

from dispatch import annotate_dispatch, read_dispatch
from onrecord.annotate.attribution.speech_acts import SpeechActAnnotator
from onrecord.annotate.events.annotator import EventAnnotator
from onrecord.annotate.places.annotator import PlaceAnnotator
from onrecord.model.annotation import EventMention
from onrecord.model.layers import all_mentions


@dataclass(frozen=True)
class Described:
    """An event with its actors in words."""

    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    reality: str = "actual"


def read_events(source: str) -> tuple[list[EventMention], list[Described], str]:
    """Return the events of a marked text, as found and in words."""
    read = read_dispatch(source)
    view = annotate_dispatch(read, SpeechActAnnotator(), PlaceAnnotator(), EventAnnotator(least=0.0))
    names: dict[int, str] = {}
    # Who is named only after "I" has a name.
    for row in sorted(all_mentions(view), key=lambda row: row.form == "pronoun"):
        names.setdefault(row.actor, row.span.words(read.text))
    rows = list(view.of(EventMention))
    described = [
        Described(
            row.type,
            tuple(names[one] for one in row.actors),
            tuple(names[one] for one in row.recipients),
            row.reality,
        )
        for row in rows
    ]
    return rows, described, read.text


def describe(source: str) -> list[Described]:
    return read_events(source)[1]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Norway accused Denmark of spying.", Described("ACCUSE", ("Norway",), ("Denmark",))),
        ("Norway condemned Denmark's remarks.", Described("ACCUSE", ("Norway",), ("Denmark",))),
        ("Denmark was accused by Norway of spying.", Described("ACCUSE", ("Norway",), ("Denmark",))),
        ("Finland rejected Sweden's offer.", Described("REJECT", ("Finland",), ("Sweden",))),
        ("Chile urged Peru to wait.", Described("REQUEST", ("Chile",), ("Peru",))),
        ("Kenya threatened Uganda with tariffs.", Described("THREATEN", ("Kenya",), ("Uganda",))),
        ("Brazil released 30 prisoners.", Described("RETREAT", ("Brazil",), ("30 prisoners",))),
        ("The rebels freed two soldiers.", Described("RETREAT", ("rebels",), ("two soldiers",))),
        (
            "Canada expelled three diplomats.",
            Described("SANCTION", ("Canada",), ("three diplomats",)),
        ),
        ("Police arrested two students.", Described("COERCE", ("Police",), ("two students",))),
        ("Soldiers shot two villagers.", Described("ASSAULT", ("Soldiers",), ("two villagers",))),
        ("Students demonstrated outside the ministry.", Described("PROTEST", ("Students",))),
        ("Poland sent troops to the frontier.", Described("MOBILIZE", ("Poland",))),
        ("Japan praised Vietnam.", Described("SUPPORT", ("Japan",), ("Vietnam",))),
    ],
)
def test_a_verb_gives_type_actor_and_recipient(text: str, event: Described) -> None:
    assert describe(text) == [event]


@pytest.mark.parametrize(
    "text",
    [
        "Norway and Denmark met in Oslo.",
        "Norway held talks with Denmark.",
        "Talks between Norway and Denmark began on Monday.",
        "Norway met with Denmark in Oslo.",
    ],
)
def test_a_joint_act_has_both_parties_as_actors_and_no_recipient(text: str) -> None:
    assert describe(text) == [Described("CONSULT", ("Norway", "Denmark"))]


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
def test_words_around_the_verb_decide_about_reality(text: str, reality: str) -> None:
    assert [event.reality for event in describe(text)] == [reality]


def test_what_is_agreed_is_no_event_of_its_own() -> None:
    assert describe("Chile agreed to withdraw its troops.") == [Described("AGREE", ("Chile",))]


def test_what_somebody_is_urged_to_do_is_demanded() -> None:
    events = describe("Norway urged Denmark to release two sailors.")
    assert Described("REQUEST", ("Norway",), ("Denmark",)) in events
    assert [event.reality for event in events if event.type == "RETREAT"] == ["demanded"]


def test_an_accident_is_no_assault() -> None:
    assert describe("Nine people were killed in a train crash near Lyon.") == []


def test_meeting_goals_is_no_event() -> None:
    assert describe("Norway met its goals.") == []


def test_a_statement_reports_the_events_within_it_and_the_article_those_outside() -> None:
    rows, words, _ = read_events(
        "[s1 Erik Holm] [q1 said] [x1 Norway had attacked Denmark]. Chile accused Peru of spying."
    )
    reported_by = {event.type: row.told_by for event, row in zip(words, rows, strict=True)}
    assert reported_by == {"ASSAULT": 1, "ACCUSE": None}


def test_i_is_the_speaker_and_the_article_reports_his_performative() -> None:
    rows, words, _ = read_events("“[x1 I urge Denmark to stop],” [s1 Erik Holm] [q1 said].")
    assert words[0] == Described("REQUEST", ("Erik Holm",), ("Denmark",))
    assert rows[0].told_by is None


def test_a_rejected_charge_is_a_rejection_and_the_charge_is_not_actual() -> None:
    words = describe("[s1 Norway] [q1 rejected] [x1 accusations that it had attacked Denmark].")
    assert Described("REJECT", ("Norway",)) in [Described(event.type, event.actors) for event in words]
    assert all(event.reality != "actual" for event in words if event.type == "ASSAULT")


def test_one_event_reported_twice_is_one_with_two_spans_of_evidence() -> None:
    rows, words, _ = read_events(
        "Norway and Denmark met in Oslo on Monday. Kenya was silent. Denmark and Norway met on Monday."
    )
    assert words == [Described("CONSULT", ("Norway", "Denmark"))]
    assert len(rows[0].evidence) == 2


def test_meetings_on_different_days_are_two() -> None:
    rows, _, _ = read_events("Norway and Denmark met on May 5. Norway and Denmark met on June 2.")
    assert [row.time.value if row.time else None for row in rows] == ["2025-05-05", "2025-06-02"]


def test_again_on_another_day_is_another_event() -> None:
    rows, _, _ = read_events("Norway and Denmark met in Oslo on May 16 and again on June 2.")
    assert [row.time.value if row.time else None for row in rows] == ["2025-05-16", "2025-06-02"]


def test_a_round_of_talks_has_its_number_and_the_parties_of_the_talks_before() -> None:
    rows, words, _ = read_events(
        "Norway and Denmark met in Oslo. A date for the third round of talks is not set."
    )
    assert [row.round for row in rows if row.round] == [3]
    assert words[-1].actors == ("Norway", "Denmark")


def test_will_not_of_the_speaker_is_a_refusal() -> None:
    assert Described("REJECT", ("Erik Holm",)) in describe(
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
def test_what_only_looks_like_an_act_towards_an_actor_is_no_event(text: str) -> None:
    assert describe(text) == []


def test_the_owner_of_an_arrest_is_the_recipient() -> None:
    assert describe("Erik Holm's arrest angered Denmark.") == [Described("COERCE", (), ("Erik Holm",))]


def test_wanting_to_thank_thanks_and_the_article_reports_it() -> None:
    rows, words, _ = read_events("“[x1 I want to thank Denmark],” [s1 Erik Holm] [q1 said].")
    assert Described("SUPPORT", ("Erik Holm",), ("Denmark",)) in words
    assert [row.told_by for row in rows] == [None]


def test_a_definite_noun_refers_to_the_protests_reported_before() -> None:
    assert [
        event.type for event in describe("Protests in Oslo began in May. The protests in Oslo went on.")
    ] == ["PROTEST"]


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
    assert describe(text) == []


def test_news_about_a_call_is_no_plan_of_one() -> None:
    assert describe("Details emerged about Erik Holm's call with Denmark.")[0].reality == "actual"


def test_told_that_is_actual_and_has_to_is_demanded() -> None:
    assert [event.reality for event in describe("Chile told Peru that Norway was helping Denmark.")] == [
        "actual"
    ]
    assert [event.reality for event in describe("Norway has to release the prisoners.")] == ["demanded"]
    assert [event.reality for event in describe("Norway did not need to meet Denmark.")] == ["hypothetical"]


def test_a_presupposed_act_is_actual_whatever_governs_it() -> None:
    events = describe("Chile will send soldiers to defend Peru from Norway's aggression.")
    assert [event.reality for event in events if event.type == "ASSAULT"] == ["actual"]


def test_a_means_is_as_hypothetical_as_its_end() -> None:
    (event,) = describe("Norway can end this by withdrawing its troops.")
    assert (event.type, event.reality) == ("RETREAT", "hypothetical")


def test_a_call_and_a_meeting_of_the_same_two_are_two_events() -> None:
    events = describe("Erik Holm and Anna Berg spoke by phone. Erik Holm and Anna Berg met in Oslo.")
    assert [event.type for event in events] == ["CONSULT", "CONSULT"]


def test_two_things_asked_for_are_two_requests_and_the_same_thing_is_one() -> None:
    assert len(describe("Norway requested a ship. Norway requested an exemption.")) == 2
    assert len(describe("Norway requested a ship. Norway requested the ship.")) == 1


def test_police_and_a_police_officer_are_one_attacker() -> None:
    assert len(describe("The thief was shot dead by police. The man was shot by a police officer.")) == 1


def test_a_claim_of_responsibility_gives_an_attack_its_actor() -> None:
    (attack,) = describe(
        "A bombing in Oslo destroyed two shops. The Blue Front claimed responsibility for the bombing."
    )
    assert attack.actors == ("Blue Front",)


def test_the_owner_of_an_intention_is_the_actor_of_its_infinitive() -> None:
    assert Described("SUPPORT", ("Erik Holm",), ("Anna Berg",), "planned") in describe(
        "Erik Holm announced his intention to endorse Anna Berg."
    )


def test_all_of_the_students_are_the_students() -> None:
    assert describe("Erik Holm thanked all of the students.") == [
        Described("SUPPORT", ("Erik Holm",), ("students",))
    ]


def test_the_accused_and_countries_are_recipients() -> None:
    assert describe("Police arrested the accused.") == [Described("COERCE", ("Police",), ("accused",))]
    assert describe("Norway urged all countries to wait.") == [
        Described("REQUEST", ("Norway",), ("countries",))
    ]


def test_the_subject_of_a_demanded_bare_verb_is_the_recipient() -> None:
    assert Described("REQUEST", ("Norway",), ("Denmark",)) in describe(
        "Norway demanded that Denmark release the ship."
    )


def test_the_person_charged_is_the_recipient() -> None:
    (event,) = describe("[s1 Erik Holm], 28, [q1 charged with] [x1 one count of theft], lives in Oslo.")
    assert (event.type, event.actors, event.recipients) == ("ACCUSE", (), ("Erik Holm",))


def test_they_will_not_is_no_refusal_of_the_speaker() -> None:
    assert describe("“[x1 They will not admit it],” [s1 Erik Holm] [q1 said].") == []


def test_criticism_of_a_plan_has_its_owner_as_recipient() -> None:
    assert Described("ACCUSE", ("Erik Holm",), ("Norway",)) in describe(
        "[s1 Erik Holm] [q1 called] [x1 Norway's plan “a disgrace”]."
    )


def test_an_attack_of_an_office_holder_on_a_person_is_verbal() -> None:
    assert [
        event.type
        for event in describe("President Erik Holm attacked Prime Minister Anna Berg over the budget.")
    ] == ["ACCUSE"]
    assert [event.type for event in describe("The rebels attacked the soldiers.")] == ["ASSAULT"]


def test_an_unnamed_author_is_no_actor() -> None:
    assert describe("I applaud the students.") == [Described("SUPPORT", (), ("students",))]


def test_we_of_a_joint_statement_are_those_named_together() -> None:
    events = describe("Norway and Denmark are neighbours. We condemn the attack on Chile.")
    assert [event.actors for event in events if event.type == "ACCUSE"] == [("Norway", "Denmark")]


def test_events_that_are_more_likely_wrong_than_right_are_left_out() -> None:
    rows, _, _ = read_events("Norway accused Denmark of spying. Norway and Denmark met in Oslo on Monday.")
    assert rows
    assert all(0.5 <= row.confidence <= 1 for row in rows)
