"""Same actors: whether an actor of one article is one known from others. Pure functions; precision first.

Equal names are not enough: two people of one surname, two ministries of one name, two Georgias stay apart until something else
than the name speaks for it. What speaks for it but not loudly enough is left for people to decide.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.model.record import ActorKind
from onrecord.resolve.lexicon import load_groups, load_rows, load_words
from onrecord.store.match_features import ActorFeatures

BODIES: frozenset[ActorKind] = frozenset({"government", "organisation", "armed-group"})
# Scores, the chance that two are one as measured on marked pairs (`onrecord evaluate same`): see docs/dossiers.md.
CERTAIN, SURE, LIKELY, DOUBTED, APART = 0.98, 0.95, 0.85, 0.45, 0.05
WELL_KNOWN = 3  # articles that name an actor in full, from which a surname alone means it when nobody else has the name
_Y_ENDING = re.compile(r"(?:iy|yy|yi|ii|ij|yj|i|y)$")
_NO_SENSE = frozenset({"jr", "sr", "ii", "iii"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much speaks for two actors being one (0 to 1, "same" from one half), and why."""

    score: float
    reason: str


def candidate_names(actor: ActorFeatures) -> Iterator[str]:
    """Yield the folded names by which an actor may be found, other spellings of Slavic surnames among them."""
    for name in sorted(actor.names | actor.called):
        yield name
        words = name.split()
        if actor.kinds == {"person"} and len(words) > 1:
            yield f" {words[-1]} "
        if actor.kinds == {"person"} and len(words[-1]) > 4 and _Y_ENDING.search(words[-1]):
            stem = _Y_ENDING.sub("", words[-1])
            yield from (
                f" {' '.join([*words[:-1], stem + ending])} " for ending in ("y", "yy", "iy", "i", "ii")
            )


def bare_surnames(actor: ActorFeatures) -> Iterator[str]:
    """Yield the folded name of a person whom the article calls by nothing but a surname."""
    if actor.kinds == {"person"} and not _full(actor):
        yield from sorted(name for name in actor.names if len(name.split()) == 1)


class NamesakeIndex:
    """Actors by what they are called, so that each is compared with those alone whose names can be its own."""

    def __init__(self, actors: Iterable[ActorFeatures]) -> None:
        self._by_name: defaultdict[str, list[ActorFeatures]] = defaultdict(list)
        self._by_surname: defaultdict[str, list[ActorFeatures]] = defaultdict(list)
        for actor in actors:
            for name in actor.names | actor.called:
                self._by_name[name].append(actor)
            for word in _last_words(actor):
                self._by_surname[word].append(actor)

    def of(self, own: ActorFeatures) -> list[ActorFeatures]:
        """Return the actors that share a name, of a person those that share the last word of one."""
        person = own.kinds == {"person"}
        places, keys = (
            (self._by_surname, _last_words(own)) if person else (self._by_name, own.names | own.called)
        )
        found = {actor.reference: actor for key in keys for actor in places.get(key, ())}
        return [found[reference] for reference in sorted(found)]


def _last_words(actor: ActorFeatures) -> set[str]:
    names = ([word for word in name.split() if word not in _NO_SENSE] for name in actor.names | actor.called)
    return {_plain(words[-1]) for words in names if words}


def match_actor(
    own: ActorFeatures, others: Sequence[ActorFeatures], senses: dict[str, str]
) -> list[tuple[ActorFeatures, Verdict]]:
    """Return the verdicts on an actor and its namesakes, best first.

    `senses` tell which bearer of an ambiguous name the article of `own` means, and of each of `others` by reference.
    """
    if not own.proper:
        return []
    fitting = [other for other in others if other.proper and _may_be_one(own.kinds, other.kinds)]
    found = [
        (other, verdict)
        for other in fitting
        if (verdict := _compare(own, other, fitting, senses)) is not None
    ]
    return sorted(found, key=lambda row: (-row[1].score, -row[0].articles, row[0].reference))


def ambiguous_names() -> frozenset[str]:
    """Return the folded names, without spaces at their ends, that several states or bodies bear."""
    return frozenset(row[0] for row in load_rows("ambiguous_names"))


