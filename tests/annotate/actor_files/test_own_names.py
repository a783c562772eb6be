"""Names of own lists in a text: whole, where a token begins, not inside longer names."""

from hypothesis import given
from hypothesis import strategies as st

from growth import times_longer
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


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(1, 25))))
def test_longer_names_are_those_that_hold_a_name_and_differ(bounds: list[tuple[int, int]]) -> None:
    text = "so Tarim Shield is at rest again here."
    own = Span(3, 15)
    names = [Name(Span(start, start + length), "organisation", "ORG") for start, length in bounds]
    stays = any(row.span.holds(own) and row.span != own for row in names)
    assert (own not in [row.span for row in OwnNames.of(ROWS).merged(text, [3], names)]) is (
        stays and all(row.span != own for row in names)
    )


def test_time_is_linear_in_names() -> None:
    def merge(count: int) -> None:
        text = "Tarim Shield met Blue Heron. " * count
        starts = range(0, len(text), 29)
        names = [Name(Span(start + 17, start + 27), "organisation", "ORG") for start in starts]
        assert len(OwnNames.of(ROWS).merged(text, starts, names)) == 2 * count

    assert times_longer(lambda: merge(400), lambda: merge(3_200)) < 24
