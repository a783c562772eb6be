"""Names of persons, bodies, states, outlets and places: the model's, corrected by lexicons and titles."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from onrecord.annotate.mentions.lexicon import ActorLexicon, KnownName, mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase, NameUsage, is_list_of_states
from onrecord.annotate.mentions.nouns.context_names import (
    find_given,
    find_listed_persons,
    is_full_name,
    is_office,
    joined_by_particles,
    make_phrase,
    near_names,
    with_given_name_before,
    with_given_names,
)
from onrecord.annotate.mentions.titles import title_at, title_before
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Name
from onrecord.model.span import Span

_LABELS = frozenset(
    {"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW", "LANGUAGE"}
)
_PIECE = re.compile(r"[^()\n]+")  # the model's names run on into brackets and over line ends
_QUOTES = "\"'“”‘’"
_LONGEST_PERSON = 6  # tokens
_LONGEST_EXTENDED_PERSON = 4  # tokens of a name after proper nouns are added to it
_LONGEST_FIELD = 6  # tokens, the preposition included
_LONGEST_NAME = 12  # tokens: longer "names" are headings in capitals or lists


def find_names(text: str, tree: SyntaxTree, names: Iterable[Name], lexicon: ActorLexicon) -> list[NamePhrase]:
    """Return the names of persons, bodies, states, outlets and places in text order, without overlaps."""
    found = _NameSet()
    known = list(_known_names(text, tree, lexicon))
    raw = [phrase for name in names for phrase in _split_and_trim(text, tree, name, lexicon)]
    raw = [phrase for phrase in raw if not is_list_of_states(phrase, lexicon)]
    raw = _without_inner_names([*raw, *_missed_persons(text, tree, lexicon, raw)])
    raw = joined_by_particles(text, tree, with_given_name_before(text, tree, raw, known, lexicon))
    raw = _with_adjacent_nouns(text, tree, raw, known, lexicon)
    given = list(find_given(text, tree, raw, known, lexicon))
    raw = with_given_names(raw, given)
    raw = with_given_names(raw, list(find_listed_persons(text, tree, raw, known, lexicon)))
    for span in _outlets_by_pattern(tree, lexicon, known):
        if not any(
            row.label == "ORG" and row.span.holds(span) and row.span != span for row in near_names(raw, span)
        ):
            found.add(make_phrase(text, tree, span, "outlet"))
    titled = frozenset(row.first for row in raw if title_before(text, tree, row.first, lexicon))
    titled |= {row.first for row in given if row.label == "PERSON"}
    usage = NameUsage.of(raw, titled, tree, lexicon)
    persons = usage.surnames(raw)
    for phrase in sorted(known, key=lambda row: row.span):
        if not any(_is_part_of_other(phrase, other, persons) for other in near_names(raw, phrase.span)):
            found.add(phrase)
    for phrase in sorted(raw, key=lambda row: (row.label != "PERSON", row.span)):
        found.add(phrase if phrase.kind else usage.classified(phrase, persons, tree))
    for token in tree.tokens:
        surname = token.text.lower() in persons and token.text.lower() not in usage.common
        named = token.pos == "PROPN" or (token.pos == "NOUN" and token.text.istitle())
        if surname and named and token.span.is_sound(text):
            found.add(make_phrase(text, tree, token.span, "person"))
    return found.in_order()


class _NameSet:
    """Names that do not overlap, by token.

    The first one added stays, unless it names a state or city and a later name contains it.
    """

    def __init__(self) -> None:
        self.name_at: dict[int, NamePhrase] = {}

    def add(self, phrase: NamePhrase | None) -> None:
        if phrase is None:
            return
        places = range(phrase.first, phrase.last)
        before = {self.name_at[i].span: self.name_at[i] for i in places if i in self.name_at}
        if any(not _may_be_replaced(row, phrase) for row in before.values()):
            return
        for row in before.values():
            for index in range(row.first, row.last):
                del self.name_at[index]
        replaced = (
            before.values() if phrase.kind != "person" else ()
        )  # "Holland" in "Ann Holland" is no state
        country = next((row.country for row in replaced if row.country), None)
        for index in places:
            self.name_at[index] = replace(phrase, country=phrase.country or country)

    def in_order(self) -> list[NamePhrase]:
        return sorted({row.span: row for row in self.name_at.values()}.values(), key=lambda row: row.span)


def _may_be_replaced(inner: NamePhrase, outer: NamePhrase) -> bool:
    """Tell whether a name of a state or city is part of a longer name."""
    place = inner.known is not None and inner.known.sort in ("state", "demonym", "capital")
    return place and outer.span.holds(inner.span) and outer.span != inner.span


def _known_phrase(text: str, tree: SyntaxTree, span: Span, known: KnownName) -> NamePhrase:
    tokens, words = tree.range(span), tuple(span.words(text).split())
    return NamePhrase(span, tokens.start, tokens.stop, words, known.kind, known.country, known.sector, known)


def _known_names(text: str, tree: SyntaxTree, lexicon: ActorLexicon) -> Iterator[NamePhrase]:
    end = 0
    elsewhere = {name for name in lexicon.namesakes if lexicon.is_namesake(name, text)}
    for token in tree.tokens:
        if token.span.start < end or not (
            token.text[0].isupper() or token.text[0].isdigit() or token.text.startswith("al")
        ):
            continue
        known = lexicon.known_at(text, token.span.start)
        if known is None or not _fits(text, tree, token.index, known):
            continue
        if known.sort == "body" and _is_rank(text, tree, token.index, lexicon):
            continue
        span = Span(token.span.start, token.span.start + len(known.words))
        end = span.end
        phrase = _known_phrase(text, tree, span, known)
        yield replace(phrase, kind=None, country=None, known=None) if known.words in elsewhere else phrase


def _is_rank(text: str, tree: SyntaxTree, index: int, lexicon: ActorLexicon) -> bool:
    """Tell whether a word is a rank before a name, and no acronym: "ADM. JON KIRBY"."""
    found = title_at(text, tree, index, lexicon) or title_at(text, tree, max(0, index - 1), lexicon)
    after = tree.get(found.last) if found is not None and found.last > index else None
    return after is not None and after.pos == "PROPN" and after.text[0].isupper()


def _fits(text: str, tree: SyntaxTree, index: int, known: KnownName) -> bool:
    """Tell whether a known name at a token is that name: short ones and platforms are also ordinary words."""
    words, end = known.words, tree[index].span.start + len(known.words)
    before, next_character = tree.get(index - 1), text[end : end + 1]
    word_before = before.text if before is not None else ""
    is_currency = next_character == "$" or word_before in ("$", "£")
    is_other_people = known.sort == "demonym" and (
        word_before == "Native" or (word_before == "-" and next_character == "-")
    )
    if is_currency or is_other_people:
        return False
    if known.sort == "platform" and (len(words) < 3 or words == "Telegram"):
        return word_before.lower() in mention_words("platform cues")
    if words.isupper() and len(words) <= 3 and "." not in words:
        near = (before, tree.get(index + 1))
        return not all(token is not None and token.text.isupper() and len(token.text) > 1 for token in near)
    return True


def _outlets_by_pattern(tree: SyntaxTree, lexicon: ActorLexicon, known: list[NamePhrase]) -> Iterator[Span]:
    """Yield names like "Straits Times": capitalised words and a last word that many outlets have."""
    places = {
        i
        for row in known
        for i in range(row.first, row.last)
        if row.known and row.known.sort in ("state", "demonym", "capital")
    }
    taken = {i for row in known for i in range(row.first, row.last)} - places
    for token in tree.tokens:
        if (
            token.text not in lexicon.outlet_endings_after_place
            or token.pos != "PROPN"
            or token.index in taken
        ):
            continue
        first = token.index
        while (
            first - 1 not in taken
            and _is_name_word(tree, first - 1, token.sentence)
            and token.index - first < 4
        ):
            first -= 1
        if first == token.index:
            continue
        if token.text in lexicon.outlet_endings or any(i in places for i in range(first, token.index)):
            yield tree.span(first, token.index)


def _is_name_word(tree: SyntaxTree, index: int, sentence: int) -> bool:
    token = tree.get(index)
    if token is None or token.sentence != sentence or not token.text[0].isupper():
        return False
    return token.pos in ("PROPN", "ADJ", "NOUN") and token.text not in ("The", "A", "An")


def _split_and_trim(text: str, tree: SyntaxTree, name: Name, lexicon: ActorLexicon) -> Iterator[NamePhrase]:
    """Yield the parts of a model's name that are one name each, without article, possessive and title."""
    if name.label in _LABELS:
        for piece in _PIECE.finditer(text, *name.span):
            yield from _trimmed_piece(text, tree, Span(*piece.span()), name.label, lexicon)


