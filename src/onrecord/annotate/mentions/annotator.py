"""Mentions of actors: names, and the nouns and pronouns that speak, are spoken to or carry the words; titles of persons."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from onrecord.annotate.attribution.circumstances.addressees import addressee_heads
from onrecord.annotate.attribution.circumstances.media import outlet_head
from onrecord.annotate.attribution.lexicon import SpeechLexicon, load_speech_lexicon
from onrecord.annotate.mentions.actor_index import (
    RELATIVE,
    MentionIndex,
    antecedent_of_relative,
    find_speaker,
    is_uttered,
    source_heads,
)
from onrecord.annotate.mentions.anaphoric_nouns import ToldBefore
from onrecord.annotate.mentions.coreference.antecedents import Candidates, load_weights
from onrecord.annotate.mentions.coreference.phrases import find_phrases, load_pronouns
from onrecord.annotate.mentions.coreference.pronoun_actors import (
    Demands,
    Meaning,
    Meanings,
    is_nobody,
    likeliest,
)
from onrecord.annotate.mentions.first_person import find_first_persons, introduced
from onrecord.annotate.mentions.lexicon import ActorLexicon, Gender, load_actor_lexicon
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.named_actors import ActorNames, find_actor_names
from onrecord.annotate.mentions.nominals import NominalPhrase, nominal_phrase
from onrecord.annotate.mentions.place_metonymy import Acting
from onrecord.annotate.mentions.titles import BorneTitle
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

_BODIES: frozenset[ActorKind] = frozenset({"organisation", "government", "armed-group", "outlet"})
# Whom the third-person pronouns can mean, and the gender they tell.
_MEANT: dict[str, tuple[frozenset[ActorKind], Gender | None]] = {
    "he": (frozenset({"person"}), "m"),
    "she": (frozenset({"person"}), "f"),
    "they": (_BODIES | {"people"}, None),
    "it": (_BODIES | {"state"}, None),
}
# What is demanded of who is meant by pronouns that speak, are spoken to or carry words, and by others. Chosen on
# 91 statements whose speaker was marked, of earlier gold; measure with `onrecord evaluate records` (statements, actors).
_ASKED = Demands(share=0.7, in_all=0.02, rival=0.1)
_RIVAL_IN_LIST = 0.1
_QUESTION_LABELS = frozenset({"q", "question"})  # turns of whoever asks, in transcripts
_REPORTER = "reporter"
_OTHERS = Demands(share=0.8, in_all=0.5, rival=1.0)
_SIGNED = 3  # last sentences in which a name that stands alone is a signature
_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "dative", "pobj"})


class MentionAnnotator:
    """Mentions of actors and titles of persons.

    Every name of a person, body, outlet or acting state is a mention. Nouns and pronouns are mentions where somebody
    speaks, is spoken to or carries the words, pronouns elsewhere where it is clear whom they mean. One whom nobody can tell is
    no mention.
    """

    name = "mentions"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Quotation, Attribution)
    gives: tuple[Layer, ...] = (Mention, Title)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return mentions in text order, then titles. Raises ModelError when a word list is missing."""
        search = _Search.of(article.text, view)
        search.read_names()
        search.read_others()
        search.read_first_persons()
        search.read_question_labels()
        return [*sorted(search.mentions, key=lambda row: (row.span, row.actor)), *search.title_rows()]


