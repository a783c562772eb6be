"""Mentions of actors: names, and the nouns and pronouns that speak, are spoken to or carry the words; titles of persons."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from onrecord.model.annotation import (
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
from onrecord.model.reading import Layer, Reading
from onrecord.model.span import Span
from onrecord.reading.acting import Acting
from onrecord.reading.actor_lexicon import ActorLexicon, Gender, Noun, load_actor_lexicon
from onrecord.reading.actor_names import ActorNames, find_actor_names
from onrecord.reading.antecedents import PRONOUNS, Candidate, Surroundings, find_antecedent, weight_of
from onrecord.reading.circumstances import addressee_heads, outlet_head
from onrecord.reading.name_kinds import NamePhrase
from onrecord.reading.nominals import NominalPhrase, nominal_phrase
from onrecord.reading.sources import RELATIVE, Mentions, antecedent_of_relative, find_speaker, source_heads
from onrecord.reading.speech_lexicon import SpeechLexicon, load_speech_lexicon
from onrecord.reading.titles import BorneTitle
from onrecord.reading.tree import Tree

# "One of the victims": somebody a pronoun may stand for, though nobody who could be told.
_ONE_OF = {
    "one": Noun("person"),
    "another": Noun("person"),
    "some": Noun("people"),
    "many": Noun("people"),
    "most": Noun("people"),
}


class MentionReader:
    """Mentions of actors and titles of persons.

    Every name of a person, body, outlet or acting state is a mention. Nouns and pronouns are mentions where somebody
    speaks, is spoken to or carries the words. What a pronoun stands for is told only where a simple rule can tell.
    """

    name = "mentions"
    version = "1"
    needs: tuple[Layer, ...] = (Passage, Sentence, Token, Name, Quotation, Attribution)
    gives: tuple[Layer, ...] = (Mention, Title)

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:
        """Return mentions in text order, then titles. Raises ModelError when a word list is missing."""
        tree, lexicon = Tree.of(reading), load_actor_lexicon()
        names = find_actor_names(article.text, tree, reading, lexicon)
        search = _Search(article.text, tree, reading, lexicon, load_speech_lexicon(), names)
        search.read_names()
        search.read_others()
        return [*sorted(search.mentions, key=lambda row: (row.span, row.actor)), *search.title_rows()]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A noun or pronoun that must mean somebody: the source of an attribution, or an addressee or outlet (None).

    A `silent` pronoun is no mention; it is asked for what later pronouns stand for ("He had left early. He said …").
    """

    head: Token
    attribution: Attribution | None = None
    silent: bool = False


