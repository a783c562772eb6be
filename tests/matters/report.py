"""Writes the reports of a matter: what each tells, in which words, and which of it others tell, too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp
from random import Random
from typing import Any, cast

from matters import words
from matters.planted import Planted, Report, Why
from matters.story import (
    SIZE,
    Agreed,
    Happened,
    Matter,
    Said,
    Who,
    figure,
    matter,
    namesake,
    other_person,
    outlet,
    state,
)
from matters.text import Face, Told, write_record
from onrecord.model.annotation import Act
from onrecord.model.judgement import JudgementKind
from onrecord.model.record import EventType

STATEMENTS, EVENTS, ACTORS = 18, 5, 25  # of a report in the middle
SPREAD = 0.55  # standard deviation of the logarithm of a report's size
COMMITMENTS = (0, 0, 1, 1, 2, 3)
# Shares as measured on Wikinews.
ACTS: tuple[Act, ...] = (
    *("assert",) * 66, *("announce",) * 6, *("think",) * 6, *("criticise",) * 4, *("demand",) * 3,
    *("reject",) * 3, *("agree",) * 3, *("request",) * 2, *("accuse",) * 2, *("ask",) * 2,
    "praise", "offer", "promise",
)  # fmt: skip
TYPES: tuple[EventType, ...] = (
    *("REQUEST",) * 18, *("ACCUSE",) * 17, *("ASSAULT",) * 11, *("REJECT",) * 10, *("COERCE",) * 8,
    *("AGREE",) * 7, *("SUPPORT",) * 5, *("SANCTION",) * 5, *("CONSULT",) * 5, *("RETREAT",) * 5,
    *("PROTEST",) * 4, *("CONCEDE",) * 2, *("AID",) * 2, "COOPERATE",
)  # fmt: skip
FORMS = (*("indirect",) * 68, *("direct",) * 22, *("mixed",) * 10)
COPIES, REPRINTS = {1: 0, 2: 0}, {4: 3, 5: 3}  # place in the matter, and that of what it is taken from
QUOTING, MEETING, PACT, NAMESAKES, BARE, BEARER, BACKGROUND = (
    (6, 7),
    (8, 9, 10),
    (11, 12),
    (13, 14),
    15,
    16,
    (17, 18),
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a report tells, in order. `ids` are of statements, events and commitments; prose has none."""

    parts: tuple[tuple[str, Told], ...]


def make_reports(count: int, first: int = 0) -> Iterator[Report]:
    """Yield `count` reports from number `first`."""
    for number in range(first, first + count):
        yield make_report(number)


