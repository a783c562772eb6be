"""Phrases that can corefer: names, nouns and pronouns, with number, gender and kind."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Literal

from onrecord.annotate.lexicon_files import fields, lexicon_rows
from onrecord.annotate.mentions.lexicon import ActorLexicon, load_actor_lexicon, mention_words
from onrecord.annotate.mentions.named_actors import ActorName
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Attribution, Name, Quotation, Token
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

Form = Literal["pronoun", "name", "nominal"]
_SKIPPED = frozenset(
    {"compound", "amod", "advmod", "nummod", "quantmod", "npadvmod", "det", "predet", "expl", "meta", "intj"}
)
_ROLES = {
    "nsubj": "subject",
    "nsubjpass": "subject",
    "dobj": "object",
    "dative": "object",
    "pobj": "oblique",
    "poss": "owner",
}
_KINDS = {"PERSON": "person", "ORG": "body", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "people"}
ONE_OF = "one of"  # mark of "one of the victims": a pronoun may refer to it, though it has no actor
_OFF = ",;:.!?—–-…"
_HEADS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "ADV"})
_ENDS = frozenset("([")
_LIMIT = 250  # tokens of a subtree: bounds the work on wrong parses


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun's base form ("him": "he"), number, gender and person."""

    base: str
    number: str
    gender: str
    person: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with its head token. `number`, `gender` and `kind` are "" where unknown; -1 means none.

    `words` are its content words in lower case, `noun` the lemma of its head, `mark` its determiner ("the",
    "a", "this", "own" for possessives, "" for none), `verb` the verb it is an argument of, `actor` the
    number of the actor that a name refers to, `paragraph` the number of lines before it. `quote` is the
    number of the quotation around it, `quote_source` the head token of the source of that quotation.
    `speaks` says whether it is the source of an attribution, `last_source` is the head token of the source
    before it, `own_quotations` are the words quoted from it.
    """

    span: Span
    head: int
    sentence: int
    form: Form
    noun: str
    words: tuple[str, ...]
    number: str
    gender: str
    kind: str
    mark: str
    role: str
    verb: int
    quote: int = -1
    quote_source: int = -1
    pronoun: str = ""
    actor: int = -1
    speaks: bool = False
    paragraph: int = 0
    last_source: int = -1
    own_quotations: tuple[Span, ...] = ()


@cache
def load_pronouns(language: str = "en") -> Mapping[str, Pronoun]:
    """Return the pronouns of a language. Raises ModelError when their list is missing."""
    rows = (fields(row, 5) for row in lexicon_rows("mentions/pronouns", language))
    return MappingProxyType({row[0]: Pronoun(*row[1:]) for row in rows})


@dataclass(frozen=True, slots=True)
class Quotes:
    """The outermost quotations in text order, and the head token of the source of each (-1: unknown)."""

    spans: tuple[Span, ...]
    sources: tuple[int, ...]

    @classmethod
    def of(cls, view: Annotations, tree: SyntaxTree) -> "Quotes":
        """Find the sources among the attributions with a content that overlaps the quotation.

        Turns of a transcript count as quotations.
        """
        spans = sorted(row.inner for row in view.of(Quotation) if row.depth == 0)
        rows = [row for row in view.of(Attribution) if row.source and row.within is None]
        spans.extend(span for row in rows if row.verbatim for span in row.content)
        spans = sorted(set(spans))
        sources = [-1] * len(spans)
        starts = [span.start for span in spans]
        for row in rows:
            heads = tree.heads(row.source)
            for part in row.content:
                at = max(0, bisect_right(starts, part.start) - 1)
                while heads and at < len(spans) and spans[at].start < part.end:
                    if sources[at] < 0 and spans[at].overlaps(part):
                        sources[at] = heads[0].index
                    at += 1
        return cls(tuple(spans), tuple(sources))

    def at(self, start: int) -> int:
        """Return the number of the quotation around an offset, -1 for none."""
        at = bisect_right(self.spans, start, key=lambda row: row.start) - 1
        return at if at >= 0 and self.spans[at].end > start else -1


def find_phrases(
    text: str, tree: SyntaxTree, view: Annotations, names: Mapping[int, ActorName]
) -> list[Phrase]:
    """Return the phrases of an article in text order, outer ones first.

    A list ("A and B") is a phrase besides its members. `names` gives the actor of each token of a name.
    """
    quotes = Quotes.of(view, tree)
    contents = {
        head.index: tuple(span for span in row.content if quotes.at(span.start + 1) >= 0)
        for row in view.of(Attribution)
        for head in tree.heads(row.source)
    }
    finder = _PhraseFinder(
        text,
        tree,
        load_actor_lexicon(),
        load_pronouns(),
        _labels(tree, view.of(Name)),
        quotes,
        names,
        contents,
        frozenset(row.text for row in tree.tokens if row.pos == "PROPN" and row.dep != "compound"),
    )
    found = sorted(
        (phrase for token in tree.tokens if token.pos in _HEADS for phrase in finder.of_head(token)),
        key=lambda row: (row.span.start, -row.span.end, row.head),
    )
    return _with_positions(text, found, sorted(contents))


def _with_positions(text: str, phrases: Sequence[Phrase], source_heads: Sequence[int]) -> list[Phrase]:
    """Return the phrases with their paragraph and the last source before each."""
    out, at, count = [], 0, 0
    for phrase in phrases:
        count += "\n" in text[at : phrase.span.start]
        at = phrase.span.start
        before = bisect_left(source_heads, phrase.head)
        out.append(replace(phrase, paragraph=count, last_source=source_heads[before - 1] if before else -1))
    return out


def _labels(tree: SyntaxTree, names: Sequence[Name]) -> dict[int, str]:
    """Return the label of the name over each token."""
    return {index: name.label for name in names for index in tree.range(name.span)}


@dataclass(frozen=True, slots=True)
class _PhraseFinder:
    text: str
    tree: SyntaxTree
    lexicon: ActorLexicon
    pronouns: Mapping[str, Pronoun]
    labels: Mapping[int, str]
    quotes: Quotes
    names: Mapping[int, ActorName]
    contents: Mapping[int, tuple[Span, ...]]
    alone: frozenset[str]  # proper nouns that head a name somewhere

    def of_head(self, token: Token) -> Iterator[Phrase]:
        """Yield the phrase that a token heads, if any, and the list it begins."""
        lower = token.text.lower()
        if lower in self.pronouns and token.tag in ("PRP", "PRP$", "DT", "WP"):
            if token.tag != "DT" or token.dep in ("nsubj", "dobj", "pobj", "nsubjpass"):
                yield self._pronoun(token, self.pronouns[lower])
            return
        if (lower, token.dep) == ("there", "advmod") or (lower == "one" and token.pos in ("PRON", "NOUN")):
            yield self._nominal(token, token.span)
            return
        if lower in mention_words("part of several") and token.pos in ("NUM", "PRON", "ADJ"):
            yield from self._one_of(token)
            return
        named = token.pos == "PROPN" and token.dep in ("compound", "nmod") and self._is_last_of_name(token)
        if token.pos == "PROPN" and token.dep == "compound" and self._may_be_name(token):
            yield self._nominal(token, self._span_of_proper_nouns(token))
            return
        timed = token.dep == "npadvmod" and token.pos in ("NOUN", "PROPN")
        if token.pos not in ("NOUN", "PROPN") or (token.dep in _SKIPPED and not named and not timed):
            return
        if named and token.dep == "compound":
            yield self._nominal(token, self._span_of_name(token))
            return
        joined = [
            child for child in self.tree.below(token.index, "conj") if child.pos in ("NOUN", "PROPN", "PRON")
        ]
        whole = self._span(token, without=frozenset({"conj", "cc", "preconj"}) if joined else frozenset())
        yield self._nominal(token, whole)
        if joined and token.dep != "conj":
            yield self._list(token)

    def _one_of(self, token: Token) -> Iterator[Phrase]:
        of = next((child for child in self.tree.below(token.index, "prep") if child.text == "of"), None)
        noun = next(self.tree.below(of.index, "pobj"), None) if of else None
        if noun is not None:
            kind = self._nominal(noun, noun.span).kind
            number = "s" if token.text.lower() in mention_words("one of several") else "p"
            whole = self._nominal(token, self._span(token, frozenset()))
            yield replace(whole, mark=ONE_OF, kind="person" if kind == "people" else kind, number=number)

    def _is_last_of_name(self, token: Token) -> bool:
        label = self.labels.get(token.index)
        return label in _KINDS and self.labels.get(token.index + 1) != label

    def _may_be_name(self, token: Token) -> bool:
        """Tell whether a proper noun inside a phrase is a name of its own.

        It stands before a common noun ("the Harrow friendships") or is named elsewhere ("Durham University").
        """
        after = self.tree.get(token.index + 1)
        if self.tree[token.head].pos == "NOUN" and after is not None and after.pos != "PROPN":
            return True
        first = self.tree[token.index - 1] if token.index else token
        return token.text in self.alone and (first.pos != "PROPN" or first.head != token.head)

    def _span_of_proper_nouns(self, token: Token) -> Span:
        first = token.index
        while first and self.tree[first - 1].pos == "PROPN" and self.tree[first - 1].head == token.head:
            first -= 1
        if self.labels.get(token.index):
            return self._span_of_name(token)
        return self.tree.span(first, token.index)

    def _span_of_name(self, token: Token) -> Span:
        first = token.index
        while (
            self.labels.get(first - 1) == self.labels[token.index]
            and self.tree[first - 1].sentence == token.sentence
        ):
            first -= 1
        return self.tree.span(first, token.index)

    def _span(self, token: Token, without: frozenset[str]) -> Span:
        """Return the span of the subtree of a noun, up to the first relation in `without`."""
        inside = self.tree.subtree(token.index, _LIMIT)
        if without:
            cut = {
                i
                for child in self.tree.below(token.index)
                if child.dep in without
                for i in self.tree.subtree(child.index, _LIMIT)
            }
            stop = min((i for i in cut if i > token.index), default=len(self.tree))
            inside = [i for i in inside if i not in cut and i < stop]
        return self._joined(token, inside)

    def _joined(self, token: Token, inside: Sequence[int]) -> Span:
        """Return the contiguous tokens around a head, without punctuation at the edges."""
        members = set(inside)
        first = last = token.index
        while first - 1 in members and not self._is_apart(first - 1, first):
            first -= 1
        while (
            last + 1 in members
            and self.tree[last + 1].text not in _ENDS
            and not self._is_apart(last, last + 1)
        ):
            last += 1
        while (
            last > token.index
            and self.tree[last].pos in ("CCONJ", "ADP", "SCONJ")
            and not self.tree.children[last]
        ):
            last -= 1
        while first < token.index and self.tree[first].pos == "PUNCT":
            first += 1
        while last > token.index and self.tree[last].pos == "PUNCT":
            last -= 1
        return self.tree.span(first, last)

    def _is_apart(self, left: int, right: int) -> bool:
        """Tell whether two neighbouring tokens stand on different lines."""
        return "\n" in self.text[self.tree[left].span.end : self.tree[right].span.start]

    def _pronoun(self, token: Token, pronoun: Pronoun) -> Phrase:
        quote = self.quotes.at(token.span.start)
        return Phrase(
            token.span,
            token.index,
            token.sentence,
            "pronoun",
            pronoun.base,
            (),
            pronoun.number,
            pronoun.gender,
            "person" if pronoun.gender in ("m", "f") or pronoun.person in ("1", "2") else "",
            pronoun.person,
            _role(self.tree, token),
            _verb(self.tree, token),
            quote,
            self.quotes.sources[quote] if quote >= 0 else -1,
            pronoun.base,
            speaks=token.index in self.contents,
            own_quotations=self.contents.get(token.index, ()),
        )

    def _nominal(self, token: Token, span: Span) -> Phrase:
        lemma = token.lemma.lower()
        label = self.labels.get(token.index, "")
        name = token.pos == "PROPN"
        words = tuple(
            row.text.lower()
            for row in (self.tree[i] for i in self.tree.range(span))
            if row.index <= token.index and row.pos in ("NOUN", "PROPN", "ADJ", "NUM", "VERB")
        )
        noun = None if name else self.lexicon.noun(lemma)
        known = self.names.get(token.index) if name else self._named_beside(token)
        gender = noun.gender if noun and noun.gender else known.gender if known else None
        kind = _KINDS.get(label, "other" if label else "") if name else _kind(noun.kind) if noun else ""
        if known is not None and name:
            kind = _kind(known.kind)
        quote = self.quotes.at(token.span.start)
        return Phrase(
            span,
            token.index,
            token.sentence,
            "name" if name else "nominal",
            token.text.lower() if name else lemma,
            words,
            "p" if token.tag in ("NNS", "NNPS") else "s",
            gender or "",
            kind,
            _mark(self.tree, token),
            _role(self.tree, token),
            _verb(self.tree, token),
            quote,
            self.quotes.sources[quote] if quote >= 0 else -1,
            actor=known.actor if known is not None else -1,
            speaks=token.index in self.contents,
        )

    def _named_beside(self, token: Token) -> ActorName | None:
        """Return the person named by apposition or predicate: "the mayor, Ann Lind", "Lind is the mayor"."""
        beside = [*self.tree.below(token.index, "appos")]
        above = self.tree[token.head]
        if token.dep == "appos":
            beside.append(above)
        elif token.dep == "attr" and above.lemma == "be":
            beside.extend(self.tree.below(above.index, "nsubj"))
        known = [self.names[row.index] for row in beside if row.index in self.names]
        return known[0] if known and known[0].kind == "person" else None

    def _list(self, token: Token) -> Phrase:
        inside = self.tree.subtree(token.index, _LIMIT)
        span = self._joined(token, inside)
        quote = self.quotes.at(token.span.start)
        words = tuple(
            self.tree[i].text.lower() for i in self.tree.range(span) if self.tree[i].pos in ("NOUN", "PROPN")
        )[:12]
        return Phrase(
            span,
            token.index,
            token.sentence,
            "nominal",
            " and ",
            words,
            "p",
            "",
            _KINDS.get(self.labels.get(token.index, ""), ""),
            "and",
            _role(self.tree, token),
            _verb(self.tree, token),
            quote,
            self.quotes.sources[quote] if quote >= 0 else -1,
        )


def _verb(tree: SyntaxTree, token: Token) -> int:
    """Return the verb a token is an argument of, directly or through nouns; else its head."""
    return next((above.index for above in tree.above(token.index, 4) if above.pos in VERBAL), token.head)


def _kind(kind: str) -> str:
    return kind if kind in ("person", "people") else "place" if kind == "state" else "body"


def _role(tree: SyntaxTree, token: Token) -> str:
    """Return the role of a token in its clause; a conjunct has the role of the first."""
    for _ in range(6):
        if token.dep != "conj" or token.head == token.index:
            break
        token = tree[token.head]
    role = _ROLES.get(token.dep, "other")
    if role == "subject" and tree[token.head].dep == "ROOT":
        return "main subject"
    return role


def _mark(tree: SyntaxTree, head: Token) -> str:
    first = next(iter(tree.below(head.index, "det", "poss")), None)
    if first is None:
        return ""
    if first.dep == "poss":
        return "own"
    lower = first.text.lower()
    if lower == "the":
        return "the"
    return "this" if lower in mention_words("demonstratives") else "a"
