"""Actor resolution: whether an actor of one article is an actor of others.

Pure functions that prefer precision to recall.

Equal names are not enough: two people of one surname, two ministries of one name and two Georgias stay apart
until something besides the name supports a match. Weak support makes the match doubtful, and people decide.
Entries of the list of known actors are joined by entry, whatever they are called. A surname alone goes to the
person whom its own article names in full, never to one of another article.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from string import ascii_lowercase

from onrecord.model.judgement import SAME_SCORE
from onrecord.model.record import ActorKind
from onrecord.resolve.actors.known_entries import find_entries, names_of_entries
from onrecord.resolve.lexicon import load_groups, load_rows, load_words
from onrecord.resolve.match import Match
from onrecord.store.actor_ids import NAME_SUFFIXES, is_generic, normalise_surname, surname_key
from onrecord.store.features.match_features import ActorFeatures
from onrecord.store.protocol import DOUBTFUL

BODIES: frozenset[ActorKind] = frozenset({"government", "organisation", "armed-group"})
# Probabilities that two actors are one, as measured on marked pairs with `onrecord evaluate same`: see
# docs/dossiers.md.
CERTAIN, SURE, LIKELY, DOUBTFUL_SCORE, APART = 0.98, 0.95, 0.85, 0.45, 0.05
OTHER_COUNTRY_SCORE = DOUBTFUL_SCORE - 0.1  # one full name, but two countries
MAX_DOUBTFUL_NAMESAKES = 2  # namesakes of one actor that are left for people to decide
INITIAL = 0.6  # likeness of two names of which one has only an initial
MAX_SHORT_NAME = 5  # characters: names as short as this ("fed") are shared by chance
_NOT_BODIES = {"person", "people", "state"}
_ACRONYM_SKIPS = frozenset({"of", "the", "for", "and", "in", "on"})  # words that an acronym leaves out


def candidate_names(actor: ActorFeatures) -> Iterator[str]:
    """Yield the folded names by which to look for an actor that is no person."""
    yield from sorted(names_of_entries(find_entries(actor)))
    if actor.kinds != {"person"}:
        yield from sorted(actor.names | actor.called)


def candidate_surnames(actor: ActorFeatures) -> Iterator[str]:
    """Yield the keys by which to look for persons who can be this one (`surname_key`).

    Those of its names, with the initials of short and long forms of its first names ("Bill", "William").
    """
    names = actor.names | actor.called | names_of_entries(find_entries(actor))
    if "person" not in actor.kinds:
        return
    found: set[str] = set()
    for name in names:
        key = surname_key(name)
        if key is None:
            continue
        found.add(key)
        surname, _, initial = key.partition(" ")
        if initial:
            found |= {f"{surname} {form[0]}" for form in _forms_of_first_name(name.split()[0])}
            found.add(surname)
        elif not _full_names(actor):
            found |= {f"{surname} {letter}" for letter in ascii_lowercase}
    yield from sorted(found)


@cache
def _forms_of_first_name(name: str) -> frozenset[str]:
    """Return the short and long forms of a folded first name."""
    groups = load_groups("nicknames")
    return frozenset(form for form, group in groups.items() if group == groups.get(name))


def bare_surnames(actor: ActorFeatures) -> Iterator[str]:
    """Yield the folded name of a person whom the article names by surname only."""
    if actor.kinds == {"person"} and not _full_names(actor):
        yield from sorted(name for name in actor.names if len(name.split()) == 1)


class NamesakeIndex:
    """Actors by name, so that each is compared only with those that can bear its name."""

    def __init__(self, actors: Iterable[ActorFeatures]) -> None:
        self._by_name: defaultdict[str, list[ActorFeatures]] = defaultdict(list)
        self._by_surname: defaultdict[str, list[ActorFeatures]] = defaultdict(list)
        self._by_entry: defaultdict[str, list[ActorFeatures]] = defaultdict(list)
        for actor in actors:
            for entry in find_entries(actor):
                self._by_entry[entry].append(actor)
            for name in actor.names | actor.called:
                self._by_name[name].append(actor)
            for word in last_words(actor):
                self._by_surname[word].append(actor)

    def of(self, own: ActorFeatures) -> list[ActorFeatures]:
        """Return the actors that share a name with `own` (for a person: its last word), or an entry of the
        list of known actors.
        """
        if own.kinds == {"person"}:
            index, keys = self._by_surname, last_words(own)
        else:
            index, keys = self._by_name, {*own.names, *own.called}
        found = {actor.reference: actor for key in keys for actor in index.get(key, ())}
        found |= {row.reference: row for entry in find_entries(own) for row in self._by_entry.get(entry, ())}
        return [found[reference] for reference in sorted(found)]


def last_words(actor: ActorFeatures) -> set[str]:
    """Return the last words of an actor's names, with one ending for all spellings."""
    return {normalise_surname(words[-1]) for words in _split_names(actor) if words}


