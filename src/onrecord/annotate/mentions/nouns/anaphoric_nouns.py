"""Anaphoric nouns: the named actor that "the spokesman", "the French president" or "the agency" refers to."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from onrecord.annotate.lexicon_files import alternatives, fields, lexicon_rows
from onrecord.annotate.mentions.lexicon import mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.named_actors import NamedActors
from onrecord.annotate.mentions.titles import PersonTitle
from onrecord.annotate.text.syntax.tree import SyntaxTree

_SENTENCES_BACK = 2  # how far back a body may be that "the agency" refers to by its class alone
_LONGEST_TITLE = 4  # words


@dataclass(frozen=True, slots=True)
class _Holder:
    """A person named with a title at token `at`: its actor, whether the office is former, its state."""

    at: int
    actor: int
    former: bool
    country: str | None


@dataclass(frozen=True, slots=True)
class _Body:
    """A body named at token `at`."""

    at: int
    sentence: int
    actor: int
    phrase: NamePhrase


Row = TypeVar("Row", _Holder, _Body)


@dataclass(slots=True)
class NamedAntecedents:
    """The named persons with titles and the named bodies that later nouns can refer to."""

    tree: SyntaxTree
    holders: dict[str, list[_Holder]] = field(default_factory=dict)
    by_word: dict[str, list[_Body]] = field(default_factory=dict)
    bodies: list[_Body] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, tree: SyntaxTree, names: NamedActors) -> "NamedAntecedents":
        """Collect the titles and the words of the names of bodies."""
        found = cls(tree)
        number_of = {row.span: number for row, number in zip(names.phrases, names.numbers, strict=True)}
        for title in sorted(names.titles, key=lambda row: row.holder.first):
            actor = number_of.get(title.holder.span)
            if actor is not None and not title.noun.honorific:
                found._add_title(text, title, actor)
        for phrase, number in zip(names.phrases, names.numbers, strict=True):
            if number is not None and phrase.kind not in (None, "person", "people", "state"):
                body = _Body(phrase.first, tree[phrase.first].sentence, number, phrase)
                found.bodies.append(body)
                for word in {word.lower() for word in phrase.words}:
                    found.by_word.setdefault(word, []).append(body)
        return found

    def _add_title(self, text: str, title: PersonTitle, actor: int) -> None:
        words = title.span.words(text).lower().replace("-", " ").split()
        former = bool(mention_words("no longer in office") & set(words))
        beside = title.of if title.of is not None else None
        row = _Holder(title.holder.first, actor, former, beside.country if beside else None)
        for tail in _tails(words):
            for form in _forms(" ".join(tail)):
                self.holders.setdefault(form, []).append(row)

    def person(self, words: Sequence[str], at: int, country: str | None) -> int | None:
        """Return the one person before a token who has a title, None when nobody or several have it.

        `words` are those of the noun phrase in lower case without articles; `country` is the state it
        names, if any ("the French president"). Former holders count only where the noun phrase says
        "former".
        """
        former = bool(mention_words("no longer in office") & set(words))
        plain = [word for word in words if word not in mention_words("no longer in office")]
        if not plain:
            return None
        rows = _before(self.holders.get(" ".join(plain), ()), at)
        if not rows and country is not None:
            rows = [
                row
                for row in _before(self.holders.get(" ".join(plain[1:]), ()), at)
                if row.country == country
            ]
        return _only(row.actor for row in rows if row.former == former)

    def body(self, words: Sequence[str], at: int) -> int | None:
        """Return the one body named before a token that a noun refers to.

        Its name contains the noun, or it is the only body of its class in the sentences before.
        """
        noun = words[-1]
        named = [row for row in _before(self.by_word.get(noun, ()), at) if _names_kind(row.phrase, noun)]
        fitting = [row for row in named if all(word in _plain(row.phrase) for word in words)]
        if named:
            return _only(row.actor for row in fitting)
        if len(words) > 1:
            return None
        return _only(self._of_class(noun, at))

    def _of_class(self, noun: str, at: int) -> Iterator[int]:
        classes = _classes()
        if noun not in classes:
            return
        sentence = self.tree[at].sentence
        for row in reversed(_before(self.bodies, at)):
            if sentence - row.sentence > _SENTENCES_BACK:
                return
            if classes[noun].fits(row.phrase):
                yield row.actor


def _tails(words: list[str]) -> Iterator[list[str]]:
    """Yield the forms of a title by which its holder may be called, the longest first.

    A deputy foreign minister is "the deputy minister", but never "the minister"; a president-elect is no
    president.
    """
    below = max(
        (at for at, word in enumerate(words) if word in mention_words("below the office")), default=-1
    )
    for first in range(max(0, len(words) - _LONGEST_TITLE), below + 1 if below >= 0 else len(words)):
        if words[-1] != "elect" or first < len(words) - 1:
            yield words[first:]
    if 0 <= below < len(words) - 2:
        yield [words[below], words[-1]]


@dataclass(frozen=True, slots=True)
class _BodyClass:
    """What a noun for a class of bodies can refer to: kinds of actors, and words of their names."""

    kinds: frozenset[str]
    words: frozenset[str]
    named: bool

    def fits(self, phrase: NamePhrase) -> bool:
        """Tell whether the noun can refer to a name: the kind fits, and no word shows another class."""
        if phrase.kind not in self.kinds:
            return False
        others = _class_words() & _plain(phrase)
        return bool(others & self.words) if others else not self.named


@cache
def _classes(language: str = "en") -> Mapping[str, _BodyClass]:
    out = {}
    for row in lexicon_rows("mentions/body_classes", language):
        noun, kinds, words, named = fields(row, 4)
        out[noun] = _BodyClass(
            frozenset(alternatives(kinds)), frozenset(alternatives(words)), named == "named"
        )
    return MappingProxyType(out)


@cache
def _class_words(language: str = "en") -> frozenset[str]:
    """Return all words that show the class of a body in its name."""
    return frozenset(_classes(language)) | {word for row in _classes(language).values() for word in row.words}


@cache
def _title_forms(language: str = "en") -> Mapping[str, tuple[str, ...]]:
    rows = (fields(row, 2) for row in lexicon_rows("mentions/title_forms", language))
    return MappingProxyType({row[0]: tuple(alternatives(row[1])) for row in rows})


def _forms(title: str) -> tuple[str, ...]:
    """Return a title and its other forms ("gov.", "governor")."""
    return (title, *_title_forms().get(title, ()))


def _plain(phrase: NamePhrase) -> frozenset[str]:
    return frozenset(word.lower() for word in phrase.words)


def _names_kind(phrase: NamePhrase, noun: str) -> bool:
    """Tell whether a noun is the head of a name: its last word, or the last before "of", "for", "on"."""
    words = [word.lower() for word in phrase.words]
    stop = next(
        (i for i, word in enumerate(words) if i and word in ("of", "for", "on", "to", "in", "at")), len(words)
    )
    return noun in (words[stop - 1], words[-1])


def _before(rows: Sequence[Row], at: int) -> list[Row]:
    return list(rows[: bisect_left(rows, at, key=lambda row: row.at)])


def _only(actors: Iterable[int]) -> int | None:
    """Return the one actor, None when there are several or none."""
    found = set(actors)
    return next(iter(found)) if len(found) == 1 else None
