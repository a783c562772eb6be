"""The list of known actors: look-up by name, office and day, own rows first; format of the built-in files."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

import pytest

from onrecord.annotate.actor_files.rows import KINDS, SCOPES, SECTORS, is_date
from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_lines, lexicon_rows, normal_lines
from onrecord.annotate.mentions.known_actors import KnownActors, known_actors_of, load_known_actors

LISTS = ("states", "organisations", "persons")
FIELDS = 10
LARGEST = 6_000_000  # bytes of all files together


def rows_of(text: str) -> list[tuple[str, ...]]:
    return [tuple(field.strip() for field in line.split("|")) for line in text.strip().splitlines()]


LINES = """\
Norland|Kingdom of Norland|state|NOR||||||Q1
Swedonia||state|SWE||||||
National Audit Court|NAC|government|NOR|JUD||Norland|||
Neighbours' Action Committee||organisation|SWE|SOC|||||
Ada Holm|Ada B. Holm|person|NOR|GOV|president|Norland|2010-05-01|2016-04-30|Q10
Ada Holm||person|NOR|BUS|chief executive|Fjord Oil|2017||
Per Holm||person|SWE|GOV|foreign minister|Swedonia|2012|2014-06|
Eva Lund||person|NOR|GOV|president|Norland|2016-05-01||
Eva Falk||person|NOR|GOV|minister of external affairs|Norland|2016-05-01||
Market||person|SWE|JRN||||
""".splitlines()
KNOWN = known_actors_of(LINES)


def name_of(known: KnownActors, *names: str) -> str | None:
    found = known.find(names, "person")
    return found.name if found else None


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        ("2010-04-30", None),
        ("2010-05-01", "Ada Holm"),
        ("2016-04-30", "Ada Holm"),
        ("2016-05-01", "Eva Lund"),
        ("2031-01-01", "Eva Lund"),
    ],
)
def test_the_president_is_who_is_in_office_on_the_day(day: str, holder: str | None) -> None:
    assert [person.name for person in KNOWN.holders("president", "NOR", day)] == ([holder] if holder else [])


def test_an_office_is_found_by_any_of_its_usual_forms() -> None:
    for title in ("foreign minister", "minister of foreign affairs", "the top diplomat"):
        assert [person.name for person in KNOWN.holders(title, "NOR", "2020-01-01")] == ["Eva Falk"]


@pytest.mark.parametrize(
    ("titles", "day", "countries", "expected"),
    [
        (["president"], "2013-01-01", [], "Ada Holm"),
        (["foreign minister"], "2013-01-01", [], "Per Holm"),
        ([], "2013-01-01", ["SWE"], "Per Holm"),
        ([], "2013-01-01", ["NOR", "SWE"], None),
        ([], "2015-01-01", ["NOR", "SWE"], "Ada Holm"),  # the other one's term is over
        ([], "2013-01-01", ["FIN"], None),
        (["foreign minister"], None, ["SWE"], None),
    ],
)
def test_a_family_name_is_the_one_in_office_whom_title_or_state_tells(
    titles: list[str], day: str | None, countries: list[str], expected: str | None
) -> None:
    found = KNOWN.holder_named("Holm", titles, day, countries)
    assert (found.name if found else None) == expected


def test_the_sector_of_a_person_is_that_of_the_office_held_on_the_day() -> None:
    ada = KNOWN.persons["Ada Holm"]
    days = ("2009-01-01", "2012-01-01", "2016-08-01", "2020-01-01", None)
    assert [ada.sector_on(day) for day in days] == [None, "GOV", "ELI", "BUS", None]


def test_a_person_and_a_body_are_looked_for_by_kind() -> None:
    assert name_of(KNOWN, "Market") == "Market"
    assert KNOWN.find(["Market"], "organisation") is None
    assert KNOWN.find(["National Audit Court"], "person") is KNOWN.others["National Audit Court"]


def test_a_name_of_two_entries_belongs_to_neither() -> None:
    known = known_actors_of([*LINES, "Northern Alarm Company|NAC|organisation|FIN|BUS"])
    assert known.find(["NAC"], "organisation") is None
    assert KNOWN.find(["NAC"], "organisation") is KNOWN.others["National Audit Court"]


def own(text: str) -> KnownActors:
    return known_actors_of(LINES, rows_of(text))


def test_an_own_row_comes_before_the_built_in_one() -> None:
    known = own("NAC|Nordic Aid Caravan|organisation|DNK|NGO|||||")
    found = known.find(["NAC", "National Audit Court"], "organisation")
    assert found is not None and (found.country, found.scope) == ("DNK", "NGO")
    court = known.find(["National Audit Court"], "organisation")
    assert court is not None and court.country == "NOR"


def test_what_an_own_row_lacks_comes_from_the_built_in_row_of_the_same_actor() -> None:
    ada = own("Ada Holm|Ada the Bold|person||||||").find(["Ada the Bold"], "person")
    assert ada is not None and (ada.country, ada.wikidata) == ("NOR", "Q10")
    assert ada.sector_on("2012-01-01") == "GOV"
    namesake = own("Ada Holm||person|DNK|||||").find(["Ada Holm"], "person")
    assert namesake is not None and (namesake.wikidata, namesake.sector_on("2012-01-01")) == (None, None)


def test_a_dictionary_in_capitals_takes_what_it_lacks_from_the_built_in_row() -> None:
    known = own("ADA HOLM|PRESIDENT HOLM|person|NOR|ELI||||2018-01-01||\nNORLAND||state|NOR||||||")
    ada = known.find(["Ada Holm"], "person")
    assert ada is not None and (ada.is_own, ada.wikidata) == (True, "Q10")
    norland = known.find(["Norland"], "state")
    assert norland is not None and norland.wikidata == "Q1"


def test_an_own_holder_of_an_office_comes_before_the_built_in_one() -> None:
    known = own("Siv Dahl||person|NOR|GOV|president|Norland|2020||")
    assert [person.name for person in known.holders("president", "NOR", "2021-01-01")] == ["Siv Dahl"]
    assert [person.name for person in known.holders("president", "NOR", "2019-01-01")] == ["Eva Lund"]


def test_own_persons_of_one_name_with_several_ids_are_several_persons() -> None:
    known = own("Bo Ek||person|SWE|GOV|||||Q20\nBo Ek||person|FIN|BUS|||||Q21")
    assert known.find(["Bo Ek"], "person") is None


def test_an_own_list_in_capitals_is_searched_without_regard_to_case() -> None:
    known = own("BO EK|BO VAN DER EK|person|SWE|GOV||||2020-01-01||\nDUNE EAGLES||armed-group|NOR|REB|||||")
    assert name_of(known, "Bo van der Ek") == "BO EK"
    assert known.find(["Dune Eagles"], "armed-group") is known.others["DUNE EAGLES"]
    held = known.holder_named("Ek", [], "2021-01-01", ["SWE"])
    assert held is None or held.name == "BO EK"


def built_in() -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield the list, the number and the fields of each row of the built-in list."""
    for name in LISTS:
        for number, row in enumerate(lexicon_rows(f"known_actors/{name}", "en"), 1):
            yield name, number, row


