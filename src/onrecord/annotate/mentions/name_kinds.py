"""The kind of actor that a name refers to: by its form, by the lexicons, and by its use in the article."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.mentions.known_actors import load_known_actors
from onrecord.annotate.mentions.lexicon import ActorLexicon, KnownName, mention_words
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind
from onrecord.model.span import Span

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_MISNAMED = frozenset({"ORG", "GPE", "NORP", "FAC", "PRODUCT"})


@dataclass(frozen=True, slots=True)
class NamePhrase:
    """A name in the text. `words` are its parts without titles, `known` its entry in a lexicon, if any.

    `first` and `last` (exclusive) are tokens. `kind` is None for the name of a place that is no actor; such
    a name stays in the list so that nothing else is found inside it.
    """

    span: Span
    first: int
    last: int  # exclusive
    words: tuple[str, ...]
    kind: ActorKind | None
    country: str | None = None
    sector: str | None = None
    known: KnownName | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class NameUsage:
    """How an article uses names and words. All words are in lower case.

    `labels` counts the model's labels of each name. `common` are words that also occur uncapitalised,
    `alone` names that occur without a given name, `subjects` those that are subjects of verbs, `titled` the
    tokens that follow a title. `located` are names used as places, `addressed` names that occur alone after
    a title, `described` names with a noun for a person in apposition.
    """

    labels: dict[str, Counter[str]]
    common: frozenset[str]
    alone: frozenset[str]
    subjects: frozenset[str]
    titled: frozenset[int]
    lexicon: ActorLexicon
    located: frozenset[str] = frozenset()
    addressed: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, raw: Iterable[NamePhrase], titled: frozenset[int], tree: SyntaxTree, lexicon: ActorLexicon
    ) -> "NameUsage":
        """Count the labels of the names and read all words; `titled` are the tokens that follow a title."""
        labels: dict[str, Counter[str]] = {}
        phrases = list(raw)
        for phrase in phrases:
            labels.setdefault(_key(phrase), Counter())[phrase.label] += 1
        common = {
            token.text
            for token in tree.tokens
            if token.pos in ("NOUN", "VERB", "ADJ", "ADV") and token.text.islower()
        } - mention_words("name particles")
        alone, subjects = set(), set()
        for token in tree.tokens:
            if token.tag == "NNP" and token.dep == "nsubj" and tree[token.head].pos == "VERB":
                subjects.add(token.text.lower())
            before = tree.get(token.index - 1)
            if (
                token.tag == "NNP"
                and token.text.istitle()
                and (before is None or before.tag not in ("NNP", "DT", "JJ"))
            ):
                alone.add(token.text.lower())
        located = _find_locations(phrases, tree, lexicon)
        described = frozenset(
            _key(row)
            for row in phrases
            if _is_described(row, tree, lexicon)
            or _speaks_of_himself(row, phrases, tree, lexicon)
            or _bears_given_name(row, tree, lexicon)
        )
        sets = (frozenset(common), frozenset(alone), frozenset(subjects), titled)
        alone_behind_title = {_key(row) for row in phrases if row.first in titled and len(row.words) == 1}
        addressed = frozenset(
            word for word in alone_behind_title if word not in lexicon.nouns and word not in lexicon.titles
        )
        return cls(labels, *sets, lexicon, located, addressed, described)

    def usual_label(self, phrase: NamePhrase) -> str:
        """Return the most frequent label of a name, the label at this place where there is a tie."""
        counts = self.labels[_key(phrase)]
        return min(counts, key=lambda label: (-counts[label], label != phrase.label, label))

    def is_full_person(self, phrase: NamePhrase) -> bool:
        """Tell whether a name of several words is that of a person."""
        lower = [word.lower() for word in phrase.words]
        if len(lower) < 2 or not all(
            word in mention_words("name particles") or any(map(str.isupper, word)) for word in phrase.words
        ):
            return False
        if phrase.words[-1] in self.lexicon.outlet_endings_after_place or lower[-1] in self.lexicon.nouns:
            return False
        if any(character.isdigit() for word in lower for character in word):
            return False
        if lower[0] in self.lexicon.given or phrase.first in self.titled:
            return phrase.label in _MISNAMED | {"PERSON"} and len(lower) <= 5
        if any(word in self.common for word in lower[1:]):
            return False
        if self.usual_label(phrase) == "PERSON":
            return True
        alone = self.labels.get(lower[-1], Counter())
        surname = lower[-1] in self.alone and (alone["GPE"] <= alone["PERSON"] or lower[-1] in self.subjects)
        return phrase.label in _MISNAMED and len(lower) == 2 and surname

    def surnames(self, raw: Iterable[NamePhrase]) -> frozenset[str]:
        """Return the words after the given names of persons: later mentions may consist of one of them."""
        words = (word.lower() for phrase in raw if self.is_full_person(phrase) for word in phrase.words[1:])
        return frozenset(
            word for word in words if len(word) > 1 and word not in mention_words("name particles")
        )

    def classified(self, phrase: NamePhrase, surnames: frozenset[str], tree: SyntaxTree) -> NamePhrase | None:
        """Return the name with its kind (None for a place), or None when it names neither actor nor place."""
        if self._is_thing(phrase) or (_key(phrase) in self.located and not self._is_titled_or_given(phrase)):
            return replace(phrase, kind=None)
        if (
            self._is_surname(phrase, surnames)
            or self.is_full_person(phrase)
            or (_key(phrase) in self.described and phrase.label in _MISNAMED)
        ):
            return replace(phrase, kind="person")
        usual_label = self.usual_label(phrase)
        word = phrase.words[0].lower()
        if len(phrase.words) == 1:
            is_given_name = word in self.lexicon.given and usual_label != "GPE"
            if word in surnames | self.addressed or phrase.first in self.titled or is_given_name:
                return replace(phrase, kind="person")
            if (
                word in self.common
                or tree[phrase.first].tag in ("NNPS", "NNS")
                or (usual_label in ("PERSON", "ORG") and not self._is_supported(phrase, tree))
            ):
                return None
            if usual_label == "PERSON":
                return replace(phrase, kind="person")
        broadcasts = phrase.words[0] in mention_words("first words of outlets")
        if len(phrase.words) > 1 and (phrase.words[-1] in self.lexicon.outlet_endings or broadcasts):
            return replace(phrase, kind="outlet", sector="JRN")
        if usual_label == "ORG":
            return self._as_body(phrase)
        return replace(phrase, kind=None) if usual_label in _PLACES else None

    def _is_surname(self, phrase: NamePhrase, surnames: frozenset[str]) -> bool:
        """Tell whether a name is a known surname with its particles: "Von der Leyen"."""
        *before, last = (word.lower() for word in phrase.words)
        return bool(before) and last in surnames and mention_words("name particles").issuperset(before)

    def _is_thing(self, phrase: NamePhrase) -> bool:
        """Tell whether the head noun of a longer name is a thing: "Infantry Fighting Vehicles"."""
        if len(phrase.words) < 2 or phrase.label == "PERSON" or phrase.first in self.titled:
            return False
        words = [word.lower() for word in phrase.words if not word.isdigit()]
        stop = next((i for i, word in enumerate(words) if i and word in ("of", "for", "on")), len(words))
        heads = {words[stop - 1], words[stop - 1].removesuffix("s")} if words else set()
        return bool(heads & self.lexicon.things) or not mention_words("storms").isdisjoint(words[:1])

    def _is_titled_or_given(self, phrase: NamePhrase) -> bool:
        return phrase.first in self.titled or phrase.words[0].lower() in self.lexicon.given

    def _is_supported(self, phrase: NamePhrase, tree: SyntaxTree) -> bool:
        """Tell whether a single word is a name: an acronym, a repeated word, a subject or an owner."""
        token = tree[phrase.first]
        before, after = tree.get(phrase.first - 1), tree.get(phrase.last)
        bracketed = before is not None and after is not None and before.text == "(" and after.text == ")"
        acronym = bracketed or (phrase.words[0].isupper() and len(phrase.words[0]) > 1)
        return (
            acronym
            or sum(self.labels[_key(phrase)].values()) > 1
            or token.dep in ("nsubj", "nsubjpass", "poss")
        )

    def _as_body(self, phrase: NamePhrase) -> NamePhrase:
        """Return the name as that of a body; its kind follows from its last noun or the one before "of"."""
        words = [word.lower() for word in phrase.words]
        stop = next(
            (i for i, word in enumerate(words) if i and word in ("of", "for", "on", "to", "in", "at", "and")),
            len(words),
        )
        for head in (" ".join(words[max(0, stop - 2) : stop]), words[stop - 1], words[-1]):
            noun = self.lexicon.nouns.get(head) or self.lexicon.nouns.get(head.removesuffix("s"))
            if noun and noun.kind not in ("person", "people"):
                return replace(phrase, kind=noun.kind, sector=noun.sector)
        return replace(phrase, kind="organisation")


def _key(phrase: NamePhrase) -> str:
    return " ".join(phrase.words).lower()


def _find_locations(phrases: Iterable[NamePhrase], tree: SyntaxTree, lexicon: ActorLexicon) -> frozenset[str]:
    """Return the names that are used as places ("in Karol Bagh") and never as subject or object."""
    found, acting = set(), set()
    for phrase in phrases:
        inside = range(phrase.first, phrase.last)
        head = next((tree[i] for i in inside if tree[i].head not in inside), tree[phrase.first])
        above = tree[head.head]
        if head.dep in ("nsubj", "nsubjpass", "dobj", "dative", "appos") or (
            head.dep == "pobj" and above.text.lower() == "by"
        ):
            acting.add(_key(phrase))
        body = phrase.words[-1].lower() in lexicon.nouns or any(
            character.isdigit() for word in phrase.words for character in word
        )
        preposition = head.dep == "pobj" and above.text.lower() in lexicon.locative["preposition"] | {
            "between"
        }
        if preposition and not body and phrase.label in ("PERSON", "ORG") and not phrase.words[0].isupper():
            found.add(_key(phrase))
    return frozenset(found - acting)


def _is_described(phrase: NamePhrase, tree: SyntaxTree, lexicon: ActorLexicon) -> bool:
    """Tell whether a noun for one person is in apposition to a name: "Jasim Uddin, a spokesperson"."""
    if len(phrase.words) < 2 or not all(
        word[:1].isupper() or word in mention_words("name particles") for word in phrase.words
    ):
        return False
    for index in range(phrase.first, phrase.last):
        for beside in tree.below(index, "appos"):
            noun = (
                lexicon.noun(beside.lemma.lower())
                if beside.index >= phrase.last and beside.tag == "NN"
                else None
            )
            if noun is not None and noun.kind == "person":
                return True
    return False


def _bears_given_name(phrase: NamePhrase, tree: SyntaxTree, lexicon: ActorLexicon) -> bool:
    """Tell whether a subject of two words begins with a given name of the list of known actors."""
    if phrase.label not in ("ORG", "GPE") or len(phrase.words) != 2:
        return False
    plain = all(word.istitle() and word.replace("-", "").isalpha() for word in phrase.words)
    given = phrase.words[0] in load_known_actors().given_names
    subject = tree[phrase.last - 1].dep == "nsubj"
    return (
        plain
        and given
        and subject
        and phrase.words[1] not in lexicon.outlet_endings_after_place
        and not _is_listed(phrase, lexicon)
    )


def _is_listed(phrase: NamePhrase, lexicon: ActorLexicon) -> bool:
    """Tell whether one of the words is a noun for a body, a state, a people or a capital."""
    words = (word.lower() for word in phrase.words)
    known = (lexicon.known_at(word, 0) for word in phrase.words)
    return any(word in lexicon.nouns or word in lexicon.things for word in words) or any(known)


def _speaks_of_himself(
    phrase: NamePhrase, phrases: Sequence[NamePhrase], tree: SyntaxTree, lexicon: ActorLexicon
) -> bool:
    """Tell whether a name without a noun for a body is who "he" is: "Dunn said he would resign".

    No other person may be named in the sentence or, in the same paragraph, the one before.
    """
    if phrase.label not in _MISNAMED - {"NORP"} or any(row.lower() in lexicon.nouns for row in phrase.words):
        return False
    inside = range(phrase.first, phrase.last)
    head = next((tree[at] for at in inside if tree[at].head not in inside), tree[phrase.first])
    above = next(tree.below(head.head, "ccomp"), None) if head.dep == "nsubj" else None
    subject = next(tree.below(above.index, "nsubj", "nsubjpass"), None) if above is not None else None
    if subject is None or subject.text.lower() not in ("he", "she") or phrase.words[0].isupper():
        return False
    passage = tree.sentence_at(head.index).passage
    near = (row for row in phrases if 0 <= head.sentence - tree[row.first].sentence <= 1)
    return not any(row.label == "PERSON" and tree.sentence_at(row.first).passage == passage for row in near)


def is_list_of_states(phrase: NamePhrase, lexicon: ActorLexicon) -> bool:
    """Tell whether the model took a list for one name: "Mali, Burkina Faso"."""
    parts = [part.strip() for part in " ".join(phrase.words).split(",")]
    known = [lexicon.known_at(part, 0) for part in parts]
    return len(parts) > 1 and all(
        row is not None and row.sort == "state" and row.words == part
        for row, part in zip(known, parts, strict=True)
    )
