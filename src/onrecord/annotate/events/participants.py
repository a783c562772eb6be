"""Cast: who the tokens of an event mean. Names and pronouns known as mentions, "I" and "we" by who speaks, and nouns for actors.

A noun that is no mention yet ("protesters", "government forces") becomes one: its mention is added to the layer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.nominals import nominal_phrase
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import (
    ActorKind,
    Attribution,
    Circumstance,
    Mention,
    ParticipantMention,
    Title,
    Token,
)
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

_FIRST = frozenset({"i", "we", "us", "me", "our", "my"})
_PLURAL = frozenset({"they", "them", "their", "both"})
_PERSONAL = frozenset({"he", "she", "him", "her", "his"})
_THING = frozenset({"it", "its"})
_SIDES = frozenset(
    {
        "side",
        "party",
        "leader",
        "country",
        "nation",
        "president",
        "minister",
        "capital",
        "government",
        "delegation",
    }
)
_COUNTING = frozenset(
    {
        "one",
        "some",
        "all",
        "most",
        "many",
        "several",
        "none",
        "dozen",
        "hundred",
        "thousand",
        "number",
        "both",
    }
)
_ACCUSED = frozenset(
    {"accused", "wounded", "injured", "detained", "deceased", "displaced"}
)  # "the accused": participles as nouns
_LANDS = frozenset({"countries", "nations", "states"})
_PEOPLE = ("ers", "ans", "ites", "crats", "ists")
_BACK = 3  # sentences a pronoun is followed back
_FAR_BACK = 30  # sentences "we" is followed back in a text that says it itself
_OURS = frozenset({"we", "us", "our"})
_OWNERS = frozenset({"by", "of", "from", "against", "with"})


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who takes part: the actor's number and the words that name him here."""

    actor: int
    span: Span


