"""A user's own lists of actors: formats, what is kept, what is left out, errors with file and line."""

import json
from pathlib import Path

import pytest

from growth import times_longer
from onrecord.annotate.actor_files.own_actors import ActorFile, find_form, load_actor_file, load_own_actors
from onrecord.annotate.actor_files.petrarch import Code, parse_cameo
from onrecord.model.errors import SettingError


@pytest.fixture
def load(tmp_path: Path) -> "Load":
    return Load(tmp_path)


class Load:
    """Writes a list of actors to a file and loads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, content: str | bytes, name: str = "list.txt") -> ActorFile:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_actor_file(str(path))

    def error(self, content: str | bytes) -> str:
        with pytest.raises(SettingError) as raised:
            self(content)
        return str(raised.value).removeprefix(f"{self.folder / 'list.txt'}").removeprefix(": ")


def test_columns_of_a_csv_list_are_found_by_their_usual_names(load: Load) -> None:
    found = load(
        "\ufeffFull name;Also known as;Type;Nationality;Sector;Position;Start date;End date;QID\n"
        "Ilse Varga;Ilse Maria Varga|I. Varga;Person;hungary;gov;Trade envoy;2023-02;2024-05-31;Q77\n"
        ";;;;;;;;\n"
        "Blue Heron Institute;BHI;NGO;no;SOC;;;;https://www.wikidata.org/wiki/Q78\n"
    )
    assert found.form == "CSV"
    assert found.rows == (
        (
            "Ilse Varga", "Ilse Maria Varga;I. Varga", "person", "HUN", "GOV", "Trade envoy", "Hungary",
            "2023-02", "2024-05-31", "Q77",
        ),
        ("Blue Heron Institute", "BHI", "organisation", "NOR", "SOC", "", "", "", "", "Q78"),
    )  # fmt: skip
    assert found.notes == ()


def test_columns_that_are_not_used_are_told(load: Load) -> None:
    found = load("name,kind,remark\nThe Quarry Union,organisation,founded lately\n")
    assert found.notes == ("not used: 1 × the column 'remark', first in line 1",)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",person,,,,,", "line 2: it has no name"),
        ("Ana Roth,wizard,,,,,", "line 2: the kind 'wizard' is unknown; choose from person, state"),
        ("Ana Roth,,,,,,", "line 2: it has no kind"),
        ("Ana Roth,person,Narnia,,,,", "line 2: the country 'Narnia' is unknown; write an ISO 3166-1 code"),
        ("Ana Roth,person,DE,XYZ,,,", "line 2: the sector 'XYZ' is none of PLOVER's: AGR, BUS"),
        ("Ana Roth,person,DE,,05/2020,,", "line 2: from is '05/2020'; write a year, month or day"),
        ("Ana Roth,person,DE,,2023-02-30,,", "line 2: from is '2023-02-30'"),
        ("Ana Roth,person,DE,,2024,2023-12,", "line 2: it ends (2023-12) before it begins (2024)"),
        ("Ana Roth,person,DE,,,,77", "line 2: the Wikidata id '77' is none"),
        ("Ana Roth,person,DE,,,,,,", "line 2 has 9 fields, the heading has 7"),
        ('Ana "Roth,"person",x"y,,,', "line 2"),
        (
            'Ana Roth,"person"x,,,,,',
            "line 2 is not CSV: ',' expected after '\"'; quote fields as RFC 4180 says",
        ),
        ('Ana Roth,"person,,,,,', "is not CSV: unexpected end of data; quote fields as RFC 4180 says"),
        (
            "A" * 200_000 + ",person,,,,,",
            "line 2 is not CSV: field larger than field limit (131072); shorten it",
        ),
        ("|;,person,,,,,", "line 2: it has no name"),
    ],
)
def test_a_wrong_line_of_a_csv_list_is_an_error_with_its_number(load: Load, row: str, message: str) -> None:
    assert message in load.error(f"name,kind,country,sector,from,to,wikidata\n{row}\n")


def test_many_wrong_lines_are_told_in_one_message(load: Load) -> None:
    told = load.error("name,kind\n" + "Ana Roth,wizard\n" * 8)
    assert told.startswith("line 2: ") and "line 6: " in told and told.endswith("and 3 more")


def test_line_numbers_count_lines_of_quoted_fields(load: Load) -> None:
    assert load.error('name,kind\n"Ana\nRoth",person\nBo Lind,wizard\n').startswith("line 4: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the list of actors is empty"),
        ("\n \n", "the list of actors is empty"),
        ("kind,country\nperson,DE\n", "it is no list of actors"),
        ("Once upon a time there was a list.\n", "it is no list of actors"),
        ("name,kind\n", "it has no actors"),
        ("name,label,kind\nA,B,person\n", "line 1: two columns are the name"),
        ('[{"schema": "Person"}]', "write FollowTheMoney as JSON lines"),
        ("name,kind\nJos\xe9,person\n".encode("latin-1"), "line 2 is not UTF-8"),
    ],
)
def test_a_file_that_is_no_list_is_an_error_that_says_what_to_do(
    load: Load, content: str | bytes, message: str
) -> None:
    assert message in load.error(content)


def test_a_missing_file_is_an_error_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"none\.csv: the list of actors cannot be read: No such file"):
        load_own_actors([tmp_path / "none.csv"])


def entity(schema: str, **properties: list[str]) -> str:
    return json.dumps({"id": "x-1", "schema": schema, "properties": properties}) + "\n"


def test_entities_of_follow_the_money_keep_names_state_topics_positions_and_id(load: Load) -> None:
    found = load(
        entity(
            "Person",
            name=["Ilse Varga", "Varga Ilse"],
            alias=["Ilse M. Varga"],
            weakAlias=["Ilse", "Madame Varga"],
            country=["hu"],
            topics=["role.pep"],
            position=["Minister of Trade of Hungary (2023-)", "former mayor"],
            wikidataId=["Q77"],
        )
        + entity("PublicBody", name=["Harbour Board"], country=["gb"], topics=["gov.admin"])
        + entity("PublicBody", name=["Lake Commission"], topics=["gov.igo"])
        + entity("Company", name=["Nordkraft"], jurisdiction=["se"], topics=["corp.public"])
        + entity("Organization", name=["Red Dunes Front"], country=["xx"], topics=["crime.terror"])
        + entity("Vessel", name=["Alma"])
        + entity("LegalEntity", alias=["No name"])
    )
    assert found.form == "FollowTheMoney"
    assert found.rows == (
        (
            "Ilse Varga", "Varga Ilse;Ilse M. Varga;Madame Varga", "person", "HUN", "GOV",
            "minister of trade",
            "Hungary", "2023", "", "Q77",
        ),
        ("Harbour Board", "", "government", "GBR", "GOV", "", "", "", "", ""),
        ("Lake Commission", "", "organisation", "", "IGO", "", "", "", "", ""),
        ("Nordkraft", "", "organisation", "SWE", "BUS", "", "", "", "", ""),
        ("Red Dunes Front", "", "armed-group", "", "REB", "", "", "", "", ""),
    )  # fmt: skip
    assert set(found.notes) == {
        "not used: 1 × weak alias of one word, first in line 1",
        "not used: 1 × position held before, first in line 1",
        "not used: 1 × country 'xx', no state, first in line 5",
        "not used: 1 × entity Vessel, first in line 6",
        "not used: 1 × LegalEntity without a name, first in line 7",
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"schema": "Person", ', "line 2 is not JSON"),
        ('{"schema": "Person"}', "line 2 is no entity: it needs `schema` and `properties`"),
        ("[1]", "line 2 is no entity"),
        ('{"a":' * 200_000, "line 2 is no entity: it is nested too deeply"),
        ('{"a": ' + "7" * 10_000 + "}", "line 2 is no entity: it is nested too deeply, or has a number"),
    ],
)
def test_a_line_that_is_no_entity_is_an_error_with_its_number(load: Load, line: str, message: str) -> None:
    assert message in load.error(entity("Person", name=["Ana Roth"]) + line)


@pytest.mark.parametrize("line", ['{"a":' * 200_000, '{"a": ' + "7" * 10_000 + "}"])
def test_a_first_line_that_cannot_be_read_is_an_error_with_its_number(load: Load, line: str) -> None:
    assert load.error(line).startswith("line 1 is no entity: it is nested too deeply, or has a number")


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
def test_only_line_breaks_end_the_line_of_an_entity(load: Load, sign: str) -> None:
    line = f'{{"schema": "Company", "properties": {{"name": ["Nord{sign}kraft"]}}}}'
    if sign < " ":  # JSON has these escaped
        line = line.replace(sign, f"\\u{ord(sign):04x}")
    for ending in ("\n", "\r\n", "\r"):
        found = load(f"{line}{ending}{line}{ending}")
        assert [row[0] for row in found.rows] == ["Nord kraft"] * 2


DICTIONARY = """\
# A dictionary of actors
FREELAND_ [FRA]
+FREELANDIA_   # its other name
+CAPITAL_CITY

