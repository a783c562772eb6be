"""Transcripts: turns are verbatim statements of their speakers, around those reported in them."""

import onrecord
from onrecord import Record
from onrecord.annotate.attribution.candidates.syntax_candidate import build_attribution
from onrecord.annotate.attribution.turns.transcripts import find_turns
from onrecord.annotate.text.paragraphs import news_paragraphs
from onrecord.annotate.text.syntax.tree import SyntaxTree
from read_lines import attribution_words, read_lines

TRANSCRIPT = """\
MS. LIND:  Good morning.  The ministry said yesterday that the bridge is safe.

Q    Will it open on Monday?

MS. LIND:  I think it will.  We are grateful to the crews.

MR. BERG:  Nobody has told us when.
"""


def read(text: str) -> Record:
    outcome = onrecord.read(text, published="2025-07-01", language="en")
    assert isinstance(outcome, Record)
    return outcome


def test_each_turn_is_a_direct_statement_of_its_speaker() -> None:
    turns = [row for row in read(TRANSCRIPT).statements if row.within is None]
    assert [row.kind for row in turns] == ["direct"] * 4
    assert [row.evidence.source.words for row in turns] == [
        ("MS. LIND",),
        ("Q",),
        ("MS. LIND",),
        ("MR. BERG",),
    ]
    assert turns[1].act == "ask"
    asking = next(actor for actor in read(TRANSCRIPT).actors if actor.id == turns[1].actor)
    assert (asking.name, asking.kind, asking.sector) == ("reporter", "person", "JRN")
    assert turns[0].actor == turns[2].actor is not None


def test_all_bare_labels_of_questions_are_one_reporter() -> None:
    text = TRANSCRIPT + "\nQuestion:  And on Tuesday?\n\nMR. BERG:  Ask Q.\n"
    asked = {
        row.actor for row in read(text).statements if row.evidence.source.words in (("Q",), ("Question",))
    }
    assert len(asked) == 1 and None not in asked


def test_what_somebody_is_said_to_have_said_in_a_turn_is_within_it() -> None:
    record = read(TRANSCRIPT)
    first = record.statements[0]
    inner = [row for row in record.statements if row.within == first.id]
    assert any("ministry" in str(row.evidence.source) for row in inner)


def test_questions_on_the_line_of_another_turn_are_turns_of_their_own() -> None:
    text = (
        "MS. LIND:  Good morning.  We’re on our way.   Q    Will it open?   Q    And the port?   "
        "MS. LIND:  I think it will.   Q    Thank you.\n"
    )
    turns = [row for row in read(text).statements if row.within is None]
    assert [row.evidence.source.words for row in turns] == [
        ("MS. LIND",),
        ("Q",),
        ("Q",),
        ("MS. LIND",),
        ("Q",),
    ]
    assert [row.act for row in turns if row.evidence.source.words == ("Q",)] == ["ask"] * 3
    assert "Q" not in " ".join(turns[0].evidence.content.words)


def test_labels_that_come_once_or_twice_make_no_transcript() -> None:
    record = read("NOTE: The bridge is closed.\n\nLind said that it would open on Monday.\n")
    assert all(row.evidence.source.words != ("NOTE",) for row in record.statements)


def turns(text: str) -> list[tuple[str, str]]:
    view = read_lines(text)
    tree = view.index(SyntaxTree)
    found = find_turns(text, tree, list(news_paragraphs(text, view)))
    rows = [row for turn in found if (row := build_attribution(tree, turn, 1.0))]
    return [(source, content) for source, _, content in attribution_words(text, rows)]


def test_a_turn_runs_up_to_the_next_label() -> None:
    text = (
        "MR. HOLM:  Good morning. We have news.\nQ    Is the bridge open?\nMR. HOLM:  It is.\n"
        "And it is safe.\nMS. AVERY:  Thank you all."
    )
    assert turns(text) == [
        ("MR. HOLM", "Good morning. We have news"),
        ("Q", "Is the bridge open?"),
        ("MR. HOLM", "It is. | And it is safe"),
        ("MS. AVERY", "Thank you all"),
    ]


def test_one_line_in_capitals_makes_no_transcript() -> None:
    assert turns("UPDATE: The bridge is open.\nCars cross it.") == []
