"""Look-up of mentions by token, and the actor that a token, a phrase or a source refers to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.mentions.lexicon import load_actor_lexicon, mention_words
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.mentions.nouns.quantities import find_counted, is_one
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Mention, Token
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.span import Span

_MOST_CUT_OFF = 12  # members of a list before its source


@dataclass(frozen=True, slots=True)
class MentionIndex:
    """The mention over each token; the shortest where several overlap."""

    tree: SyntaxTree
    by_token: dict[int, Mention]
    joint: dict[Mention, tuple[Mention, ...]]

    @classmethod
    def of(cls, tree: SyntaxTree, mentions: Iterable[Mention]) -> "MentionIndex":
        """Return the index of these mentions."""
        by_token: dict[int, Mention] = {}
        by_end: dict[int, list[Mention]] = {}
        for mention in sorted(mentions, key=lambda row: (-row.span.length, row.span)):
            for index in tree.range(mention.span):
                by_token[index] = mention
            if mention.form in ("nominal", "pronoun"):
                by_end.setdefault(mention.span.end, []).append(mention)
        joint = {one: tuple(rows) for rows in by_end.values() if _are_joint(rows) for one in rows}
        return cls(tree, by_token, joint)

    @classmethod
    def of_view(cls, view: Annotations) -> "MentionIndex":
        """Return the index of all mentions that a view may read."""
        return cls.of(view.index(SyntaxTree), all_mentions(view))

    def at(self, token: Token) -> Mention | None:
        """Return the mention over a token, the shortest where several overlap."""
        return self.by_token.get(token.index)

    def with_others(self, mention: Mention) -> tuple[Mention, ...]:
        """Return a mention with the others that its noun stands for, too ("both sides")."""
        return self.joint.get(mention, (mention,))


def _are_joint(rows: Sequence[Mention]) -> bool:
    """Tell whether one noun stands for several actors: in the same words, or with an owner for each."""
    if len({row.actor for row in rows}) < 2:
        return False
    return all(row.known_as for row in rows) or len({row.span for row in rows}) == 1


def source_heads(spans: Sequence[Span], tree: SyntaxTree) -> list[Token]:
    """Return the nouns and pronouns that head a source."""
    return [
        token
        for token in tree.heads(spans)
        if token.pos in NOMINAL or token.tag in ("WP", "WDT", "PRP", "DT")
    ]


def find_speaker(spans: Sequence[Span], mentions: MentionIndex) -> Mention | None:
    """Return the mention that a source refers to.

    For "Kremlin spokesman Dmitry Peskov" that is the name, for "a report by Amnesty" it is Amnesty.
    """
    for span in spans:
        whole = _whole(span, mentions)
        if whole:
            return whole
    heads = source_heads(spans, mentions.tree)
    for head in heads:
        found = _of_head(head, mentions, spans)
        if found:
            return _behind_place(head, found, mentions, spans) or found
    if heads:
        return None if _is_other_actor(heads[0], mentions.tree) else _only_person(spans, mentions)
    return next((found for head in mentions.tree.heads(spans) if (found := mentions.at(head))), None)


def _behind_place(
    head: Token, found: Mention, mentions: MentionIndex, spans: Sequence[Span]
) -> Mention | None:
    """Return the one person named in "[in] Baku, a spokesman for the ministry, Rauf Lind"."""
    comma = mentions.tree.get(head.index + 1)
    if found.kind != "state" or comma is None or comma.text != "," or head.index + 2 >= len(mentions.tree):
        return None
    is_article = mentions.tree[head.index + 2].pos == "DET"
    return _only_person(spans, mentions) if is_article else None


def find_speakers(spans: Sequence[Span], mentions: MentionIndex) -> tuple[Mention, ...]:
    """Return the mentions a source refers to, one an actor: the speaker first, then its conjuncts."""
    first = find_speaker(spans, mentions)
    if first is None:
        return ()
    heads = source_heads(spans, mentions.tree)
    found = {row.actor: row for row in _cut_off(heads, mentions)}
    found.update((row.actor, row) for row in mentions.with_others(first) if row.actor not in found)
    for at, head in enumerate(heads):
        members = find_conjuncts(mentions.tree, head)
        if at and not (members and head.dep == "nsubj" and head.pos == "PROPN"):
            continue  # "Cairo, Amman and Riyadh" has two heads; others behind the first are misread
        for joined in (*heads[at : at + bool(at)], *members):
            inside = any(span.holds(joined.span) for span in spans)
            mention = _of_head(joined, mentions, spans) if inside else None
            for row in mentions.with_others(mention) if mention is not None else ():
                found.setdefault(row.actor, row)
    return tuple(row for row in found.values() if not _is_owner(row, found.values()))


def _cut_off(heads: Sequence[Token], mentions: MentionIndex) -> Iterator[Mention]:
    """Yield the names of a list before its source ("Germany, [France and Britain] said")."""
    tree = mentions.tree
    if not heads or heads[0].dep != "conj" or tree[heads[0].index - 1].text != ",":
        return
    first = tree[heads[0].head]
    for _ in range(_MOST_CUT_OFF):
        if first.dep != "conj":
            break
        first = tree[first.head]
    if first.dep != "nsubj" or first.pos != "PROPN":
        return
    for member in (first, *find_conjuncts(tree, first)):
        named = mentions.at(member)
        if member.index < heads[0].index and named is not None and named.form == "name":
            yield named


def _is_owner(mention: Mention, others: Iterable[Mention]) -> bool:
    """Tell whether a mention is only the owner in another ("Poland's and Lithuania's presidents")."""
    return any(
        row.known_as and row.span.holds(mention.span) and row.span != mention.span
        for row in others
        if row.form == "nominal" and mention.form != "nominal"
    )


def _whole(span: Span, mentions: MentionIndex) -> Mention | None:
    """Return the mention that covers a source except articles and punctuation, whatever its syntax."""
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
        if named is None or any(tree[i].dep == "conj" for i in tree.range(named.span)):
            continue  # the last word of a further member: "Kim Jong Un and Moon Jae-[in]"
        if _is_named_person(named) and any(span.holds(named.span) for span in spans):
            return named
    found = mentions.at(head)
    if found:
        return _named_behind(head, found, mentions, spans) or found
    if head.text.lower() in mention_words("relative pronouns"):
        noun = antecedent_of_relative(head, tree)
        return mentions.at(noun) if noun else None
    counted = find_counted(tree, head)
    if counted is not None and not is_one(head):
        return mentions.at(counted)
    return _owner_of_document(head, mentions) if is_utterance_noun(head) else None


def is_utterance_noun(noun: Token) -> bool:
    """Tell whether a noun is for words that somebody utters: the owner of "Ann's report" is its speaker."""
    return noun.lemma.lower() in load_speech_lexicon().nouns or noun.lemma.lower() in mention_words(
        "utterance nouns"
    )


def _named_behind(
    head: Token, found: Mention, mentions: MentionIndex, spans: Sequence[Span]
) -> Mention | None:
    """Return the one person named after a comma after a noun: "the mayor of Lund, Ann Lindqvist"."""
    if found.form != "nominal" or found.kind != "person":
        return None
    tree, named = mentions.tree, {}
    for span in spans:
        for at in tree.range(span):
            mention = mentions.by_token.get(at)
            after_comma = at > head.index + 1 and tree[at - 1].text == ","
            if mention and after_comma and _is_named_person(mention):
                named[mention.actor] = mention
    return next(iter(named.values())) if len(named) == 1 else None


def _is_named_person(mention: Mention) -> bool:
    return mention.kind == "person" and mention.form == "name"


def antecedent_of_relative(token: Token, tree: SyntaxTree) -> Token | None:
    """Return the noun that "who" or "which" refers to."""
    for above in tree.above(token.index, 4):
        if above.dep == "relcl":
            return tree[above.head]
    before = tree.get(token.index - 1)
    if before is not None and before.text == ",":
        before = tree.get(token.index - 2)
    beside = before is not None and before.sentence == token.sentence and before.pos in ("NOUN", "PROPN")
    return before if beside and token.text.lower() != "that" else None


def _owner_of_document(head: Token, mentions: MentionIndex) -> Mention | None:
    """Return the owner or author of a document: "Amnesty's report", "a statement from the ministry"."""
    for child in mentions.tree.below(head.index):
        owner = mentions.at(child)
        if owner and (child.dep in ("poss", "compound") or (child.dep == "amod" and owner.kind == "state")):
            return owner
        if child.text.lower() in mention_words("prepositions before an author"):
            for noun in mentions.tree.below(child.index, "pobj"):
                if mentions.at(noun):
                    return mentions.at(noun)
    return None


def _only_person(spans: Sequence[Span], mentions: MentionIndex) -> Mention | None:
    """Return the one person named in a source with wrong syntax, None when there are several."""
    tree = mentions.tree
    found = {}
    for span in spans:
        for index in tree.range(span):
            mention = mentions.by_token.get(index)
            if mention and _is_named_person(mention) and tree[index].dep not in ("poss", "pobj"):
                found[mention.actor] = mention
    return next(iter(found.values())) if len(found) == 1 else None


def _is_other_actor(head: Token, tree: SyntaxTree) -> bool:
    """Tell whether a head is an actor other than a name that depends on it: "one of Lind's aides"."""
    if head.pos == "NUM" or head.text.lower() in mention_words("quantifiers"):
        return True
    joined = any(row.pos == "PROPN" for row in tree.below(head.index, "conj"))
    # "academic and professor Ann Lind": a further title of the same person.
    return not joined and load_actor_lexicon().noun(head.lemma.lower()) is not None


@dataclass(frozen=True, slots=True)
class ActorIndex:
    """The actor numbers of an article by token and phrase. Build it once an article."""

    mentions: MentionIndex

    @classmethod
    def of(cls, view: Annotations) -> "ActorIndex":
        """Return the index of a view that has tokens, sentences and mentions."""
        return cls(MentionIndex.of_view(view))

    @classmethod
    def over(cls, tree: SyntaxTree, mentions: Iterable[Mention]) -> "ActorIndex":
        """Return the index of these mentions."""
        return cls(MentionIndex.of(tree, mentions))

    def at(self, token: Token) -> int | None:
        """Return the actor number a noun or pronoun refers to, None when it refers to no known actor.

        The token should head its phrase: in "Ukraine's foreign minister, Dmytro Kuleba" the head is
        "minister", and the actor is Kuleba.
        """
        found = self._found(token)
        return None if found is None else found.actor

    def _found(self, token: Token) -> Mention | None:
        return find_speaker((token.span,), self.mentions) or self._beside(token)

    def of_phrase(self, spans: Span | Sequence[Span]) -> int | None:
        """Return the actor number a phrase refers to by its head, None when it refers to no known actor.

        For "Kremlin spokesman Dmitry Peskov" that is Peskov, for "a report by Amnesty" it is Amnesty.
        """
        found = find_speaker((spans,) if isinstance(spans, Span) else tuple(spans), self.mentions)
        return None if found is None else found.actor

    def all_at(self, token: Token) -> tuple[int, ...]:
        """Return the actor numbers of a noun and its conjuncts in text order, each once."""
        members = (token, *find_conjuncts(self.mentions.tree, token))
        found = (row for one in members if (row := self._found(one)) is not None)
        return tuple(dict.fromkeys(row.actor for one in found for row in self.mentions.with_others(one)))

    def mention_at(self, token: Token) -> Mention | None:
        """Return the mention over a token, the shortest where several overlap."""
        return self.mentions.at(token)

    def _beside(self, token: Token) -> Mention | None:
        """Return the name in apposition to a noun that is no mention itself ("its envoy, Keith Kellogg")."""
        for child in self.mentions.tree.below(token.index, "appos"):
            named = self.mentions.at(child)
            if named is not None and named.form == "name":
                return named
        return None
