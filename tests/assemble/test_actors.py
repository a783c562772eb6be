"""Actors of the record: names, kinds, roles, and countries and sectors only where they are certain."""

from dispatch import read_dispatch
from onrecord.annotate.profiles.annotator import ProfileAnnotator
from onrecord.assemble.actors import build_actors
from onrecord.model.layers import apply_annotator
from onrecord.model.record import Actor


def actors_of(text: str) -> dict[str, Actor]:
    read = read_dispatch(text)
    rows, _ = build_actors(read.article, apply_annotator(ProfileAnnotator(), read.article, read.view))
    return {row.name: row for row in rows}


def test_actors_are_numbered_in_order_of_first_mention() -> None:
    read = read_dispatch("Erik Holm met Anna Lindqvist. Holm left.")
    rows, ids = build_actors(read.article, read.view)
    assert [(row.id, row.name) for row in rows] == [("p1", "Erik Holm"), ("p2", "Anna Lindqvist")]
    assert ids[read.actor("Holm")] == "p1"


def test_the_fullest_name_is_the_name_and_all_others_are_mentions() -> None:
    holm = actors_of("Holm came early. Then Erik Holm spoke.")["Erik Holm"]
    assert [row.form for row in holm.mentions] == ["name", "name"]


def test_a_state_has_its_usual_name_in_the_record() -> None:
    russia = actors_of("Moscow accused Kyiv of stalling. Russian forces advanced.")["Russia"]
    assert (russia.kind, russia.country, russia.sector) == ("state", "RUS", None)
    assert [row.form for row in russia.mentions] == ["metonym", "name"]


def test_a_spokesman_has_country_and_sector_of_the_body_he_speaks_for() -> None:
    actors = actors_of("Kremlin spokesman Dmitry Peskov left.")
    peskov, kremlin = actors["Dmitry Peskov"], actors["Kremlin"]
    assert (peskov.kind, peskov.country, peskov.sector) == ("person", "RUS", "GOV")
    assert peskov.known_from == "text"
    assert [(role.title, role.of) for role in peskov.roles] == [("Kremlin spokesman", kremlin.id)]
    assert peskov.roles[0].evidence.words == ("Kremlin spokesman",)


def test_a_title_mentioned_twice_is_one_role_with_both_places() -> None:
    roles = actors_of("President Emmanuel Macron left. Later President Macron returned.")[
        "Emmanuel Macron"
    ].roles
    assert [(role.title, len(role.evidence.spans)) for role in roles] == [("President", 2)]


def test_a_person_without_a_title_has_neither_country_nor_sector() -> None:
    holm = actors_of("Erik Holm spoke.")["Erik Holm"]
    assert (holm.country, holm.sector, holm.roles) == (None, None, ())
    assert holm.known_from is None


def test_a_former_official_is_no_official() -> None:
    assert actors_of("Former president Erik Holm spoke.")["Erik Holm"].sector == "ELI"


def test_reporters_are_people_and_state_media_an_outlet() -> None:
    actors = actors_of(
        "[s1 Erik Holm] [q1 told] reporters [x1 it was late]. [s2 Belarusian state media] [q2 said] [x2 so]."
    )
    assert (actors["reporters"].kind, actors["reporters"].sector) == ("people", "JRN")
    assert (actors["Belarusian state media"].kind, actors["Belarusian state media"].country) == (
        "outlet",
        "BLR",
    )


def test_a_place_is_no_actor() -> None:
    assert set(actors_of("Erik Holm came to Istanbul.")) == {"Erik Holm"}