def _trimmed_piece(
    text: str, tree: SyntaxTree, piece: Span, label: str, lexicon: ActorLexicon
) -> Iterator[NamePhrase]:
    tokens = _name_tokens(text, tree, piece, lexicon)
    if not tokens or len(tokens) > _LONGEST_NAME:
        return
    if label == "ORG" and len(tokens) > 2 and _is_title_of_next_name(tree, tokens[-1], lexicon):
        tokens.pop()
    first, label = _without_titles(text, tree, tokens, label, lexicon)
    one_word = first == tokens[-1]
    # The full stop of a name of several words belongs to it ("Acme Inc."), that of a single word does not.
    span = tree.span(first, tokens[-1]).trimmed(text, off=_QUOTES + ("." if one_word else "") + ",;:()[]")
    if span is None or not span.is_sound(text):
        return
    words = span.words(text)
    is_title = words.lower() in lexicon.titles or (label == "ORG" and is_office(words, lexicon))
    if _is_plain_name(text, span, lexicon) and words not in lexicon.no_names and not is_title:
        yield make_phrase(text, tree, span, None, label=label)


def _name_tokens(text: str, tree: SyntaxTree, piece: Span, lexicon: ActorLexicon) -> list[int]:
    """Return the tokens of a piece without article, sentence opener, weekday and possessive at its edges."""
    tokens = list(tree.range(piece))
    while tokens and (
        tree[tokens[0]].text.lower() in mention_words("articles") or not _has_letter(tree[tokens[0]].text)
    ):
        tokens.pop(0)
    openers = mention_words("sentence openers")
    if len(tokens) > 1 and tree[tokens[0]].text.lower() in openers and tree[tokens[1]].tag == "NNP":
        tokens.pop(0)
    dated = len(tokens) > 1 and _is_weekday(tree, tokens[0])
    if dated and lexicon.known_at(text, tree[tokens[0]].span.start) is None:
        tokens.pop(0)
    while tokens and (tree[tokens[-1]].tag == "POS" or not _has_letter(tree[tokens[-1]].text)):
        tokens.pop()
    return tokens


