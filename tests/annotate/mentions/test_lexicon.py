"""The actor lexicon: codes, kinds and sectors of the contract; look-up of the longest name."""

from typing import get_args

import pytest

from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.model.annotation import ActorKind

SECTORS = {
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM",
    "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO", "NGO",
}  # fmt: skip


def test_every_known_name_has_a_kind_and_codes_of_the_contract() -> None:
    for names in load_actor_lexicon().names.values():
        for name in names:
            assert name.kind in get_args(ActorKind)
            assert name.country is None or (len(name.country) == 3 and name.country.isupper())
            assert name.sector is None or name.sector in SECTORS


def test_every_noun_and_title_has_a_kind_and_sector_of_the_contract() -> None:
    lexicon = load_actor_lexicon()
    for noun in (*lexicon.nouns.values(), *lexicon.titles.values()):
        assert noun.kind in get_args(ActorKind)
        assert noun.sector is None or noun.sector in SECTORS
        assert noun.gender in (None, "m", "f")


def test_the_states_are_those_of_the_united_nations_and_some_more() -> None:
    codes = [row[0] for row in lexicon_rows("mentions/countries")]
    assert len(codes) == len(set(codes))
    assert len(codes) > 193
    assert {"PSE", "XKX", "TWN", "VAT"} <= set(codes)


@pytest.mark.parametrize(
    ("text", "words", "actor"),
    [
        ("Washington Post said", "Washington Post", "outlet:Washington Post"),
        ("Washington said", "Washington", "state:USA"),
        ("U.S. envoy", "U.S.", "state:USA"),
        ("UKRAINE said", "UKRAINE", "state:UKR"),
        ("Swedes said", "Swedes", "state:SWE"),
        ("No. 10 said", "No. 10", "body:Downing Street"),
    ],
)
def test_the_longest_name_that_ends_at_a_word_boundary_is_found(text: str, words: str, actor: str) -> None:
    known = load_actor_lexicon().known_at(text, 0)
    assert known is not None
    assert (known.words, known.actor) == (words, actor)


@pytest.mark.parametrize("text", ["Russianness", "Usage", "russia", "Xylophone"])
def test_part_of_a_word_is_no_name(text: str) -> None:
    assert load_actor_lexicon().known_at(text, 0) is None


def test_a_verb_marks_its_addressee_by_object_or_preposition() -> None:
    addressing = load_speech_lexicon().addressing
    assert addressing["tell"] == {"object"}
    assert addressing["speak"] == {"to", "with"}