def _split_names(actor: ActorFeatures) -> list[list[str]]:
    """Return the words of an actor's names, without suffixes."""
    names = actor.names | actor.called
    return [[word for word in name.split() if word not in NAME_SUFFIXES] for name in names]


def match_actor(
    own: ActorFeatures, others: Sequence[ActorFeatures], senses: dict[str, str]
) -> list[tuple[ActorFeatures, Match]]:
    """Return the matches of an actor with its namesakes, best first.

    `senses` gives the bearer of an ambiguous name that an article means, by actor reference and name,
    separated by a space.
    """
    fitting = [other for other in others if other.is_named and _kinds_fit(own.kinds, other.kinds)]
    found = []
    for other in others:
        match = _compare_entries(own, other)
        if match is None and own.is_named and other.is_named and _kinds_fit(own.kinds, other.kinds):
            match = _compare(own, other, fitting, senses)
        if match is not None:
            found.append((other, match))
    return sorted(found, key=lambda row: (-row[1].score, -row[0].articles, row[0].reference))


def find_same(matches: Sequence[tuple[ActorFeatures, Match]]) -> list[tuple[ActorFeatures, Match]]:
    """Return the matches that are the same actor: the best, and others that are sure and agree with it."""
    found: list[tuple[ActorFeatures, Match]] = []
    for other, match in matches:
        if match.score < (SURE if found else SAME_SCORE):
            break
        if not any(_are_two_entries(row, other) or _countries_differ(row, other) for row, _ in found):
            found.append((other, match))
    return found


def choose_matches(
    own: ActorFeatures, matches: Sequence[tuple[ActorFeatures, Match]]
) -> Iterator[tuple[ActorFeatures, Match]]:
    """Yield what is judged of the matches of an actor (best first): those that are the same, and doubts about
    others.
    """
    joined = find_same(matches)
    yield from joined
    doubtful = len(joined) and MAX_DOUBTFUL_NAMESAKES  # one that is known leaves no doubts to decide
    for other, match in matches:
        if other in (row for row, _ in joined):
            continue
        if match.score >= DOUBTFUL and doubtful < MAX_DOUBTFUL_NAMESAKES:
            doubtful += 1
        elif other.known_as != own.known_as:
            continue
        # Actors of one name are one until judged otherwise, so that this judgement is needed to keep them
        # apart.
        yield other, Match(min(match.score, DOUBTFUL_SCORE), match.reason)


def can_be_matched(actor: ActorFeatures) -> bool:
    """Whether an actor can be one of other articles: by its proper name, or as a known actor."""
    return actor.kinds != {"people"} and (actor.is_named or bool(actor.wikidata))


def is_generic_body(actor: ActorFeatures) -> bool:
    """Whether an actor has a name that bodies of many places have, and the article does not say of which it
    is.
    """
    is_body = not actor.kinds & _NOT_BODIES and not find_entries(actor)
    return is_body and not actor.countries and all(is_generic(name.strip()) for name in actor.names)


def match_generic_body(own: ActorFeatures, other: ActorFeatures) -> Match | None:
    """Return the doubt about a namesake of a generic body. A body that can be of any place is not compared
    further.
    """
    if other.kinds & _NOT_BODIES:
        return None
    return Match(DOUBTFUL_SCORE, f"both are called {min(own.names).strip()!r}, as bodies of many places are")


