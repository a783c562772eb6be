"""First and second person: "I", "we" and "you" in quotations, in turns of transcripts and in documents."""

import pytest

import onrecord
from dispatch import read_dispatch
from onrecord import Record


def pronouns(text: str) -> dict[str, str]:
    """Return for each pronoun that is a mention the name of its actor."""
    outcome = onrecord.read(text, published="2025-07-01", language="en")
    assert isinstance(outcome, Record)
    return {
        text[row.span.start : row.span.end]: actor.name
        for actor in outcome.actors
        for row in actor.mentions
        if row.form == "pronoun"
    }


def test_i_and_we_in_a_quotation_refer_to_its_speaker() -> None:
    read = read_dispatch("“[x1 I am glad, and we will wait],” [s1 Erik Holm] [q1 said]. Anna Lindqvist left.")
    assert read.actor("I") == read.actor("we") == read.actor("Erik Holm")


def test_i_outside_quotations_is_not_resolved_without_an_author() -> None:
    read = read_dispatch("I saw it all. “[x1 It is late],” [s1 Erik Holm] [q1 said].")
    assert "I" not in [row.span.words(read.text) for row in read.mentions]


def test_you_refers_to_the_addressee() -> None:
    read = read_dispatch("[s1 Erik Holm] [q1 told] Anna Lindqvist: “[x1 I know what you did].”")
    assert (read.actor("I"), read.actor("you")) == (read.actor("Erik Holm"), read.actor("Anna Lindqvist"))


def test_one_turn_with_a_title_makes_a_transcript_and_i_is_its_label() -> None:
    text = "PRESIDENT HOLM:  I welcome the envoy.  We had a good talk about the bridge.\n"
    assert set(pronouns(text).values()) == {"HOLM"}


def test_turns_on_one_line_are_separated_at_their_labels() -> None:
    text = "PRESIDENT HOLM:  Thank you.  I am done.   CHANCELLOR BERG:  Good, then we can go home.\n"
    found = pronouns(text)
    assert (found["I"], found["we"]) == ("HOLM", "BERG")


def test_we_in_a_document_refers_to_the_authors_it_introduces() -> None:
    read = read_dispatch(
        "We, the ministers of the Baltic League, met in Bern.\n[s1 We] [q1 condemn] [x1 the attack]."
    )
    assert read.actor("We") == read.actor("We", 1) == read.actor("ministers of the Baltic League")


@pytest.mark.parametrize(
    "title",
    [
        "Opening remarks by the Minister of Ports, Ada Holm, at the ferry dialogue",
        "Speech of Ada Holm to the harbour council",
        "Statement from Ada Holm on the ferries",
    ],
)
def test_i_in_a_speech_is_whom_its_title_names(title: str) -> None:
    read = read_dispatch(f"{title}\n[s1 I] [q1 ask] [x1 the council to open the gates].\nCarl Berg listened.")
    assert read.actor("I") == read.actor("Ada Holm")


def test_i_in_a_report_of_a_speech_is_not_its_speaker() -> None:
    assert "I" not in pronouns("Ada Holm gave a speech.\n\nI hope that the gates open, and I am glad.\n")
