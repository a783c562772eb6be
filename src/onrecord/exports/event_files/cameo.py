"""CAMEO codes of events, actors and countries: the tables cameo.txt, actor_codes.txt and countries.txt.

Sources: CAMEO codebook 1.1b3 (Schrodt 2012); the official table from CAMEO to PLOVER (Open Event Data
Alliance 2021); Goldstein scale (Goldstein 1992, as published by GDELT). The head of each file says more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from onrecord.model.annotation import EventType

PLANNED = "planned "  # before the type of an announced event
# The last root of the verbal cooperation, material cooperation and verbal conflict of GDELT's QuadClass
_LAST_ROOTS = (5, 8, 13)


@dataclass(frozen=True, slots=True)
class CameoCategory:
    """A category of CAMEO: its code ("0871"), its name and its Goldstein score (-10 to 10)."""

    code: str
    name: str
    goldstein: float

    @property
    def root(self) -> str:
        """The category of two digits ("08")."""
        return self.code[:2]

    @property
    def base(self) -> str:
        """The category of three digits ("087")."""
        return self.code[:3]

    @property
    def quad_class(self) -> int:
        """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
        return 1 + sum(int(self.root) > last for last in _LAST_ROOTS)


@dataclass(frozen=True, slots=True)
class ActorCode:
    """What PLOVER's sector or scope is in CAMEO (type and known group, "" where none) and in ICEWS."""

    cameo: str
    group: str
    icews: str


@dataclass(frozen=True, slots=True)
class Country:
    """The code of a country in CAMEO and in FIPS 10-4 ("" where it has none), and its English name."""

    cameo: str
    fips: str
    name: str


def find_category(
    kind: EventType, mode: str | None, contexts: Iterable[str], *, planned: bool
) -> CameoCategory:
    """Return the category of an event of this type, mode and contexts; `planned`: it is only announced."""
    rows = _categories()[f"{PLANNED}{kind}" if planned else kind]
    by_mode = [row for given, context, row in rows if mode and given == mode and not context]
    wanted = set(contexts)
    by_context = [row for given, context, row in rows if not given and context in wanted]
    return (by_mode or by_context or [row for given, context, row in rows if not given and not context])[0]


def find_actor_code(sector: str | None) -> ActorCode:
    """Return the codes of a sector or of a code in place of a country; empty where there is none."""
    return _actor_codes().get(sector or "", ActorCode("", "", ""))


def find_country(code: str | None) -> Country | None:
    """Return a country by its ISO 3166-1 alpha-3 code, None where it is unknown."""
    return _countries().get(code or "")


# Caches are safe: the files are part of the package and never change while the program runs.
@cache
def _categories() -> Mapping[str, list[tuple[str, str, CameoCategory]]]:
    """Return mode, context and category of each row, by type."""
    found: dict[str, list[tuple[str, str, CameoCategory]]] = {}
    for kind, mode, context, code, name, score in _rows("cameo.txt"):
        found.setdefault(kind, []).append((mode, context, CameoCategory(code, name, float(score))))
    return found


@cache
def _actor_codes() -> Mapping[str, ActorCode]:
    return {sector: ActorCode(*codes) for sector, *codes in _rows("actor_codes.txt")}


@cache
def _countries() -> Mapping[str, Country]:
    return {code: Country(cameo or code, fips, name) for code, cameo, fips, name in _rows("countries.txt")}


def _rows(name: str) -> Iterator[list[str]]:
    text = files("onrecord.exports.event_files").joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]