def _is_plain_name(text: str, span: Span, lexicon: ActorLexicon) -> bool:
    """Tell whether a span is written like one name: no markup, no known name with another joined to it."""
    words = span.words(text)
    known = lexicon.known_at(text, span.start)
    if known is not None and text[span.start + len(known.words) : span.end].startswith(("-", "–", "/")):
        return False
    return words[:1].isalnum() and not words.islower() and not set("[]{}()<>|_=/@#\n") & set(words)


def _is_weekday(tree: SyntaxTree, index: int) -> bool:
    """Tell whether a day of the week only dates what follows: "On Friday [Lind Motors said]"."""
    before = tree.get(index - 1)
    return (
        tree[index].text in mention_words("weekdays")
        and before is not None
        and before.text.lower() in mention_words("words before a weekday")
    )


def _is_title_of_next_name(tree: SyntaxTree, index: int, lexicon: ActorLexicon) -> bool:
    """Tell whether a token is a title before a name ("Coast Guard Commandant" before "Admiral Lind")."""
    after = tree.get(index + 1)
    return (
        tree[index].text.lower() in lexicon.titles
        and after is not None
        and after.pos == "PROPN"
        and after.text.istitle()
    )


def _has_letter(word: str) -> bool:
    return any(character.isalnum() for character in word) and word not in ("'s", "’s")


def _without_titles(
    text: str, tree: SyntaxTree, tokens: list[int], label: str, lexicon: ActorLexicon
) -> tuple[int, str]:
    """Return the token at which a name without its titles begins, and its label.

    The label is PERSON where a title stood before the name of a person.
    """
    last = tokens[-1]
    behind = _person_after_place(text, tree, tokens, lexicon)
    if behind is not None:
        return behind, "PERSON"
    for first in range(last, tokens[0], -1):
        title = title_before(text, tree, first, lexicon, least=tokens[0])
        if title is None:
            continue
        person = (
            label == "PERSON"
            or tree[first].text.lower() in lexicon.given
            or is_full_name(tree, tokens, first, lexicon)
        )
        if person and tree[first].text[0].isupper():
            return first, "PERSON"
    return tokens[0], label


