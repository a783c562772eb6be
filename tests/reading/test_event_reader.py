"""Events: what is told of whom, whether it happened, who tells it, and one event told more than once."""

from dataclasses import dataclass

import pytest

from dispatch import read_dispatch
from onrecord.model.annotation import EventMention, Mention
from onrecord.reading.acts import ActReader
from onrecord.reading.event_reader import EventReader
from onrecord.reading.places.reader import PlaceReader


@dataclass(frozen=True)
class Told:
    """An event in words."""

    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    reality: str = "actual"


def read_events(source: str) -> tuple[list[EventMention], list[Told], str]:
    """Return the events of a marked text, as found and in words."""
    read = read_dispatch(source)
    reading = read.reading
    for reader in (ActReader(), PlaceReader(), EventReader()):
        reading = reading.joined(reader.gives, reader.read(read.article, reading))
    names: dict[int, str] = {}
    for row in sorted(reading.of(Mention), key=lambda row: row.form == "pronoun"):  # who is named only after "I" has a name
        names.setdefault(row.actor, row.span.words(read.text))
    rows = list(reading.of(EventMention))
    told = [
        Told(row.type, tuple(names[one] for one in row.actors), tuple(names[one] for one in row.recipients), row.reality)
        for row in rows
    ]
    return rows, told, read.text


def told(source: str) -> list[Told]:
    return read_events(source)[1]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Norway accused Denmark of spying.", Told("ACCUSE", ("Norway",), ("Denmark",))),
        ("Norway condemned Denmark's remarks.", Told("ACCUSE", ("Norway",), ("Denmark",))),
        ("Denmark was accused by Norway of spying.", Told("ACCUSE", ("Norway",), ("Denmark",))),
        ("Finland rejected Sweden's offer.", Told("REJECT", ("Finland",), ("Sweden",))),
        ("Chile urged Peru to wait.", Told("REQUEST", ("Chile",), ("Peru",))),
        ("Kenya threatened Uganda with tariffs.", Told("THREATEN", ("Kenya",), ("Uganda",))),
        ("Brazil released 30 prisoners.", Told("RETREAT", ("Brazil",), ("30 prisoners",))),
        ("The rebels freed two soldiers.", Told("RETREAT", ("rebels",), ("two soldiers",))),
        ("Canada expelled three diplomats.", Told("SANCTION", ("Canada",), ("three diplomats",))),
        ("Police arrested two students.", Told("COERCE", ("Police",), ("two students",))),
        ("Soldiers shot two villagers.", Told("ASSAULT", ("Soldiers",), ("two villagers",))),
        ("Students demonstrated outside the ministry.", Told("PROTEST", ("Students",))),
        ("Poland sent troops to the frontier.", Told("MOBILIZE", ("Poland",))),
        ("Japan praised Vietnam.", Told("SUPPORT", ("Japan",), ("Vietnam",))),
    ],
)
def test_a_verb_tells_type_actor_and_recipient(text: str, event: Told) -> None:
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
    assert told(text) == [Told("CONSULT", ("Norway", "Denmark"))]


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
    assert told("Chile agreed to withdraw its troops.") == [Told("AGREE", ("Chile",))]


def test_what_somebody_is_urged_to_do_is_demanded() -> None:
    events = told("Norway urged Denmark to release two sailors.")
    assert Told("REQUEST", ("Norway",), ("Denmark",)) in events
    assert [event.reality for event in events if event.type == "RETREAT"] == ["demanded"]


def test_an_accident_is_no_assault() -> None:
    assert told("Nine people were killed in a train crash near Lyon.") == []


def test_one_who_meets_goals_meets_nobody() -> None:
    assert told("Norway met its goals.") == []


def test_an_event_inside_a_statement_is_told_by_it_and_one_beside_it_by_the_article() -> None:
    rows, words, _ = read_events("[s1 Erik Holm] [q1 said] [x1 Norway had attacked Denmark]. Chile accused Peru of spying.")
    tellers = {event.type: row.told_by for event, row in zip(words, rows, strict=True)}
    assert tellers == {"ASSAULT": 0, "ACCUSE": None}


def test_i_in_somebodys_words_is_the_speaker_and_the_article_tells_what_he_does_by_saying_it() -> None:
    rows, words, _ = read_events("“[x1 I urge Denmark to stop],” [s1 Erik Holm] [q1 said].")
    assert words[0] == Told("REQUEST", ("Erik Holm",), ("Denmark",))
    assert rows[0].told_by is None


def test_a_rejected_charge_is_a_rejection_and_no_deed() -> None:
    words = told("[s1 Norway] [q1 rejected] [x1 accusations that it had attacked Denmark].")
    assert Told("REJECT", ("Norway",)) in [Told(event.type, event.actors) for event in words]
    assert all(event.reality != "actual" for event in words if event.type == "ASSAULT")


def test_one_event_told_twice_is_one_with_two_stretches_of_evidence() -> None:
    rows, words, _ = read_events("Norway and Denmark met in Oslo on Monday. Kenya was silent. Denmark and Norway met on Monday.")
    assert words == [Told("CONSULT", ("Norway", "Denmark"))]
    assert len(rows[0].evidence) == 2


def test_meetings_on_different_days_are_two() -> None:
    rows, _, _ = read_events("Norway and Denmark met on May 5. Norway and Denmark met on June 2.")
    assert [row.time.value if row.time else None for row in rows] == ["2025-05-05", "2025-06-02"]


def test_again_on_another_day_is_another_event() -> None:
    rows, _, _ = read_events("Norway and Denmark met in Oslo on May 16 and again on June 2.")
    assert [row.time.value if row.time else None for row in rows] == ["2025-05-16", "2025-06-02"]


def test_a_round_of_talks_has_its_number_and_the_parties_of_the_talks_told_before() -> None:
    rows, words, _ = read_events("Norway and Denmark met in Oslo. A date for the third round of talks is not set.")
    assert [row.round for row in rows if row.round] == [3]
    assert words[-1].actors == ("Norway", "Denmark")


def test_a_refusal_is_told_by_what_somebody_will_not_do() -> None:
    assert Told("REJECT", ("Erik Holm",)) in told("[s1 Erik Holm] [q1 said] [x1 he will not sign the paper].")


def test_evidence_begins_and_ends_on_words() -> None:
    rows, _, text = read_events("“Norway,” he wrote, “accused Denmark of spying.” On Tuesday, Chile urged Peru to wait.")
    assert rows
    assert all(span.is_sound(text) for row in rows for span in (*row.evidence, *row.trigger, *row.actor_spans))


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
    assert told("Erik Holm's arrest angered Denmark.") == [Told("COERCE", (), ("Erik Holm",))]


def test_whoever_says_he_wants_to_thank_thanks_and_the_article_tells_it() -> None:
    rows, words, _ = read_events("“[x1 I want to thank Denmark],” [s1 Erik Holm] [q1 said].")
    assert Told("SUPPORT", ("Erik Holm",), ("Denmark",)) in words
    assert [row.told_by for row in rows] == [None]


def test_the_protests_told_again_are_the_protests_told_before() -> None:
    assert [event.type for event in told("Protests in Oslo began in May. The protests in Oslo went on.")] == ["PROTEST"]
