"""Names found by the words around them: those that nouns are given, and members of lists."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from onrecord.annotate.mentions.lexicon import ActorLexicon, mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.nouns.appositions import GivenName, find_given_names
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Token
from onrecord.model.span import Span


def make_phrase(
    text: str, tree: SyntaxTree, span: Span, kind: ActorKind | None, label: str = ""
) -> NamePhrase:
    tokens = tree.range(span)
    sector = "JRN" if kind == "outlet" else None
    return NamePhrase(
        span, tokens.start, tokens.stop, tuple(span.words(text).split()), kind, sector=sector, label=label
    )


def near_names(raw: list[NamePhrase], span: Span) -> list[NamePhrase]:
    """Return the names in `raw` (in text order) that overlap a span."""
    at = bisect_right(raw, span.start, key=lambda row: row.span.start)
    return [row for row in raw[max(0, at - 3) : at + 4] if row.span.overlaps(span)]


def find_given(
    text: str, tree: SyntaxTree, raw: list[NamePhrase], known: list[NamePhrase], lexicon: ActorLexicon
) -> Iterator[NamePhrase]:
    """Yield the names that nouns are given ("the mayor of Lund, Ann Lind"), with the kind of the noun."""
    fixed = {i for row in known for i in range(row.first, row.last)}
    at = {row.first: row for row in raw}
    for row in find_given_names(tree, lexicon):
        span = tree.span(row.first, row.last - 1)
        model = at.get(row.first)
        longer = model is not None and model.last > row.last
        if fixed & set(range(row.first, row.last)) or not span.is_sound(text):
            continue
        if row.entry.kind == "person":
            is_body = model is not None and model.label == "ORG" and _names_body(model, lexicon)
            is_place = model is not None and model.label in ("GPE", "LOC") and row.is_far and not row.has_age
            if not is_body and not is_place and not longer:
                label = "ORG" if _may_be_body(tree, row, model, lexicon) else "PERSON"
                yield make_phrase(text, tree, span, "organisation" if label == "ORG" else None, label=label)
        elif model is None or not (longer or (model.label == "PERSON" and not row.is_short)):
            yield replace(make_phrase(text, tree, span, row.entry.kind, label="ORG"), sector=row.entry.sector)


def _may_be_body(tree: SyntaxTree, row: GivenName, model: NamePhrase | None, lexicon: ActorLexicon) -> bool:
    """Tell whether "the owner, Lind Shipping," is a body: no given name, and not labelled as a person."""
    if tree[row.noun].lemma.lower() not in mention_words("persons or bodies"):
        return False
    labelled = model is not None and model.label == "PERSON"
    return not labelled and tree[row.first].text.lower() not in lexicon.given


def find_listed_persons(
    text: str, tree: SyntaxTree, raw: list[NamePhrase], known: list[NamePhrase], lexicon: ActorLexicon
) -> Iterator[NamePhrase]:
    """Yield the names of two or three words in a list with a person that the model missed or misread."""
    at = {i: row for row in (*raw, *known) for i in range(row.first, row.last)}
    common = {token.text for token in tree.tokens if token.text.islower()}
    for token in tree.tokens:
        inside = token.dep == "appos" and not any(tree.below(token.index, "conj"))
        if token.pos != "PROPN" or token.dep == "conj" or inside:
            continue
        members = (token, *find_conjuncts(tree, token))
        if len(members) < 2 or not any(_is_full_person(at.get(row.index)) for row in members):
            continue
        for member in members:
            row = at.get(member.index)
            first, last = _capitalised_around(tree, member) if row is None else (row.first, row.last)
            open_to_doubt = row is None or (
                row.known is None and row.label in ("GPE", "LOC", "ORG", "PRODUCT")
            )
            if not open_to_doubt or not 1 < last - first < 4 or not tree[last - 1].text.istitle():
                continue
            phrase = make_phrase(text, tree, tree.span(first, last - 1), None, label="PERSON")
            plain = all(word.isalpha() and word.lower() not in common for word in phrase.words)
            if plain and not _names_body(phrase, lexicon) and tree[last - 1].tag == "NNP":
                yield phrase


def _is_full_person(phrase: NamePhrase | None) -> bool:
    return phrase is not None and phrase.label == "PERSON" and len(phrase.words) > 1


def _capitalised_around(tree: SyntaxTree, token: Token) -> tuple[int, int]:
    """Return the tokens of the capitalised proper nouns that end with a token."""
    first = token.index
    while first > 0 and tree[first - 1].pos == "PROPN" and tree[first - 1].text.istitle():
        first -= 1
    return first, token.index + 1


def _names_body(phrase: NamePhrase, lexicon: ActorLexicon) -> bool:
    """Tell whether a noun for a body is one of a name's words."""
    return any(
        (noun := lexicon.nouns.get(word.lower())) is not None and noun.kind not in ("person", "people")
        for word in phrase.words
    )


