"""Mentions of actors (names, and the nouns and pronouns of attributions), and titles of persons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from onrecord.annotate.attribution.circumstances.addressees import addressee_heads
from onrecord.annotate.attribution.circumstances.media import outlet_head
from onrecord.annotate.attribution.lexicon import SpeechLexicon, load_speech_lexicon
from onrecord.annotate.mentions.actor_index import (
    MentionIndex,
    antecedent_of_relative,
    find_speaker,
    is_utterance_noun,
    source_heads,
)
from onrecord.annotate.mentions.nouns.anaphoric_nouns import NamedAntecedents
from onrecord.annotate.mentions.nouns.appositions import find_given_name, find_name_behind
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.mentions.coreference.antecedents import Candidates, load_weights
from onrecord.annotate.mentions.coreference.phrases import find_phrases, load_pronouns
from onrecord.annotate.mentions.coreference.pronoun_resolution import (
    PronounResolver,
    Referent,
    Thresholds,
    best_referent,
    has_no_actor,
)
from onrecord.annotate.mentions.first_person import (
    find_first_persons,
    find_introduced_authors,
    find_speakers_of_tokens,
)
from onrecord.annotate.mentions.labels import find_questioners, label_spans
from onrecord.annotate.mentions.lexicon import (
    ActorLexicon,
    Gender,
    load_actor_lexicon,
    load_pronoun_kinds,
    mention_words,
)
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.named_actors import NamedActors, find_named_actors
from onrecord.annotate.mentions.nouns.counted import find_counted, is_one, kind_of_quantity
from onrecord.annotate.mentions.nouns.groups import Group, find_groups, find_members, find_reference
from onrecord.annotate.mentions.nouns.nominals import NominalPhrase, nominal_phrase
from onrecord.annotate.mentions.place_metonymy import PlaceMetonymy
from onrecord.annotate.mentions.nouns.shared import Share, find_shares, singular
from onrecord.annotate.mentions.titles import PersonTitle
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    ActorKind,
    Annotation,
    Attribution,
    Mention,
    MentionForm,
    Name,
    Passage,
    Quotation,
    Sentence,
    Title,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

# Thresholds for pronouns that are sources, addressees or outlets, and for others. Chosen on 91 statements of
# earlier gold with a marked speaker; measure again with `onrecord evaluate records` (statements, actors).
_SOURCE_THRESHOLDS = Thresholds(share=0.7, total=0.02, rival=0.1)
_RIVAL_IN_LIST = 0.1  # probability from which another member of a list makes a pronoun ambiguous
_REPORTER = "reporter"
_OTHER_THRESHOLDS = Thresholds(share=0.8, total=0.5, rival=1.0)
_SIGNATURE_SENTENCES = 3  # a name that stands alone in one of so many last sentences is a signature
_ARGUMENT_RELATIONS = frozenset({"nsubj", "nsubjpass", "dobj", "dative", "pobj"})


class MentionAnnotator:
    """Mentions of actors and titles of persons.

    Every name of a person, body, outlet or acting state is a mention. Nouns are mentions where they are
    source, addressee or medium of an attribution; so are pronouns, which elsewhere need a clear antecedent.
    A pronoun without a probable antecedent is no mention.
    """

    name = "mentions"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Quotation, Attribution)
    gives: tuple[Layer, ...] = (Mention, Title)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return mentions in text order, then titles. Raises ModelError when a word list is missing."""
        finder = _MentionFinder.of(article.text, view)
        finder.add_names()
        finder.add_nouns_and_pronouns()
        finder.add_first_persons()
        finder.add_question_labels()
        return [*sorted(finder.mentions, key=lambda row: (row.span, row.actor)), *finder.title_annotations()]