def is_sound(row: tuple[str, ...]) -> bool:
    name, aliases, kind, country, sector, title, _, since, until, wikidata = row
    return all(
        (
            name,
            kind in KINDS,
            re.fullmatch(r"([A-Z]{3})?", country),
            sector in SECTORS | SCOPES | {""},
            all(not value or is_date(value) for value in (since, until)),
            not (since and until) or since[: len(until)] <= until,
            re.fullmatch(r"(Q[1-9]\d*)?", wikidata),
            kind == "person" or not title,
            all(alias.lstrip("~") and alias != name for alias in alternatives(aliases)),
        )
    )


def test_the_rows_of_the_built_in_list_have_ten_fields_of_the_documented_values() -> None:
    wrong = [row for row in built_in() if len(row[2]) != FIELDS or not is_sound(row[2])]
    assert wrong == []


def test_the_built_in_list_is_in_normal_form() -> None:
    for name in LISTS:
        path = files("onrecord.annotate") / "lexicons" / "en" / "known_actors" / f"{name}.txt"
        lines = path.read_text("utf-8").split("\n")
        parts = [part for line in lines if not line.startswith("#") for part in re.split("[|;]", line)]
        assert [part for part in parts if part != part.strip()] == []
        assert normal_lines(f"known_actors/{name}") == list(lexicon_lines(f"known_actors/{name}"))


def test_the_countries_of_the_built_in_list_are_codes_of_iso() -> None:
    codes = {row[0] for row in lexicon_rows("actor_files/country_codes", "en")}
    assert {row[3] for _, _, row in built_in()} - codes <= {""}


def test_no_name_stands_for_two_persons_or_two_others_of_the_built_in_list() -> None:
    known = load_known_actors()
    assert known.shared == set()
    assert len(known.persons) > 10_000 and len(known.others) > 30_000


def test_an_entry_has_one_wikidata_id_and_an_id_one_entry() -> None:
    ids = {(row[2] == "person", row[0], row[9]) for _, _, row in built_in() if row[9]}
    assert [key for key, count in Counter(wikidata for *_, wikidata in ids).items() if count > 1] == []
    assert [key for key, count in Counter(key[:2] for key in ids).items() if count > 1] == []


def test_the_offices_of_persons_belong_to_named_bodies() -> None:
    persons = [fields(row, FIELDS) for row in lexicon_rows("known_actors/persons", "en")]
    assert [row[0] for row in persons if not row[5] or not row[6]] == []


def test_the_built_in_list_is_small() -> None:
    folder = files("onrecord.annotate") / "lexicons" / "en" / "known_actors"
    assert sum(len(path.read_bytes()) for path in folder.iterdir()) <= LARGEST


def test_heads_of_breakaway_states_are_not_those_of_the_state() -> None:
    known = load_known_actors()
    for country, day, name in (
        ("GEO", "2010-01-01", "Mikheil Saakashvili"),
        ("CYP", "2012-01-01", "Demetris Christofias"),
        ("MDA", "2018-01-01", "Igor Dodon"),
    ):
        assert [person.name for person in known.holders("president", country, day)] == [name]


def test_a_name_that_own_persons_share_stays_that_of_a_body() -> None:
    own = rows_of("""
Swedonia||person|NOR|BUS|||||Q50
Swedonia||person|NOR|GOV|||||Q51
Ada Holm||state|NOR||||||
Fjord|Ada Holm|government|NOR||||||
""")
    known = known_actors_of(LINES, own)
    assert known.others["Swedonia"].kind == "state" and "Swedonia" not in known.persons
    assert known.persons["Ada Holm"].wikidata == "Q10" and "Ada Holm" not in known.others
    assert known.shared == {"Swedonia", "Ada Holm"}