def with_given_names(raw: list[NamePhrase], given: list[NamePhrase]) -> list[NamePhrase]:
    """Return the names in text order; a name that a noun is given replaces those that overlap it."""
    near = sorted(given, key=lambda row: row.span)
    kept = [row for row in raw if not near_names(near, row.span)]
    return sorted([*kept, *near], key=lambda row: row.span)


def is_full_name(tree: SyntaxTree, tokens: list[int], first: int, lexicon: ActorLexicon) -> bool:
    """Tell whether the tokens after a title are the full name of a person, in two or three words.

    The name of a body is none ("Prime Minister Office").
    """
    words = [tree[at] for at in tokens if at >= first and not _is_part_after_hyphen(tree, at, first)]
    plain = all(word.pos == "PROPN" and word.text.istitle() and word.text.isalpha() for word in words)
    nouns = (lexicon.nouns.get(word.text.lower()) for word in words)
    bodies = any(noun is not None and noun.kind not in ("person", "people") for noun in nouns)
    return 2 <= len(words) <= 3 and plain and not bodies


def _is_part_after_hyphen(tree: SyntaxTree, at: int, first: int) -> bool:
    """Tell whether a token is a hyphen or the part behind it: "Man[-kei]"."""
    return at > first and "-" in (tree[at].text, tree[at - 1].text)


def is_office(words: str, lexicon: ActorLexicon) -> bool:
    """Tell whether a name is that of an office and no body: "Minister of Foreign Affairs of"."""
    if words.isupper() and words.lower().rpartition(" ")[2] in lexicon.titles:
        return True  # in the label of a turn: "JOE LARSEN, TRANSIT CHAIRMAN:"
    title, joint, field = words.lower().partition(" of ")
    if not joint:
        title, joint, field = words.lower().partition(" for ")
    last = field.rpartition(" ")[2]
    noun = lexicon.nouns.get(last)
    return bool(joint) and title in lexicon.titles and (noun is None or noun.kind in ("person", "people"))


def with_given_name_before(
    text: str, tree: SyntaxTree, raw: list[NamePhrase], known: list[NamePhrase], lexicon: ActorLexicon
) -> list[NamePhrase]:
    """Return the names; a person's of one word with the word before it: "Council Enver [Solomon]"."""
    taken = {i for row in (*raw, *known) for i in range(row.first, row.last)}
    out = []
    for row in raw:
        at = row.first - 1
        plain = row.label == "PERSON" and len(row.words) == 1 and at >= 0 and at not in taken
        if plain and _may_be_given_name(tree, at, lexicon):
            span = tree.span(at, row.last - 1)
            row = make_phrase(text, tree, span, None, label="PERSON")
        out.append(row)
    return out


def _may_be_given_name(tree: SyntaxTree, at: int, lexicon: ActorLexicon) -> bool:
    """Tell whether a capitalised word that is no title and no noun stands right before a name."""
    token, word = tree[at], tree[at].text.lower()
    listed = word in lexicon.titles or lexicon.noun(word) is not None or word in lexicon.things
    closed = mention_words("parties") | mention_words("title adjectives") | mention_words("name particles")
    plain = token.tag == "NNP" and token.text.istitle() and token.text.isalpha()
    named = token.text in mention_words("no given names") or word in closed or word in lexicon.polity
    follows = at > 0 and tree[at - 1].tag == "NNP" and tree[at - 1].sentence == token.sentence
    return plain and follows and not listed and not named and _is_adjacent(tree, at + 1)


def joined_by_particles(text: str, tree: SyntaxTree, raw: list[NamePhrase]) -> list[NamePhrase]:
    """Return the names with particles and what they join as one: "Ursula von der" and "Leyen"."""
    particles = mention_words("name particles")
    out: list[NamePhrase] = []
    for row in raw:
        first, last = row.first, row.last
        before = out[-1] if out else None
        while first > 0 and tree[first - 1].text.lower() in particles and _is_adjacent(tree, first):
            first -= 1
        if first < row.first and first > 0 and tree[first - 1].pos == "PROPN" and _is_adjacent(tree, first):
            first = before.first if before is not None and before.last >= first else first
        touches = before is not None and before.label == "PERSON" and first <= before.last
        if before is not None and touches:
            joined = first < before.last or tree[before.last - 1].text in particles
            first = min(first, before.first) if joined else first
        if first == row.first or row.label not in ("PERSON", "ORG", "GPE", "LOC"):
            out.append(row)
            continue
        if before is not None and before.last > first:
            out.pop()
        out.append(make_phrase(text, tree, tree.span(first, last - 1), None, label="PERSON"))
    return out


def _is_adjacent(tree: SyntaxTree, index: int) -> bool:
    """Tell whether a token stands one space behind the one before it, in its sentence."""
    token, before = tree[index], tree[index - 1]
    return token.sentence == before.sentence and token.span.start - before.span.end == 1
