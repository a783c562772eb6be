"""Names of own lists in a text: whole, where a token begins, not inside longer names."""

from onrecord.annotate.actor_files.own_names import OwnNames
from onrecord.model.annotation import Name
from onrecord.model.span import Span

ROWS = [
    ("Tarim Shield", "Shield of Tarim;~Shield;shield", "armed-group", "KAZ", "REB"),
    ("Tarim Shield Brigade", "", "armed-group", "KAZ", "REB"),
    ("Ilse Varga", "Varga", "person", "HUN", "GOV"),
    ("DUNE EAGLES", "DEF", "armed-group", "", "REB"),
    ("Upper Norland", "", "state", "NOR", ""),
]


def found(text: str, *names: Name) -> list[tuple[str, str]]:
    starts = [index for index in range(len(text)) if index == 0 or text[index - 1] == " "]
    rows = OwnNames.of(ROWS).merged(text, starts, names)
    return [(row.span.words(text), row.kind) for row in rows]


def test_the_longest_own_name_is_found_whole() -> None:
    assert found("Tarim Shield Brigade and Tarim Shield met Ilse Varga.") == [
        ("Tarim Shield Brigade", "organisation"),
        ("Tarim Shield", "organisation"),
        ("Ilse Varga", "person"),
    ]


def test_single_words_states_weak_names_and_phrases_in_capitals_are_not_searched() -> None:
    assert found("Varga saw a shield, Shield and DUNE EAGLES in Upper Norland; DEF fled.") == [
        ("DEF", "organisation")
    ]


def test_a_name_ends_at_the_end_of_a_word() -> None:
    assert found("Tarim Shields are sold; Ilse Vargas too.") == []


def test_an_own_name_takes_the_place_of_parts_but_not_of_a_longer_name() -> None:
    text = "Tarim Shield left. The Greater Tarim Shield stayed."
    part = Name(Span(0, 5), "place", "GPE")
    longer = Name(Span(23, 43), "organisation", "ORG")
    assert found(text, part, longer) == [
        ("Tarim Shield", "organisation"),
        ("Greater Tarim Shield", "organisation"),
    ]


def test_without_own_names_nothing_changes() -> None:
    names = [Name(Span(0, 5), "place", "GPE")]
    assert OwnNames.of([]).merged("Tarim Shield", [0], names) == names
