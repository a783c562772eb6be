"""Participants: which actors the arguments of events refer to; and the context that the rules of events read.

Names and pronouns are resolved by their mentions, "I" and "we" by the speaker. A noun for actors that is no
mention yet ("protesters", "government forces") becomes a `ParticipantMention`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.events.lexicon import EventLexicon, event_words
from onrecord.annotate.events.time_and_place import TimesAndPlaces
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.mentions.nouns.nominals import nominal_phrase
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    ActorKind,
    Amount,
    Attribution,
    Circumstance,
    Mention,
    ParticipantMention,
    TimeExpression,
    Title,
    Token,
    UtteranceAct,
)
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

_PRONOUN_REACH = 3  # sentences before a pronoun in which its antecedent is searched
_WE_REACH = 30  # the same for "we" outside of quotations, as in a joint statement
_SUBJECTS = ("nsubj", "nsubjpass")
_BODIES: frozenset[str] = frozenset({"state", "government", "organisation", "armed-group", "outlet"})

VERBAL_ACTS = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE", "SUPPORT"})


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor that takes part in an event: its number, and the words for it here."""

    actor: int
    span: Span


@dataclass(slots=True)
class Participants:
    """Resolves tokens of one article to actors; `added` are the mentions made of nouns on the way.

    `named`: actors with a mention; `with_name`: with a name; `public`: with an office, a force, a party or a
    business. `statements` are the attributions (ids) around a token, innermost first; `cues` the attribution
    of a cue's token; `speakers` the actor who speaks in an attribution.
    """

    text: str
    tree: SyntaxTree
    actor_index: ActorIndex
    named: frozenset[int]
    kinds: Mapping[int, ActorKind]
    with_name: frozenset[int]
    public: frozenset[int]
    statements: Mapping[int, tuple[int, ...]]
    cues: Mapping[int, int]
    speakers: Mapping[int, int]
    added: list[Mention] = field(default_factory=list)
    made_public: set[int] = field(default_factory=set)
    by_words: dict[str, int] = field(default_factory=dict)
    heads: dict[int, Mention] = field(default_factory=dict)
    next_actor: int = 0

    @classmethod
    def of(cls, text: str, view: Annotations) -> "Participants":
        """Return the participants of an article.

        The view has syntax, mentions, titles, attributions, circumstances.
        """
        tree = view.index(SyntaxTree)
        mentions = view.of(Mention)
        attributions = view.of(Attribution)
        cues = {i: row.id for row in attributions for span in row.cue for i in tree.range(span)}
        speakers = {row.attribution: row.speaker for row in view.of(Circumstance) if row.speaker is not None}
        kinds = {row.actor: row.kind for row in reversed(mentions) if row.kind}
        named = frozenset(row.actor for row in mentions)
        public = frozenset(row.actor for row in mentions if _is_public(row))
        public |= {row.actor for row in view.of(Title)}
        with_name = frozenset(row.actor for row in mentions if row.form == "name")
        found = cls(
            text,
            tree,
            ActorIndex.over(tree, mentions),
            named,
            kinds,
            with_name,
            public,
            _statements_by_token(tree, attributions),
            cues,
            speakers,
        )
        found.next_actor = max((row.actor for row in mentions), default=-1) + 1
        return found

    def resolve(self, tokens: Iterable[Token]) -> tuple[Participant, ...]:
        """Return the actors of tokens that head phrases, each once, with those joined to them by "and"."""
        found: dict[int, Participant] = {}
        for noun in (noun for token in tokens for noun in self._counted(token)):
            for one in (noun, *self._joined(noun)):
                for participant in self._resolve_token(one):
                    found.setdefault(participant.actor, participant)
        return tuple(found.values())

    def is_named_at(self, token: Token) -> bool:
        """Return whether a noun itself refers to an actor, and not only its owner ("his book")."""
        return (
            token.lemma.lower() not in load_actor_lexicon().things
            or self.actor_index.mention_at(token) is not None
        )

    def kind_of(self, actor: int) -> ActorKind | None:
        """Return the kind of an actor, by its first mention that has one."""
        return self.kinds.get(actor) or next(
            (row.kind for row in self.added if row.actor == actor and row.kind), None
        )

    def is_named(self, actor: int) -> bool:
        """Return whether the text gives an actor a name."""
        return actor in self.with_name

    def is_private(self, actor: int) -> bool:
        """Return whether an actor is a person or people without known office, force, party or business."""
        return actor not in self.public and actor not in self.made_public

    def statement_at(self, token: Token) -> int | None:
        """Return the id of the innermost attribution whose content contains a token.

        A verb joined to the cue by "and" ("rejected calls and left") is not part of the content, even within
        its span.
        """
        first = token
        while first.dep == "conj" and first.head != first.index:
            first = self.tree[first.head]
        joined = self.cues.get(first.index) if first is not token else None
        return next((found for found in self.statements.get(token.index, ()) if found != joined), None)

    def reporting_speaker(self, token: Token) -> tuple[Participant, ...]:
        """Return the speaker of the statement around a token.

        A party to "a deal was reached with Ankara" in his words.
        """
        statement = self.statement_at(token)
        speaker = None if statement is None else self.speakers.get(statement)
        return () if speaker is None else (Participant(speaker, token.span),)

    def speaker_of_cue(self, token: Token) -> tuple[Participant, ...]:
        """Return the speaker of the statement whose cue a token is."""
        statement = self.cues.get(token.index)
        speaker = None if statement is None else self.speakers.get(statement)
        return () if speaker is None else (Participant(speaker, token.span),)

    def _counted(self, token: Token) -> list[Token]:
        """Return "rivals" of "one of her rivals", "them" of "all of them"; any other token itself."""
        if token.lemma.lower() not in event_words("counting words"):
            return [token]
        of = [by for by in self.tree.below(token.index, "prep") if by.text.lower() == "of"]
        return [noun for by in of for noun in self.tree.below(by.index, "pobj")] or [token]

    def _joined(self, token: Token) -> list[Token]:
        return find_conjuncts(self.tree, token) or self._persons_before(token)

    def _persons_before(self, token: Token) -> list[Token]:
        """Return persons that the parser took into the name of the last.

        It makes "D" the head of all of "President A B" and "President C D" joined by "and".
        """
        last = self.actor_index.mention_at(token)
        if last is None or last.kind != "person" or token.dep not in (*_SUBJECTS, "dobj", "pobj"):
            return []
        before = [self.tree[i] for i in self.tree.subtree(token.index, 40) if i < token.index]
        conjunction = max((one.index for one in before if one.dep == "cc"), default=-1)
        found: dict[int, Token] = {}
        for one in before:
            mention = self.actor_index.mention_at(one) if one.index < conjunction else None
            if mention is not None and mention.kind == "person" and mention.actor != last.actor:
                found[mention.actor] = one
        return list(found.values())

    def _resolve_token(self, token: Token) -> list[Participant]:
        word = "they" if self._is_both(token) else token.text.lower()
        if word in event_words("first person pronouns"):
            return self._speaker(token)
        actor = self.actor_index.at(token)
        if actor is not None:
            mention = self._name_in_apposition(token) or self.actor_index.mention_at(token)
            actor = mention.actor if mention is not None and mention.form == "name" else actor
            joint = self.actor_index.mentions.with_others(mention) if mention is not None else ()
            if len(joint) > 1 and actor in {row.actor for row in joint}:
                return [Participant(row.actor, row.span) for row in joint]
            return [
                Participant(
                    actor, mention.span if mention is not None and mention.actor == actor else token.span
                )
            ]
        if word == "they" or token.pos == "PRON" or token.tag in ("PRP", "PRP$"):
            return [Participant(row.actor, token.span) for row in self._antecedents(token, word)]
        made = self._nominal(token) if token.pos in ("NOUN", "PROPN", "NUM") else self._participle(token)
        made = made or self._people(token)
        return [Participant(made.actor, made.span)] if made else []

    def _name_in_apposition(self, token: Token) -> Mention | None:
        """Return the name in apposition to a noun that is a mention itself.

        Example: "the militia, the Blue Guard, …".
        """
        mention = self.actor_index.mention_at(token)
        if mention is None or mention.form != "nominal":
            return None
        named = (self.actor_index.mention_at(child) for child in self.tree.below(token.index, "appos"))
        return next((row for row in named if row is not None and row.form == "name"), None)

    def _people(self, token: Token) -> Mention | None:
        """Return a mention for people named by origin ("Hongkongers"), or for countries as objects."""
        endings = tuple(event_words("endings of names of peoples"))
        is_people = token.tag == "NNPS" and token.text.lower().endswith(endings)
        is_countries = token.text.lower() in event_words("nouns for countries") and token.dep not in _SUBJECTS
        if not is_people and not is_countries:
            return None
        return self.heads.get(token.index) or self._made(
            token, Mention(token.span, "nominal", 0, "people", None, None)
        )

    def _participle(self, token: Token) -> Mention | None:
        """Return a mention for "the accused", "the wounded"."""
        before = self.tree.get(token.index - 1)
        after_the = before is not None and before.text.lower() == "the"
        if not after_the or token.text.lower() not in event_words("participles for people"):
            return None
        return self._made(token, Mention(token.span, "nominal", 0, "people", None, None))

    def _is_both(self, token: Token) -> bool:
        """Return whether a noun refers back to two actors: "both sides", "the two leaders", "the parties"."""
        if token.tag != "NNS" or token.lemma.lower() not in event_words("nouns for both sides"):
            return False
        before = {child.text.lower() for child in self.tree.below(token.index, "det", "nummod", "predet")}
        return bool(before & {"both", "two"}) or (
            token.lemma.lower() in ("side", "party") and "the" in before
        )

    def _speaker(self, token: Token) -> list[Participant]:
        """Return who says "I" or "we". Outside of quotations "we" are those that the text names together."""
        statement = self.statement_at(token)
        if statement is None and token.text.lower() in event_words("we"):
            return [Participant(row.actor, token.span) for row in self._antecedents(token, "they", _WE_REACH)]
        speaker = None if statement is None else self.speakers.get(statement)
        return [] if speaker is None else [Participant(speaker, token.span)]

    def _nominal(self, head: Token) -> Mention | None:
        """Return a mention for a noun of the lexicon of actors, or a plural that may stand for people.

        Made once.
        """
        if head.index in self.heads:
            return self.heads[head.index]
        lexicon, lemma = load_actor_lexicon(), head.lemma.lower()
        before = self.tree.get(head.index - 1)
        words = [lemma, head.text.lower()]
        if before is not None and before.head == head.index:
            words.append(f"{before.text.lower()} {lemma}")
        if head.tag != "NNS" and not any(lexicon.noun(word) for word in words):
            return None
        phrase = nominal_phrase(self.text, self.tree, head, {}, lexicon, load_speech_lexicon())
        if phrase is None:
            return None
        country = phrase.country or self._country(head)
        return self._made(head, Mention(phrase.span, "nominal", 0, phrase.kind, country, phrase.sector))

    def _made(self, head: Token, mention: Mention) -> Mention:
        """Add a mention of a noun; the same words refer to the same actor."""
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
            mention = self.actor_index.mention_at(child)
            if mention is not None and mention.country:
                return mention.country
        return None

    def owner_of(self, token: Token) -> tuple[Participant, ...]:
        """Return the owner of a thing.

        Examples: "Russia's attacks", "remarks by Peskov", "the decision of the court".
        """
        tokens = list(self.tree.below(token.index, "poss", "amod", "compound", "nmod"))
        for child in self.tree.below(token.index, "prep"):
            if child.text.lower() in event_words("prepositions before an owner"):
                tokens += self.tree.below(child.index, "pobj")
        return next((found for one in tokens if (found := self.resolve([one]))), ())

    def _antecedents(self, token: Token, word: str, reach: int = _PRONOUN_REACH) -> list[Mention]:
        """Return the antecedents of a pronoun that is no mention: the last subject that fits.

        For "they" a group.
        """
        kinds = _kinds(word)
        if not kinds:
            return []
        sentence = token.sentence
        for number in range(sentence, max(-1, sentence - reach), -1):
            row = self.tree.sentences[number]
            before = (self.tree[i] for i in range(row.first, min(row.last, token.index)))
            heads = [one for one in before if one.dep in _SUBJECTS]
            for head in heads if number < sentence else reversed(heads):
                found = self._fitting(head, word, kinds)
                if found:
                    return found
        return []

    def _fitting(self, head: Token, word: str, kinds: frozenset[str]) -> list[Mention]:
        """Return the mentions of a subject that a pronoun may refer to."""
        heads = [head, *self._joined(head)]
        if word in event_words("plural pronouns"):
            for by in self.tree.below(head.head, "prep"):
                if by.text.lower() == "with":
                    heads += self.tree.below(by.index, "pobj")
        rows = [
            row
            for one in heads
            if (row := self.actor_index.mention_at(one) or self._owner_mention(one)) is not None
        ]
        if word in event_words("plural pronouns"):
            is_group = len(rows) == 1 and (rows[0].kind == "people" or head.tag == "NNS")
            return rows if is_group or len({row.actor for row in rows}) > 1 else []
        return [row for row in rows if row.kind in kinds] if len(rows) == 1 else []

    def _owner_mention(self, token: Token) -> Mention | None:
        """Return the owner of a thing, or the person within a name.

        Examples: "Volkov's post … he", "Queen Anna II … she".
        """
        deps = ("poss", "compound") if token.pos == "PROPN" else ("poss",)
        owners = (self.actor_index.mention_at(child) for child in self.tree.below(token.index, *deps))
        return next((row for row in owners if row is not None), None)


