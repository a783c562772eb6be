"""Titles of persons: before a name, after it or joined to it by "of"; and the body of the office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.annotate.mentions.lexicon import ActorLexicon, ActorNoun, mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.nouns.appositions import GivenName, find_given_names, noun_entry
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token
from onrecord.model.span import Span

_BODIES = frozenset({"state", "government", "organisation", "armed-group", "outlet"})
_LONGEST_TITLE = 6  # words


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A title of the lexicon in the text: tokens `first` to `last` (exclusive) and its entry."""

    first: int
    last: int
    noun: ActorNoun


def title_before(
    text: str, tree: SyntaxTree, index: int, lexicon: ActorLexicon, least: int = 0
) -> TitleMatch | None:
    """Return the longest title that ends before token `index` and does not begin before token `least`."""
    for length in range(4, 0, -1):
        first = index - length
        if first < least or tree[first].sentence != tree[index - 1].sentence:
            continue
        noun = lexicon.titles.get(_lower_words(text, tree.span(first, index - 1)))
        if noun:
            return TitleMatch(first, index, noun)
    return None


def title_at(text: str, tree: SyntaxTree, index: int, lexicon: ActorLexicon) -> TitleMatch | None:
    """Return the longest title that begins with token `index`."""
    for length in range(4, 0, -1):
        last = index + length
        if last > len(tree) or tree[last - 1].sentence != tree[index].sentence:
            continue
        noun = lexicon.titles.get(_lower_words(text, tree.span(index, last - 1)))
        if noun:
            return TitleMatch(index, last, noun)
    return None


def _lower_words(text: str, span: Span) -> str:
    return " ".join(span.words(text).lower().split())


@dataclass(frozen=True, slots=True)
class PersonTitle:
    """A title (`span`, with the words that belong to it), its holder, and the named body of the office."""

    span: Span
    holder: NamePhrase
    of: NamePhrase | None
    noun: ActorNoun


def find_titles(
    text: str, tree: SyntaxTree, phrases: Iterable[NamePhrase], lexicon: ActorLexicon
) -> list[PersonTitle]:
    """Return the titles of the persons among `phrases`, honorifics included, in text order of the names."""
    rows = list(phrases)
    finder = _TitleFinder(text, tree, lexicon, {i: row for row in rows for i in range(row.first, row.last)})
    found = []
    given = {row.first: row for row in find_given_names(tree, lexicon) if row.entry.kind == "person"}
    for row in rows:
        if row.kind == "person":
            own = [title for title in (finder.before(row), finder.after(row)) if title]
            named = given.get(row.first)
            if named is not None and all(title.noun.honorific for title in own):
                own += [title for title in (finder.of_noun(row, named),) if title]
            found += own
    return found