def find_senses_of(actor: ActorFeatures, text: str) -> dict[str, str]:
    """Return the bearer that an article's text means by each ambiguous name of an actor, by name."""
    names = {name.strip() for name in actor.names | actor.called} & ambiguous_names()
    return find_senses(names, text) if names and actor.kinds != {"person"} else {}


def ambiguous_names() -> frozenset[str]:
    """Return the folded names, without outer spaces, that several states or bodies bear."""
    return frozenset(row[0] for row in load_rows("ambiguous_names"))


def find_senses(folded: Iterable[str], text: str) -> dict[str, str]:
    """Return for each ambiguous name in `folded` the bearer that the text means: the one most of whose
    context words occur.

    A name is left out where no bearer is ahead of the others.
    """
    rows = [(name, sense, frozenset(words.split())) for name, sense, words in load_rows("ambiguous_names")]
    wanted = {name.strip() for name in folded}
    if not wanted & {name for name, _, _ in rows}:
        return {}
    text_words = set(re.findall(r"\w+", text.casefold()))
    counts: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for name, sense, context in rows:
        if name in wanted:
            counts[name].append((len(context & text_words), sense))
    leading = {name: _leading_sense(found) for name, found in counts.items()}
    return {name: sense for name, sense in leading.items() if sense is not None}


def _leading_sense(counts: list[tuple[int, str]]) -> str | None:
    best = sorted(counts, reverse=True)
    is_ahead = best[0][0] > 0 and (len(best) == 1 or best[0][0] > best[1][0])
    return best[0][1] if is_ahead else None


def find_bearer(own: ActorFeatures, article: Iterable[ActorFeatures]) -> tuple[ActorFeatures, Match] | None:
    """Return the one person of its own article whose full name ends in a bare surname; None without one, or
    where there are several.
    """
    surnames = set(bare_surnames(own))
    if not surnames:
        return None
    bearers = [
        other
        for other in article
        if other.kinds == {"person"}
        and other.reference != own.reference
        and any(f" {words[-1]} " in surnames for words in _full_names(other))
    ]
    if len(bearers) != 1 or _countries_differ(own, bearers[0]) or _are_two_entries(own, bearers[0]):
        return None
    name = " ".join(_full_names(bearers[0])[0])
    return bearers[0], Match(LIKELY, f"its article names {name!r}, and nobody else of that surname")


def _kinds_fit(own: frozenset[ActorKind], other: frozenset[ActorKind]) -> bool:
    if "people" in own | other:
        return False
    return bool(own & other) or (own <= BODIES and other <= BODIES)


def _are_two_entries(own: ActorFeatures, other: ActorFeatures) -> bool:
    own_entries, other_entries = find_entries(own), find_entries(other)
    return bool(own_entries and other_entries and not own_entries & other_entries)


def _compare_entries(own: ActorFeatures, other: ActorFeatures) -> Match | None:
    """Compare two actors that are both on the list of known actors; None where one is not."""
    own_entries, other_entries = find_entries(own), find_entries(other)
    if not own_entries or not other_entries or "people" in own.kinds | other.kinds:
        return None
    if own.names & other.names and {name.strip() for name in own.names & other.names} <= ambiguous_names():
        return None
    shared = own_entries & other_entries
    if shared:
        return Match(CERTAIN, f"both are {min(shared)} on the list of known actors")
    names = [min(actor.names, default="").strip() for actor in (own, other)]
    return Match(APART, f"{names[0]!r} and {names[1]!r} are two entries of the list of known actors")