def find_senses(folded: Iterable[str], text: str) -> dict[str, str]:
    """Return of each ambiguous name among `folded` which bearer the text means: the one most of whose words stand near."""
    rows = [(name, sense, frozenset(words.split())) for name, sense, words in load_rows("ambiguous_names")]
    wanted = {name.strip() for name in folded}
    if not wanted & {name for name, _, _ in rows}:
        return {}
    there = set(re.findall(r"\w+", text.casefold()))
    found: dict[str, list[tuple[int, str]]] = {}
    for name, sense, words in rows:
        if name in wanted:
            found.setdefault(name, []).append((len(words & there), sense))
    clear = {name: _clearest(counts) for name, counts in found.items()}
    return {name: sense for name, sense in clear.items() if sense is not None}


def _clearest(counts: list[tuple[int, str]]) -> str | None:
    best = sorted(counts, reverse=True)
    clear = best[0][0] > 0 and (len(best) == 1 or best[0][0] > best[1][0])
    return best[0][1] if clear else None


def _may_be_one(own: frozenset[ActorKind], other: frozenset[ActorKind]) -> bool:
    if "people" in own | other:
        return False
    return bool(own & other) or (own <= BODIES and other <= BODIES)


def _compare(
    own: ActorFeatures, other: ActorFeatures, rivals: Sequence[ActorFeatures], senses: dict[str, str]
) -> Verdict | None:
    if own.kinds == {"person"}:
        return _compare_persons(own, other, rivals)
    shared = sorted(own.names & other.names) or sorted(
        (own.names & other.called) | (own.called & other.names)
    )
    if not shared:
        return None
    name = shared[0].strip()
    if own.countries and other.countries and not own.countries & other.countries:
        return Verdict(
            APART, f"both are called {name!r}, but of {_told(own.countries)} and of {_told(other.countries)}"
        )
    if name in ambiguous_names():
        return _by_sense(name, senses.get(f"{own.reference} {name}"), senses.get(f"{other.reference} {name}"))
    agree = bool(own.countries & other.countries)
    if own.kinds == {"state"}:
        return Verdict(CERTAIN if agree else SURE, f"both are the state called {name!r}")
    if is_generic(name):
        told = f"both are called {name!r}, as bodies of many places are"
        return (
            Verdict(SURE, f"{told}, and both are of {_told(own.countries)}")
            if agree
            else Verdict(DOUBTED, told)
        )
    if (
        not own.names & other.names
        and len(name.split()) == 1
        and len(name) <= 5
        and not _is_acronym(name, own, other)
    ):
        return Verdict(DOUBTED, f"only the short name {name!r} is the same")
    return Verdict(
        CERTAIN if agree else SURE,
        f"both are called {name!r}" + (f", of {_told(own.countries)}" if agree else ""),
    )


def is_generic(name: str) -> bool:
    """Tell whether a folded name consists of words that the bodies of many places are called by."""
    return all(word in load_words("generic_bodies") for word in name.split())


def _is_acronym(name: str, own: ActorFeatures, other: ActorFeatures) -> bool:
    """Tell whether a short name has the initials of a long one of either actor."""
    small = {"of", "the", "for", "and", "in", "on"}
    long = (full.split() for full in own.names | other.names)
    return any(
        len(words) > 1 and name == "".join(word[0] for word in words if word not in small) for words in long
    )


def _by_sense(name: str, own: str | None, other: str | None) -> Verdict:
    if own is None or other is None:
        return Verdict(
            DOUBTED, f"{name!r} is the name of several, and the articles do not tell which is meant"
        )
    if own == other:
        return Verdict(SURE, f"{name!r} is the name of several; both articles tell that {own} is meant")
    return Verdict(APART, f"{name!r} is {own} in one article and {other} in the other")


def _compare_persons(own: ActorFeatures, other: ActorFeatures, rivals: Sequence[ActorFeatures]) -> Verdict | None:
    mine, theirs = _full(own), _full(other)
    if mine and theirs:
        return _compare_full(own, other, mine, theirs)
    surnames = _surnames(own) & _surnames(other)
    if not surnames:
        return None
    name = min(surnames)
    if own.countries and other.countries and not own.countries & other.countries:
        return Verdict(APART, f"the surname {name!r} is the same, the countries are not")
    bearers = [rival for rival in rivals if name in _surnames(rival) and _full(rival)]
    why = _support(own, other)
    if not _one_name([*mine, *theirs, *(words for rival in bearers for words in _full(rival))], name):
        agreeing = [words for rival in bearers if _support(own, rival) for words in _full(rival)]
        if why and _one_name([*mine, *theirs, *agreeing], name):
            return Verdict(LIKELY, f"the surname {name!r}, and {why}; nobody else of that name is")
        return Verdict(DOUBTED, f"only the surname {name!r} is the same, and several bear it")
    if why:
        return Verdict(LIKELY, f"the surname {name!r}, and {why}; nobody else here bears it")
    if name in load_groups("nicknames"):
        return None
    if theirs and other.articles >= WELL_KNOWN:
        return Verdict(
            LIKELY, f"the surname {name!r}, which only one of {other.articles} articles' actors bears"
        )
    return Verdict(DOUBTED, f"only the surname {name!r} is the same")


