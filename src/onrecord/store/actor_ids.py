"""Ids of actors across articles, and which names alone make actors of different articles one.

An id is a kind and a name (`person:dmitry-peskov`). What follows `~` keeps actors of one name apart: the
country of a body that every state has (`government:foreign-ministry~rus`), or the article of an actor that
its name does not identify: a bare common noun ("police"), a group of people, a surname alone, a body that
every state has and whose state is unknown.
"""

import re
from collections.abc import Set
from functools import cache
from importlib.resources import files
from typing import get_args

from onrecord.model.record import Actor, ActorKind
from onrecord.store.search_terms import fold_name

_NAME_FORMS = ("name", "metonym")  # forms of mention that are names of an actor
_DIGITS = 12  # of an article's id: enough that two of a million articles hardly ever share them
_Y_ENDING = re.compile(r"(?:iy|yy|yi|ii|ij|yj|i|y)$")  # of transliterated Slavic surnames
MIN_Y_SURNAME = 5  # letters from which a surname's ending is normalised
NAME_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
APART = "~"  # between the name and what keeps actors of one name apart


def known_as_of(actor: Actor, article_id: str) -> str:
    """Return the id across articles that an actor has before it is linked; actors that share it are shown as
    one.
    """
    named = is_named(actor.name, {mention.form for mention in actor.mentions})
    return first_known_as(actor.kind, actor.name, actor.country, article_id, named=named)


def first_known_as(kind: ActorKind, name: str, country: str | None, article_id: str, *, named: bool) -> str:
    """Return the same from an actor's fields. `named`: it has a proper name."""
    made, folded = make_known_as(kind, name), fold_name(name)
    own = f"{made}{APART}{article_id.rpartition(':')[2][:_DIGITS]}"
    if not named or kind == "people":
        return own
    if kind == "person":
        return made if len(folded.split()) > 1 else own
    if kind != "state" and is_generic(folded):
        return own if country is None else f"{made}{APART}{country.casefold()}"
    return made


def make_known_as(kind: ActorKind, name: str) -> str:
    """Return an id from a kind and a name only: `person:dmitry-peskov`."""
    return f"{kind}:{(fold_name(name) or name.casefold()).strip().replace(' ', '-')}"


def normalise_surname(word: str) -> str:
    """Return a folded surname as compared: Slavic endings, which are written in many ways, become "y"."""
    return _Y_ENDING.sub("y", word) if len(word) >= MIN_Y_SURNAME else word


def surname_key(folded: str) -> str | None:
    """Return the key by which a person's folded name is looked up: surname and first initial, `lindman a`.

    The surname alone where the name is only that; None where there is no word.
    """
    words = [word for word in folded.split() if word not in NAME_SUFFIXES]
    if not words:
        return None
    surname = normalise_surname(words[-1])
    return f"{surname} {words[0][0]}" if len(words) > 1 else surname


def describe_actor(kind: str, name: str, country: str | None, wikidata: str | None) -> str:
    """Return what tells the actors of one id apart, in one text."""
    return f"{kind}|{country or ''}|{wikidata or ''}|{name}"


def is_actor_id(words: str) -> bool:
    """Whether words are the id of an actor across articles and not a name: they begin with a kind."""
    kind, colon, name = words.partition(":")
    return bool(colon and name) and kind in get_args(ActorKind) and " " not in words


def without_suffix(known_as: str) -> str:
    """Return an id without what keeps actors of one name apart."""
    return known_as.partition(APART)[0]


def is_named(name: str, forms: Set[str]) -> bool:
    """Whether an actor has a proper name, and not only a description ("the president", "Police").

    `forms` are those of its mentions in its article.
    """
    return is_proper_name(name) and (not forms or not forms.isdisjoint(_NAME_FORMS))


def is_proper_name(name: str) -> bool:
    """Whether a word of a name begins with a capital letter or a digit."""
    return any(word[:1].isupper() or word[:1].isdigit() for word in name.split())


def is_generic(folded: str) -> bool:
    """Whether a folded name consists only of words that occur in the names of bodies of many places."""
    words = folded.split()
    return bool(words) and all(word in _generic_words() for word in words)


@cache
def _generic_words(language: str = "en") -> frozenset[str]:
    path = files("onrecord.store") / "lexicons" / language / "generic_bodies.txt"
    lines = (line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