def _compare(
    own: ActorFeatures, other: ActorFeatures, rivals: Sequence[ActorFeatures], senses: dict[str, str]
) -> Match | None:
    if own.kinds == {"person"}:
        return _compare_persons(own, other, rivals)
    own_names = own.names & other.names
    names = own_names or (own.names & other.called) | (own.called & other.names)
    if not names:
        return None
    name = min(names, key=lambda name: (is_generic(name), name)).strip()
    both_called = f"both are called {name!r}"
    if _countries_differ(own, other):
        own_country, other_country = _join(own.countries), _join(other.countries)
        return Match(APART, f"{both_called}, but of {own_country} and of {other_country}")
    if name in ambiguous_names():
        own_sense, other_sense = (senses.get(f"{actor.reference} {name}") for actor in (own, other))
        return _compare_senses(name, own_sense, other_sense)
    same_country = bool(own.countries & other.countries)
    sure = CERTAIN if same_country else SURE
    if own.kinds == {"state"}:
        return Match(sure, f"both are the state called {name!r}")
    if is_generic(name):
        return _compare_generic(own, other, name, is_own_name=bool(own_names))
    is_short = len(name.split()) == 1 and len(name) <= MAX_SHORT_NAME
    if not own_names and is_short and not _is_acronym(name, own, other):
        return Match(DOUBTFUL_SCORE, f"only the short name {name!r} is the same")
    return Match(sure, both_called + (f", of {_join(own.countries)}" if same_country else ""))


def _compare_generic(own: ActorFeatures, other: ActorFeatures, name: str, *, is_own_name: bool) -> Match:
    """Compare two bodies of a name that bodies of many states or towns have."""
    reason = f"both are called {name!r}, as bodies of many places are"
    if not own.countries & other.countries:
        return Match(DOUBTFUL_SCORE, reason)
    reason = f"{reason}, and both are of {_join(own.countries)}"
    is_local = not load_words("local_bodies").isdisjoint(name.split())
    return Match(SURE if is_own_name and not is_local else DOUBTFUL_SCORE, reason)


def _countries_differ(own: ActorFeatures, other: ActorFeatures) -> bool:
    return bool(own.countries and other.countries and not own.countries & other.countries)


def _is_acronym(name: str, own: ActorFeatures, other: ActorFeatures) -> bool:
    """Whether a short name consists of the initials of a long name of either actor."""
    long_names = (full.split() for full in own.names | other.names)
    return any(
        len(words) > 1 and name == "".join(word[0] for word in words if word not in _ACRONYM_SKIPS)
        for words in long_names
    )


def _compare_senses(name: str, own: str | None, other: str | None) -> Match:
    if own is None or other is None:
        reason = f"{name!r} is the name of several, and the articles do not say which one they mean"
        return Match(DOUBTFUL_SCORE, reason)
    if own == other:
        return Match(SURE, f"{name!r} is the name of several; both articles mean {own}")
    return Match(APART, f"{name!r} is {own} in one article and {other} in the other")


def _compare_persons(
    own: ActorFeatures, other: ActorFeatures, rivals: Sequence[ActorFeatures]
) -> Match | None:
    own_full, other_full = _full_names(own), _full_names(other)
    if own_full and other_full:
        return _compare_full_names(own, other, rivals)
    surnames = _surnames(own) & _surnames(other)
    if not surnames or surnames <= load_groups("nicknames").keys():
        return None
    name = min(surnames)
    if _countries_differ(own, other):
        return Match(APART, f"the surname {name!r} is the same, but the countries differ")
    support = _find_support(own, other)
    return Match(
        DOUBTFUL_SCORE, f"only the surname {name!r} is the same" + (f", and {support}" * bool(support))
    )


def _compare_full_names(
    own: ActorFeatures, other: ActorFeatures, rivals: Sequence[ActorFeatures]
) -> Match | None:
    own_full, other_full = _full_names(own), _full_names(other)
    best = max((_name_similarity(left, right) for left in own_full for right in other_full), default=0.0)
    name, other_name = " ".join(own_full[0]), " ".join(other_full[0])
    if not best:
        return None
    if _countries_differ(own, other):
        reason = f"{name!r} is the name of both, but of {_join(own.countries)} and {_join(other.countries)}"
        title = _shared_title(own, other)
        if title and best == 1.0:  # a country may have been misread
            return Match(DOUBTFUL_SCORE, f"{reason}; both are {title!r}")
        return Match(OTHER_COUNTRY_SCORE, reason)
    if not _can_be_one_person([*own_full, *other_full]):
        return Match(DOUBTFUL_SCORE, f"{name!r} and {other_name!r} share a name, but differ in others")
    support = _find_support(own, other)
    and_support = f", and {support}" if support else ""
    if best == 1.0:
        return Match(CERTAIN if support else SURE, f"both are called {name!r}{and_support}")
    reason = f"{name!r} and {other_name!r} can be one name"
    similar = [rival for rival in rivals if rival is other or _is_alike(own_full, _full_names(rival))]
    if not _can_be_one_person([words for rival in similar for words in _full_names(rival)]):
        return Match(DOUBTFUL_SCORE, f"{reason}, but so can that of another person")
    is_one_listed = bool(find_entries(own)) != bool(find_entries(other))
    if best > INITIAL and not is_one_listed:
        return Match(LIKELY, f"{reason}{and_support}")
    return Match(LIKELY if _shared_title(own, other) else DOUBTFUL_SCORE, f"{reason}{and_support}")


