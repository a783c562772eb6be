"""Named actors: the names of an article, which of them refer to the same actor, titles and genders."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from onrecord.annotate.mentions.actor_index import source_heads
from onrecord.annotate.mentions.labels import label_spans, with_account_names, with_label_names
from onrecord.annotate.mentions.lexicon import ActorLexicon, Gender, load_actor_lexicon, mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.names import find_names
from onrecord.annotate.mentions.titles import PersonTitle, find_titles
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Attribution, Name, Token
from onrecord.model.layers import Annotations

# Particles with which a bare surname may begin ("Von der Leyen"); others begin given names ("Al Gore").
_LEADING_PARTICLES = frozenset({"von", "van", "der", "den", "de", "la", "du", "dos", "della", "ter"})
_MOST_NAMESAKES = 50  # persons with a word of their names in common who are told apart, the latest


@dataclass(frozen=True, slots=True)
class ActorName:
    """The actor a name refers to: its number, kind and gender (None where unknown)."""

    actor: int
    kind: ActorKind
    gender: Gender | None


@dataclass(frozen=True, slots=True)
class NamedActors:
    """The names in text order, the actor number of each (None for places), the titles, and genders by actor.

    `source_tokens` are the heads of the sources of attributions.
    """

    phrases: tuple[NamePhrase, ...]
    numbers: tuple[int | None, ...]
    titles: tuple[PersonTitle, ...]
    genders: dict[int, Gender]
    source_tokens: frozenset[int]
    count: int  # of actors; their numbers are 0 to count - 1

    def title_words(self, text: str) -> dict[int, set[str]]:
        """Return the words of the titles of each actor, in lower case."""
        numbers = {row.span: number for row, number in zip(self.phrases, self.numbers, strict=True)}
        out: dict[int, set[str]] = {}
        for title in self.titles:
            number = numbers.get(title.holder.span)
            if number is not None:
                words = title.span.words(text).lower().replace("-", " ").split()
                out.setdefault(number, set()).update(word for word in words if word[0].isalpha())
        return out

    def by_token(self) -> dict[int, ActorName]:
        """Return the actor of each token of a name."""
        out = {}
        for phrase, number in zip(self.phrases, self.numbers, strict=True):
            if number is not None and phrase.kind is not None:
                known = ActorName(number, phrase.kind, self.genders.get(number))
                out.update(dict.fromkeys(range(phrase.first, phrase.last), known))
        return out


def find_named_actors(text: str, tree: SyntaxTree, view: Annotations, lexicon: ActorLexicon) -> NamedActors:
    """Find the names of actors and the actor of each. The view must have names and attributions."""
    heads = [head for row in view.of(Attribution) for head in source_heads(row.source, tree)]
    names = [*view.of(Name), *_missed_source_names(text, tree, heads, view.of(Name))]
    labels = label_spans(view.of(Attribution))
    phrases = with_label_names(text, tree, find_names(text, tree, names, lexicon), labels)
    phrases = with_account_names(text, tree, phrases)
    titles = find_titles(text, tree, phrases, lexicon)
    title_genders = {row.holder.first: row.noun.gender for row in titles if row.noun.gender}
    by_first = {
        row.first: gender
        for row in phrases
        if (gender := title_genders.get(row.first) or _usual_gender(row, lexicon))
    }
    numbers = number_actors(text, phrases, by_first)
    genders: dict[int, Gender] = {}
    for phrase, number in zip(phrases, numbers, strict=True):
        gender = by_first.get(phrase.first)
        if number is not None and gender:
            genders.setdefault(number, gender)
    count = max((number + 1 for number in numbers if number is not None), default=0)
    sources = frozenset(head.index for head in heads)
    return NamedActors(tuple(phrases), tuple(numbers), tuple(titles), genders, sources, count)


def _usual_gender(phrase: NamePhrase, lexicon: ActorLexicon) -> Gender | None:
    return (
        lexicon.given.get(phrase.words[0].lower())
        if phrase.kind == "person" and len(phrase.words) > 1
        else None
    )


def _missed_source_names(
    text: str, tree: SyntaxTree, heads: Iterable[Token], found: Iterable[Name]
) -> Iterator[Name]:
    """Yield names for the proper nouns that are sources and that the name model missed.

    A word in capitals is taken for a body's acronym, anything else for a person.
    """
    named = {number for row in found for number in tree.range(row.span)}
    for head in sorted({head.index for head in heads if head.pos == "PROPN"}):
        if head in named:
            continue
        first, last = head, head + 1
        while first - 1 not in named and _continues_name(tree, head, first - 1):
            first -= 1
        while last not in named and _continues_name(tree, head, last):
            last += 1
        named.update(range(first, last))
        span = tree[first].span.joined(tree[last - 1].span)
        words = span.words(text)
        acronym = len(words) > 1 and words.isupper() and words.isalpha() and first + 1 == last
        yield Name(span, "organisation" if acronym else "person", "PROPN")


def _continues_name(tree: SyntaxTree, head: int, number: int) -> bool:
    token = tree.get(number)
    return token is not None and token.pos == "PROPN" and token.sentence == tree[head].sentence


@dataclass(slots=True)
class _Person:
    """A person found so far: names, gender, and the last mention as an index of phrases."""

    number: int
    given: list[str] = field(default_factory=list)
    family: tuple[str, ...] = ()
    gender: Gender | None = None
    last: int = -1


def number_actors(
    text: str, phrases: Sequence[NamePhrase], genders: Mapping[int, Gender]
) -> list[int | None]:
    """Return the actor number of each phrase (None for places); equal numbers mean the same actor.

    Numbers follow the order of first mention. `genders` are those that titles and given names show, by
    first token.
    """
    keys: list[str | None] = [None] * len(phrases)
    bodies = _BodyKeys(text, phrases)
    persons = _number_persons(phrases, genders)
    for index, phrase in enumerate(phrases):
        if index in persons:
            keys[index] = f"person:{persons[index]}"
        elif phrase.kind is not None:
            keys[index] = bodies.key(phrase)
    numbers: dict[str, int] = {}
    return [None if key is None else numbers.setdefault(key, len(numbers)) for key in keys]


def _number_persons(phrases: Sequence[NamePhrase], genders: Mapping[int, Gender]) -> dict[int, int]:
    """Number the persons: full names first, then a single name is the person mentioned last."""
    found: list[_Person] = []
    by_word: dict[str, list[_Person]] = {}
    numbers: dict[int, int] = {}
    rows = [(i, _parts(row)) for i, row in enumerate(phrases) if row.kind == "person"]
    places: dict[int, list[int]] = {}
    for full in (True, False):
        for index, words in rows:
            if (len(words) > 1) is not full:
                continue
            gender = genders.get(phrases[index].first)
            person = _find_person(words, gender, index, by_word, places)
            if person is None:
                person = _Person(len(found))
                found.append(person)
            _add_name(person, words, gender, by_word)
            numbers[index] = person.number
            if full:
                places.setdefault(person.number, []).append(index)
            person.last = index
    return numbers


def _parts(phrase: NamePhrase) -> tuple[str, ...]:
    words = tuple(_plain(word) for word in phrase.words if any(map(str.isalpha, word)))
    while len(words) > 1 and words[-1] in mention_words("generational suffixes"):
        words = words[:-1]
    while len(words) > 1 and words[0] in _LEADING_PARTICLES & mention_words("name particles"):
        words = words[1:]
    return words or tuple(_plain(word) for word in phrase.words)


def _plain(word: str) -> str:
    """Return a word in lower case without accents and the Arabic article ("Erdoğan" equals "Erdogan")."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c)
    ).strip(".,'’")
    return plain[3:] if plain.startswith(("al-", "el-")) and len(plain) > 4 else plain


