"""The search for the actors of nouns in one article: the state of the search, and what each noun adds."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from onrecord.annotate.attribution.lexicon import SpeechLexicon
from onrecord.annotate.mentions.coreference.pronoun_resolution import PronounResolver, has_no_actor
from onrecord.annotate.mentions.lexicon import (
    ActorLexicon,
    Gender,
    mention_words,
)
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.named_actors import NamedActors
from onrecord.annotate.mentions.nouns.anaphoric_nouns import NamedAntecedents
from onrecord.annotate.mentions.nouns.appositions import find_given_name, find_name_behind
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.mentions.nouns.groups import Group, find_groups, find_members, find_reference
from onrecord.annotate.mentions.nouns.nominals import NominalPhrase, first_modifier, nominal_phrase
from onrecord.annotate.mentions.nouns.quantities import find_counted, is_one, kind_of_quantity
from onrecord.annotate.mentions.nouns.shares import Share, find_shares, singular
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    ActorKind,
    Mention,
    MentionForm,
    Token,
)
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

# Kinds of the nouns that are actors only as sources; `mentions/word_classes.txt` has a class for each.
_SPEAKING: tuple[ActorKind, ...] = ("government", "organisation", "outlet", "person")
_LEAST_FOR_NOUN = 0.5  # probability from which a noun refers to a noun before it


@dataclass(slots=True)
class MentionSearch:
    """The search in one article: names first, then what refers to them, in text order.

    `name_at` gives the name over each token, `names_of` the names of an actor in text order. Actor numbers
    are given by the span or words of a name, by a noun phrase or by the head token of a phrase. `mentioned`
    are the actors that have a mention.
    `speaker_at` gives the actor whose own words a token belongs to.
    """

    text: str
    tree: SyntaxTree
    view: Annotations
    lexicon: ActorLexicon
    speech: SpeechLexicon
    names: NamedActors
    antecedents: NamedAntecedents
    pronouns: PronounResolver
    name_at: dict[int, NamePhrase] = field(default_factory=dict)
    names_of: dict[int, list[NamePhrase]] = field(default_factory=dict)
    actor_by_span: dict[Span, int] = field(default_factory=dict)
    kinds: dict[int, ActorKind] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    mentioned: set[int] = field(default_factory=set)
    actor_by_noun: dict[str, int] = field(default_factory=dict)
    actor_by_head: dict[int, int] = field(default_factory=dict)
    joint_by_head: dict[int, tuple[int, ...]] = field(default_factory=dict)  # of nouns for several actors
    speaker_at: dict[int, int] = field(default_factory=dict)
    actor_by_name: dict[str, int] = field(default_factory=dict)
    actor_count: int = 0
    groups: list[Group] = field(default_factory=list)
    genders: dict[int, Gender] = field(default_factory=dict)  # of actors, also as earlier pronouns show them

    def add_name(self, phrase: NamePhrase, number: int) -> None:
        country = phrase.country or (self._country_beside(phrase) if phrase.kind != "person" else None)
        known_as = (
            self.lexicon.canonical.get(phrase.known.actor)
            if phrase.known and phrase.kind == "state"
            else None
        )
        self.add(Mention(phrase.span, _form(phrase), number, phrase.kind, country, phrase.sector, known_as))

    def _country_beside(self, phrase: NamePhrase) -> str | None:
        """Return the state of an adjective or possessive directly before a body's name."""
        before = self.name_at.get(phrase.first - 1)
        token = self.tree.get(phrase.first - 1)
        if before is None and token is not None and token.tag == "POS":
            before = self.name_at.get(phrase.first - 2)
        if before is not None and before.known and before.known.sort in ("state", "demonym"):
            return before.country
        return None

    def add(self, mention: Mention) -> None:
        self.mentions.append(mention)
        self.mentioned.add(mention.actor)

    def ensure_mention(self, actor: int, token: Token) -> None:
        """Add the last name of an actor before a token as a mention if the actor has none yet.

        (A state that only located something may still be what a pronoun refers to.)
        """
        if actor in self.mentioned:
            return
        rows = self.names_of[actor]
        before = bisect_right(rows, token.index, key=lambda row: row.last)
        self.add_name(rows[before - 1], actor)

    def _ensure_named_mention(self, actor: int, head: Token) -> None:
        if actor < self.names.count:
            self.ensure_mention(actor, head)

    def nominal(self, head: Token) -> NominalPhrase | None:
        return nominal_phrase(self.text, self.tree, head, self.name_at, self.lexicon, self.speech)

    def add_noun(self, head: Token) -> int | None:
        """Add a noun phrase as a mention and return its actor; None when the noun refers to no actor."""
        if head.index in self.actor_by_head:
            return self.actor_by_head[head.index]
        members = self.members(head)
        if members:
            return self._add_group(head, members)
        if head.lemma.lower() == "side" and head.tag in ("NN", "NNP"):
            return self._add_side(head)
        counted = find_counted(self.tree, head)
        noun = self.lexicon.noun(singular(head).lower())
        if counted is not None and (noun is None or noun.kind in ("person", "people")):
            return self._add_counted(head, counted)
        phrase = self.nominal(head)
        if phrase is not None and (shares := self.shares(head)):
            return self._add_shares(head, phrase, shares)
        if phrase is None:
            named = self._add_noun_for_body(head)
            named = self._add_missed_name(head) if named is None else named
            named = self._add_quantity(head) if named is None else named
            return self._add_speaking_noun(head) if named is None else named
        actor = None if phrase.plural else self._named_beside(head, phrase.kind)
        actor = self._find_earlier_actor(phrase) if actor is None else actor
        if actor is None:
            actor, self.actor_count = self.actor_count, self.actor_count + 1
        else:
            self._ensure_named_mention(actor, head)
        self.kinds.setdefault(actor, phrase.kind)
        self._register_noun(phrase, actor)
        self.actor_by_head[head.index] = actor
        named = " ".join(phrase.span.words(self.text).lower().split()) in self.actor_by_name
        form: MentionForm = "name" if named and head.tag == "NNP" else "nominal"
        self.add(Mention(phrase.span, form, actor, phrase.kind, phrase.country, phrase.sector))
        return actor

    def members(self, head: Token) -> tuple[int, ...]:
        """Return the actors that "both sides" or "the two leaders" refers back to, () for other nouns."""
        reference = find_reference(self.tree, head)
        if reference is None or head.index in self.name_at:
            return ()
        if not self.groups:
            self.groups = find_groups(self.tree)
        found = find_members(self.groups, head, reference, self._member_at, self._kind_of, self._is_titled)
        return tuple(self._made(actor) for actor in found)

    def _member_at(self, token: Token) -> int | None:
        """Return the actor of a member of a list; for a noun without one yet, a negative number."""
        known = self._actor_at(token)
        if known is not None or token.index in self.name_at or self.nominal(token) is None:
            return known
        return -1 - token.index

    def _kind_of(self, member: int) -> ActorKind | None:
        if member >= 0:
            return self.kinds.get(member)
        phrase = self.nominal(self.tree[-1 - member])
        return None if phrase is None else phrase.kind

    def _made(self, member: int) -> int:
        """Return the actor of a member, which is added where it is a noun without one."""
        added = None if member >= 0 else self.add_noun(self.tree[-1 - member])
        return member if added is None else added

    def _is_titled(self, actor: int, title: str) -> bool:
        """Tell whether a person has a title, or is a leader by one of the titles of government."""
        rows = [row for row in self.names.titles if self.actor_by_span.get(row.holder.span) == actor]
        if title == "leader":
            return any(row.noun.sector == "GOV" for row in rows)
        words = (row.span.words(self.text).lower().replace("-", " ").split() for row in rows)
        return any(title in found for found in words)

    def listed_actors(self, head: Token) -> tuple[int, ...]:
        """Return the actors of a list that a token heads, () where one of them is none."""
        found = [self._member_at(row) for row in (head, *find_conjuncts(self.tree, head))]
        if None in found or len(found) < 2:
            return ()
        return tuple(dict.fromkeys(self._made(member) for member in found if member is not None))

    def _actor_at(self, token: Token) -> int | None:
        name = self.name_at.get(token.index)
        if name is not None:
            return self.actor_by_span.get(name.span)
        return self.actor_by_head.get(token.index)

    def _add_group(self, head: Token, actors: tuple[int, ...]) -> int | None:
        """Add one mention in the same words for each actor of a group, and return the first."""
        for actor in actors:
            self._ensure_named_mention(actor, head)
        noun = singular(head).lower()
        if noun in mention_words("bodies of states") and all(
            self.kinds.get(one) == "state" for one in actors
        ):
            phrase = self.nominal(head)
            return None if phrase is None else self._add_shares(head, phrase, self._bodies_of(actors, head))
        for actor in actors:
            self.add(Mention(head.span, "nominal", actor, self.kinds.get(actor)))
        self.actor_by_head[head.index] = actors[0]
        self.joint_by_head[head.index] = actors
        return actors[0]

    def _bodies_of(self, states: tuple[int, ...], head: Token) -> list[Share]:
        """Return "India's army" and "China's army" for "both armies" after India and China."""
        rows = zip(self.names.phrases, self.names.numbers, strict=True)
        named = {number: row for row, number in rows if number in states and row.known and row.country}
        canonical = self.lexicon.canonical
        return [
            Share(f"{canonical[row.known.actor]}'s {singular(head)}", head.span, row.country)
            for actor in states
            if (row := named.get(actor)) is not None and row.known is not None
        ]

    def _add_counted(self, head: Token, counted: Token) -> int | None:
        """Add the noun of "some of the officials"; "one of the officials" is an actor of its own."""
        if not is_one(head):
            known = self._actor_at(counted)
            return self.add_noun(counted) if known is None else known
        behind = find_name_behind(self.tree, counted, self.lexicon)
        name = self.name_at.get(behind[0]) if behind is not None else None
        if name is not None and name.kind == "person":
            self.actor_by_head[head.index] = self.actor_by_span[name.span]
            self.add(Mention(head.span, "nominal", self.actor_by_span[name.span], "person"))
            return self.actor_by_head[head.index]
        phrase = self.nominal(counted)
        kind: ActorKind = phrase.kind if phrase is not None and phrase.kind != "people" else "person"
        facts = (None, None) if phrase is None else (phrase.country, phrase.sector)
        return self._add_new(
            head, Mention(self.tree.span(head.index, counted.index), "nominal", 0, kind, *facts)
        )

    def _add_quantity(self, head: Token) -> int | None:
        """Add "one", "some", "two" or "everybody" where nothing says of whom."""
        kind = kind_of_quantity(self.tree, head)
        return None if kind is None else self._add_new(head, Mention(head.span, "nominal", 0, kind))

    def _add_side(self, head: Token) -> int | None:
        """Add "the Uzbek side" for the state, "the government side" for the government."""
        for child in self.tree.below(head.index, "amod", "compound", "nmod", "poss"):
            name = self.name_at.get(child.index)
            actor = self.actor_by_span.get(name.span) if name is not None else self.add_noun(child)
            if actor is None or self.kinds.get(actor) in ("person", "people"):
                continue
            self._ensure_named_mention(actor, head)
            self.actor_by_head[head.index] = actor
            first = child.index if name is None else name.first
            self.add(Mention(self.tree.span(first, head.index), "nominal", actor, self.kinds.get(actor)))
            return actor
        return None

    def _add_speaking_noun(self, head: Token) -> int | None:
        """Add a noun that is an actor only where it speaks ("the county said"), None for other nouns."""
        if head.index not in self.names.source_tokens or head.pos not in ("NOUN", "PROPN"):
            return None
        words = {head.text.lower(), head.lemma.lower(), singular(head).lower()}
        kinds = (kind for kind in _SPEAKING if not words.isdisjoint(mention_words(f"speaking {kind}")))
        kind = next(kinds, None)
        if kind is None:
            return None
        if kind == "person" and head.tag in ("NNS", "NNPS"):
            kind = "people"
        span = self.tree.span(first_modifier(self.tree, head), head.index)
        if not span.is_sound(self.text):
            return None
        known = self.actor_by_noun.get(span.words(self.text).lower())
        if known is not None:
            self.actor_by_head[head.index] = known
            self.add(Mention(span, "nominal", known, kind))
            return known
        actor = self._add_new(head, Mention(span, "nominal", 0, kind))
        self.actor_by_noun[span.words(self.text).lower()] = actor
        return actor

    def _add_new(self, head: Token, mention: Mention) -> int:
        """Add the mention of a new actor, and return its number."""
        actor, self.actor_count = self.actor_count, self.actor_count + 1
        if mention.kind is not None:
            self.kinds[actor] = mention.kind
        self.actor_by_head[head.index] = actor
        self.add(replace(mention, actor=actor))
        return actor

    def shares(self, head: Token) -> list[Share]:
        """Return the parts of a noun that several states share; [] where it is no noun for actors."""
        word = singular(head).lower()
        noun = self.lexicon.noun(word)
        if noun is None or head.index in self.name_at:
            return []
        is_office = word in mention_words("offices of one holder")
        is_people = noun.kind == "people" or (noun.kind == "person" and not is_office)
        return find_shares(self.text, self.tree, head, self.name_at, is_people=is_people)

    def _add_shares(self, head: Token, phrase: NominalPhrase, shares: Sequence[Share]) -> int:
        """Add a mention for each owner of a noun, and return the actor of the first."""
        actors = []
        for share in shares:
            is_person = phrase.kind == "people" and not share.is_plural
            kind: ActorKind = "person" if is_person else phrase.kind
            words = share.words.lower()
            actor = self.actor_by_name.get(words, self.actor_by_noun.get(words))
            if actor is None:
                actor, self.actor_count = self.actor_count, self.actor_count + 1
            else:
                self._ensure_named_mention(actor, head)
            self.kinds.setdefault(actor, kind)
            self.actor_by_noun[words] = actor
            row = Mention(share.span, "nominal", actor, kind, share.country, phrase.sector, share.words)
            self.add(row)
            actors.append(actor)
        self.actor_by_head[head.index] = actors[0]
        return actors[0]

    def _named_beside(self, head: Token, kind: ActorKind) -> int | None:
        """Return the holder of a title, or the person named in apposition: "a rider, Ann Lind, said"."""
        given = find_given_name(self.tree, head, self.lexicon)
        name = None if given is None else self.name_at.get(given.first)
        if name is not None and self._may_be_named(head, kind, name):
            return self.actor_by_span.get(name.span)
        beside = [row for row in self.tree.below(head.index, "appos") if row.index > head.index]
        if head.dep == "appos":
            beside.append(self.tree[head.head])
        rows = [self.name_at[row.index] for row in beside if row.index in self.name_at]
        rows += [row.holder for row in self.names.titles if row.span.holds(head.span)]
        fitting = (
            row for row in rows if (row.kind == "person") == (kind == "person") and row.kind != "state"
        )
        return next((self.actor_by_span.get(row.span) for row in fitting), None)

    def _may_be_named(self, head: Token, kind: ActorKind, name: NamePhrase) -> bool:
        """Tell whether a noun can have a name: that of a person for persons, of a body for bodies."""
        if name.kind in (None, "state", "people"):
            return False
        both = head.lemma.lower() in mention_words("persons or bodies")
        return both or (name.kind == "person") == (kind == "person")

    def _add_noun_for_body(self, head: Token) -> int | None:
        """Add a noun that refers to the body whose name contains it ("the fund")."""
        definite = any(child.text.lower() == "the" for child in self.tree.below(head.index, "det"))
        if (
            not definite
            or head.tag != "NN"
            or any(self.tree.below(head.index, "amod", "compound", "nmod", "poss"))
        ):
            return None
        actor = self.antecedents.body([head.lemma.lower()], head.index)
        if actor is None:
            return None
        self.ensure_mention(actor, head)
        self.actor_by_head[head.index] = actor
        self.add(Mention(head.span, "nominal", actor, self.kinds.get(actor)))
        return actor

    def _add_missed_name(self, head: Token) -> int | None:
        """Add a proper noun that the name finder missed; as a source it is taken for a person."""
        capital = head.tag == "NNP" and head.text[0].isupper() and head.index not in self.name_at
        if not capital or head.text in self.lexicon.no_names or not head.span.is_sound(self.text):
            return None
        actor = self.actor_by_noun.get(head.text)
        if actor is None:
            actor, self.actor_count = self.actor_count, self.actor_count + 1
        self.actor_by_noun[head.text] = self.actor_by_head[head.index] = actor
        self.add(Mention(head.span, "name", actor, "person"))
        return actor

    def _find_earlier_actor(self, phrase: NominalPhrase) -> int | None:
        """Return the actor that a noun phrase refers to, None for a new one.

        It is the holder of the title, the body with that name, or the actor of the same phrase before.
        """
        words = phrase.span.words(self.text).lower()
        noun = self.tree[phrase.head].lemma.lower()
        if self.tree[phrase.head].tag == "NNP" and words in self.actor_by_name:
            return self.actor_by_name[words]
        if not phrase.definite or phrase.plural:
            bare = phrase.kind != "person" and not any(
                self.tree.below(phrase.head, "det", "amod", "poss")
            )  # "police"
            return self.actor_by_noun.get(words) if phrase.plural or bare or " " in words else None
        if not self._is_label(phrase):
            found = self._find_named_actor(phrase, words.replace("-", " ").split())
            found = self._find_probable_actor(phrase) if found is None else found
            if found is not None:
                return found
        return self.actor_by_noun.get(words, self.actor_by_noun.get(f"the {noun}") if words == noun else None)

    def _find_named_actor(self, phrase: NominalPhrase, words: list[str]) -> int | None:
        if phrase.kind == "person":
            return self.antecedents.person(words, phrase.head, phrase.country)
        return self.antecedents.body(words, phrase.head)

    def _find_probable_actor(self, phrase: NominalPhrase) -> int | None:
        """Return the unnamed actor that a noun most probably refers to, None when none is probable.

        It was mentioned with the same words and maybe more: "the teachers' union", "the union".
        """
        best = next(iter(self.pronouns.referents(phrase.head)), None)
        if best is None or best.probability < _LEAST_FOR_NOUN or best.actor >= 0:
            return None
        earlier = self.pronouns.candidates.phrases[best.phrase]
        words = set(phrase.span.words(self.text).lower().split())
        if has_no_actor(earlier) or not words <= set(earlier.span.words(self.text).lower().split()):
            return None
        return self.add_noun(self.tree[earlier.head])

    def _is_label(self, phrase: NominalPhrase) -> bool:
        """Tell whether a phrase is the label of a turn in a transcript ("THE PRESIDENT:")."""
        after = self.tree.get(phrase.head + 1)
        return after is not None and after.text == ":" and self.tree[phrase.head].text.isupper()

    def _register_noun(self, phrase: NominalPhrase, actor: int) -> None:
        self.actor_by_noun[phrase.span.words(self.text).lower()] = actor
        if not phrase.plural:
            self.actor_by_noun[f"the {self.tree[phrase.head].lemma.lower()}"] = actor


def _form(phrase: NamePhrase) -> MentionForm:
    known = phrase.known
    if known is None:
        return "name"
    own = known.actor.partition(":")[2]
    other = (
        known.sort == "seat" and known.kind != "state" and own not in known.words and known.words not in own
    )
    return "metonym" if known.sort == "capital" or other else "name"