def _is_alike(own_full: list[list[str]], other_full: list[list[str]]) -> bool:
    return any(_name_similarity(left, right) for left in own_full for right in other_full)


def _can_be_one_person(full_names: list[list[str]]) -> bool:
    """Whether all full names can belong to one person, as far as their surnames are the same."""
    return all(
        _name_similarity(left, right) > 0
        for index, left in enumerate(full_names)
        for right in full_names[:index]
        if normalise_surname(left[-1]) == normalise_surname(right[-1])
    )


def _full_names(actor: ActorFeatures) -> list[list[str]]:
    """Return the names of a person that have several words, the longest first, without suffixes.

    A name that ends in another one has only a title before it ("harbour master Ada Lindman") and is left out.
    """
    names = [words for words in _split_names(actor) if len(words) > 1]
    plain = [words for words in names if not any(_is_titled(words, other) for other in names)]
    return sorted(plain, key=lambda words: (-len(words), words))


def _is_titled(words: list[str], other: list[str]) -> bool:
    return len(words) > len(other) and words[-len(other) :] == other and len(other[0]) > 1


def _surnames(actor: ActorFeatures) -> set[str]:
    last_words = {words[-1] for words in _split_names(actor) if words}
    no_surnames = load_words("no_surnames")
    return {normalise_surname(word) for word in last_words if len(word) > 1 and word not in no_surnames}


def _name_similarity(left: list[str], right: list[str]) -> float:
    """Return how alike two full names are.

    1 for one name, 0.8 where one leaves out middle names or uses a short form, 0.6 for an initial, 0 for
    different names.
    """
    if normalise_surname(left[-1]) != normalise_surname(right[-1]):
        return 0.0
    if left[:-1] == right[:-1]:
        return 1.0
    left_middle, right_middle = left[1:-1], right[1:-1]
    both_have_middle = bool(left_middle and right_middle)
    if both_have_middle and left_middle != right_middle and not _are_initials(left_middle, right_middle):
        return 0.0
    return _first_name_similarity(left[0], right[0], has_middle=bool(left_middle or right_middle))


def _first_name_similarity(left: str, right: str, *, has_middle: bool) -> float:
    if left == right:
        return 0.8 if has_middle else 1.0
    groups = load_groups("nicknames")
    if left in groups and groups.get(left) == groups.get(right):
        return 0.8
    if 1 in (len(left), len(right)) and left[0] == right[0]:
        return INITIAL
    return 0.0


def _are_initials(left: list[str], right: list[str]) -> bool:
    """Whether of each two names in order one is the initial of the other."""
    return len(left) == len(right) and all(
        a[0] == b[0] and 1 in (len(a), len(b)) for a, b in zip(left, right, strict=True)
    )


def _find_support(own: ActorFeatures, other: ActorFeatures) -> str:
    """Return in words what besides the name supports that two persons are one: a shared title or country."""
    title = _shared_title(own, other)
    if title:
        return f"both are {title!r}"
    countries = own.countries & other.countries
    return f"both are of {_join(countries)}" if countries else ""


def _shared_title(own: ActorFeatures, other: ActorFeatures) -> str:
    titles = {_title(role) for role in own.roles} & {_title(role) for role in other.roles}
    return min(titles - {""}, default="")


def _title(role: str) -> str:
    """Return the last three words of a title: the office without its qualifiers. "U.N." is one word."""
    return " ".join(re.findall(r"\w+", role.casefold().replace(".", ""))[-3:])


def _join(countries: frozenset[str]) -> str:
    return " or ".join(sorted(countries))
