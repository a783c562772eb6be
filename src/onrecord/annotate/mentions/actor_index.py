"""Look-ups of mentions by token, and which actor a token, a phrase or the source of an attribution means."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Mention, Token
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.span import Span

RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
_OWNERS = frozenset({"by", "from", "of"})
_SOME = frozenset({"one", "some", "several", "many", "none", "most", "few", "both"})
_UTTERED = frozenset(
    {"opinion", "decision", "order", "account", "word", "answer", "response", "reply", "question", "warning"}
)

_JOINED = 12  # members of a list that are looked at ("Russia, Ukraine and Belarus")


@dataclass(frozen=True, slots=True)
class MentionIndex:
    """Mentions in text order, to be asked which of them covers a token. An inner mention goes before the one around it."""

    tree: SyntaxTree
    by_token: dict[int, Mention]

    @classmethod
    def of(cls, tree: SyntaxTree, mentions: Iterable[Mention]) -> "MentionIndex":
        """Sort the mentions by the tokens they cover; where several cover one, the shortest is kept."""
        by_token: dict[int, Mention] = {}
        for mention in sorted(mentions, key=lambda row: (-row.span.length, row.span)):
            for index in tree.range(mention.span):
                by_token[index] = mention
        return cls(tree, by_token)

    @classmethod
    def of_view(cls, view: Annotations) -> "MentionIndex":
        """Return the index of all mentions that a view may read."""
        return cls.of(view.index(SyntaxTree), all_mentions(view))

    def at(self, token: Token) -> Mention | None:
        """Return the mention over a token, the shortest where one lies in another."""
        return self.by_token.get(token.index)


def source_heads(spans: Sequence[Span], tree: SyntaxTree) -> list[Token]:
    """Return the tokens that head a source, nouns and pronouns only."""
    return [
        token
        for token in tree.heads(spans)
        if token.pos in NOMINAL or token.tag in ("WP", "WDT", "PRP", "DT")
    ]


def find_speaker(spans: Sequence[Span], mentions: MentionIndex) -> Mention | None:
    """Return the mention a source means: of "Kremlin spokesman Dmitry Peskov" the name, of "a report by Amnesty" Amnesty."""
    for span in spans:
        whole = _whole(span, mentions)
        if whole:
            return whole
    heads = source_heads(spans, mentions.tree)
    for head in heads:
        found = _of_head(head, mentions, spans)
        if found:
            return found
    if heads:
        return None if _is_somebody_else(heads[0]) else _only_person(spans, mentions)
    return next((found for head in mentions.tree.heads(spans) if (found := mentions.at(head))), None)


def find_speakers(spans: Sequence[Span], mentions: MentionIndex) -> tuple[Mention, ...]:
    """Return everybody a source means, each actor once: the speaker, then those joined to him by "and" or a comma."""
    first = find_speaker(spans, mentions)
    if first is None:
        return ()
    found = {first.actor: first}
    for head in source_heads(spans, mentions.tree)[:1]:
        for joined in _joined(head, mentions.tree):
            inside = any(span.holds(joined.span) for span in spans)
            mention = _of_head(joined, mentions, spans) if inside and joined.pos in NOMINAL else None
            if mention is not None:
                found.setdefault(mention.actor, mention)
    return tuple(found.values())


def _joined(head: Token, tree: SyntaxTree) -> Iterator[Token]:
    for child in tree.below(head.index, "conj"):
        yield child
        yield from _joined(child, tree)


def _whole(span: Span, mentions: MentionIndex) -> Mention | None:
    """Return the mention that is all of a source but articles and punctuation, however its words hang together."""
    tree = mentions.tree
    words = [tree[i] for i in tree.range(span) if tree[i].pos not in ("DET", "PUNCT")]
    found = mentions.at(words[0]) if words else None
    return (
        found if found and found.span.holds(words[0].span) and found.span.end >= words[-1].span.end else None
    )


def _of_head(head: Token, mentions: MentionIndex, spans: Sequence[Span]) -> Mention | None:
    tree = mentions.tree
    for child in tree.below(head.index, "appos"):
        named = mentions.at(child)
        if (
            named
            and named.kind == "person"
            and named.form == "name"
            and any(span.holds(named.span) for span in spans)
        ):
            return named
    found = mentions.at(head)
    if found:
        return _named_behind(head, found, mentions, spans) or found
    if head.text.lower() in RELATIVE:
        noun = antecedent_of_relative(head, tree)
        return mentions.at(noun) if noun else None
    return _owner_of_document(head, mentions) if is_uttered(head) else None


def is_uttered(noun: Token) -> bool:
    """Tell whether a noun is for words that somebody utters, so that whose they are is who speaks: "Ann's report"."""
    return noun.lemma.lower() in load_speech_lexicon().nouns or noun.lemma.lower() in _UTTERED


def _named_behind(
    head: Token, found: Mention, mentions: MentionIndex, spans: Sequence[Span]
) -> Mention | None:
    """Return the one person named after a comma behind a noun for one: "the mayor of Lund, Ann Lindqvist"."""
    if found.form != "nominal" or found.kind != "person":
        return None
    tree, named = mentions.tree, {}
    for span in spans:
        for at in tree.range(span):
            mention = mentions.by_token.get(at)
            if (
                mention
                and mention.kind == "person"
                and mention.form == "name"
                and tree[at - 1].text == ","
                and at > head.index + 1
            ):
                named[mention.actor] = mention
    return next(iter(named.values())) if len(named) == 1 else None


def antecedent_of_relative(token: Token, tree: SyntaxTree) -> Token | None:
    """Return the noun that "who" or "which" stands for."""
    for above in tree.above(token.index, 4):
        if above.dep == "relcl":
            return tree[above.head]
    before = tree.get(token.index - 1)
    if before is not None and before.text == ",":
        before = tree.get(token.index - 2)
    beside = before is not None and before.sentence == token.sentence and before.pos in ("NOUN", "PROPN")
    return before if beside and token.text.lower() != "that" else None


def _owner_of_document(head: Token, mentions: MentionIndex) -> Mention | None:
    """Return whose report or statement it is: "Amnesty's report", "a statement from the ministry"."""
    for child in mentions.tree.below(head.index):
        if child.dep in ("poss", "compound") and mentions.at(child):
            return mentions.at(child)
        if child.text.lower() in _OWNERS:
            for noun in mentions.tree.below(child.index, "pobj"):
                if mentions.at(noun):
                    return mentions.at(noun)
    return None


def _only_person(spans: Sequence[Span], mentions: MentionIndex) -> Mention | None:
    """Return the one person named in a source whose syntax was misread, None when there are several."""
    tree = mentions.tree
    found = {}
    for span in spans:
        for index in tree.range(span):
            mention = mentions.by_token.get(index)
            if (
                mention
                and mention.kind == "person"
                and mention.form == "name"
                and tree[index].dep not in ("poss", "pobj")
            ):
                found[mention.actor] = mention
    return next(iter(found.values())) if len(found) == 1 else None


def _is_somebody_else(head: Token) -> bool:
    """Tell whether a head means somebody of whom a name only tells whose he is: "one of Ann Lind's aides", "Lind's aide"."""
    return (
        head.pos == "NUM"
        or head.text.lower() in _SOME
        or load_actor_lexicon().noun(head.lemma.lower()) is not None
    )


@dataclass(frozen=True, slots=True)
class ActorIndex:
    """The mentions of an article, ready to be asked. Make one an article: making it takes time, asking does not."""

    mentions: MentionIndex

    @classmethod
    def of(cls, view: Annotations) -> "ActorIndex":
        """Return who is who in a reading that has tokens, sentences and mentions."""
        return cls(MentionIndex.of_view(view))

    @classmethod
    def over(cls, tree: SyntaxTree, mentions: Iterable[Mention]) -> "ActorIndex":
        """Return the index of these mentions."""
        return cls(MentionIndex.of(tree, mentions))

    def at(self, token: Token) -> int | None:
        """Return the actor number a noun or pronoun means, None when it means no actor that is told.

        The token should head its phrase: of "Ukraine's foreign minister, Dmytro Kuleba" the head is "minister", which
        means Kuleba.
        """
        found = find_speaker((token.span,), self.mentions) or self._beside(token)
        return None if found is None else found.actor

    def of_phrase(self, spans: Span | Sequence[Span]) -> int | None:
        """Return the actor number a phrase means by its head, None when it means no actor that is told.

        Of "Kremlin spokesman Dmitry Peskov" that is Peskov, of "a report by Amnesty" Amnesty.
        """
        found = find_speaker((spans,) if isinstance(spans, Span) else tuple(spans), self.mentions)
        return None if found is None else found.actor

    def all_at(self, token: Token) -> tuple[int, ...]:
        """Return the actor numbers of a noun and of what is joined to it by "and", in text order, each once."""
        tree, waiting = self.mentions.tree, [token]
        found: dict[int, int] = {}
        while waiting and len(found) < _JOINED:
            one = waiting.pop(0)
            actor = self.at(one)
            if actor is not None:
                found.setdefault(actor, one.index)
            waiting.extend(tree.below(one.index, "conj"))
        return tuple(sorted(found, key=lambda actor: found[actor]))

    def mention_at(self, token: Token) -> Mention | None:
        """Return the mention over a token, the shortest where one lies in another."""
        return self.mentions.at(token)

    def _beside(self, token: Token) -> Mention | None:
        """Return the name in apposition to a noun that is no mention itself ("its envoy, Keith Kellogg")."""
        for child in self.mentions.tree.below(token.index, "appos"):
            named = self.mentions.at(child)
            if named is not None and named.form == "name":
                return named
        return None
