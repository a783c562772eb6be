"""The story of a matter: who takes part, and what several of its reports tell."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from matters import words
from onrecord.model.annotation import Act
from onrecord.model.record import ActorKind, EventType, Qualifier

SIZE = 25  # reports of one matter
FIRST_DAY = date(2015, 1, 1)
DAYS = 3650  # from the first day on which matters begin
PEOPLE = 8  # persons of a matter
FIGURES = 40  # persons who are named in reports of all matters
_OTHERS = 40_000  # number of the first person who is in one report only
_FIGURES = 1_200_000  # number of the first figure
_PLANTED = 1_250_000  # number of the first person with a namesake


@dataclass(frozen=True, slots=True)
class Who:
    """An actor. `key` is who it is across reports; None where its name does not tell."""

    name: str
    kind: ActorKind
    key: str | None = None
    country: str | None = None
    sector: str | None = None
    wikidata: str | None = None
    office: str | None = None
    of: str = ""  # distinguishes actors of one report that have the same name


@dataclass(frozen=True, slots=True)
class Said:
    """A statement to tell. `family` is which utterance it is, where others report it."""

    who: Who | None
    content: str
    act: Act = "assert"
    form: str = "indirect"  # direct, mixed or indirect
    day: date | None = None
    relay: Who | None = None
    family: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event to tell."""

    type: EventType
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    day: date | None = None
    place: str | None = None
    number: int | None = None
    qualifier: Qualifier = "exact"
    family: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A commitment to tell: `verb` some `number` of `unit`."""

    parties: tuple[Who, ...]
    verb: str
    unit: str
    number: int | None = None
    day: date | None = None
    place: str | None = None
    begun: bool = False
    family: str | None = None


@dataclass(frozen=True)
class Matter:
    """A story: its first day, those who take part, and what is told more than once."""

    number: int
    day: date
    states: tuple[Who, Who]
    people: tuple[Who, ...]
    bodies: tuple[Who, ...]
    places: tuple[str, ...]
    quotes: tuple[Said, ...]
    meeting: Happened
    pact: Agreed
    agency: Who

    def person(self, number: int) -> Who:
        """Return a person of the story."""
        return self.people[number % len(self.people)]


@lru_cache(maxsize=64)
def matter(number: int) -> Matter:
    """Return matter `number`. The same number always gives the same matter."""
    chance = Random(f"matter {number}")  # noqa: S311 - nothing is secret
    day = FIRST_DAY + timedelta(days=number * 37 % DAYS)
    left = words.frequent(chance, len(words.STATES))
    right = (left + 1 + words.frequent(chance, len(words.STATES) - 1)) % len(words.STATES)
    states = (state(left), state(right))
    people = tuple(person(number * PEOPLE + at, chance, states[at % 2].country) for at in range(PEOPLE))
    places = tuple(f"{words.surname(chance.randrange(words.SURNAMES))}" for _ in range(3))
    bodies = tuple(_body(number, at, chance, states[at % 2].country) for at in range(4))
    quotes = tuple(
        Said(
            people[at],
            words.clause(chance, 12, 24),
            "assert",
            "direct",
            day + timedelta(days=at),
            None,
            f"q{at}",
        )
        for at in range(3)
    )
    count = chance.randrange(12, 400)
    meeting = Happened("CONSULT", states, (), day + timedelta(days=6), places[0], count, family="meeting")
    unit = f"{chance.choice(words.ADJECTIVES)} {chance.choice(words.NOUNS)}s"
    pact = Agreed(
        states, chance.choice(words.VERBS), unit, count + 7, day + timedelta(days=9), places[1], family="pact"
    )
    return Matter(number, day, states, people, bodies, places, quotes, meeting, pact, outlet(number % 7))


def state(number: int) -> Who:
    """Return a state, small numbers for those that are named most."""
    name, country, wikidata = words.STATES[number]
    return Who(name, "state", f"state {country}", country, "GOV", wikidata)


def person(number: int, chance: Random, country: str | None) -> Who:
    """Return person `number`, known by one name in all reports."""
    office = chance.choice(words.OFFICES) if chance.random() < 0.6 else None
    return Who(" ".join(words.full_name(number)), "person", f"person {number}", country, None, None, office)


def other_person(report: int, at: int, chance: Random) -> Who:
    """Return a person whom only one report names."""
    country = state(words.frequent(chance, len(words.STATES))).country
    return person(_OTHERS + report * 7 + at, chance, country if chance.random() < 0.6 else None)


def figure(chance: Random) -> Who:
    """Return one of the persons whom reports of all matters name, some much more often than others."""
    number = words.frequent(chance, FIGURES)
    made = person(_FIGURES + number, Random(f"figure {number}"), state(number % len(words.STATES)).country)  # noqa: S311
    return replace(made, sector="GOV")


def namesake(number: int, place: int, chance: Random, country: str | None) -> Who:
    """Return one of the persons of one name in matter `number`; they differ in country and office."""
    name = " ".join(words.full_name(_PLANTED + number % 20_000))
    return Who(
        name, "person", f"namesake {number} {place}", country, None, None, chance.choice(words.OFFICES)
    )


def outlet(number: int) -> Who:
    """Return an outlet, small numbers for the largest."""
    return Who(words.outlet_name(number), "outlet", f"outlet {number}", None, "JRN")


def _body(number: int, at: int, chance: Random, country: str | None) -> Who:
    if at == 0:  # a body that every state has: which one, its country says
        name = chance.choice(words.GENERIC_BODIES)
        return Who(name, "government", f"{name} {country}", country, "GOV")
    if at == 3:
        name = f"{words.surname((number * 3) % words.SURNAMES)} City Council"
        return Who(name, "government", f"body {name}", country, "GOV")
    kind = words.BODY_KINDS[(number + at) % len(words.BODY_KINDS)]
    name = f"{words.surname((number * 4 + at) % words.SURNAMES)} {kind}"
    return Who(name, "organisation", f"body {name}", country if at == 1 else None)
