"""Mentions of actors (names, and the nouns and pronouns of attributions), and titles of persons."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from onrecord.annotate.attribution.circumstances.addressees import addressee_heads
from onrecord.annotate.attribution.circumstances.media import outlet_head
from onrecord.annotate.attribution.circumstances.principals import represented_heads
from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.attribution.turns.interviews import find_interview, find_people
from onrecord.annotate.mentions.actor_index import (
    MentionIndex,
    antecedent_of_relative,
    find_speaker,
    is_utterance_noun,
    source_heads,
)
from onrecord.annotate.mentions.coreference.antecedents import RankedCandidates, load_network
from onrecord.annotate.mentions.coreference.phrases import find_phrases, load_pronouns
from onrecord.annotate.mentions.coreference.pronoun_resolution import (
    PronounResolver,
    Referent,
    Thresholds,
    best_referent,
    has_no_actor,
    may_refer,
)
from onrecord.annotate.mentions.first_person import (
    find_first_persons,
    find_introduced_authors,
    find_speakers_of_tokens,
    find_titled_author,
)
from onrecord.annotate.mentions.labels import find_questioners, label_spans
from onrecord.annotate.mentions.lexicon import (
    Gender,
    load_actor_lexicon,
    load_pronoun_kinds,
    mention_words,
)
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.named_actors import find_named_actors
from onrecord.annotate.mentions.nouns.anaphoric_nouns import NamedAntecedents
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.mentions.nouns.groups import find_reference
from onrecord.annotate.mentions.nouns.noun_actors import MentionSearch
from onrecord.annotate.mentions.place_metonymy import PlaceMetonymy
from onrecord.annotate.mentions.titles import PersonTitle
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Mention,
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

# Thresholds for pronouns that are sources, addressees or outlets, and for others. Chosen on pronouns of 88
# training articles of the corpus that the network had not seen.
_SOURCE_THRESHOLDS = Thresholds(share=0.4, total=0.2, rival=0.3)
_MOST_MEMBERS = 50  # members of a list that are looked at: a sentence can be one long list
_RIVAL_IN_LIST = 0.1  # probability from which another member of a list makes a pronoun ambiguous
_RIVAL_WITHOUT_NAME = 0.25  # probability from which "one of them" makes a pronoun ambiguous
_REPORTER = "reporter"
_GUEST = "interviewee"
_OTHER_THRESHOLDS = Thresholds(share=0.7, total=0.3, rival=1.0)
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
class _MentionFinder(MentionSearch):
    """Finds names, nouns and pronouns in this order."""

    @classmethod
    def of(cls, text: str, view: Annotations) -> "_MentionFinder":
        """Find the names and prepare the search for what refers to them."""
        tree, lexicon = view.index(SyntaxTree), load_actor_lexicon()
        names = find_named_actors(text, tree, view, lexicon)
        phrases = find_phrases(text, tree, view, names.by_token())
        ranked = RankedCandidates.of(phrases, tree, names.title_words(text), load_network(), may_refer)
        antecedents = NamedAntecedents.of(text, tree, names)
        return cls(
            text,
            tree,
            view,
            lexicon,
            load_speech_lexicon(),
            names,
            antecedents,
            PronounResolver(ranked),
        )

    def add_question_labels(self) -> None:
        """Add the labels of turns that only ask ("Q", "Question:"), for the reporter called before.

        "A" and the dashes of an interview stand for the guest, or for the reporter.
        """
        self._add_dashes()
        self._add_answer_labels()
        labels = label_spans(self.view.of(Attribution))
        persons = [
            row for row in self.names.phrases if row.kind == "person" and row.span in self.actor_by_span
        ]
        taken = {index for mention in self.mentions for index in self.tree.range(mention.span)}
        unnamed: int | None = None
        for span, person in find_questioners(self.tree, labels, persons):
            if taken & set(self.tree.range(span)):
                continue
            if person is not None:
                number = self.actor_by_span[person.span]
                self.add(Mention(span, "nominal", number, "person", None, "JRN"))
                continue
            if unnamed is None:
                unnamed, self.actor_count = self.actor_count, self.actor_count + 1
            self.add(Mention(span, "nominal", unnamed, "person", None, "JRN", _REPORTER))

    def _add_dashes(self) -> None:
        interview = find_interview(self.text, self.view.of(Name))
        if interview is None or interview.turns[0].label is None:
            return
        speakers = {
            asks: self._speaker(named, called)
            for asks, named, called in (
                (True, interview.interviewer, _REPORTER),
                (False, interview.guest, _GUEST),
            )
        }
        for turn in interview.turns:
            if turn.label is not None:
                number, called = speakers[turn.asks]
                sector = "JRN" if turn.asks else None
                self.add(Mention(turn.label, "nominal", number, "person", None, sector, called))

    def _add_answer_labels(self) -> None:
        words = mention_words("answer labels")
        labels = [
            span for span in label_spans(self.view.of(Attribution)) if span.words(self.text).lower() in words
        ]
        if labels:
            guest = find_people(self.text, self.view.of(Name), labels[0].start)[1]
            number, called = self._speaker(guest, _GUEST)
            for span in labels:
                self.add(Mention(span, "nominal", number, "person", None, None, called))

    def _speaker(self, named: Span | None, called: str) -> tuple[int, str | None]:
        """Return the actor of a name; a new one that has a noun for its name where there is none."""
        known = next(
            (number for span, number in self.actor_by_span.items() if named and span.overlaps(named)), None
        )
        if known is not None:
            return known, None
        self.actor_count += 1
        return self.actor_count - 1, called

    def add_names(self) -> None:
        """Add the names that refer to actors."""
        names = self.names
        self.name_at = {i: row for row in names.phrases for i in range(row.first, row.last)}
        self.actor_count = names.count
        self.genders = dict(names.genders)
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
                self.add_name(phrase, number)

    def add_nouns_and_pronouns(self) -> None:
        """Add the nouns and pronouns of attributions, and the other pronouns that are clear."""
        pronouns = load_pronouns()
        requested = {head.index: True for head in self._heads_to_resolve()}
        groups: set[int] = set()
        self.speaker_at = find_speakers_of_tokens(self.view, MentionIndex.of(self.tree, self.mentions))
        for token in self.tree.tokens:
            reference = find_reference(self.tree, token) if token.dep in _ARGUMENT_RELATIONS else None
            if self.shares(token) or (reference is not None and not reference.is_titled):
                requested[token.index] = True
            elif reference is not None and token.index not in requested:
                requested[token.index] = True
                groups.add(token.index)
            if token.dep in _ARGUMENT_RELATIONS and token.tag == "PRP" and token.text.lower() in pronouns:
                requested.setdefault(token.index, False)
        for index, is_requested in sorted(requested.items()):
            if index in groups and not self.members(self.tree[index]):
                continue  # "the envoys", when nobody was named together before
            pronoun = pronouns.get(self.tree[index].text.lower())
            if pronoun is None:
                self.add_noun(self.tree[index])
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
                        yield from self._owners(head)
            for head in represented_heads(attribution, self.tree):
                if known.at(head) is None and self.lexicon.noun(head.lemma.lower()):
                    yield head
            yield from self._members_without_mention(attribution, known)
            outlet = outlet_head(attribution, self.tree, self.speech)
            others = addressee_heads(attribution, self.tree, self.speech)
            for head in others if outlet is None else [*others, outlet]:
                is_pronoun = head.text.lower() in load_pronouns()
                if is_pronoun or (known.at(head) is None and self.lexicon.noun(head.lemma.lower())):
                    yield head

    def _owners(self, document: Token) -> Iterator[Token]:
        """Yield who has or made a document: "their report", "a report from the auditors"."""
        for child in self.tree.below(document.index):
            if child.dep == "poss" and (child.tag == "PRP$" or self.nominal(child) is not None):
                yield child
            elif child.text.lower() in mention_words("prepositions before an author"):
                nouns = self.tree.below(child.index, "pobj")
                yield from (noun for noun in nouns if self.nominal(noun) is not None)

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

        The author is introduced ("We, the ministers of …") or, for "i", named in the title ("Remarks by Ann
        Lind") or in the signature.
        """
        found: dict[str, Mention] = {}
        for word, head in find_introduced_authors(self.tree):
            if self.name_at.get(head.index) is None:
                self.add_noun(head)
            mention = MentionIndex.of(self.tree, self.mentions).at(head)
            if mention is not None:
                found.setdefault(word, mention)
        persons = [
            row for row in self.names.phrases if row.kind == "person" and row.span in self.actor_by_span
        ]
        titled = find_titled_author(self.tree, persons)
        signed = [row for row in persons if self._is_signature(row)] if titled is None else [titled]
        if signed and "i" not in found:
            found["i"] = Mention(signed[-1].span, "name", self.actor_by_span[signed[-1].span], "person")
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
        if base == "it" and not is_requested and self.tree[token.head].lemma == "be":
            return  # "it was late", "it was clear that …" refer to nothing
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
        if (
            found is None
            or self._is_one_of_a_list(found, referents, token, base)
            or self._may_be_one_of_several(found, referents, base)
        ):
            return
        for actor in self._actors_of(found, token):
            self._add_pronoun_for(actor, token, base)

    def _actors_of(self, found: Referent, token: Token) -> tuple[int, ...]:
        """Return the actors of a referent: several for a list, and for a noun that stands for several."""
        if found.actor >= 0:
            self.ensure_mention(found.actor, token)
            return (found.actor,)
        phrase = self.pronouns.candidates.phrases[found.phrase]
        if phrase.mark == "and":
            return self.listed_actors(self.tree[phrase.head])
        actor = None if has_no_actor(phrase) else self.add_noun(self.tree[phrase.head])
        return self.joint_by_head.get(phrase.head, () if actor is None else (actor,))

    def _add_pronoun_for(self, actor: int, token: Token, base: str) -> None:
        self.add(Mention(token.span, "pronoun", actor, self.kinds.get(actor)))
        gender = load_pronoun_kinds()[base].gender
        if gender is not None:
            self.genders.setdefault(actor, gender)

    def _fits(self, row: Referent, base: str) -> bool:
        """Tell whether a pronoun can refer to an actor or noun, by kind, gender and number."""
        allowed = load_pronoun_kinds()[base]
        if row.actor >= 0:
            known = self.genders.get(row.actor)
            return self.kinds.get(row.actor) in allowed.kinds and not _genders_differ(allowed.gender, known)
        phrase = self.pronouns.candidates.phrases[row.phrase]
        if has_no_actor(phrase):
            return phrase.number == "p" if base == "they" else base != "it" and phrase.number == "s"
        if self.tree[phrase.head].dep == "attr":
            return False
        noun = self.nominal(self.tree[phrase.head])
        actor = self.actor_by_head.get(phrase.head, -1)
        return (
            noun is not None
            and noun.kind in allowed.kinds
            and not _genders_differ(allowed.gender, noun.gender or self.genders.get(actor))
        )

    def _may_be_one_of_several(self, found: Referent, referents: tuple[Referent, ...], base: str) -> bool:
        """Tell whether a pronoun may refer to somebody without a name ("One of the victims spoke. She …")."""
        others = (row for row in referents if row.probability >= _RIVAL_WITHOUT_NAME and row is not found)
        return any(self.pronouns.has_no_actor(row) and self._fits(row, base) for row in others)

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