def _add_name(
    person: _Person, words: tuple[str, ...], gender: Gender | None, by_word: dict[str, list[_Person]]
) -> None:
    if len(words) > 1 or not person.family:
        given = words[:-1]
        if len("".join(given)) >= len("".join(person.given)):
            person.given, person.family = list(given), words
    person.gender = person.gender or gender
    for word in words:
        known = by_word.setdefault(word, [])
        if word not in mention_words("name particles") and person not in known:
            known.append(person)
            del known[:-_MOST_NAMESAKES]


def _find_person(
    words: tuple[str, ...],
    gender: Gender | None,
    index: int,
    by_word: Mapping[str, list[_Person]],
    places: Mapping[int, list[int]],
) -> _Person | None:
    """Return the person these words can refer to, the last mentioned before `index` among several."""
    fitting = [person for person in by_word.get(words[-1], ()) if _fits(person, words, gender)]
    if len(words) == 1:
        best = min((_rank(person, words[0]) for person in fitting), default=0)
        fitting = [person for person in fitting if _rank(person, words[0]) == best]
    if not fitting:
        return None
    return max(fitting, key=lambda person: (_named_before(person, index, places), -person.number))


def _named_before(person: _Person, index: int, places: Mapping[int, list[int]]) -> int:
    """Return the last mention before `index`.

    A person named only later ranks below all others, the nearest first.
    """
    full = places.get(person.number, [])
    at = bisect_left(full, index)
    before = max(full[at - 1] if at else -1, person.last if person.last < index else -1)
    return before if before >= 0 else -1 - (full[at] if at < len(full) else 0)


def _rank(person: _Person, word: str) -> int:
    """Return 0 for a surname, 1 for another part, 2 for a given name."""
    if person.family and person.family[-1] == word:
        return 0
    return 2 if person.family and person.family[0] == word else 1


def _fits(person: _Person, words: tuple[str, ...], gender: Gender | None) -> bool:
    if gender and person.gender and gender != person.gender:
        return False
    if len(words) == 1 or len(person.family) == 1:
        return True
    if person.family[-len(words) :] == words:
        return True  # "García de la Torre" after "Elena García de la Torre"
    if len(words) == len(person.family) > 2 and not all(map(_same_given, words, person.family)):
        return False  # "Kim Jong Un" and "Kim Yo Jong"
    if person.family[-1] != words[-1] and words[-1] not in person.family[1:]:
        return False
    return _same_given(person.family[0], words[0])


