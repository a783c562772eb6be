"""Mentions of actors (names, and the nouns and pronouns of attributions), and titles of persons."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from onrecord.annotate.attribution.circumstances.addressees import addressee_heads
from onrecord.annotate.attribution.circumstances.media import outlet_head
from onrecord.annotate.attribution.circumstances.principals import represented_heads
from onrecord.annotate.attribution.lexicon import SpeechLexicon, load_speech_lexicon
from onrecord.annotate.mentions.actor_index import (
    MentionIndex,
    antecedent_of_relative,
    find_speaker,
    is_utterance_noun,
    source_heads,
)
from onrecord.annotate.mentions.anaphoric_nouns import NamedAntecedents
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
from onrecord.annotate.mentions.lexicon import (
    ActorLexicon,
    Gender,
    load_actor_lexicon,
    load_pronoun_kinds,
    mention_words,
)
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.named_actors import NamedActors, find_named_actors
from onrecord.annotate.mentions.nominals import NominalPhrase, nominal_phrase
from onrecord.annotate.mentions.place_metonymy import PlaceMetonymy
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
_MOST_MEMBERS = 50  # members of a list that are looked at: a sentence can be one long list
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
    speaker_at: dict[int, int] = field(default_factory=dict)
    actor_by_name: dict[str, int] = field(default_factory=dict)
    actor_count: int = 0

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
        """Add the labels of turns that only ask ("Q", "Question:") as one unnamed reporter."""
        turns = (row for row in self.view.of(Attribution) if row.verbatim and len(row.source) == 1)
        labels = [
            row.source[0]
            for row in turns
            if row.source[0].words(self.text).lower() in mention_words("question labels")
        ]
        taken = {index for mention in self.mentions for index in self.tree.range(mention.span)}
        free = [span for span in labels if not taken & set(self.tree.range(span))]
        if free:
            actor, self.actor_count = self.actor_count, self.actor_count + 1
            self.mentions += [
                Mention(span, "nominal", actor, "person", None, "JRN", _REPORTER) for span in free
            ]

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
            self.names_of.setdefault(number, []).append(phrase)
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
            for head in represented_heads(attribution, self.tree):
                if known.at(head) is None and self.lexicon.noun(head.lemma.lower()):
                    yield head
            outlet = outlet_head(attribution, self.tree, self.speech)
            others = addressee_heads(attribution, self.tree, self.speech)
            for head in others if outlet is None else [*others, outlet]:
                is_pronoun = head.text.lower() in load_pronouns()
                if is_pronoun or (known.at(head) is None and self.lexicon.noun(head.lemma.lower())):
                    yield head

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
        length = row.last - row.first
        if len(self.tree.sentences) - sentence.index > _SIGNATURE_SENTENCES:
            return False
        # Reading stops at the first word too many: a sentence can be a list of thousands of names.
        words = (token for token in self.tree.tokens[sentence.first : sentence.last] if token.pos != "PUNCT")
        return 1 < len(list(islice(words, length + 1))) <= length

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
        rows = self.names_of.get(found.actor, [])
        at = bisect_right(rows, token.index, key=lambda row: row.last)
        if not at:
            return False
        last = rows[at - 1]
        joined: set[int] = set()
        for index in range(last.first, last.last):
            first = self.tree[self.tree[index].head] if self.tree[index].dep == "conj" else self.tree[index]
            members = [first, *islice(self.tree.below(first.index, "conj"), _MOST_MEMBERS)]
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
        phrase = self._nominal(head)
        if phrase is None:
            named = self._add_noun_for_body(head)
            return self._add_missed_name(head) if named is None else named
        actor = self._named_beside(head) if phrase.kind == "person" else None
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

    def _named_beside(self, head: Token) -> int | None:
        """Return the holder of a title, or the person named in apposition: "a rider, Ann Lind, said"."""
        beside = [row for row in self.tree.below(head.index, "appos") if row.index > head.index]
        if head.dep == "appos":
            beside.append(self.tree[head.head])
        rows = [self.name_at[row.index] for row in beside if row.index in self.name_at]
        rows += [row.holder for row in self.names.titles if row.span.holds(head.span)]
        return next((self.actor_by_span.get(row.span) for row in rows if row.kind == "person"), None)

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
