"""Which listed actor an actor of an article is: offices on a day, family names, namesakes, own lists."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from onrecord.model.article import Article, Published
from onrecord.model.record import Actor, Record
from onrecord.pipeline import OwnActors, load_own_actors, make_pipeline


def read_actors(text: str, day: str = "2020-03-01", own: OwnActors | None = None) -> dict[str, Actor]:
    """Return the actors of a text by name."""
    pipeline = make_pipeline(own=own) if own else make_pipeline()
    outcome = pipeline.read(Article(text, published=Published(day, "given")))
    assert isinstance(outcome, Record)
    return {actor.name: actor for actor in outcome.actors}


def own_list(folder: Path, *lines: str) -> OwnActors:
    path = folder / "own.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_own_actors([path])


def ids(actors: Iterable[Actor]) -> set[str | None]:
    return {actor.wikidata for actor in actors}


@pytest.mark.parametrize(("day", "known"), [("2015-06-01", "Q200"), ("2019-06-01", "Q201")])
def test_the_president_of_a_state_is_who_was_in_office_on_the_day(
    tmp_path: Path, day: str, known: str
) -> None:
    own = own_list(
        tmp_path,
        "name,title,country,sector,from,to,wikidata",
        "Jonas Prym,president,Estonia,GOV,2014-01-01,2017-12-31,Q200",
        "Marta Kask,president,Estonia,GOV,2018-01-01,,Q201",
    )
    actors = read_actors("The Estonian president said the ferry would sail again.", day, own)
    assert ids(actors.values()) >= {known}


def test_a_family_name_alone_is_the_holder_of_an_office_of_a_state_named_in_the_article(
    tmp_path: Path,
) -> None:
    own = own_list(
        tmp_path,
        "name,title,country,sector,from,to",
        "Aino Sarkela,justice minister,Finland,GOV,2019,2021",
        "Olof Sarkela,trade minister,Sweden,GOV,2010,2014",
    )
    actors = read_actors("Finland will change the law. Sarkela said the vote was near.", "2020-03-01", own)
    assert (actors["Sarkela"].country, actors["Sarkela"].known_from) == ("FIN", "list")
    late = read_actors("Finland will change the law. Sarkela said the vote was near.", "2024-03-01", own)
    assert late["Sarkela"].known_from != "list"


def test_a_namesake_in_another_state_is_not_the_listed_person() -> None:
    actors = read_actors("In Lagos, Boris Johnson, a baker, said Nigeria had no flour.", "2020-03-01")
    assert actors["Boris Johnson"].country != "GBR"


def test_an_ordinary_word_that_is_also_a_listed_name_is_no_listed_actor() -> None:
    actors = read_actors("The time was short, a visitor said. The orange was sweet and the economist slept.")
    assert "list" not in {actor.known_from for actor in actors.values()}


@pytest.mark.parametrize(
    ("acronym", "listed", "text"),
    [
        ("NIA", "IND", "The Philippines will dig canals. The NIA said in Manila that farms needed water."),
        ("CBN", "NGA", "Nepal raised its rates. CBN said on Monday in Kathmandu that loans would cost more."),
    ],
)
def test_an_acronym_that_means_a_body_of_a_state_not_named_is_not_that_body(
    acronym: str, listed: str, text: str
) -> None:
    actors = read_actors(text)
    assert actors[acronym].country != listed


def test_the_text_comes_before_the_list(tmp_path: Path) -> None:
    own = own_list(tmp_path, "name,kind,country,sector", "Harbour Workers Front,organisation,Portugal,LAB")
    actors = read_actors("The Spanish Harbour Workers Front said on Monday that it would strike.", own=own)
    assert "PRT" not in {actor.country for name, actor in actors.items() if name.startswith("Spanish")}
    actors = read_actors("The Harbour Workers Front said on Monday that it would strike.", own=own)
    front = actors["Harbour Workers Front"]
    assert (front.country, front.sector, front.known_from) == ("PRT", "LAB", "list")


def test_an_own_person_named_in_full_needs_no_state_in_the_article(tmp_path: Path) -> None:
    own = own_list(tmp_path, "name,kind,country,sector,wikidata", "Ilse Varga,person,HUN,GOV,Q300")
    actors = read_actors("Norway waited. Ilse Varga said in Oslo that the talks would go on.", own=own)
    assert (actors["Ilse Varga"].country, actors["Ilse Varga"].wikidata) == ("HUN", "Q300")


def test_an_own_body_is_an_actor_where_the_syntax_sees_no_name(tmp_path: Path) -> None:
    own = own_list(tmp_path, "name,kind,country,sector", "Tarim Shield,militia,KAZ,REB")
    actors = read_actors("Tarim Shield attacked a convoy on Friday, the governor said.", own=own)
    assert (actors["Tarim Shield"].kind, actors["Tarim Shield"].country) == ("armed-group", "KAZ")


@pytest.mark.parametrize(
    "words",
    [
        "The Russian deputy foreign minister",
        "The former US president",
        "The acting French interior minister's aide",
        "A Ukrainian deputy defence minister",
    ],
)
def test_a_deputy_or_former_holder_is_not_the_holder(words: str) -> None:
    actors = read_actors(f"{words} said it was late.", "2023-05-01")
    assert {actor.wikidata for actor in actors.values() if actor.kind == "person"} == {None}