def _one_name(full: list[list[str]], surname: str) -> bool:
    """Tell whether all full names that end with a surname can be one person's."""
    names = [words for words in full if _plain(words[-1]) == surname]
    return all(_alike(left, right) for place, left in enumerate(names) for right in names[:place])


def _compare_full(
    own: ActorFeatures, other: ActorFeatures, mine: list[list[str]], theirs: list[list[str]]
) -> Verdict | None:
    best = max((_alike(left, right) for left in mine for right in theirs), default=0.0)
    name = " ".join(mine[0])
    if not best:
        return None
    if own.countries and other.countries and not own.countries & other.countries:
        return Verdict(
            DOUBTED - 0.1,
            f"{name!r} is the name of both, but of {_told(own.countries)} and {_told(other.countries)}",
        )
    if best == 1.0:
        return Verdict(
            CERTAIN if _support(own, other) else SURE,
            f"both are called {name!r}" + _and(_support(own, other)),
        )
    why = _support(own, other)
    if why or best > 0.7:
        return Verdict(LIKELY, f"{name!r} and {' '.join(theirs[0])!r} can be one name" + _and(why))
    return Verdict(DOUBTED, f"{name!r} and {' '.join(theirs[0])!r} can be one name")


def _and(why: str) -> str:
    return f", and {why}" if why else ""


def _full(actor: ActorFeatures) -> list[list[str]]:
    """Return the full names of a person, the longest first, without suffixes."""
    names = [[word for word in name.split() if word not in _NO_SENSE] for name in actor.names | actor.called]
    return sorted((words for words in names if len(words) > 1), key=lambda words: (-len(words), words))


def _surnames(actor: ActorFeatures) -> set[str]:
    found = {
        words[-1]
        for name in actor.names | actor.called
        if (words := [w for w in name.split() if w not in _NO_SENSE])
    }
    return {_plain(word) for word in found if len(word) > 1 and word not in load_words("no_surnames")}


def _plain(word: str) -> str:
    return _Y_ENDING.sub("y", word) if len(word) > 4 else word


def _alike(left: list[str], right: list[str]) -> float:
    """Return 1 for one name, 0.8 where one leaves out names between or has a short form, 0.6 for an initial, 0 for two names."""
    if _plain(left[-1]) != _plain(right[-1]):
        return 0.0
    if left[:-1] == right[:-1]:
        return 1.0
    first, second = left[0], right[0]
    middles = (*left[1:-1], *right[1:-1])
    if (
        len(left) > 2
        and len(right) > 2
        and left[1:-1] != right[1:-1]
        and not _initials(left[1:-1], right[1:-1])
    ):
        return 0.0
    if first == second:
        return 0.8 if middles else 1.0
    groups = load_groups("nicknames")
    if first in groups and groups.get(first) == groups.get(second):
        return 0.8
    if 1 in (len(first), len(second)) and first[0] == second[0]:
        return 0.6
    return 0.0


def _initials(left: list[str], right: list[str]) -> bool:
    return len(left) == len(right) and all(
        a[0] == b[0] and 1 in (len(a), len(b)) for a, b in zip(left, right, strict=True)
    )


def _support(own: ActorFeatures, other: ActorFeatures) -> str:
    """Return in words what besides the name speaks for two persons being one: a title or a country they share."""
    titles = {_title(role) for role in own.roles} & {_title(role) for role in other.roles} - {""}
    if titles:
        return f"both are {min(titles)!r}"
    countries = own.countries & other.countries
    return f"both are of {_told(countries)}" if countries else ""


def _title(role: str) -> str:
    return " ".join(re.findall(r"\w+", role.casefold().replace(".", ""))[-3:])  # "U.N." is one word


def _told(countries: frozenset[str]) -> str:
    return " or ".join(sorted(countries))