@dataclass(slots=True)
class _MentionFinder:
    """The search in one article: names first, then what refers to them, in text order.

    `name_at` gives the name over each token. Actor numbers are given by the span or words of a name, by a
    noun phrase or by the head token of a phrase. `mentioned` are the actors that have a mention.
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
    actor_by_span: dict[Span, int] = field(default_factory=dict)
    kinds: dict[int, ActorKind] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    mentioned: set[int] = field(default_factory=set)
    actor_by_noun: dict[str, int] = field(default_factory=dict)
    actor_by_head: dict[int, int] = field(default_factory=dict)
    speaker_at: dict[int, int] = field(default_factory=dict)
    actor_by_name: dict[str, int] = field(default_factory=dict)
    actor_count: int = 0
    groups: list[Group] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, view: Annotations) -> "_MentionFinder":
        """Find the names and prepare the search for what refers to them."""
        tree, lexicon = view.index(SyntaxTree), load_actor_lexicon()
        names = find_named_actors(text, tree, view, lexicon)
        candidates = Candidates.of(find_phrases(text, tree, view, names.by_token()), tree)
        antecedents = NamedAntecedents.of(text, tree, names)
        return cls(
            text,
            tree,
            view,
            lexicon,
            load_speech_lexicon(),
            names,
            antecedents,
            PronounResolver(candidates, load_weights()),
        )

    def add_question_labels(self) -> None:
        """Add the labels of turns that only ask ("Q", "Question:"): the reporter called before, or any reporter."""
        labels = label_spans(self.view.of(Attribution))
        persons = [row for row in self.names.phrases if row.kind == "person" and row.span in self.actor_by_span]
        taken = {index for mention in self.mentions for index in self.tree.range(mention.span)}
        unnamed: int | None = None
        for span, person in find_questioners(self.tree, labels, persons):
            if taken & set(self.tree.range(span)):
                continue
            if person is not None:
                number = self.actor_by_span[person.span]
                self._add(Mention(span, "nominal", number, "person", None, "JRN"))
                continue
            if unnamed is None:
                unnamed, self.actor_count = self.actor_count, self.actor_count + 1
            self._add(Mention(span, "nominal", unnamed, "person", None, "JRN", _REPORTER))

    def add_names(self) -> None:
        """Add the names that refer to actors."""
        names = self.names
        self.name_at = {i: row for row in names.phrases for i in range(row.first, row.last)}
        self.actor_count = names.count
        metonymy = PlaceMetonymy(self.tree, self.lexicon, self.speech, self.name_at, names.source_tokens)
        bodies = {row.of.span for row in names.titles if row.of}
        for phrase, number in zip(names.phrases, names.numbers, strict=True):
            if number is None or phrase.kind is None:
                continue
            self.actor_by_span[phrase.span] = number
            self.actor_by_name[" ".join(phrase.words).lower()] = number
            self.kinds.setdefault(number, phrase.kind)
            if phrase.span in bodies or metonymy.is_actor(phrase):
                self._add_name(phrase, number)

    def _add_name(self, phrase: NamePhrase, number: int) -> None:
        country = phrase.country or (self._country_beside(phrase) if phrase.kind != "person" else None)
        known_as = (
            self.lexicon.canonical.get(phrase.known.actor)
            if phrase.known and phrase.kind == "state"
            else None
        )
        self._add(Mention(phrase.span, _form(phrase), number, phrase.kind, country, phrase.sector, known_as))

    def _country_beside(self, phrase: NamePhrase) -> str | None:
        """Return the state of an adjective or possessive directly before a body's name."""
        before = self.name_at.get(phrase.first - 1)
        token = self.tree.get(phrase.first - 1)
        if before is None and token is not None and token.tag == "POS":
            before = self.name_at.get(phrase.first - 2)
        if before is not None and before.known and before.known.sort in ("state", "demonym"):
            return before.country
        return None

    def _add(self, mention: Mention) -> None:
        self.mentions.append(mention)
        self.mentioned.add(mention.actor)

    def add_nouns_and_pronouns(self) -> None:
        """Add the nouns and pronouns of attributions, and the other pronouns that are clear."""
        pronouns = load_pronouns()
        requested = {head.index: True for head in self._heads_to_resolve()}
        self.speaker_at = find_speakers_of_tokens(self.view, MentionIndex.of(self.tree, self.mentions))
        for token in self.tree.tokens:
            if self._shares(token) or (
                token.dep in _ARGUMENT_RELATIONS and find_reference(self.tree, token) is not None
            ):
                requested[token.index] = True
            if token.dep in _ARGUMENT_RELATIONS and token.tag == "PRP" and token.text.lower() in pronouns:
                requested.setdefault(token.index, False)
        for index, is_requested in sorted(requested.items()):
            pronoun = pronouns.get(self.tree[index].text.lower())
            if pronoun is None:
                self._add_noun(self.tree[index])
            elif pronoun.base in load_pronoun_kinds():
                self._add_pronoun(self.tree[index], pronoun.base, is_requested)

    def _heads_to_resolve(self) -> Iterator[Token]:
        """Yield the heads of sources, addressees and outlets that no mention covers yet."""
        known = MentionIndex.of(self.tree, self.mentions)
        for attribution in self.view.of(Attribution):
            if find_speaker(attribution.source, known) is None:
                for head in source_heads(attribution.source, self.tree)[:1]:
                    noun = (
                        antecedent_of_relative(head, self.tree)
                        if head.text.lower() in mention_words("relative pronouns")
                        else head
                    )
                    if noun is not None:
                        yield noun
                    if is_utterance_noun(head):
                        yield from (
                            owner for owner in self.tree.below(head.index, "poss") if owner.tag == "PRP$"
                        )
            yield from self._members_without_mention(attribution, known)
            outlet = outlet_head(attribution, self.tree, self.speech)
            others = addressee_heads(attribution, self.tree, self.speech)
            for head in others if outlet is None else [*others, outlet]:
                is_pronoun = head.text.lower() in load_pronouns()
                if is_pronoun or (known.at(head) is None and self.lexicon.noun(head.lemma.lower())):
                    yield head

    def _members_without_mention(self, attribution: Attribution, known: MentionIndex) -> Iterator[Token]:
        """Yield the further members of a list that is a source ("residents and [a source]")."""
        for head in source_heads(attribution.source, self.tree)[:1]:
            for member in find_conjuncts(self.tree, head):
                inside = any(span.holds(member.span) for span in attribution.source)
                if inside and known.at(member) is None:
                    yield member

    def add_first_persons(self) -> None:
        """Add "I", "we" and "you" in quoted words and in documents with a known author."""
        author = self._author()
        self.mentions.extend(find_first_persons(self.view, MentionIndex.of(self.tree, self.mentions), author))

    def _author(self) -> dict[str, Mention]:
        """Return the mentions that "i" and "we" refer to in a document.

        The author is introduced ("We, the ministers of …") or, for "i", signs with a name.
        """
        found: dict[str, Mention] = {}
        for word, head in find_introduced_authors(self.tree):
            if self.name_at.get(head.index) is None:
                self._add_noun(head)
            mention = MentionIndex.of(self.tree, self.mentions).at(head)
            if mention is not None:
                found.setdefault(word, mention)
        signed = [row for row in self.names.phrases if row.kind == "person" and self._is_signature(row)]
        if signed and "i" not in found:
            number = self.actor_by_span[signed[-1].span]
            found["i"] = Mention(signed[-1].span, "name", number, "person")
        return found

    def _is_signature(self, row: NamePhrase) -> bool:
        """Tell whether a name is all there is in one of the last sentences."""
        sentence = self.tree.sentence_at(row.first)
        words = [token for token in self.tree.tokens[sentence.first : sentence.last] if token.pos != "PUNCT"]
        return (
            len(self.tree.sentences) - sentence.index <= _SIGNATURE_SENTENCES
            and row.last - row.first >= len(words) > 1
        )

    def _add_pronoun(self, token: Token, base: str, is_requested: bool) -> None:
        referents = self.pronouns.referents(token.index)
        in_relative_clause = self.tree[token.head].dep in ("relcl", "acl")
        last_speaker = None if in_relative_clause else self.pronouns.last_speaker(token.index)
        speaker = self.speaker_at.get(token.index, -1)
        possible = tuple(row for row in referents if row.actor != speaker or speaker < 0)
        found = best_referent(
            possible,
            last_speaker,
            lambda row: self._fits(row, base),
            _SOURCE_THRESHOLDS if is_requested else _OTHER_THRESHOLDS,
        )
        if found is None or self._is_one_of_a_list(found, referents, token, base):
            return
        if found.actor >= 0:
            self._ensure_mention(found.actor, token)
            actor: int | None = found.actor
        else:
            phrase = self.pronouns.candidates.phrases[found.phrase]
            actor = None if has_no_actor(phrase) else self._add_noun(self.tree[phrase.head])
        if actor is not None:
            self._add(Mention(token.span, "pronoun", actor, self.kinds.get(actor)))

    def _fits(self, row: Referent, base: str) -> bool:
        """Tell whether a pronoun can refer to an actor or noun, by kind, gender and number."""
        allowed = load_pronoun_kinds()[base]
        if row.actor >= 0:
            known = self.names.genders.get(row.actor)
            return self.kinds.get(row.actor) in allowed.kinds and not _genders_differ(allowed.gender, known)
        phrase = self.pronouns.candidates.phrases[row.phrase]
        if has_no_actor(phrase):
            return phrase.number == "p" if base == "they" else base != "it" and phrase.number == "s"
        if self.tree[phrase.head].dep == "attr":
            return False
        noun = self._nominal(self.tree[phrase.head])
        return (
            noun is not None
            and noun.kind in allowed.kinds
            and not _genders_differ(allowed.gender, noun.gender)
        )

    def _is_one_of_a_list(
        self, found: Referent, referents: tuple[Referent, ...], token: Token, base: str
    ) -> bool:
        """Tell whether an actor was last named in a list with another possible referent.

        ("Ann and Eve came. She …")
        """
        rows = [
            row
            for row, number in zip(self.names.phrases, self.names.numbers, strict=True)
            if number == found.actor
        ]
        last = next((row for row in reversed(rows) if row.last <= token.index), None)
        if last is None:
            return False
        joined: set[int] = set()
        for index in range(last.first, last.last):
            first = self.tree[self.tree[index].head] if self.tree[index].dep == "conj" else self.tree[index]
            members = [first, *self.tree.below(first.index, "conj")]
            joined.update(row.index for row in members)
            joined.update(row.index for one in members[1:] for row in self.tree.below(one.index, "conj"))
        others = {
            self.actor_by_span.get(self.name_at[index].span) for index in joined if index in self.name_at
        } - {found.actor}
        return any(
            row.actor in others and row.probability >= _RIVAL_IN_LIST and self._fits(row, base)
            for row in referents
        )

    def _ensure_mention(self, actor: int, token: Token) -> None:
        """Add the last name of an actor before a token as a mention if the actor has none yet.

        (A state that only located something may still be what a pronoun refers to.)
        """
        if actor in self.mentioned:
            return
        rows = [
            row for row, number in zip(self.names.phrases, self.names.numbers, strict=True) if number == actor
        ]
        before = [row for row in rows if row.last <= token.index]
        self._add_name((before or rows)[-1], actor)

    def _ensure_named_mention(self, actor: int, head: Token) -> None:
        if actor < self.names.count:
            self._ensure_mention(actor, head)

    def _nominal(self, head: Token) -> NominalPhrase | None:
        return nominal_phrase(self.text, self.tree, head, self.name_at, self.lexicon, self.speech)

    def _add_noun(self, head: Token) -> int | None:
        """Add a noun phrase as a mention and return its actor; None when the noun refers to no actor."""
        if head.index in self.actor_by_head:
            return self.actor_by_head[head.index]
        members = self._members(head)
        if members:
            return self._add_group(head, members)
        counted = find_counted(self.tree, head)
        if counted is not None and self.lexicon.noun(singular(head).lower()) is None:
            return self._add_counted(head, counted)
        phrase = self._nominal(head)
        if phrase is not None and (shares := self._shares(head)):
            return self._add_shares(head, phrase, shares)
        if phrase is None:
            named = self._add_noun_for_body(head)
            named = self._add_missed_name(head) if named is None else named
            return self._add_quantity(head) if named is None else named
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
        self._add(Mention(phrase.span, form, actor, phrase.kind, phrase.country, phrase.sector))
        return actor

    def _members(self, head: Token) -> tuple[int, ...]:
        """Return the actors that "both sides" or "the two leaders" refers back to, () for other nouns."""
        reference = find_reference(self.tree, head)
        if reference is None or head.index in self.name_at:
            return ()
        if not self.groups:
            self.groups = find_groups(self.tree)
        return find_members(self.groups, head, reference, self._actor_at, self.kinds.get)

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
        if noun in mention_words("bodies of states") and all(self.kinds.get(one) == "state" for one in actors):
            phrase = self._nominal(head)
            return None if phrase is None else self._add_shares(head, phrase, self._bodies_of(actors, head))
        for actor in actors:
            self._add(Mention(head.span, "nominal", actor, self.kinds.get(actor)))
        self.actor_by_head[head.index] = actors[0]
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
            known = MentionIndex.of(self.tree, self.mentions).at(counted)
            return known.actor if known is not None else self._add_noun(counted)
        behind = find_name_behind(self.tree, counted, self.lexicon)
        name = self.name_at.get(behind[0]) if behind is not None else None
        if name is not None and name.kind == "person":
            self.actor_by_head[head.index] = self.actor_by_span[name.span]
            self._add(Mention(head.span, "nominal", self.actor_by_span[name.span], "person"))
            return self.actor_by_head[head.index]
        phrase = self._nominal(counted)
        kind: ActorKind = phrase.kind if phrase is not None and phrase.kind != "people" else "person"
        facts = (None, None) if phrase is None else (phrase.country, phrase.sector)
        return self._add_new(head, Mention(self.tree.span(head.index, counted.index), "nominal", 0, kind, *facts))

    def _add_quantity(self, head: Token) -> int | None:
        """Add "one", "some", "two" or "everybody" where nothing says of whom."""
        kind = kind_of_quantity(self.tree, head)
        return None if kind is None else self._add_new(head, Mention(head.span, "nominal", 0, kind))

    def _add_new(self, head: Token, mention: Mention) -> int:
        """Add the mention of a new actor, and return its number."""
        actor, self.actor_count = self.actor_count, self.actor_count + 1
        if mention.kind is not None:
            self.kinds[actor] = mention.kind
        self.actor_by_head[head.index] = actor
        self._add(replace(mention, actor=actor))
        return actor

    def _shares(self, head: Token) -> list[Share]:
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
            self._add(row)
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
        fitting = (row for row in rows if (row.kind == "person") == (kind == "person") and row.kind != "state")
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
        self._ensure_mention(actor, head)
        self.actor_by_head[head.index] = actor
        self._add(Mention(head.span, "nominal", actor, self.kinds.get(actor)))
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
        self._add(Mention(head.span, "name", actor, "person"))
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
        found = (
            None
            if self._is_label(phrase)
            else self._find_named_actor(phrase, words.replace("-", " ").split())
        )
        if found is not None:
            return found
        return self.actor_by_noun.get(words, self.actor_by_noun.get(f"the {noun}") if words == noun else None)

    def _find_named_actor(self, phrase: NominalPhrase, words: list[str]) -> int | None:
        if phrase.kind == "person":
            return self.antecedents.person(words, phrase.head, phrase.country)
        return self.antecedents.body(words, phrase.head)

    def _is_label(self, phrase: NominalPhrase) -> bool:
        """Tell whether a phrase is the label of a turn in a transcript ("THE PRESIDENT:")."""
        after = self.tree.get(phrase.head + 1)
        return after is not None and after.text == ":" and self.tree[phrase.head].text.isupper()

    def _register_noun(self, phrase: NominalPhrase, actor: int) -> None:
        self.actor_by_noun[phrase.span.words(self.text).lower()] = actor
        if not phrase.plural:
            self.actor_by_noun[f"the {self.tree[phrase.head].lemma.lower()}"] = actor

    def title_annotations(self) -> Iterator[Title]:
        """Yield the titles except honorifics ("Mr.")."""
        for row in self.names.titles:
            actor = self.actor_by_span.get(row.holder.span)
            if actor is None or row.noun.honorific or not row.span.is_sound(self.text):
                continue
            of = self.actor_by_span.get(row.of.span) if row.of else None
            yield Title(row.span, actor, of, _sector(row, self.text))


def _genders_differ(one: Gender | None, other: Gender | None) -> bool:
    return one is not None and other is not None and one != other


def _sector(title: PersonTitle, text: str) -> str | None:
    """Return the sector of a title; a former official has PLOVER's ELI."""
    if not title.span.words(text).lower().startswith(("former", "ex-", "ex ")):
        return title.noun.sector
    return "ELI" if title.noun.sector in ("GOV", "LEG") else None


def _form(phrase: NamePhrase) -> MentionForm:
    known = phrase.known
    if known is None:
        return "name"
    own = known.actor.partition(":")[2]
    other = (
        known.sort == "seat" and known.kind != "state" and own not in known.words and known.words not in own
    )
    return "metonym" if known.sort == "capital" or other else "name"