def _person_after_place(text: str, tree: SyntaxTree, tokens: list[int], lexicon: ActorLexicon) -> int | None:
    """Return where a person's name begins after "title of place": "First Minister of Scotland [Ann Lind]"."""
    start, before = tree[tokens[0]].span.start, tree.get(tokens[0] - 1)
    if (
        before is None
        or before.text not in ("of", "to", "for")
        or title_before(text, tree, tokens[0] - 1, lexicon) is None
    ):
        return None
    known = lexicon.known_at(text, start)
    if known is not None and known.sort in ("state", "capital", "body", "outlet", "seat"):
        first = next((at for at in tokens if tree[at].span.start >= start + len(known.words)), None)
    elif start and _lands(text, start) is not None:
        end = start + len(_lands(text, start) or "")
        first = next((at for at in tokens if tree[at].span.start >= end), None)
    else:
        first = next((at for at in tokens[1:] if tree[at].text.lower() in lexicon.given), None)
        first = first if first is not None else _after_fields(tree, tokens)
    return first if first is not None and is_full_name(tree, tokens, first, lexicon) else None


def _lands(text: str, start: int) -> str | None:
    """Return the land with a government of its own that begins at an offset ("Scotland")."""
    return next((name for name in mention_words("lands") if text.startswith(f"{name} ", start)), None)


def _after_fields(tree: SyntaxTree, tokens: list[int]) -> int | None:
    """Return where a name of two words begins in "Minister for Women and Equalities [Ann Lind]"."""
    joint = next((at for at in tokens if tree[at].text == "and"), None)
    is_long = joint is not None and tokens[-1] - joint == 3
    plain = is_long and tree[tokens[-1]].tag == "NNP" and tree[tokens[-2]].tag == "NNP"
    endings = tuple(mention_words("endings of fields"))
    return tokens[-2] if plain and not tree[tokens[-1]].text.endswith(endings) else None


def _missed_persons(
    text: str, tree: SyntaxTree, lexicon: ActorLexicon, raw: list[NamePhrase]
) -> Iterator[NamePhrase]:
    """Yield persons that the model missed: proper nouns directly after a title, or after a given name."""
    covered = {
        i for row in raw if row.label != "PERSON" or len(row.words) > 1 for i in range(row.first, row.last)
    }
    at = 0
    for token in tree.tokens:
        if token.index < at or token.index in covered or token.pos != "PROPN" or not token.text[0].isupper():
            continue
        end = token.index + 1
        while (
            end < len(tree)
            and end - token.index < _LONGEST_PERSON
            and end not in covered
            and _continues_name(tree, end)
        ):
            end += 1
        while end > token.index + 1 and tree[end - 1].text.lower() in mention_words("name particles"):
            end -= 1
        titled = title_before(text, tree, token.index, lexicon) is not None
        given = token.text.lower() in lexicon.given and end - token.index > 1
        span = tree.span(token.index, end - 1)
        named = (titled or given) and lexicon.known_at(text, span.start) is None and span.is_sound(text)
        inside = (
            title_before(text, tree, token.index + 1, lexicon) is not None
        )  # "Executive" of "Chief Executive"
        if named and not inside and not title_at(text, tree, token.index, lexicon):
            at = end
            yield make_phrase(text, tree, span, None, label="PERSON")


def _continues_name(tree: SyntaxTree, index: int) -> bool:
    token, before = tree[index], tree[index - 1]
    if token.sentence != before.sentence or token.span.start - before.span.end > 1:
        return False
    if "-" in (token.text, before.text):
        return _is_hyphenated(tree, index if token.text == "-" else index - 1)
    same_style = (
        token.text.isupper() == before.text.isupper()
        or before.text in mention_words("name particles")
        or len(before.text) < 3
    )
    capitalised = token.pos == "PROPN" and token.text[0].isupper() and token.text[0].isalpha()
    return (capitalised and same_style) or token.text in mention_words("name particles")