@dataclass(slots=True)
class _Search:
    """One article being read: names first, then what refers to them, in text order."""

    text: str
    tree: Tree
    reading: Reading
    lexicon: ActorLexicon
    speech: SpeechLexicon
    names: ActorNames
    owner: dict[int, NamePhrase] = field(default_factory=dict)
    number_of: dict[Span, int] = field(default_factory=dict)
    genders: dict[int, Gender] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    nouns: dict[str, int] = field(default_factory=dict)
    told: dict[tuple[str, str], list[NamePhrase]] = field(default_factory=dict)
    read: dict[int, int] = field(default_factory=dict)
    by_words: dict[str, int] = field(default_factory=dict)
    count: int = 0
    quoted: list[Span] = field(default_factory=list)

    def read_names(self) -> None:
        """Keep the names that are actors, and remember what may be referred to: titles, words of bodies, genders."""
        names = self.names
        self.owner = {i: row for row in names.phrases for i in range(row.first, row.last)}
        self.genders, self.count = dict(names.genders), names.count
        self.quoted = sorted(row.inner for row in self.reading.of(Quotation) if row.depth == 0)
        acting = Acting(self.tree, self.lexicon, self.speech, self.owner, names.speaking)
        bodies = {row.of.span for row in names.titles if row.of}
        for row in names.titles:
            title = row.span.words(self.text).lower()
            for words in {title, title.split()[-1]}:
                self.told.setdefault(("title", words), []).append(row.bearer)
        for phrase, number in zip(names.phrases, names.numbers, strict=True):
            if number is None:
                continue
            self.number_of[phrase.span] = number
            self.by_words[" ".join(phrase.words).lower()] = number
            for word in {word.lower() for word in phrase.words} if phrase.kind != "person" else ():
                self.told.setdefault(("body", word), []).append(phrase)
            if phrase.span in bodies or acting.is_actor(phrase):
                self._keep_name(phrase, number)

    def _keep_name(self, phrase: NamePhrase, number: int) -> None:
        country = phrase.country or (self._country_beside(phrase) if phrase.kind != "person" else None)
        known_as = self.lexicon.canonical.get(phrase.known.actor) if phrase.known and phrase.kind == "state" else None
        mention = Mention(phrase.span, _form(phrase), number, phrase.kind, country, phrase.sector, known_as)
        inside = range(phrase.first, phrase.last)
        self._keep(mention, self.tree[next((i for i in inside if self.tree[i].head not in inside), phrase.first)], None)

    def _country_beside(self, phrase: NamePhrase) -> str | None:
        """Return the state whose adjective or possessive stands directly before a body's name, or "of" it after."""
        before = self.owner.get(phrase.first - 1)
        token = self.tree.get(phrase.first - 1)
        if before is None and token is not None and token.tag == "POS":
            before = self.owner.get(phrase.first - 2)
        if before is not None and before.known and before.known.sort in ("state", "demonym"):
            return before.country
        return None

    def _keep(self, mention: Mention, head: Token, gender: Gender | None) -> None:
        self.mentions.append(mention)
        insort(self.candidates, self._candidate(mention, head, gender), key=lambda row: row.mention.span.start)

    def _candidate(self, mention: Mention, head: Token, gender: Gender | None) -> Candidate:
        weight = weight_of(head, self.tree, self.names.speaking)
        several = any(self.tree.below(head.index, "conj"))
        return Candidate(mention, head.index, head.sentence, weight, gender, self._is_quoted(mention.span), several)

    def _add_silent_nouns(self) -> None:
        """Add the nouns for persons that are subjects: a pronoun may stand for them, and then they are mentions too."""
        for token in self.tree.tokens:
            if token.dep not in ("nsubj", "nsubjpass") or token.pos not in ("NOUN", "NUM", "PRON") or token.index in self.owner:
                continue
            noun = _ONE_OF.get(token.text.lower()) if token.pos != "NOUN" else self.lexicon.noun(token.lemma.lower())
            if noun is None or (token.pos != "NOUN" and not any(child.text == "of" for child in self.tree.below(token.index))):
                continue
            plural = token.tag == "NNS" and noun.kind == "person"
            mention = Mention(token.span, "nominal", -1 - token.index, "people" if plural else noun.kind)
            self.candidates.append(self._candidate(mention, token, noun.gender))
        self.candidates.sort(key=lambda row: row.mention.span.start)

    def _is_quoted(self, span: Span) -> bool:
        at = bisect_right(self.quoted, span.start, key=lambda row: row.start)
        return at > 0 and self.quoted[at - 1].holds(span)

    def read_others(self) -> None:
        """Find who is meant by the nouns and pronouns that speak, are spoken to or carry the words."""
        asked: dict[int, _Asked] = {}
        self._add_silent_nouns()
        for row in self._asked():
            asked.setdefault(row.head.index, row)
        for token in self.tree.tokens:
            if token.dep in ("nsubj", "nsubjpass") and token.text.lower() in ("he", "she"):
                asked.setdefault(token.index, _Asked(token, silent=True))
        for _, row in sorted(asked.items()):
            if row.head.text.lower() in PRONOUNS:
                self._read_pronoun(row)
            else:
                self._read_noun(row.head)

    def _asked(self) -> Iterator[_Asked]:
        known = Mentions.of(self.tree, self.mentions)
        for attribution in self.reading.of(Attribution):
            if find_speaker(attribution.source, known) is None:
                for head in source_heads(attribution.source, self.tree)[:1]:
                    noun = antecedent_of_relative(head, self.tree) if head.text.lower() in RELATIVE else head
                    if noun is not None:
                        yield _Asked(noun, attribution)
            others = [*addressee_heads(attribution, self.tree, self.speech)]
            outlet = outlet_head(attribution, self.tree, self.speech)
            for head in others if outlet is None else [*others, outlet]:
                named = known.at(head) is not None or head.text.lower() in PRONOUNS
                if not named and self.lexicon.noun(head.lemma.lower()):
                    yield _Asked(head)

    def _read_pronoun(self, row: _Asked) -> None:
        verb = self.tree[row.head.head]
        subordinate = row.head.dep in ("nsubj", "nsubjpass") and verb.dep in ("relcl", "advcl", "acl")
        around = Surroundings(tuple(self._apart(row)), self._is_quoted(row.head.span), subordinate)
        found = find_antecedent(row.head, self.candidates, around, self.genders)
        if found is None:
            return
        actor: int | None = found.mention.actor
        gender = PRONOUNS[row.head.text.lower()][1]
        if row.silent:
            mention = replace(found.mention, span=row.head.span, form="pronoun")
            silent = replace(self._candidate(mention, row.head, gender), head=found.head)
            insort(self.candidates, silent, key=lambda row: row.mention.span.start)
            return
        if found.mention.actor < 0:
            actor = self._read_noun(self.tree[found.head])
        if actor is not None:
            if gender:
                self.genders.setdefault(actor, gender)
            self._keep(Mention(row.head.span, "pronoun", actor, found.mention.kind), row.head, gender)

    def _apart(self, row: _Asked) -> Iterator[Span]:
        """Yield where the antecedent is not: in its own quoted words, and in "Speaking to Ann Smith" before "she said"."""
        if row.attribution:
            yield from (span for span in row.attribution.content if any(self._is_quoted(part) for part in (span, _inside(span))))
        first, before = self.tree.sentence_at(row.head.index).first, row.head.index - 1
        if self.tree[first].tag == "VBG" and first < before and self.tree[before].text == ",":
            yield self.tree.span(first, before)

    def _read_noun(self, head: Token) -> int | None:
        """Make a noun's phrase a mention, once, and return its actor; None when the noun means no actor."""
        if head.index in self.read:
            return self.read[head.index]
        phrase = nominal_phrase(self.text, self.tree, head, self.owner, self.lexicon, self.speech)
        if phrase is None:
            return self._read_missed_name(head)
        actor = self._told_before(phrase)
        if actor is None:
            actor, self.count = self.count, self.count + 1
        self._remember(phrase, actor)
        self.read[head.index] = actor
        named = " ".join(phrase.span.words(self.text).lower().split()) in self.by_words
        form: MentionForm = "name" if named and head.tag == "NNP" else "nominal"
        mention = Mention(phrase.span, form, actor, phrase.kind, phrase.country, phrase.sector)
        self._keep(mention, head, phrase.gender)
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
        self._keep(Mention(head.span, "name", actor, "person"), head, None)
        return actor

    def _told_before(self, phrase: NominalPhrase) -> int | None:
        """Return who "the spokesman" or "officials" are when the text has told: a title, a body's name, the same words."""
        words = phrase.span.words(self.text).lower()
        noun = self.tree[phrase.head].lemma.lower()
        if self.tree[phrase.head].tag == "NNP" and words in self.by_words:
            return self.by_words[words]
        if not phrase.definite or phrase.plural:
            return self.nouns.get(words) if phrase.plural or " " in words else None
        at = self.tree[phrase.head].span.start
        sort = "title" if phrase.kind == "person" else "body"
        named = self.told.get((sort, words), self.told.get((sort, noun), []) if words == noun else [])
        if len({self.number_of.get(row.span) for row in named}) == 1 and not self._is_label(phrase):
            before = bisect_left(named, at, key=lambda row: row.span.start)
            if before:
                return self.number_of.get(named[before - 1].span)
        return self.nouns.get(words, self.nouns.get(f"the {noun}") if words == noun else None)

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


def _inside(span: Span) -> Span:
    """Return a span without the quotation marks at its edges."""
    return Span(span.start + 1, span.end - 1) if span.length > 2 else span


def _form(phrase: NamePhrase) -> MentionForm:
    known = phrase.known
    if known is None:
        return "name"
    own = known.actor.partition(":")[2]
    other = known.sort == "seat" and known.kind != "state" and own not in known.words and known.words not in own
    return "metonym" if known.sort == "capital" or other else "name"
