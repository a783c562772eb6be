"""References to documents in an article.

Reports, articles, posts, quotations; their owner, title, and later mentions.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.provenance.lexicon import ProvenanceLexicon, words_of
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Medium, Mention, Quotation, TimeExpression, Token
from onrecord.model.span import Span

_TO_TITLE = 2  # tokens between "titled" and the quotation
_MODIFIERS = ("det", "compound", "poss", "amod", "nmod")


@dataclass(frozen=True, slots=True)
class Document:
    """A document at its noun (token `head`).

    Owner (`actor`, and the mention that names it), title, all its words.
    """

    head: int
    lemma: str
    medium: Medium
    span: Span
    actor: int | None = None
    named: Mention | None = None
    title: Span | None = None
    date: TimeExpression | None = None


@dataclass(frozen=True, slots=True)
class DocumentIndex:
    """The documents of an article in text order, by the noun or title that refers to them."""

    tree: SyntaxTree
    lexicon: ProvenanceLexicon
    rows: tuple[Document, ...]
    by_head: Mapping[int, Document]
    titles: tuple[tuple[Span, Document], ...]

    def at(self, token: Token) -> Document | None:
        """Return the document a noun introduces, or the last one before it that "the article" can mean."""
        own = self.by_head.get(token.index)
        if own is not None or token.pos != "NOUN" or token.lemma not in self.lexicon.documents:
            return own
        determiners = {below.text.lower() for below in self.tree.below(token.index, "det")}
        if not determiners & words_of("definite determiners"):
            return None
        before = self.rows[: bisect_left(self.rows, token.index, key=lambda row: row.head)]
        medium = self.lexicon.documents[token.lemma]
        same = [row for row in before if row.lemma == token.lemma]
        same = same or [row for row in before if row.medium == medium]
        return same[-1] if same else None

    def with_title_around(self, span: Span) -> Document | None:
        """Return the document in whose title a span stands."""
        at = bisect_right(self.titles, span.start, key=lambda row: row[0].start) - 1
        return self.titles[at][1] if at >= 0 and self.titles[at][0].holds(span) else None


def find_documents(
    text: str,
    actors: ActorIndex,
    quotations: Sequence[Quotation],
    times: Sequence[TimeExpression],
    lexicon: ProvenanceLexicon,
) -> DocumentIndex:
    """Return the documents whose owner or title the text gives. Quotations and times come in text order."""
    tree = actors.mentions.tree
    rows = []
    for token in tree.tokens:
        if token.pos == "NOUN" and token.lemma in lexicon.documents:
            document = _document(text, token, actors, quotations, lexicon.documents[token.lemma])
            if document is not None:
                rows.append(replace(document, date=_date(document, times)))
    titles = sorted(((row.title, row) for row in rows if row.title is not None), key=lambda pair: pair[0])
    return DocumentIndex(tree, lexicon, tuple(rows), {row.head: row for row in rows}, tuple(titles))


def _document(
    text: str, token: Token, actors: ActorIndex, quotations: Sequence[Quotation], medium: Medium
) -> Document | None:
    tree = actors.mentions.tree
    owner = next((named for named in _owners(token, actors) if not is_platform(text, named)), None)
    title = _title(text, token, tree, quotations)
    if owner is None and title is None:
        return None
    named = tree.range(owner.span) if owner is not None else range(0)
    first = min([token.index, *(below.index for below in tree.below(token.index, *_MODIFIERS)), *named])
    span = tree.span(first, max([token.index, *named]))
    span = span if title is None else span.joined(title)
    return Document(token.index, token.lemma, medium, span, owner.actor if owner else None, owner, title)


def _owners(token: Token, actors: ActorIndex) -> Iterator[Mention]:
    """Yield the owners.

    For example "a Reuters quote", "the Post's story", "an article in Bild", "a report by Amnesty".
    """
    tree = actors.mentions.tree
    for below in tree.below(token.index, "compound", "nmod", "poss", "amod"):
        named = actors.mention_at(below)
        if named is not None and (named.kind == "outlet" or below.dep == "poss"):
            yield named
    for preposition in tree.below(token.index, "prep"):
        if preposition.text.lower() not in words_of("prepositions before owners of documents"):
            continue
        for noun in tree.below(preposition.index, "pobj"):
            named = actors.mention_at(noun)
            if named is not None and (named.kind == "outlet" or preposition.text.lower() == "by"):
                yield named


def is_platform(text: str, mention: Mention) -> bool:
    """Return whether an outlet is a platform.

    Its users publish there, so a post there is not the outlet's own.
    """
    known = load_actor_lexicon().known_at(text, mention.span.start)
    return known is not None and known.sort == "platform"


def _title(text: str, token: Token, tree: SyntaxTree, quotations: Sequence[Quotation]) -> Span | None:
    """Return the title in quotation marks after "titled", without the full stop in it."""
    for verb in tree.below(token.index, "acl", "relcl", "appos"):
        if verb.lemma not in words_of("verbs of titles"):
            continue
        at = bisect_left(quotations, verb.span.end, key=lambda row: row.span.start)
        if at == len(quotations):
            continue
        gap = tree.range(Span(verb.span.end, quotations[at].span.start))
        if len(gap) <= _TO_TITLE:
            return quotations[at].inner.trimmed(text, ".,;")
    return None


def _date(document: Document, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """Return the time among the words of a document ("a Monday article") that is not in its title."""
    at = bisect_left(times, document.span.start, key=lambda row: row.span.start)
    while at < len(times) and times[at].span.start < document.span.end:
        time, at = times[at], at + 1
        if time.value and not (document.title and document.title.holds(time.span)):
            return time
    return None
