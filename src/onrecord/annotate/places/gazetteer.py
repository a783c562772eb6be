"""The gazetteer: places by name.

Its files are made by training/places/gazetteer.py from GeoNames (CC BY 4.0).
"""

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from onrecord.model.errors import ModelError

PlaceSort = Literal["country", "division", "capital", "town", "venue", "area"]
_SORTS: dict[str, PlaceSort] = {"C": "country", "A": "division", "P": "capital", "T": "town", "R": "area"}
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ð": "d",
        "þ": "th",
        "’": "'",
        "‘": "'",
    }
)
_SILENT = str.maketrans("", "", "'`ʻʼ.")


def place_key(name: str) -> str:
    """Return the key of a name: lower case, no accents and apostrophes, one space between words."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = folded.translate(_SILENT)
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the gazetteer.

    `division` is the GeoNames id of its first-level division if known. `second`: the name of the query is not
    its usual one. `population` is 0 if unknown.
    """

    name: str
    sort: PlaceSort
    country: str | None
    geonames: int | None = None
    division: int | None = None
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    second: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by name. `names` are sorted lines `key TAB place place …`.

    Each place is an offset in `places`; an "a" after it marks a second name. Only the lines of a query are
    decoded, so opening the gazetteer costs only the reading of two files.
    """

    names: bytes = field(repr=False)
    places: bytes = field(repr=False)

    def find(self, key: str) -> tuple[Place, ...]:
        """Return the places of a name, given by its key."""
        at = self._seek(key.encode())
        line = self.names[at : self.names.find(b"\n", at)]
        found, _, offsets = line.partition(b"\t")
        if found != key.encode() or not key:
            return ()
        return tuple(self._place(offset) for offset in offsets.decode().split())

    def _seek(self, wanted: bytes) -> int:
        """Return the offset of the first line whose key is not less than `wanted`, else len(names)."""
        low, high = 0, len(self.names)
        while low < high:
            middle = (low + high) // 2
            start = self.names.rfind(b"\n", low, middle) + 1 or low
            end = self.names.find(b"\n", start)
            if self.names[start : self.names.find(b"\t", start, end)] < wanted:
                low = end + 1
            else:
                high = start
        return low

    def _place(self, offset: str) -> Place:
        start = int(offset.removesuffix("a"))
        line = self.places[start : self.places.find(b"\n", start)].decode()
        geonames, name, sort, country, division, lat, lon, population = line.split("\t")
        return Place(
            name=name,
            sort=_SORTS[sort],
            country=country or None,
            geonames=int(geonames),
            division=int(division) if division else None,
            lat=float(lat) if lat else None,
            lon=float(lon) if lon else None,
            population=int(population),
            second=offset.endswith("a"),
        )


@cache
def load_gazetteer() -> Gazetteer:
    """Return the packaged gazetteer. Raises ModelError when one of its files is missing."""
    folder = files("onrecord.annotate") / "places"
    try:
        return Gazetteer((folder / "names.tsv").read_bytes(), (folder / "places.tsv").read_bytes())
    except FileNotFoundError as error:
        raise ModelError(
            "the gazetteer (annotate/places/*.tsv) is missing; install onrecord again"
        ) from error