@dataclass(slots=True)
class Participants:
    """Who is who in one article; `added` are the mentions made of nouns."""

    text: str
    tree: SyntaxTree
    who: ActorIndex
    mentions: tuple[Mention, ...]
    named: frozenset[int]
    kinds: Mapping[int, ActorKind]
    with_name: frozenset[int]
    public: frozenset[int]
    told: Mapping[int, tuple[int, ...]]
    cues: Mapping[int, int]
    speakers: Mapping[int, int]
    added: list[Mention] = field(default_factory=list)
    made_public: set[int] = field(default_factory=set)
    by_words: dict[str, int] = field(default_factory=dict)
    heads: dict[int, Mention] = field(default_factory=dict)
    next_actor: int = 0

    @classmethod
    def of(cls, text: str, view: Annotations) -> "Participants":
        """Return the cast of a reading that has syntax, mentions, attributions and circumstances."""
        tree = view.index(SyntaxTree)
        mentions = view.of(Mention)
        attributions = view.of(Attribution)
        cues = {i: row.id for row in attributions for span in row.cue for i in tree.range(span)}
        speakers = {row.attribution: row.speaker for row in view.of(Circumstance) if row.speaker is not None}
        kinds = {row.actor: row.kind for row in reversed(mentions) if row.kind}
        named = frozenset(row.actor for row in mentions)
        told = _told_tokens(tree, attributions)
        public = frozenset(row.actor for row in mentions if _is_public(row))
        public |= {row.actor for row in view.of(Title)}
        with_name = frozenset(row.actor for row in mentions if row.form == "name")
        found = cls(
            text,
            tree,
            ActorIndex.over(tree, mentions),
            mentions,
            named,
            kinds,
            with_name,
            public,
            told,
            cues,
            speakers,
        )
        found.next_actor = max((row.actor for row in mentions), default=-1) + 1
        return found

    def parts(self, tokens: Iterable[Token]) -> tuple[Part, ...]:
        """Return who is meant by tokens that head phrases, each once, with all that "and" joins to them."""
        found: dict[int, Part] = {}
        for token in tokens:
            for one in (one for counted in self._counted(token) for one in (counted, *self._joined(counted))):
                for part in self._resolve(one):
                    found.setdefault(part.actor, part)
        return tuple(found.values())

    def is_named_at(self, token: Token) -> bool:
        """Tell whether a noun means somebody itself, and not only by whose it is ("his book")."""
        return (
            token.lemma.lower() not in load_actor_lexicon().things or self.who.mention_at(token) is not None
        )

    def kind_of(self, actor: int) -> ActorKind | None:
        """Return what kind of actor a number means, by its first mention that tells."""
        return self.kinds.get(actor) or next(
            (row.kind for row in self.added if row.actor == actor and row.kind), None
        )

    def is_named(self, actor: int) -> bool:
        """Tell whether the text gives an actor a name."""
        return actor in self.with_name

    def is_private(self, actor: int) -> bool:
        """Tell whether an actor is a person or people of whom no office, force, party or business is told."""
        return actor not in self.public and actor not in self.made_public

    def told_in(self, token: Token) -> int | None:
        """Return the index of the innermost attribution whose content holds a token.

        A verb joined to the cue by "and" is not part of what is said, whatever the content's edges ("rejected calls and left").
        """
        first = token
        while first.dep == "conj" and first.head != first.index:
            first = self.tree[first.head]
        joined = self.cues.get(first.index) if first is not token else None
        return next((index for index in self.told.get(token.index, ()) if index != joined), None)

    def teller(self, token: Token) -> tuple[Part, ...]:
        """Return who tells what a token is part of: of "a deal was reached with Ankara" in somebody's words, he is a party."""
        told = self.told_in(token)
        speaker = None if told is None else self.speakers.get(told)
        return () if speaker is None else (Part(speaker, token.span),)

    def speaker_of_cue(self, token: Token) -> tuple[Part, ...]:
        """Return the speaker of the statement whose cue a token is."""
        index = self.cues.get(token.index)
        return (
            (Part(self.speakers[index], token.span),) if index in self.speakers and index is not None else ()
        )

    def _counted(self, token: Token) -> list[Token]:
        """Return of "one of her rivals", "all of them" the noun or pronoun that tells who, else the token itself."""
        if token.lemma.lower() not in _COUNTING:
            return [token]
        of = [by for by in self.tree.below(token.index, "prep") if by.text.lower() == "of"]
        return [noun for by in of for noun in self.tree.below(by.index, "pobj")] or [token]

    def _joined(self, token: Token) -> list[Token]:
        found: list[Token] = []
        waiting = [token]
        while waiting and len(found) < 12:
            for child in self.tree.below(waiting.pop().index, "conj"):
                if child.pos in NOMINAL or self.who.mention_at(child) is not None:
                    found.append(child)
                    waiting.append(child)
        return found or self._swallowed(token)

    def _swallowed(self, token: Token) -> list[Token]:
        """Return persons the parser took into the name of the last: "President A B and President C D met" heads at D alone."""
        last = self.who.mention_at(token)
        if last is None or last.kind != "person" or token.dep not in ("nsubj", "nsubjpass", "dobj", "pobj"):
            return []
        before = [self.tree[i] for i in self.tree.subtree(token.index, 40) if i < token.index]
        joining = [one.index for one in before if one.dep == "cc"]
        found: dict[int, Token] = {}
        for one in before if joining else ():
            mention = self.who.mention_at(one)
            if (
                mention is not None
                and mention.kind == "person"
                and one.index < joining[-1]
                and mention.actor != last.actor
            ):
                found[mention.actor] = one
        return list(found.values())

    def _resolve(self, token: Token) -> list[Part]:
        word = "they" if self._is_both(token) else token.text.lower()
        if word in _FIRST:
            return self._speaker(token)
        actor = self.who.at(token)
        if actor is not None:
            mention = self._renamed(token) or self.who.mention_at(token)
            actor = mention.actor if mention is not None and mention.form == "name" else actor
            return [
                Part(actor, mention.span if mention is not None and mention.actor == actor else token.span)
            ]
        if word == "they" or token.pos == "PRON" or token.tag in ("PRP", "PRP$"):
            return [Part(row.actor, token.span) for row in self._antecedents(token, word)]
        made = self._nominal(token) if token.pos in ("NOUN", "PROPN", "NUM") else self._participle(token)
        made = made or self._people(token)
        return [Part(made.actor, made.span)] if made else []

    def _renamed(self, token: Token) -> Mention | None:
        """Return the name in apposition to a noun that is told as somebody of its own: "the militia, the Blue Guard, …"."""
        mention = self.who.mention_at(token)
        if mention is None or mention.form != "nominal":
            return None
        named = (self.who.mention_at(child) for child in self.tree.below(token.index, "appos"))
        return next((row for row in named if row is not None and row.form == "name"), None)

    def _people(self, token: Token) -> Mention | None:
        """Return a mention for people named by where they are from or what they stand for ("Hongkongers"), or for countries."""
        named = token.tag == "NNPS" and token.text.lower().endswith(_PEOPLE)
        lands = token.text.lower() in _LANDS and token.dep not in (
            "nsubj",
            "nsubjpass",
        )  # whoever is asked, not who acts
        if not named and not lands:
            return None
        return self.heads.get(token.index) or self._made(
            token, Mention(token.span, "nominal", 0, "people", None, None)
        )

    def _participle(self, token: Token) -> Mention | None:
        """Return a mention for "the accused", "the wounded", made once."""
        before = self.tree.get(token.index - 1)
        if token.text.lower() not in _ACCUSED or before is None or before.text.lower() != "the":
            return None
        return self._made(token, Mention(token.span, "nominal", 0, "people", None, None))

    def _is_both(self, token: Token) -> bool:
        """Tell whether a noun means the two spoken of: "both sides", "the two leaders", "the parties"."""
        if token.tag != "NNS" or token.lemma.lower() not in _SIDES:
            return False
        before = {child.text.lower() for child in self.tree.below(token.index, "det", "nummod", "predet")}
        return bool(before & {"both", "two"}) or (
            token.lemma.lower() in ("side", "party") and "the" in before
        )

    def _speaker(self, token: Token) -> list[Part]:
        told = self.told_in(token)
        if (
            told is None and token.text.lower() in _OURS
        ):  # in a statement of several, "we" are those that it names together
            return [Part(row.actor, token.span) for row in self._antecedents(token, "they", _FAR_BACK)]
        speaker = None if told is None else self.speakers.get(told)
        return [] if speaker is None else [Part(speaker, token.span)]

    def _nominal(self, head: Token) -> Mention | None:
        """Return a mention for a noun that means an actor, made once."""
        if head.index in self.heads:
            return self.heads[head.index]
        lexicon = load_actor_lexicon()
        before = self.tree.get(head.index - 1)
        pair = (
            f"{before.text.lower()} {head.lemma.lower()}"
            if before is not None and before.head == head.index
            else ""
        )
        if head.tag != "NNS" and not (
            lexicon.noun(head.lemma.lower())
            or lexicon.noun(head.text.lower())
            or (pair and lexicon.noun(pair))
        ):
            return None
        phrase = nominal_phrase(self.text, self.tree, head, {}, lexicon, load_speech_lexicon())
        if phrase is None:
            return None
        country = phrase.country or self._country(head)
        return self._made(head, Mention(phrase.span, "nominal", 0, phrase.kind, country, phrase.sector))

    def _made(self, head: Token, mention: Mention) -> Mention:
        """Add a mention of a noun; the same words mean the same actor."""
        actor = self.by_words.setdefault(mention.span.words(self.text).lower(), self.next_actor)
        self.next_actor = max(self.next_actor, actor + 1)
        made = replace(mention, actor=actor)
        self.heads[head.index] = made
        self.added.append(made)
        if _is_public(made):
            self.made_public.add(actor)
        return made

    def _country(self, head: Token) -> str | None:
        for child in self.tree.below(head.index, "amod", "compound", "nmod", "poss"):
            mention = self.who.mention_at(child)
            if mention is not None and mention.country:
                return mention.country
        return None

    def owner_of(self, token: Token) -> tuple[Part, ...]:
        """Return whose a thing is: "Russia's attacks", "remarks by Peskov", "the decision of the court"."""
        tokens = list(self.tree.below(token.index, "poss", "amod", "compound", "nmod"))
        for child in self.tree.below(token.index, "prep"):
            if child.text.lower() in _OWNERS:
                tokens += self.tree.below(child.index, "pobj")
        return next((found for one in tokens if (found := self.parts([one]))), ())

    def _antecedents(self, token: Token, word: str, back: int = _BACK) -> list[Mention]:
        """Return what a pronoun that is no mention stands for: the last fitting subject; of "they" all that it joins."""
        wanted = _kinds(word)
        if not wanted:
            return []
        sentence = token.sentence
        for number in range(sentence, max(-1, sentence - back), -1):
            row = self.tree.sentences[number]
            last = min(row.last, token.index)
            heads = [
                self.tree[i]
                for i in range(row.first, last)
                if self.tree[i].dep in ("nsubj", "nsubjpass") and self.tree[i].index != token.index
            ]
            for head in heads if number < sentence else reversed(heads):
                found = self._fitting(head, word, wanted)
                if found:
                    return found
        return []

    def _fitting(self, head: Token, word: str, wanted: frozenset[str]) -> list[Mention]:
        heads = [head, *self._joined(head)]
        if word in _PLURAL:
            for by in self.tree.below(head.head, "prep"):
                if by.text.lower() == "with":
                    heads += self.tree.below(by.index, "pobj")
        rows = [
            row for one in heads if (row := self.who.mention_at(one) or self._owner_mention(one)) is not None
        ]
        if word in _PLURAL:
            several = len({row.actor for row in rows}) > 1 or (
                len(rows) == 1 and (rows[0].kind == "people" or head.tag == "NNS")
            )
            return rows if several else []
        return [row for row in rows if row.kind in wanted] if len(rows) == 1 else []

    def _owner_mention(self, token: Token) -> Mention | None:
        """Return whose a thing is, or whom a name holds: "Volkov's post … he", "Queen Anna II … she"."""
        deps = ("poss", "compound") if token.pos == "PROPN" else ("poss",)
        owners = (self.who.mention_at(child) for child in self.tree.below(token.index, *deps))
        return next((row for row in owners if row is not None), None)


def _is_public(mention: Mention) -> bool:
    return mention.sector not in (None, "CVL") or mention.kind not in ("person", "people", None)


def _told_tokens(tree: SyntaxTree, attributions: Sequence[Attribution]) -> dict[int, tuple[int, ...]]:
    """Return for each token in a content the attributions that tell it, the innermost first."""
    spans = sorted(((span.length, row.id, span) for row in attributions for span in row.content))
    found: dict[int, list[int]] = {}
    for _, index, span in spans:
        for i in tree.range(span):
            if span.holds(tree[i].span):
                found.setdefault(i, []).append(index)
    return {i: tuple(dict.fromkeys(indices)) for i, indices in found.items()}


def _kinds(word: str) -> frozenset[str]:
    if word in _PERSONAL:
        return frozenset({"person"})
    if word in _THING:
        return frozenset({"state", "government", "organisation", "armed-group", "outlet"})
    return frozenset({"any"}) if word in _PLURAL else frozenset()


def participant_mentions(cast: Participants) -> list[ParticipantMention]:
    """Return the mentions made of nouns, in text order."""
    return [
        ParticipantMention.of(row) for row in sorted(set(cast.added), key=lambda row: (row.span, row.actor))
    ]