@dataclass(slots=True)
class _Search:
    """One article being read: names first, then what refers to them, in text order."""

    text: str
    tree: SyntaxTree
    view: Annotations
    lexicon: ActorLexicon
    speech: SpeechLexicon
    names: ActorNames
    told: ToldBefore
    meanings: Meanings
    owner: dict[int, NamePhrase] = field(default_factory=dict)
    number_of: dict[Span, int] = field(default_factory=dict)
    kinds: dict[int, ActorKind] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)
    nouns: dict[str, int] = field(default_factory=dict)
    read: dict[int, int] = field(default_factory=dict)
    uttering: dict[int, int] = field(default_factory=dict)
    by_words: dict[str, int] = field(default_factory=dict)
    count: int = 0

    @classmethod
    def of(cls, text: str, view: Annotations) -> "_Search":
        """Find the names and prepare what may refer to them."""
        tree, lexicon = view.index(SyntaxTree), load_actor_lexicon()
        names = find_actor_names(text, tree, view, lexicon)
        candidates = Candidates.of(find_phrases(text, tree, view, names.by_token()), tree)
        told = ToldBefore.of(text, tree, names)
        return cls(
            text,
            tree,
            view,
            lexicon,
            load_speech_lexicon(),
            names,
            told,
            Meanings(candidates, load_weights()),
        )

    def read_question_labels(self) -> None:
        """Keep the labels of turns that only ask ("Q", "Question:"): all are one unnamed reporter."""
        turns = (row for row in self.view.of(Attribution) if row.verbatim and len(row.source) == 1)
        labels = [
            row.source[0] for row in turns if row.source[0].words(self.text).lower() in _QUESTION_LABELS
        ]
        taken = {index for mention in self.mentions for index in self.tree.range(mention.span)}
        free = [span for span in labels if not taken & set(self.tree.range(span))]
        if free:
            actor, self.count = self.count, self.count + 1
            self.mentions += [
                Mention(span, "nominal", actor, "person", None, "JRN", _REPORTER) for span in free
            ]

    def read_names(self) -> None:
        """Keep the names that are actors, and remember who each of them is."""
        names = self.names
        self.owner = {i: row for row in names.phrases for i in range(row.first, row.last)}
        self.count = names.count
        acting = Acting(self.tree, self.lexicon, self.speech, self.owner, names.speaking)
        bodies = {row.of.span for row in names.titles if row.of}
        for phrase, number in zip(names.phrases, names.numbers, strict=True):
            if number is None or phrase.kind is None:
                continue
            self.number_of[phrase.span] = number
            self.by_words[" ".join(phrase.words).lower()] = number
            self.kinds.setdefault(number, phrase.kind)
            if phrase.span in bodies or acting.is_actor(phrase):
                self._keep_name(phrase, number)

    def _keep_name(self, phrase: NamePhrase, number: int) -> None:
        country = phrase.country or (self._country_beside(phrase) if phrase.kind != "person" else None)
        known_as = (
            self.lexicon.canonical.get(phrase.known.actor)
            if phrase.known and phrase.kind == "state"
            else None
        )
        self._keep(Mention(phrase.span, _form(phrase), number, phrase.kind, country, phrase.sector, known_as))

    def _country_beside(self, phrase: NamePhrase) -> str | None:
        """Return the state whose adjective or possessive stands directly before a body's name, or "of" it after."""
        before = self.owner.get(phrase.first - 1)
        token = self.tree.get(phrase.first - 1)
        if before is None and token is not None and token.tag == "POS":
            before = self.owner.get(phrase.first - 2)
        if before is not None and before.known and before.known.sort in ("state", "demonym"):
            return before.country
        return None

    def _keep(self, mention: Mention) -> None:
        self.mentions.append(mention)
        self.kept.add(mention.actor)

    def read_others(self) -> None:
        """Find who is meant by the nouns and pronouns that speak, are spoken to or carry the words, and by other pronouns."""
        pronouns = load_pronouns()
        asked = {head.index: True for head in self._asked()}
        self.uttering = self._find_uttering()
        for token in self.tree.tokens:
            if token.dep in _ROLES and token.tag == "PRP" and token.text.lower() in pronouns:
                asked.setdefault(token.index, False)
        for index, needed in sorted(asked.items()):
            told = pronouns.get(self.tree[index].text.lower())
            if told is None:
                self._read_noun(self.tree[index])
            elif told.base in _MEANT:
                self._read_pronoun(self.tree[index], told.base, needed)

    def _asked(self) -> Iterator[Token]:
        known = MentionIndex.of(self.tree, self.mentions)
        for attribution in self.view.of(Attribution):
            if find_speaker(attribution.source, known) is None:
                for head in source_heads(attribution.source, self.tree)[:1]:
                    noun = antecedent_of_relative(head, self.tree) if head.text.lower() in RELATIVE else head
                    if noun is not None:
                        yield noun
                    if is_uttered(head):
                        yield from (
                            owner for owner in self.tree.below(head.index, "poss") if owner.tag == "PRP$"
                        )
            outlet = outlet_head(attribution, self.tree, self.speech)
            others = addressee_heads(attribution, self.tree, self.speech)
            for head in others if outlet is None else [*others, outlet]:
                is_pronoun = head.text.lower() in load_pronouns()
                if is_pronoun or (known.at(head) is None and self.lexicon.noun(head.lemma.lower())):
                    yield head

    def _find_uttering(self) -> dict[int, int]:
        """Return for the tokens of somebody's own words who utters them, where a name tells: he is no "he" in them."""
        known = MentionIndex.of(self.tree, self.mentions)
        quoted = sorted(quotation.inner for quotation in self.view.of(Quotation) if quotation.depth == 0)
        own: list[tuple[Span, int]] = []
        for row in self.view.of(Attribution):
            speaker = find_speaker(row.source, known)
            if speaker is not None:
                own += [(span, speaker.actor) for span in self._own_words(row, quoted)]
        found: dict[int, int] = {}
        for span, actor in sorted(own, key=lambda pair: (-pair[0].length, pair[0])):
            found.update(dict.fromkeys(self.tree.range(span), actor))
        return found

    def _own_words(self, row: Attribution, quoted: list[Span]) -> Iterator[Span]:
        for span in row.content:
            if row.verbatim:
                yield span
            else:
                first = bisect_left(quoted, span.start, key=lambda quotation: quotation.end)
                for quotation in quoted[first:]:
                    if quotation.start >= span.end:
                        break
                    common = span.clipped(quotation)
                    if common is not None:
                        yield common

    def read_first_persons(self) -> None:
        """Find who is meant by "I", "we" and "you" in somebody's own words."""
        author = self._author()
        self.mentions.extend(find_first_persons(self.view, MentionIndex.of(self.tree, self.mentions), author))

    def _author(self) -> dict[str, Mention]:
        """Return whom "i" and "we" mean in a document: by "We, the ministers of …", "i" also by the name it is signed with."""
        found: dict[str, Mention] = {}
        for word, head in introduced(self.tree):
            if self.owner.get(head.index) is None:
                self._read_noun(head)
            mention = MentionIndex.of(self.tree, self.mentions).at(head)
            if mention is not None:
                found.setdefault(word, mention)
        signed = [row for row in self.names.phrases if row.kind == "person" and self._is_signature(row)]
        if signed and "i" not in found:
            number = self.number_of[signed[-1].span]
            found["i"] = Mention(signed[-1].span, "name", number, "person")
        return found

    def _is_signature(self, row: NamePhrase) -> bool:
        """Tell whether a name is all there is in one of the last sentences."""
        sentence = self.tree.sentence_at(row.first)
        words = [token for token in self.tree.tokens[sentence.first : sentence.last] if token.pos != "PUNCT"]
        return len(self.tree.sentences) - sentence.index <= _SIGNED and row.last - row.first >= len(words) > 1

    def _read_pronoun(self, token: Token, base: str, needed: bool) -> None:
        meanings = self.meanings.of(token.index)
        subordinate = self.tree[token.head].dep in ("relcl", "acl")
        mouth = None if subordinate else self.meanings.mouth(token.index)
        speaker = self.uttering.get(token.index, -1)
        meant = tuple(row for row in meanings if row.actor != speaker or speaker < 0)
        found = likeliest(meant, mouth, lambda row: self._fits(row, base), _ASKED if needed else _OTHERS)
        if found is None or self._is_one_of_a_list(found, meanings, token, base):
            return
        if found.actor >= 0:
            self._keep_actor(found.actor, token)
            actor: int | None = found.actor
        else:
            phrase = self.meanings.candidates.phrases[found.phrase]
            actor = None if is_nobody(phrase) else self._read_noun(self.tree[phrase.head])
        if actor is not None:
            self._keep(Mention(token.span, "pronoun", actor, self.kinds.get(actor)))

    def _fits(self, row: Meaning, base: str) -> bool:
        """Tell whether an actor or noun can be meant by a pronoun and be somebody who acts."""
        kinds, gender = _MEANT[base]
        if row.actor >= 0:
            known = self.names.genders.get(row.actor)
            return self.kinds.get(row.actor) in kinds and not (gender and known and known != gender)
        phrase = self.meanings.candidates.phrases[row.phrase]
        if is_nobody(phrase):
            return phrase.number == "p" if base == "they" else base != "it" and phrase.number == "s"
        if self.tree[phrase.head].dep == "attr":
            return False
        noun = self._nominal(self.tree[phrase.head])
        return (
            noun is not None and noun.kind in kinds and not (gender and noun.gender and noun.gender != gender)
        )

    def _is_one_of_a_list(
        self, found: Meaning, meanings: tuple[Meaning, ...], token: Token, base: str
    ) -> bool:
        """Tell whether an actor was last named in a list with another who may be meant as well ("Ann and Eve came. She …")."""
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
            joined.update(
                row.index for one in (first, *self.tree.below(first.index, "conj")) for row in (one,)
            )
            joined.update(
                row.index
                for one in self.tree.below(first.index, "conj")
                for row in self.tree.below(one.index, "conj")
            )
        others = {self.number_of.get(self.owner[index].span) for index in joined if index in self.owner} - {
            found.actor
        }
        return any(
            row.actor in others and row.chance >= _RIVAL_IN_LIST and self._fits(row, base) for row in meanings
        )

    def _keep_actor(self, actor: int, token: Token) -> None:
        """Make the last name of an actor before a token a mention when none is one yet ("France", until it acts)."""
        if actor in self.kept:
            return
        rows = [
            row for row, number in zip(self.names.phrases, self.names.numbers, strict=True) if number == actor
        ]
        before = [row for row in rows if row.last <= token.index]
        self._keep_name((before or rows)[-1], actor)

    def _keep_named(self, actor: int, head: Token) -> None:
        if actor < self.names.count:
            self._keep_actor(actor, head)

    def _nominal(self, head: Token) -> NominalPhrase | None:
        return nominal_phrase(self.text, self.tree, head, self.owner, self.lexicon, self.speech)

    def _read_noun(self, head: Token) -> int | None:
        """Make a noun's phrase a mention, once, and return its actor; None when the noun means no actor."""
        if head.index in self.read:
            return self.read[head.index]
        phrase = self._nominal(head)
        if phrase is None:
            named = self._read_named_noun(head)
            return self._read_missed_name(head) if named is None else named
        actor = self._named_beside(head) if phrase.kind == "person" else None
        actor = self._told_before(phrase) if actor is None else actor
        if actor is None:
            actor, self.count = self.count, self.count + 1
        else:
            self._keep_named(actor, head)
        self.kinds.setdefault(actor, phrase.kind)
        self._remember(phrase, actor)
        self.read[head.index] = actor
        named = " ".join(phrase.span.words(self.text).lower().split()) in self.by_words
        form: MentionForm = "name" if named and head.tag == "NNP" else "nominal"
        self._keep(Mention(phrase.span, form, actor, phrase.kind, phrase.country, phrase.sector))
        return actor

    def _named_beside(self, head: Token) -> int | None:
        """Return the person whose title a noun is, or who is named in apposition to it: "a rider, Ann Lind, said"."""
        beside = [row for row in self.tree.below(head.index, "appos") if row.index > head.index]
        if head.dep == "appos":
            beside.append(self.tree[head.head])
        rows = [self.owner[row.index] for row in beside if row.index in self.owner]
        rows += [row.bearer for row in self.names.titles if row.span.holds(head.span)]
        return next((self.number_of.get(row.span) for row in rows if row.kind == "person"), None)

    def _read_named_noun(self, head: Token) -> int | None:
        """Make a noun that is no actor's by itself a mention of the body whose name has it ("the fund")."""
        definite = any(child.text.lower() == "the" for child in self.tree.below(head.index, "det"))
        if (
            not definite
            or head.tag != "NN"
            or any(self.tree.below(head.index, "amod", "compound", "nmod", "poss"))
        ):
            return None
        actor = self.told.body([head.lemma.lower()], head.index)
        if actor is None:
            return None
        self._keep_actor(actor, head)
        self.read[head.index] = actor
        self._keep(Mention(head.span, "nominal", actor, self.kinds.get(actor)))
        return actor

    def _read_missed_name(self, head: Token) -> int | None:
        """Make a speaking proper noun a mention that the name finder missed; who speaks by it is taken for a person."""
        capital = head.tag == "NNP" and head.text[0].isupper() and head.index not in self.owner
        if not capital or head.text in self.lexicon.no_names or not head.span.is_sound(self.text):
            return None
        actor = self.nouns.get(head.text)
        if actor is None:
            actor, self.count = self.count, self.count + 1
        self.nouns[head.text] = self.read[head.index] = actor
        self._keep(Mention(head.span, "name", actor, "person"))
        return actor

    def _told_before(self, phrase: NominalPhrase) -> int | None:
        """Return who "the spokesman" or "officials" are when the text has told: a title, a body's name, the same words."""
        words = phrase.span.words(self.text).lower()
        noun = self.tree[phrase.head].lemma.lower()
        if self.tree[phrase.head].tag == "NNP" and words in self.by_words:
            return self.by_words[words]
        if not phrase.definite or phrase.plural:
            bare = phrase.kind != "person" and not any(
                self.tree.below(phrase.head, "det", "amod", "poss")
            )  # "police"
            return self.nouns.get(words) if phrase.plural or bare or " " in words else None
        found = None if self._is_label(phrase) else self._by_names(phrase, words.replace("-", " ").split())
        if found is not None:
            return found
        return self.nouns.get(words, self.nouns.get(f"the {noun}") if words == noun else None)

    def _by_names(self, phrase: NominalPhrase, words: list[str]) -> int | None:
        if phrase.kind == "person":
            return self.told.person(words, phrase.head, phrase.country)
        return self.told.body(words, phrase.head)

    def _is_label(self, phrase: NominalPhrase) -> bool:
        """Tell whether a phrase is the label of a turn in a transcript ("THE PRESIDENT:"), which does not look back."""
        after = self.tree.get(phrase.head + 1)
        return after is not None and after.text == ":" and self.tree[phrase.head].text.isupper()

    def _remember(self, phrase: NominalPhrase, actor: int) -> None:
        self.nouns[phrase.span.words(self.text).lower()] = actor
        if not phrase.plural:
            self.nouns[f"the {self.tree[phrase.head].lemma.lower()}"] = actor

    def title_rows(self) -> Iterator[Title]:
        """Yield the titles that are more than "Mr."; of a former holder the sector is PLOVER's for former officials."""
        for row in self.names.titles:
            actor = self.number_of.get(row.bearer.span)
            if actor is None or row.noun.honorific or not row.span.is_sound(self.text):
                continue
            of = self.number_of.get(row.of.span) if row.of else None
            yield Title(row.span, actor, of, _sector(row, self.text))


def _sector(title: BorneTitle, text: str) -> str | None:
    """Return the sector a title tells; of one held before, PLOVER's for former officials where it was an official's."""
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