@dataclass(frozen=True, slots=True)
class _TitleFinder:
    text: str
    tree: SyntaxTree
    lexicon: ActorLexicon
    name_at: Mapping[int, NamePhrase]

    def before(self, person: NamePhrase) -> PersonTitle | None:
        """Find "Kremlin spokesman NAME", "the foreign minister, NAME", "the president of Ukraine(,) NAME"."""
        index = person.first
        comma = index > 0 and self.tree[index - 1].text == ","
        end = index - 1 if comma else index
        if end < 1 or self.tree[end - 1].sentence != self.tree[index].sentence:
            return None
        title = title_before(self.text, self.tree, end, self.lexicon)
        if title is None:
            return self._title_of(person, end)
        first, of = self._extended(title)
        if comma and (not self._has_determiner_or_body(first, of) or self._begins_clause(title, person)):
            return None
        return PersonTitle(
            self.tree.span(first, end - 1), person, of or self._body_after(person.last), title.noun
        )

    def of_noun(self, person: NamePhrase, named: GivenName) -> PersonTitle | None:
        """Return a noun that is given the person's name ("a commuter from Lund, NAME") as a title."""
        noun = TitleMatch(named.noun, named.noun + 1, named.entry)
        if self.tree[named.noun].lemma.lower() in mention_words("no roles"):
            return None
        title = title_before(self.text, self.tree, named.noun + 1, self.lexicon)
        of = self._body_after(named.noun + 1)
        if title is not None:
            first, own = self._extended(title)
            return PersonTitle(self.tree.span(first, named.noun), person, own or of, title.noun)
        span = self.tree.span(self._first_modifier(named.noun), named.noun)
        return PersonTitle(span, person, None if of is None or of.kind == "state" else of, noun.noun)

    def _first_modifier(self, noun: int) -> int:
        """Return the first of the words right before a noun that belong to it: "Ukrainian driver"."""
        first = noun
        while first > 0 and (
            self.tree[first - 1].head == noun and self.tree[first - 1].dep in ("amod", "compound", "nmod")
        ):
            first -= 1
        return first

    def _begins_clause(self, title: TitleMatch, person: NamePhrase) -> bool:
        """Tell whether a name behind a comma begins a clause: "After a call with him, Lind left"."""
        after = self.tree.get(person.last)
        if after is None or after.sentence != self.tree[person.first].sentence or after.pos == "PUNCT":
            return False
        return self.tree[title.last - 1].dep in ("pobj", "dobj", "dative", "attr")

    def _title_of(self, person: NamePhrase, end: int) -> PersonTitle | None:
        """Find "president of Ukraine" and "Minister of Information" before a name."""
        body = self.name_at.get(end - 1)
        at = body.first if body is not None and body.kind != "person" else end
        while (
            body is None
            and end - at < 4
            and self.tree[at - 1].pos in ("PROPN", "CCONJ")
            and at - 1 not in self.name_at
        ):
            at -= 1
        last = (body.first if body is not None else end) - 1
        if at > 1 and self.tree[at - 1].text.lower() == "the":
            at -= 1
        joint = self.tree[at - 1].text if at > 0 else ""
        is_field = body is None and joint == "for" and at < end  # "minister for Women and Equalities"
        is_body = body is not None and joint in ("to", "for")
        if at < 2 or at > last + 1 or not (joint == "of" or is_field or is_body):
            return None
        title = title_before(self.text, self.tree, at - 1, self.lexicon)
        if title is None or title.noun.honorific:
            return None
        first, of = self._extended(title)
        if body is not None and joint != "of":  # an ambassador's state is the one that sends him
            return PersonTitle(self.tree.span(first, body.last - 1), person, of, title.noun)
        if body is not None:
            return PersonTitle(self.tree.span(first, at - 2), person, _body(body), title.noun)
        return PersonTitle(self.tree.span(first, end - 1), person, of, title.noun)

    def after(self, person: NamePhrase) -> PersonTitle | None:
        """Find "NAME, the alliance's secretary-general", "NAME, a professor at BODY"."""
        start = person.last
        if start + 1 >= len(self.tree) or self.tree[start].text != ",":
            return None
        first, of, at = None, None, start + 1
        while (
            at < len(self.tree)
            and at - start < _LONGEST_TITLE + 4
            and self.tree[at].sentence == self.tree[start].sentence
        ):
            token, name = self.tree[at], self.name_at.get(at)
            if name is not None and name.kind == "person":
                break
            if name is not None and (name.kind == "state" or self._is_possessive(name.last)):
                first, of, at = None, _body(name), name.last
                continue
            if token.pos in ("DET", "PART", "PRON") and token.tag in ("DT", "POS", "PRP$"):
                first = None
            elif token.pos in ("ADJ", "NOUN", "PROPN", "ADV") or self._joins_title(token):
                first = at if first is None else first
            else:
                break
            at += 1
        title = title_before(self.text, self.tree, at, self.lexicon) if first is not None else None
        plain = self._plain_noun(at) if first is not None and title is None else None
        title = title or plain
        if first is None or title is None or title.noun.honorific or at in self.name_at:
            return None
        of = of or self._body_after(at)
        begin = self._own_start(max(first, start + 1), title)
        if plain is not None:
            begin = min(begin, self._first_modifier(at - 1))
            of = None if of is None or of.kind == "state" else of
        return PersonTitle(self.tree.span(begin, at - 1), person, of, title.noun)

    def _plain_noun(self, end: int) -> TitleMatch | None:
        """Return a noun for one person that is no title ("a diplomat"), before token `end`."""
        token = self.tree[end - 1]
        noun = noun_entry(token, self.lexicon) if token.tag == "NN" else None
        return TitleMatch(end - 1, end, noun) if noun is not None and noun.kind == "person" else None

    def _joins_title(self, token: Token) -> bool:
        return token.text == "-" or token.text.lower() in mention_words("title adjectives")

    def _own_start(self, first: int, title: TitleMatch) -> int:
        """Return the first token, from `first` on, that belongs to the title."""
        at = title.first
        while at > first and self._is_part_of_title(at - 1):
            at -= 1
        return at

    def _extended(self, title: TitleMatch) -> tuple[int, NamePhrase | None]:
        """Return where the title begins with the words that belong to it, and the body named there."""
        first = title.first
        while (
            first > 0
            and title.last - first < _LONGEST_TITLE
            and self.tree[first - 1].sentence == self.tree[title.first].sentence
        ):
            name = self.name_at.get(first - 1)
            if self.tree[first].span.start - self.tree[first - 1].span.end > 1:
                break
            if name is not None:
                before = self.tree.get(name.first - 1)
                if before is not None and before.text.lower() in mention_words("no longer in office"):
                    return before.index, _body(name)
                if name.kind in (None, "person", "state"):
                    return first, _body(name)
                return name.first, name
            if self.tree[first - 1].tag == "POS":
                return first, _body(self.name_at.get(first - 2))
            if not self._is_part_of_title(first - 1) or self._follows_other_noun(first, title):
                break
            first -= 1
        while first < title.first and self.tree[first].text == "-":
            first += 1
        return first, None

    def _follows_other_noun(self, first: int, title: TitleMatch) -> bool:
        """Tell whether another noun stands before a capitalised title ("candidate Senator Lind")."""
        before = self.tree[first - 1]
        capital = self.tree[title.first].text[0].isupper()
        return first == title.first and capital and before.text.islower() and before.pos == "NOUN"

    def _is_part_of_title(self, index: int) -> bool:
        token = self.tree[index]
        if token.text.lower() in mention_words("parties"):
            return False
        if token.text == "-":
            return (
                index > 0
                and self.tree[index - 1].pos in ("ADJ", "NOUN", "PROPN")
                and index - 1 not in self.name_at
            )
        if token.text.lower() in mention_words("title adjectives"):
            return True
        if token.pos == "ADJ":
            return token.text[0].isupper() and self._inside_sentence(index)
        return token.pos in ("NOUN", "PROPN") and token.text[0].isalpha() and token.dep != "npadvmod"

    def _inside_sentence(self, index: int) -> bool:
        return index > self.tree.sentence_at(index).first

    def _has_determiner_or_body(self, first: int, of: NamePhrase | None) -> bool:
        before = self.tree.get(first - 1)
        return of is not None or (before is not None and before.pos == "DET")

    def _is_possessive(self, index: int) -> bool:
        token = self.tree.get(index)
        return token is not None and token.tag == "POS"

    def _body_after(self, index: int) -> NamePhrase | None:
        """Return the body after "of", "at", "for" or "with" at a token."""
        token = self.tree.get(index)
        if token is None or token.text not in mention_words("prepositions after a title"):
            return None
        index += 1
        article = self.tree.get(index)
        if article is not None and article.pos == "DET":
            index += 1
        name = self.name_at.get(index)
        if name is None or name.first != index:
            return None
        owned = self.name_at.get(name.last + 1) if self._is_possessive(name.last) else None
        return _body(owned) or _body(name)


def _body(phrase: NamePhrase | None) -> NamePhrase | None:
    return phrase if phrase is not None and phrase.kind in _BODIES else None