def make_report(number: int) -> Report:
    """Return report `number`, from 0. The same number always gives the same report."""
    story, place = matter(number // SIZE), number % SIZE
    chance = Random(f"report {number}")  # noqa: S311 - nothing is secret
    source = COPIES.get(place, REPRINTS.get(place, place))
    parts = _parts(story, source)
    if place in REPRINTS:
        parts = _edited(parts, chance)
    face = _face(story, place, number, chance)
    written = write_record(parts, face)
    article = written.record.article.id
    planted = [*_planted_rows(story, source, parts, article), *written.planted]
    if place in (*COPIES, *COPIES.values()):
        planted.append(Planted("reprint", "verbatim copy", f"m{story.number} copies", article))
    if place in (*REPRINTS, *REPRINTS.values()):
        planted.append(Planted("reprint", "edited reprint", f"m{story.number} reprints", article))
    if place in BACKGROUND:
        planted.append(Planted("reprint", "background of an outlet", article, article))
    return Report(written.record, tuple(planted))


def _face(story: Matter, place: int, number: int, chance: Random) -> Face:
    """Return where and when a report came out: copies on one day, the rest over three weeks."""
    taken = COPIES.get(place, REPRINTS.get(place, place))
    day = story.day + timedelta(days=_day_of(taken) + (place in REPRINTS))
    if place in (0, 3):
        by = story.agency
    elif place in BACKGROUND:
        by = outlet(7 + story.number % 9)
    else:
        by = outlet((words.frequent(chance, words.OUTLETS) + place * 7) % words.OUTLETS)
    title = f"{words.clause(Random(f'title {story.number} {taken}'), 6, 9).capitalize()} in {story.places[0]}"  # noqa: S311
    return Face(number, by.name, day, title)


def _day_of(place: int) -> int:
    return {6: 2, 7: 3, 8: 6, 9: 7, 10: 8, 11: 9, 12: 10}.get(place, place * 3 % 21)


def _parts(story: Matter, place: int) -> list[tuple[str, Told]]:
    """Return what the report at a place of the matter tells, each with its id."""
    chance = Random(f"draft {story.number} {place}")  # noqa: S311 - nothing is secret
    size = min(max(exp(chance.gauss(0, SPREAD)), 0.25), 4.0)
    cast_ = _cast(story, place, chance)
    day = story.day + timedelta(days=_day_of(place))
    told: list[Told] = [*_special(story, place, chance)]
    told += [_statement(chance, cast_, day) for _ in range(max(round(STATEMENTS * size), 1))]
    told += [
        _event(chance, story, cast_, day) for _ in range(round(EVENTS * size * chance.uniform(0.3, 1.7)))
    ]
    told += [_commitment(chance, story, cast_) for _ in range(chance.choice(COMMITMENTS))]
    chance.shuffle(told)
    told += _fill(chance, story, place, told, round(ACTORS * size**0.75))
    if place in BACKGROUND:
        told.append(_background(story))
    ids = {"s": 0, "e": 0, "c": 0, "": 0}
    parts: list[tuple[str, Told]] = []
    for row in told:
        letter = {"Said": "s", "Happened": "e", "Agreed": "c"}.get(type(row).__name__, "")
        ids[letter] += 1
        parts.append((f"{letter}{ids[letter]}" if letter else "", row))
    return parts


def _cast(story: Matter, place: int, chance: Random) -> list[Who]:
    """Return who speaks and acts in a report, most often the first ones."""
    number = story.number * SIZE + place
    people = chance.sample(story.people, 4)
    others = [other_person(number, at, chance) for at in range(3)]
    figures = [figure(chance) for _ in range(2)]
    known = Who(*_known(chance))
    rest = [*chance.sample(story.bodies, 3), *story.states, known, state(words.frequent(chance, 24))]
    plural = [Who(name, "people") for name in chance.sample(words.PEOPLE, 3)]
    return list(dict.fromkeys([*people, *figures, *others[:1], *rest[:4], *others[1:], *plural, *rest[4:]]))


def _known(chance: Random) -> tuple[Any, ...]:
    name, wikidata = words.BODIES[words.frequent(chance, len(words.BODIES))]
    return name, "organisation", f"body {wikidata}", None, "IGO", wikidata


def _special(story: Matter, place: int, chance: Random) -> Iterator[Told]:
    """Yield what is planted at a place of a matter."""
    if place == QUOTING[0]:
        yield from (replace(row, why="same quotation") for row in story.quotes)
    if place == QUOTING[1]:
        same, cut, told = story.quotes
        shorter = " ".join(cut.content.split()[: -max(len(cut.content.split()) // 5, 2)])
        yield replace(same, why="same quotation")
        yield replace(cut, content=shorter, why="quotation cut short")
        yield replace(told, form="indirect", why="quotation reported indirectly")
    if place in MEETING:
        yield _meeting(story, MEETING.index(place))
    if place in PACT:
        yield replace(story.pact, begun=place == PACT[1])
    if place in NAMESAKES:
        at = NAMESAKES.index(place)
        bearer = namesake(story.number, at, chance, story.states[at].country)
        yield from (Said(bearer, words.clause(chance, 8, 20)) for _ in range(2))
    if place in (BARE, BEARER):
        person = story.person(5)
        bare = Who(person.name.split()[-1], "person", None, None, None, None, None, "bare")
        yield Said(bare, words.clause(chance, 8, 20))
        if place == BEARER:
            yield Said(person, words.clause(chance, 8, 20))


def _meeting(story: Matter, at: int) -> Happened:
    """Return the meeting as told on its day, the day after and two days after, with other words for how many
    came; in each third matter the last report gives another number.
    """
    number, qualifier = story.meeting.number or 0, ("exact", "about", "at-least")[at]
    is_other = at == 2 and story.number % 3 == 0
    why = "neighbouring days, other number" if is_other else "neighbouring days"
    made = replace(story.meeting, number=number + 4 * is_other, why=why)
    return replace(made, qualifier=cast("Any", qualifier))


def _statement(chance: Random, cast_: list[Who], day: date) -> Said:
    who = None if chance.random() < 0.166 else cast_[min(words.frequent(chance, len(cast_)), len(cast_) - 1)]
    stated = day - timedelta(days=chance.randrange(3)) if chance.random() < 0.141 else None
    relay = outlet(words.frequent(chance, words.OUTLETS)) if chance.random() < 0.06 else None
    most = max(int(exp(chance.gauss(3.1, 0.5))), 9)
    return Said(who, words.clause(chance, 7, most), chance.choice(ACTS), chance.choice(FORMS), stated, relay)


def _event(chance: Random, story: Matter, cast_: list[Who], day: date) -> Happened:
    actors = tuple(
        dict.fromkeys(cast_[words.frequent(chance, len(cast_))] for _ in range(1 + (chance.random() < 0.3)))
    )
    recipients = (chance.choice(cast_),) if chance.random() < 0.3 else ()
    return Happened(
        chance.choice(TYPES),
        actors,
        tuple(who for who in recipients if who not in actors),
        day - timedelta(days=chance.randrange(4)) if chance.random() < 0.33 else None,
        chance.choice(story.places) if chance.random() < 0.116 else None,
        chance.randrange(2, 500) if chance.random() < 0.12 else None,
    )


def _commitment(chance: Random, story: Matter, cast_: list[Who]) -> Agreed:
    parties = (*story.states,) if chance.random() < 0.1 else (chance.choice(cast_[:8]),)
    unit = f"{chance.choice(words.ADJECTIVES)} {chance.choice(words.NOUNS)}s"
    number = chance.randrange(2, 90) if chance.random() < 0.2 else None
    return Agreed(parties, chance.choice(words.VERBS), unit, number)


def _fill(chance: Random, story: Matter, place: int, told: list[Told], actors: int) -> Iterator[Told]:
    """Yield prose, and paragraphs that name more actors until there are `actors`."""
    named = {who.name for row in told for who in _all_of(row)}
    pool = [*story.people, *story.bodies, *(figure(chance) for _ in range(3))]
    pool += [state(words.frequent(chance, 24)) for _ in range(4)] + [
        outlet(words.frequent(chance, 60)) for _ in range(3)
    ]
    pool += [Who(name, "people") for name in words.PEOPLE]
    pool += [_ministry(chance) for _ in range(5)] + [_company(chance) for _ in range(3)]
    pool += [other_person(story.number * SIZE + place, at, chance) for at in range(3, 7)]
    left = list({who.name: who for who in pool if who.name not in named}.values())
    chance.shuffle(left)
    rest = max(actors - len(named), 0)
    left = [*left, *(_company(chance) for _ in range(rest - len(left)))][:rest]
    for at in range(0, len(left), 4):
        yield tuple(left[at : at + 4])
    yield from (_prose(chance) for _ in range(1 + len(told) // 8))


def _ministry(chance: Random) -> Who:
    of = state(words.frequent(chance, len(words.STATES)))
    name = chance.choice(words.GENERIC_BODIES)
    return Who(name, "government", f"{name} {of.country}", of.country, "GOV")


def _company(chance: Random) -> Who:
    name = f"{words.surname(chance.randrange(words.SURNAMES))} {chance.choice(words.BODY_KINDS)}"
    return Who(name, "organisation", f"body {name}")


def _all_of(row: Told) -> tuple[Who, ...]:
    if isinstance(row, Said):
        return tuple(who for who in (row.who, row.relay) if who)
    if isinstance(row, Happened):
        return (*row.actors, *row.recipients)
    return row.parties if isinstance(row, Agreed) else ()


def _prose(chance: Random) -> str:
    return f"{words.clause(chance, 14, 24).capitalize()}. {words.clause(chance, 10, 18).capitalize()}."


def _background(story: Matter) -> str:
    """Return the paragraph that one outlet repeats in its reports on a matter."""
    return _prose(Random(f"background {story.number % 9}"))  # noqa: S311 - nothing is secret


def _edited(parts: list[tuple[str, Told]], chance: Random) -> list[tuple[str, Told]]:
    """Return what a reprint keeps: some paragraphs cut, two changed places, a paragraph of its own."""
    kept = [row for row in parts if chance.random() > 0.2] or parts
    if len(kept) > 2:
        at = chance.randrange(len(kept) - 1)
        kept[at], kept[at + 1] = kept[at + 1], kept[at]
    return [*kept, ("", _prose(chance))]


def _planted_rows(
    story: Matter, source: int, parts: list[tuple[str, Told]], article: str
) -> Iterator[Planted]:
    """Yield the statements, events and commitments that other reports have, too."""
    is_copied = source in (0, 3)
    kinds: dict[str, JudgementKind] = {"s": "statement", "e": "event", "c": "commitment"}
    for name, row in parts:
        if not name or not isinstance(row, (Said, Happened, Agreed)):
            continue
        if row.family is not None:
            why = getattr(row, "why", "") or "reported twice"
            family = f"m{story.number} {row.family}"
        elif is_copied:
            why, family = "in a copy", f"m{story.number} {source}/{name}"
        else:
            continue
        yield Planted(kinds[name[0]], cast("Why", why), family, f"{article}/{name}")