def _is_public(mention: Mention) -> bool:
    return mention.sector not in (None, "CVL") or mention.kind not in ("person", "people", None)


def _statements_by_token(tree: SyntaxTree, attributions: Sequence[Attribution]) -> dict[int, tuple[int, ...]]:
    """Return for each token within a content the ids of its attributions, the innermost first."""
    spans = sorted((span.length, row.id, span) for row in attributions for span in row.content)
    found: dict[int, list[int]] = {}
    for _, number, span in spans:
        for i in tree.range(span):
            if span.holds(tree[i].span):
                found.setdefault(i, []).append(number)
    return {i: tuple(dict.fromkeys(numbers)) for i, numbers in found.items()}


def _kinds(word: str) -> frozenset[str]:
    """Return the kinds of actors that a pronoun may refer to, empty for other words."""
    if word in event_words("pronouns for a person"):
        return frozenset({"person"})
    if word in event_words("pronouns for a body"):
        return _BODIES
    return frozenset({"any"}) if word in event_words("plural pronouns") else frozenset()


def participant_mentions(participants: Participants) -> list[ParticipantMention]:
    """Return the mentions made of nouns, in text order."""
    return [
        ParticipantMention.of(row)
        for row in sorted(set(participants.added), key=lambda row: (row.span, row.actor))
    ]