FREELAND_MINISTRY_OF_FISHING_ [FRAGOV]

ANA_ROTH_ ; list of leaders
+ROTH_
\t[DEUELI 690101-981027]
\t[DEUGOV >20051122]
\t[DEUELI]
BO_LIND_ [SWEGOV <010203] [SWEBUS 010204-0102]
THE_LAKE_COUNCIL_
LAKE_COUNCIL_(LC)_
\t[IGOUNO]
DUNE_EAGLES_ [INTREB]
COAL_RIVER_HOLDING_ [MNCUSAMED]
UNKNOWN_LAND_ [QQQ]
"""


def test_dictionaries_of_petrarch_are_read_as_they_are(load: Load) -> None:
    found = load(DICTIONARY)
    assert found.form == "PETRARCH"
    assert found.rows == (
        ("FREELAND", "FREELANDIA;CAPITAL CITY", "state", "FRA", "", "", "", "", "", ""),
        ("FREELAND MINISTRY OF FISHING", "", "government", "FRA", "GOV", "", "", "", "", ""),
        ("ANA ROTH", "ROTH", "person", "DEU", "ELI", "", "", "1969-01-01", "1998-10-27", ""),
        ("ANA ROTH", "ROTH", "person", "DEU", "GOV", "", "", "2005-11-22", "", ""),
        ("ANA ROTH", "ROTH", "person", "DEU", "ELI", "", "", "", "", ""),
        ("BO LIND", "", "person", "SWE", "GOV", "", "", "", "2001-02-03", ""),
        ("THE LAKE COUNCIL", "LAKE COUNCIL;LC", "organisation", "", "UNO", "", "", "", "", ""),
        ("DUNE EAGLES", "", "armed-group", "", "REB", "", "", "", "", ""),
        ("COAL RIVER HOLDING", "", "outlet", "USA", "JRN", "", "", "", "", ""),
    )
    assert found.notes == (
        "not used: 1 × code whose dates are no dates, first in line 13",
        "not used: 1 × code of no state or scope of today (QQQ), first in line 19",
        "not used: 1 × name without a code that is known, first in line 19",
    )


@pytest.mark.parametrize(
    "start", ["[AFGGOV]\n", "X_ [AFGGOV]\n", "[AFGGOV >011222]\n[AFGMIL]\n", "+_ [USA]\n"]
)
def test_codes_without_a_name_are_left_out_and_told(load: Load, start: str) -> None:
    found = load(start + "FREELAND_ [FRA]\n")
    assert [row[0] for row in found.rows] == ["FREELAND"]
    assert "not used: 1 × codes without a name, first in line 1" in found.notes
    found = load("FREELAND_ [FRA]\n\n" + start.replace("[", "Y_ [", 1).replace("X_ Y_", "X_"))
    assert [row[0] for row in found.rows] == ["FREELAND"]


@pytest.mark.parametrize(
    "pattern", ["plain words of a story\n", "A_B\n", "A_", "A_ \n \n", " ", "[A", "[AAA", "[~AG\n", "\n"]
)
def test_time_to_find_the_form_is_linear(pattern: str) -> None:
    def find(length: int) -> None:
        with pytest.raises(SettingError):
            find_form("x\n" + ("A_" if pattern == " " else "") + pattern * (length // len(pattern)), "list")

    assert times_longer(lambda: find(20_000), lambda: find(160_000)) < 24


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AFGGOV", Code("AFG", "GOV", "")),
        ("ROMMIL", Code("ROU", "MIL", "")),
        ("KSVMED", Code("XKX", "JRN", "")),
        ("NGOHLH", Code("", "MED", "NGO")),
        ("MNCJPN", Code("JPN", "", "MNC")),
        ("IGOUNODEV", Code("", "SOC", "UNO")),
        ("IGOEUREEC", Code("", "", "EUR")),
        ("QQQ", None),
    ],
)
def test_cameo_codes_become_iso_states_plover_sectors_and_scopes(code: str, expected: Code | None) -> None:
    assert parse_cameo(code) == expected


def test_a_dictionary_of_agents_is_refused(load: Load) -> None:
    assert "dictionary of agents" in load.error("FARMER [~AGR]\nMINER_ [~LAB]\n")


def test_digests_tell_lists_apart_and_not_their_paths(load: Load) -> None:
    one, same = load("name,kind\nA B,person\n"), load("name,kind\nA B,person\n", "other.csv")
    other = load("name,kind\nA C,person\n")
    assert one.digest == same.digest != other.digest


def test_the_summary_counts_persons_and_others(load: Load) -> None:
    assert load(DICTIONARY).summary().endswith("list.txt (PETRARCH): 2 persons, 5 states and bodies")
