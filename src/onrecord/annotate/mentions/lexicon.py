"""The actor lexicon: states, seats, bodies, outlets, titles, given names and nouns for actors."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows, word_class
from onrecord.annotate.mentions.known_actors import load_known_actors
from onrecord.model.annotation import ActorKind

Sort = Literal["state", "demonym", "capital", "seat", "body", "outlet", "platform"]
Gender = Literal["m", "f"]
_FIRST_WORD = re.compile(r"[^\W_]{1,40}")
_BODIES = ("government", "organisation")
_WORD = re.compile(r"[^\W_]*")
_SHORTEST_ACRONYM = 2  # letters; shorter ones have too many meanings


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name in a lexicon: its spelling, how it refers to its actor, and the actor.

    `actor` is a key that all names of one actor share. `is_listed`: it is in the list of known actors alone.
    """

    words: str
    sort: Sort
    actor: str
    kind: ActorKind
    country: str | None
    sector: str | None
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class ActorNoun:
    """A noun for an actor, or a title. An `honorific` ("Mr.") is no office."""

    kind: ActorKind
    sector: str | None = None
    gender: Gender | None = None
    honorific: bool = False


@dataclass(frozen=True, slots=True)
class ActorLexicon:
    """All lists about actors. Keys of `names` are first words; all other keys are in lower case."""

    names: Mapping[str, tuple[KnownName, ...]]
    canonical: Mapping[str, str]
    titles: Mapping[str, ActorNoun]
    nouns: Mapping[str, ActorNoun]
    given: Mapping[str, Gender]
    outlet_endings: frozenset[str]
    outlet_endings_after_place: frozenset[str]
    polity: frozenset[str]
    locative: Mapping[str, frozenset[str]]
    no_names: frozenset[str] = field(default=frozenset())
    things: frozenset[str] = field(default=frozenset())
    inanimate: frozenset[str] = field(default=frozenset())
    namesakes: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    # Filled as words are looked up.
    _by_word: dict[str, tuple[tuple[int, ...], Mapping[str, KnownName]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def known_at(self, text: str, at: int) -> KnownName | None:
        """Return the longest name of the lexicon that begins at offset `at` and ends at a word boundary."""
        word = _FIRST_WORD.match(text, at)
        if word is None or (at and text[at - 1].isalnum()):
            return None
        lengths, names = self._names_of(word.group())
        for length in lengths:
            name = names.get(text[at : at + length])
            if name is not None and not text[at + length : at + length + 1].isalnum():
                return name
        return None

    def _names_of(self, word: str) -> tuple[tuple[int, ...], Mapping[str, KnownName]]:
        """Return the names with a first word by spelling, and their lengths, the longest first."""
        found = self._by_word.get(word)
        if found is None:
            names = {name.words: name for name in reversed(self.names.get(word, ()))}
            found = tuple(sorted({len(words) for words in names}, reverse=True)), names
            if names:
                self._by_word[word] = found
        return found

    def is_namesake(self, name: str, text: str) -> bool:
        """Tell whether the name of a state means another place in this text ("Georgia" near "Atlanta")."""
        others, own = self.namesakes.get(name, ((), ()))
        return any(word in text for word in others) and not any(word in text for word in own)

    def noun(self, lemma: str) -> ActorNoun | None:
        """Return the entry of a noun or title by its lower-case lemma; None for honorifics ("sir")."""
        found = self.nouns.get(lemma) or self.titles.get(lemma)
        return None if found is None or found.honorific else found


def mention_words(name: str) -> frozenset[str]:
    """Return a class of words in `mentions/word_classes.txt`. Raises ModelError when it is missing."""
    return word_class("mentions/word_classes", name)


@dataclass(frozen=True, slots=True)
class PronounKinds:
    """The kinds of actors a third-person pronoun can refer to, and the gender it gives."""

    kinds: frozenset[ActorKind]
    gender: Gender | None


@cache
def load_pronoun_kinds(language: str = "en") -> Mapping[str, PronounKinds]:
    """Return the kinds of each pronoun. Raises ModelError when the list is missing."""
    rows = (fields(row, 3) for row in lexicon_rows("mentions/pronoun_kinds", language))
    return MappingProxyType(
        {
            row[0]: PronounKinds(
                frozenset(cast("ActorKind", kind) for kind in alternatives(row[1])),
                cast("Gender | None", row[2] or None),
            )
            for row in rows
        }
    )


@cache
def load_actor_lexicon(language: str = "en") -> ActorLexicon:
    """Return the lexicon of a language. Raises ModelError when a list is missing."""
    body_nouns = {row[0] for row in lexicon_rows("mentions/nominals", language) if row[1] in _BODIES}
    names = [*_states(language), *_seats(language), *_bodies(language), *_outlets(language)]
    endings = [row[0].split() for row in lexicon_rows("mentions/outlets", language) if row[0][:1] in "*+"]
    return ActorLexicon(
        names=_NamesByWord(_with_capitals(names), body_nouns, language),
        canonical=MappingProxyType(_canonical(language)),
        titles=MappingProxyType(
            {row[0]: _noun("person", row) for row in lexicon_rows("mentions/titles", language)}
        ),
        nouns=MappingProxyType(
            {
                row[0]: _noun(cast("ActorKind", row[1]), row[1:])
                for row in lexicon_rows("mentions/nominals", language)
            }
        ),
        given=MappingProxyType(
            {
                name.lower(): cast("Gender", row[0])
                for row in lexicon_rows("mentions/given_names", language)
                for name in row[1].split()
            }
        ),
        outlet_endings=frozenset(word for mark, word in endings if mark == "*"),
        outlet_endings_after_place=frozenset(word for _, word in endings),
        polity=frozenset(row[0] for row in lexicon_rows("mentions/polity", language)),
        locative=MappingProxyType(_locative(language)),
        no_names=frozenset(row[0] for row in lexicon_rows("mentions/no_names", language)),
        things=frozenset(row[0] for row in lexicon_rows("mentions/things", language)),
        inanimate=frozenset(row[0] for row in lexicon_rows("mentions/inanimate", language)),
        namesakes=MappingProxyType(_namesakes(language)),
    )


def _noun(kind: ActorKind, row: tuple[str, ...]) -> ActorNoun:
    _, sector, gender, honorific = fields(row, 4)
    return ActorNoun(kind, sector or None, cast("Gender | None", gender or None), honorific == "honorific")


class _NamesByWord(Mapping[str, tuple[KnownName, ...]]):
    """Names by first word, the longest first.

    Names in the list of known actors are looked at when their first word is first asked for: there are many.
    """

    __slots__ = ("_body_nouns", "_known", "_listed", "_made", "_names")

    def __init__(self, names: Iterable[KnownName], body_nouns: Set[str], language: str) -> None:
        self._body_nouns = body_nouns
        self._names: dict[str, list[KnownName]] = {}
        self._listed: dict[str, list[str]] = {}
        self._made: dict[str, tuple[KnownName, ...]] = {}
        for name in names:
            self._names.setdefault(_first_word(name.words), []).append(name)
        self._known = load_known_actors(language).others
        for listed in self._known:
            words = listed.removeprefix("The ")
            if words.isascii():
                word = words.partition(" ")[0]
                self._listed.setdefault(word if word.isalnum() else _first_word(word), []).append(listed)

    def __getitem__(self, word: str) -> tuple[KnownName, ...]:
        if word not in self._made:
            if word not in self:
                raise KeyError(word)
            rows = ((name, *self._known.kind(name)) for name in self._listed.get(word, ()))
            listed = _listed(rows, self._body_nouns)
            self._made[word] = _longest_first([*self._names.get(word, ()), *listed])
        return self._made[word]

    def __contains__(self, word: object) -> bool:
        return word in self._names or word in self._listed

    def __iter__(self) -> Iterator[str]:
        yield from self._names
        yield from (word for word in self._listed if word not in self._names)

    def __len__(self) -> int:
        return len(self._names.keys() | self._listed.keys())


def _longest_first(names: Sequence[KnownName]) -> tuple[KnownName, ...]:
    """Sort by length, the longest first; among entries with the same spelling the first one wins."""
    if len(names) == 1:
        return tuple(names)
    unique: dict[str, KnownName] = {}
    for name in names:
        unique.setdefault(name.words, name)
    return tuple(sorted(unique.values(), key=lambda name: (-len(name.words), name.words)))


def _with_capitals(names: Iterable[KnownName]) -> Iterator[KnownName]:
    """Yield the names, then those of more than three letters in capitals, as headings print them."""
    later = []
    for name in names:
        yield name
        if len(name.words) > 3 and not name.words.isupper():
            later.append(replace(name, words=name.words.upper()))
    yield from later


def _first_word(words: str) -> str:
    found = _WORD.match(words)
    return found[0] if found else ""


def _states(language: str) -> Iterator[KnownName]:
    for row in lexicon_rows("mentions/countries", language):
        code, names, adjectives, people, capitals = fields(row, 5)
        actor = f"state:{code}"
        for word in alternatives(names):
            yield KnownName(word, "state", actor, "state", code, None)
        for word in alternatives(adjectives):
            yield KnownName(word, "demonym", actor, "state", code, None)
        plurals = {f"{word}s" for word in alternatives(adjectives) if word[-1] in "nikceb"} | set(
            alternatives(people)
        )
        for word in sorted(plurals):
            yield KnownName(word, "demonym", actor, "people", code, None)
        for word in alternatives(capitals):
            yield KnownName(word, "capital", actor, "state", code, None)


def _seats(language: str) -> Iterator[KnownName]:
    for row in lexicon_rows("mentions/metonyms", language):
        words, kind, code, sector, actor = fields(row, 5)
        first, *more = alternatives(words)
        name = actor or first
        for word in (first, *more):
            sort: Sort = "seat" if kind != "outlet" else "outlet"
            key = "state:VAT" if code == "VAT" else f"body:{name}"
            yield KnownName(word, sort, key, cast("ActorKind", kind), code or None, sector or None)


def _bodies(language: str) -> Iterator[KnownName]:
    for row in lexicon_rows("mentions/organisations", language):
        words, kind, code, sector = fields(row, 4)
        first, *more = alternatives(words)
        for word in (first, *more):
            yield KnownName(
                word, "body", f"body:{first}", cast("ActorKind", kind), code or None, sector or None
            )


def _outlets(language: str) -> Iterator[KnownName]:
    for row in lexicon_rows("mentions/outlets", language):
        words, code, platform = fields(row, 3)
        if words[:1] in "*+":
            continue
        first, *more = alternatives(words)
        sort: Sort = "platform" if platform else "outlet"
        for word in (first, *more):
            yield KnownName(word, sort, f"outlet:{first.removeprefix('The ')}", "outlet", code or None, "JRN")


def _listed(rows: Iterable[tuple[str, str, str]], body_nouns: Set[str]) -> Iterator[KnownName]:
    """Yield the names in the list of known actors that are names wherever they stand.

    Of each row it takes the name, and the kind and the first name of its entry.
    Those are names of several words and acronyms. Names of one word are also ordinary words or places, and
    so are names of regions that stand for their governments. The profile of the actor gives its country and
    sector, because what the text says comes first.
    """
    for name, kind, actor in rows:
        words = name.removeprefix("The ")
        if kind in ("state", "person", "people"):
            continue
        if " " not in words and not (words.isupper() and words.isalpha() and len(words) > _SHORTEST_ACRONYM):
            continue
        if kind == "government" and " " in words and body_nouns.isdisjoint(words.lower().split()):
            continue
        sort: Sort = "outlet" if kind == "outlet" else "body"
        yield KnownName(words, sort, f"{sort}:{actor}", cast("ActorKind", kind), None, None, is_listed=True)


def _canonical(language: str) -> dict[str, str]:
    """Return the name to print for each state, the first in its line."""
    rows = lexicon_rows("mentions/countries", language)
    return {f"state:{code}": next(alternatives(names)) for code, names, *_ in rows}


def _namesakes(language: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    rows = (fields(row, 3) for row in lexicon_rows("mentions/namesakes", language))
    return {row[0]: (tuple(alternatives(row[1])), tuple(alternatives(row[2]))) for row in rows}


def _locative(language: str) -> dict[str, frozenset[str]]:
    sorts: dict[str, set[str]] = {}
    for word, sort in lexicon_rows("mentions/places", language):
        sorts.setdefault(sort, set()).add(word)
    return {sort: frozenset(words) for sort, words in sorts.items()}
