"""Works an article speaks of: articles, reports, quotations, posts; whose they are, their titles, "the article" later on."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.provenance.lexicon import RelayLexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Medium, Mention, Quotation, TimeExpression, Token
from onrecord.model.span import Span

_TITLED = frozenset({"title", "entitle", "headline", "call"})
_IN = frozenset({"in", "by", "from", "on", "of"})
_DEFINITE = frozenset({"the", "this", "that"})
_TO_TITLE = 2  # tokens between "titled" and the quotation


@dataclass(frozen=True, slots=True)
class Work:
    """A work at its noun (token `head`): whose it is (`actor`, `named` tells by which mention), its title, its words."""

    head: int
    lemma: str
    medium: Medium
    span: Span
    actor: int | None = None
    named: Mention | None = None
    title: Span | None = None
    date: TimeExpression | None = None


@dataclass(frozen=True, slots=True)
class Works:
    """The works of an article in text order, to be asked which one a noun means."""

    tree: SyntaxTree
    lexicon: RelayLexicon
    rows: tuple[Work, ...]
    by_head: Mapping[int, Work]
    titles: tuple[tuple[Span, Work], ...]

    def at(self, token: Token) -> Work | None:
        """Return the work a noun introduces, or the last one before it that "the article" can mean."""
        own = self.by_head.get(token.index)
        if own is not None or token.pos != "NOUN" or token.lemma not in self.lexicon.works:
            return own
        if not any(below.text.lower() in _DEFINITE for below in self.tree.below(token.index, "det")):
            return None
        before = self.rows[: bisect_left(self.rows, token.index, key=lambda row: row.head)]
        medium = self.lexicon.works[token.lemma]
        same = [row for row in before if row.lemma == token.lemma] or [
            row for row in before if row.medium == medium
        ]
        return same[-1] if same else None

    def titled_around(self, span: Span) -> Work | None:
        """Return the work in whose title a stretch stands."""
        at = bisect_right(self.titles, span.start, key=lambda row: row[0].start) - 1
        return self.titles[at][1] if at >= 0 and self.titles[at][0].holds(span) else None


def find_works(
    text: str,
    who: ActorIndex,
    quotations: Sequence[Quotation],
    times: Sequence[TimeExpression],
    lexicon: RelayLexicon,
) -> Works:
    """Return the works whose owner or title the text tells."""
    tree = who.mentions.tree
    rows = []
    for token in tree.tokens:
        if token.pos == "NOUN" and token.lemma in lexicon.works:
            work = _work(text, token, who, quotations, lexicon.works[token.lemma])
            if work is not None:
                rows.append(replace(work, date=_day(work, times)))
    titles = sorted(((row.title, row) for row in rows if row.title is not None), key=lambda pair: pair[0])
    return Works(tree, lexicon, tuple(rows), {row.head: row for row in rows}, tuple(titles))


def _work(
    text: str, token: Token, who: ActorIndex, quotations: Sequence[Quotation], medium: Medium
) -> Work | None:
    tree = who.mentions.tree
    owner = next((named for named in _owners(token, who) if not _is_platform(text, named)), None)
    title = _title(text, token, tree, quotations)
    if owner is None and title is None:
        return None
    first = min(
        [
            token.index,
            *(below.index for below in tree.below(token.index, "det", "compound", "poss", "amod", "nmod")),
        ]
    )
    if owner is not None:
        first = min(first, *tree.range(owner.span))
    last = max([token.index, *(tree.range(owner.span) if owner else ())])
    span = tree.span(first, last)
    span = span if title is None else span.joined(title)
    return Work(token.index, token.lemma, medium, span, owner.actor if owner else None, owner, title)


def _owners(token: Token, who: ActorIndex) -> Iterator[Mention]:
    """Yield whose a work is: "a Reuters quote", "the Post's story", "an article in Bild", "a report by Amnesty"."""
    tree = who.mentions.tree
    for below in tree.below(token.index, "compound", "nmod", "poss", "amod"):
        named = who.mention_at(below)
        if named is not None and (named.kind == "outlet" or below.dep == "poss"):
            yield named
    for preposition in tree.below(token.index, "prep"):
        if preposition.text.lower() not in _IN:
            continue
        for noun in tree.below(preposition.index, "pobj"):
            named = who.mention_at(noun)
            if named is not None and (named.kind == "outlet" or preposition.text.lower() == "by"):
                yield named


def _is_platform(text: str, mention: Mention) -> bool:
    """Tell whether an outlet is where people publish themselves: what stands there is not its own."""
    known = load_actor_lexicon().known_at(text, mention.span.start)
    return known is not None and known.sort == "platform"


def _title(text: str, token: Token, tree: SyntaxTree, quotations: Sequence[Quotation]) -> Span | None:
    """Return the title in quotation marks after "titled", without the full stop in it."""
    for verb in tree.below(token.index, "acl", "relcl", "appos"):
        if verb.lemma not in _TITLED:
            continue
        at = bisect_left(quotations, verb.span.end, key=lambda row: row.span.start)
        if (
            at < len(quotations)
            and len(tree.range(Span(verb.span.end, quotations[at].span.start))) <= _TO_TITLE
        ):
            return quotations[at].inner.trimmed(text, ".,;")
    return None


def _day(work: Work, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """Return the time inside the words of a work ("a Monday article"), which is not in its title."""
    at = bisect_left(times, work.span.start, key=lambda row: row.span.start)
    while at < len(times) and times[at].span.start < work.span.end:
        if times[at].value and not (work.title and work.title.holds(times[at].span)):
            return times[at]
        at += 1
    return None
