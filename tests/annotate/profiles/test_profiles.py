"""Profiles: kind, country and sector of actors from the text, the list and the learned guess."""

import pytest

from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.profiles.namings import dateline_of, home_of
from onrecord.model.article import Article, Published
from onrecord.model.record import Actor, Record
from onrecord.pipeline import make_pipeline


def read_actors(text: str, published: str | None = "2020-03-01") -> dict[str, Actor]:
    """Return the actors of a text by name."""
    article = Article(text, published=Published(published, "given") if published else Published())
    outcome = make_pipeline().read(article)
    assert isinstance(outcome, Record)
    return {actor.name: actor for actor in outcome.actors}


def test_a_listed_body_has_its_kind_country_and_sector() -> None:
    actors = read_actors("General Motors said it would close two plants. Hamas rejected the offer.")
    assert (actors["General Motors"].kind, actors["General Motors"].sector) == ("organisation", "BUS")
    assert (actors["Hamas"].kind, actors["Hamas"].country, actors["Hamas"].known_from) == (
        "armed-group",
        "PSE",
        "list",
    )


@pytest.mark.parametrize(
    ("day", "sector"), [("2018-06-01", "GOV"), ("2022-06-01", "ELI"), ("2008-06-01", None)]
)
def test_the_day_of_publication_decides_what_a_listed_person_is(day: str, sector: str | None) -> None:
    actors = read_actors("Sebastian Kurz said in Austria that the talks had failed.", day)
    assert (actors["Sebastian Kurz"].country, actors["Sebastian Kurz"].sector) == ("AUT", sector)


def test_a_family_name_with_its_office_is_the_holder_on_that_day() -> None:
    actors = read_actors("President Macron said the talks would go on.", "2019-06-01")
    assert actors["Macron"].country == "FRA"
    actors = read_actors("President Macron said the talks would go on.", "1999-06-01")
    assert actors["Macron"].known_from != "list"


def test_a_namesake_from_a_state_that_the_article_does_not_name_is_not_the_listed_person() -> None:
    actors = read_actors("In Kampala, John Bolton, a butcher, said Uganda needed rain.")
    assert actors["John Bolton"].country != "USA"


def test_what_the_text_says_of_a_country_comes_before_the_list() -> None:
    actors = read_actors("Belarusian KGB officers arrested two men in Minsk, the Belarusian KGB said.")
    assert "RUS" not in {actor.country for actor in actors.values()}


def test_a_body_without_a_state_beside_it_belongs_to_the_only_state_of_the_article() -> None:
    actors = read_actors(
        "NAIROBI, May 3 - Kenya will cut fuel prices. The energy ministry said the order was signed "
        "on Monday. Police said two stations in Kenya had closed."
    )
    assert actors["energy ministry"].country == "KEN"


def test_an_international_body_has_no_country() -> None:
    actors = read_actors("The World Health Organization said on Monday that Mali had no new cases.")
    assert actors["World Health Organization"].country is None


def test_an_actor_without_country_and_sector_is_known_from_nothing() -> None:
    actors = read_actors("A visitor said the hall was cold.")
    (visitor,) = actors.values()
    assert visitor.country is None
    assert (visitor.known_from is None) == (visitor.sector is None)


def test_a_listed_person_with_the_listed_office_needs_no_state_in_the_text() -> None:
    actors = read_actors("Penny Wong, the foreign minister, said that China had been told.", "2024-03-01")
    assert actors["Penny Wong"].country == "AUS"
    actors = read_actors("Penny Wong, a baker, said that China had been told.", "2024-03-01")
    assert actors["Penny Wong"].country != "AUS"


@pytest.mark.parametrize(
    ("text", "name", "wikidata"),
    [
        ("U.N. Secretary-General Antonio Guterres met the Turkish president.", "Antonio Guterres", "Q311440"),
        ("NATO Secretary General Jens Stoltenberg warned Russia.", "Jens Stoltenberg", "Q57665"),
        ("Deputy Secretary-General Antonio Guterres met the Turkish president.", "Antonio Guterres", None),
        ("Acme Secretary-General Antonio Guterres met the Turkish president.", "Antonio Guterres", None),
    ],
)
def test_an_office_of_a_known_body_is_known_with_the_bodys_name_before_it(
    text: str, name: str, wikidata: str | None
) -> None:
    assert read_actors(text, "2022-07-22")[name].wikidata == wikidata


def test_the_state_of_a_dateline_is_found_though_datelines_have_no_tokens() -> None:
    text = "Ministry rejects offer\n\nMANILA, Aug 19 - The ministry said on Monday that it would go on.\n"
    assert dateline_of(make_pipeline().annotate(Article(text))) == "PHL"


@pytest.mark.parametrize(
    ("outlet", "home"),
    [
        ("Ministry of Foreign Affairs of Fiji", "FJI"),
        ("Patna Chronicle", "IND"),
        ("The Sentinel", None),
        ("Rift Daily (translated from French)", None),
    ],
)
def test_an_outlet_is_at_home_in_the_state_of_its_name(outlet: str, home: str | None) -> None:
    assert home_of(outlet, load_actor_lexicon()) == home


def test_a_town_in_a_name_ties_its_bearer_to_its_state() -> None:
    actors = read_actors("Ann Lind of the University of Guelph said the butterflies came from Mexico.")
    assert actors["Ann Lind"].country != "MEX"