def _is_hyphenated(tree: SyntaxTree, index: int) -> bool:
    """Tell whether a hyphen joins two capitalised words without a gap: "JEAN-PIERRE"."""
    before, after = tree.get(index - 1), tree.get(index + 1)
    if before is None or after is None:
        return False
    joined = before.span.end == tree[index].span.start and tree[index].span.end == after.span.start
    return joined and before.text[0].isupper() and after.text[0].isupper() and after.text.isalpha()


def _without_inner_names(raw: list[NamePhrase]) -> list[NamePhrase]:
    """Return the names in text order, without those inside the longer name before or after them."""
    out: list[NamePhrase] = []
    for row in sorted(raw, key=lambda row: (row.span.start, -row.span.end)):
        if out and out[-1].span.holds(row.span):
            continue
        if out and row.span.holds(out[-1].span):
            out.pop()
        out.append(row)
    return out


def _with_adjacent_nouns(
    text: str, tree: SyntaxTree, raw: list[NamePhrase], known: list[NamePhrase], lexicon: ActorLexicon
) -> list[NamePhrase]:
    """Return the names with the adjacent proper nouns that belong to them.

    "Amy Berman" becomes "Amy Berman Jackson", "General's Office" becomes "Prosecutor General's Office".
    """
    taken = {i for row in (*raw, *known) for i in range(row.first, row.last)}
    fixed = {
        i
        for row in (*(row for row in raw if row.label == "PERSON"), *known)
        for i in range(row.first, row.last)
    }
    out = []
    for row in raw:
        first, last = row.first, row.last
        while (
            row.label == "ORG"
            and row.words[-1].lower() in lexicon.nouns
            and first - 1 not in taken
            and _can_extend_left(tree, first)
        ):
            first -= 1
        if row.label == "ORG" and row.words[-1].lower() in mention_words("bodies with a field"):
            last = _end_with_field(tree, last, fixed)
        if row.label == "PERSON":
            stop = min(len(tree), row.first + _LONGEST_EXTENDED_PERSON)
            while last < stop and last not in taken and _can_extend_right(tree, last):
                last += 1
        same = (first, last) == (row.first, row.last)
        out.append(
            row if same else make_phrase(text, tree, tree.span(first, last - 1), None, label=row.label)
        )
    return out


def _end_with_field(tree: SyntaxTree, last: int, taken: set[int]) -> int:
    """Return the end of a body's name with its field, `last` where it names none.

    "Commission" becomes "Commission on International Religious Freedom".
    """
    end = last
    preposition = tree.get(end)
    if (
        preposition is None
        or preposition.text not in ("on", "of", "for")
        or preposition.sentence != tree[last - 1].sentence
    ):
        return last
    end += 1
    stop = min(len(tree), last + _LONGEST_FIELD)
    while end < stop and end not in taken and (tree[end].text.istitle() or tree[end].text == "and"):
        end += 1
    while tree[end - 1].text in ("and", "on", "of", "for"):
        end -= 1
    return max(end, last)


def _can_extend_left(tree: SyntaxTree, index: int) -> bool:
    """Tell whether a capitalised proper noun stands directly before a token, inside the sentence."""
    if index < 1 or index - 1 == tree.sentence_at(index).first:
        return False
    token, before = tree[index], tree[index - 1]
    if _is_weekday(tree, index - 1):
        return False
    return before.tag == "NNP" and before.text.istitle() and token.span.start - before.span.end == 1


def _can_extend_right(tree: SyntaxTree, index: int) -> bool:
    token, before = tree[index], tree[index - 1]
    if "-" in (token.text, before.text):
        return token.sentence == before.sentence and _is_hyphenated(
            tree, index if token.text == "-" else index - 1
        )
    near = token.sentence == before.sentence and token.span.start - before.span.end == 1
    return near and token.pos == "PROPN" and token.text.istitle() and token.text.isalpha()


def _is_part_of_other(known: NamePhrase, other: NamePhrase, persons: frozenset[str]) -> bool:
    """Tell whether a name from the lexicon is part of the model's longer name, or a person's surname."""
    entry = known.known
    if entry is not None and entry.is_listed:
        return other.span.holds(known.span) and other.span != known.span
    if entry is None or entry.sort not in ("state", "demonym", "capital"):
        return False
    if other.span == known.span:
        return other.label == "PERSON" and other.words[-1].lower() in persons
    if not other.span.holds(known.span):
        return False
    return other.label == "PERSON" or (other.label in ("GPE", "LOC", "FAC") and entry.sort == "capital")