@dataclass(frozen=True, slots=True)
class EventContext:
    """The layers and word lists that the rules of events read, for one article.

    `attributions`, the speech `acts` and the times when something was `said` are keyed by the attribution's
    id.
    """

    text: str
    tree: SyntaxTree
    participants: Participants
    times_and_places: TimesAndPlaces
    lexicon: EventLexicon
    amounts: tuple[Amount, ...]
    attributions: Mapping[int, Attribution]  # in the order of their layer
    turns: frozenset[tuple[Span, ...]]  # the first piece of the content of each that has no cue
    acts: Mapping[int, str]
    said: Mapping[int, TimeExpression | None]

    @classmethod
    def of(
        cls, text: str, view: Annotations, participants: Participants, lexicon: EventLexicon
    ) -> "EventContext":
        """Return the context of an article; the view has all layers that events need."""
        amounts = tuple(sorted(view.of(Amount), key=lambda row: row.span))
        attributions = {row.id: row for row in view.of(Attribution)}
        acts = {row.attribution: row.act for row in view.of(UtteranceAct)}
        said = {row.attribution: row.said for row in view.of(Circumstance)}
        return cls(
            text,
            participants.tree,
            participants,
            view.index(TimesAndPlaces),
            lexicon,
            amounts,
            attributions,
            frozenset(row.content[:1] for row in attributions.values() if not row.cue),
            acts,
            said,
        )