def _same_given(one: str, other: str) -> bool:
    """Tell whether two first words can be the same given name: equal, an initial or a short form."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    return len(short) != 2 and bool(short) and long.startswith(short)  # two letters start too many names


class _BodyKeys:
    """Keys of states, bodies and outlets; acronyms and shortened names have the key of the full name."""

    def __init__(self, text: str, phrases: Sequence[NamePhrase]) -> None:
        self.alias: dict[str, str] = {}
        rows = [row for row in phrases if row.kind not in (None, "person")]
        names = {_body_words(row) for row in rows if row.known is None}
        for row, following in pairwise(rows):
            if _in_brackets_after(text, row, following) and _is_acronym(following, row):
                self.alias[" ".join(_body_words(following))] = self._own_key(row)
        for words in sorted(names):
            if len(words) > 1 and words[-1] in mention_words("body forms") and words[:-1] in names:
                self.alias[" ".join(words[:-1])] = f"name:{' '.join(words)}"
        self.by_initials = self._full_names(rows)
        self.spelt_out = {self._own_key(row) for row in rows if len(row.words) > 1}
        capitals = {row.words[0].lower() for row in rows if len(row.words) == 1 and row.words[0].isupper()}
        self._join_with_states(rows, names)
        for row in rows:
            acronym = _initials(row)
            is_long = len(acronym) > 2 or (acronym in capitals and len(row.words) == 2)
            known = row.known is not None and not row.known.is_listed
            if is_long and (acronym,) in names and not known:
                self.alias.setdefault(acronym, self._own_key(row))

    def _full_names(self, rows: Sequence[NamePhrase]) -> dict[str, str]:
        """Return the key of each name of several words by its initials; none where two share them."""
        found: dict[str, set[str]] = {}
        for row in rows:
            if len(row.words) > 1:
                found.setdefault(_initials(row), set()).add(self._own_key(row))
        return {initials: min(keys) for initials, keys in found.items() if len(keys) == 1}

    def _join_with_states(self, rows: Sequence[NamePhrase], names: set[tuple[str, ...]]) -> None:
        """Give "Coast Guard" the key of "Philippine Coast Guard" where only one state's is named."""
        longer: dict[tuple[str, ...], set[str]] = {}
        for row in rows:
            words = _body_words(row)
            after = _after_state(row)
            if after and words[-after:] in names:
                longer.setdefault(words[-after:], set()).add(self._own_key(row))
        for short, found in longer.items():
            if len(found) == 1:
                self.alias.setdefault(" ".join(short), found.pop())

    def _own_key(self, phrase: NamePhrase) -> str:
        return phrase.known.actor if phrase.known else f"name:{' '.join(_body_words(phrase))}"

    def key(self, phrase: NamePhrase) -> str:
        own = self._own_key(phrase)
        letters = "".join(phrase.words)
        if phrase.known is not None and letters.isupper() and len(letters) > 2 and own not in self.spelt_out:
            # "RSF" is whose name the article spells out, not the best known body with these letters
            own = self.by_initials.get(letters.lower(), own)
        for _ in range(3):
            further = self.alias.get(own.removeprefix("name:")) if own.startswith("name:") else None
            if further is None or further == own:
                break
            own = further
        return own if phrase.kind != "people" else f"people:{own}"


def _body_words(phrase: NamePhrase) -> tuple[str, ...]:
    words = tuple(_plain(word) for word in phrase.words)
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _after_state(phrase: NamePhrase) -> int:
    """Return how many words follow the name or adjective of a state at the start of a body's name, else 0."""
    whole = " ".join(phrase.words)
    known = load_actor_lexicon().known_at(whole, 0)
    if known is None or known.sort not in ("state", "demonym") or len(known.words) == len(whole):
        return 0
    rest = whole[len(known.words) :].removeprefix("'s").removeprefix("’s").split() or [""]
    return len(rest) if len(rest) > 1 or rest[0].lower() in load_actor_lexicon().nouns else 0


def _in_brackets_after(text: str, row: NamePhrase, following: NamePhrase) -> bool:
    between = text[row.span.end : following.span.start]
    return between.strip() in ("(", "(the", "[") and text[following.span.end : following.span.end + 1] in (
        ")",
        "]",
        ",",
    )


def _is_acronym(short: NamePhrase, row: NamePhrase) -> bool:
    return (
        len(short.words) == 1
        and short.words[0][:1].isupper()
        and len(short.words[0]) < len(" ".join(row.words))
    )


def _initials(phrase: NamePhrase) -> str:
    return "".join(
        _plain(word)[:1]
        for word in phrase.words
        if word[:1].isupper() and word.lower() not in mention_words("small words")
    )
