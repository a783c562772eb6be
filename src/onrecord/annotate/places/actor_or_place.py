"""Whether a name is used as a place or as an actor, by its preposition, the noun beside it and its verb."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from onrecord.annotate.places.candidates import PlaceCandidate
from onrecord.annotate.places.lexicon import PlaceLexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token

_MODIFYING = frozenset({"compound", "nmod", "amod", "poss"})
_CHILDREN = 40  # the most children of a token that are checked, which bounds the time on a degenerate parse
_LINE = 10  # the most tokens of a line that is only a place


@dataclass(frozen=True, slots=True)
class PlaceUsage:
    """Decides for the names of one article whether each is a place or an actor."""

    tree: SyntaxTree
    lexicon: PlaceLexicon
    owner: dict[int, PlaceCandidate]

    def are_places(self, found: Sequence[PlaceCandidate]) -> list[bool]:
        """Return for each name whether it is used as a place."""
        out: list[bool] = []
        for number, row in enumerate(found):
            before = found[number - 1] if number else None
            after_comma = (
                before is not None and before.last == row.first - 1 and self.tree[before.last].text == ","
            )
            if after_comma and self.tree[row.first].sentence == self.tree[row.first - 1].sentence and out[-1]:
                out.append(True)
            else:
                out.append(self._is_place(row))
        return out

    def _is_place(self, row: PlaceCandidate) -> bool:
        head = self._head(row)
        before = self.tree.get(row.first - 1)
        beside = (
            before is not None and before.pos == "NOUN" and before.dep != "pcomp" and before.head != row.first
        )
        if self._is_line(row) or (beside and before and self.lexicon.is_word(before.lemma.lower(), "titled")):
            return True
        if head.dep in _MODIFYING and self.tree[head.head].index >= row.last:
            return self._modifies_thing(row, head)
        return self._governed(row, head)

    def _head(self, row: PlaceCandidate) -> Token:
        inside = range(row.first, row.last)
        return next(
            (self.tree[i] for i in inside if self.tree[i].head not in inside or self.tree[i].head == i),
            self.tree[row.last - 1],
        )

    def _is_line(self, row: PlaceCandidate) -> bool:
        """Return whether the sentence has only names of places and punctuation."""
        sentence = self.tree.sentence_at(row.first)
        if sentence.last - sentence.first > _LINE:
            return False
        others = [
            i
            for i in range(sentence.first, sentence.last)
            if i not in self.owner and any(map(str.isalnum, self.tree[i].text))
        ]
        return (
            not others and row.senses != () and self.tree[sentence.last - 1].text not in ("!", "?", ".", "”")
        )

    def _modifies_thing(self, row: PlaceCandidate, head: Token) -> bool:
        """Return whether a name modifies something local: "Paris airport", "the Hong Kong police station"."""
        above = self.tree[head.head]
        between = [self.tree[i] for i in range(row.last, above.index)]
        possessive = any(token.tag == "POS" for token in between)
        if above.index in self.owner and self.owner[above.index] is not row:
            return possessive
        if above.pos == "PROPN" and not possessive:
            return row.feature and bool(row.senses)
        if self.lexicon.is_word(above.lemma.lower(), "thing", "place"):
            return not any(token.pos == "PROPN" for token in between)
        return False

    def _governed(self, row: PlaceCandidate, head: Token) -> bool:
        head = self._first_of_list(head)
        above = self.tree[head.head]
        if head.dep == "pobj" or above.tag in ("IN", "TO"):
            return self._after_preposition(row, above)
        if head.dep in ("appos", "npadvmod") or (head.dep == "nmod" and head.index > above.index):
            return self._in_apposition(row, above)
        if head.dep == "dobj":
            return self.lexicon.is_word(above.lemma.lower(), "object")
        if head.dep in ("nsubj", "nsubjpass"):
            return self._is_subject_place(row, above)
        return self._by_word_before(row)

    def _first_of_list(self, token: Token) -> Token:
        for _ in range(12):
            if token.dep != "conj" or token.head == token.index:
                break
            token = self.tree[token.head]
        return token

    def _after_preposition(self, row: PlaceCandidate, preposition: Token) -> bool:
        word = preposition.text.lower()
        over = self.tree[preposition.head]
        if preposition.dep == "conj" and over.tag in ("IN", "TO"):
            over = self.tree[over.head]
        if over.tag in ("IN", "TO") and over.index != preposition.index:
            over = self.tree[over.head] if word in ("of", "to") else over
        if self.lexicon.is_word(word, "preposition"):
            return not (word == "over" and self.lexicon.is_word(over.lemma.lower(), "abstract"))
        if self._is_area(row):
            return True
        if word in ("on", "of", "against") and self._is_violence(over):
            return row.feature or (
                self._is_town(row) and not any(sense.sort == "country" for sense in row.senses)
            )
        if word == "of":
            near = self.lexicon.is_word(self.tree[preposition.head].lemma.lower(), "near")
            return (
                near or self.lexicon.is_word(over.lemma.lower(), "part", "near") or self._is_home(row, over)
            )
        if self.lexicon.is_word(word, "origin"):
            return self._comes_or_goes(row, word, preposition, over)
        return False

    def _is_violence(self, over: Token) -> bool:
        return self.lexicon.is_word(over.lemma.lower(), "violence") or self.lexicon.is_word(
            over.text.lower(), "violence"
        )

    def _comes_or_goes(self, row: PlaceCandidate, word: str, preposition: Token, over: Token) -> bool:
        if self.lexicon.is_word(over.lemma.lower(), "motion"):
            return True
        earlier = [
            child
            for child in self._below(over.index)
            if child.index < preposition.index and child.dep in ("dobj", "prep")
        ]
        if any(self.lexicon.is_word(child.lemma.lower(), "motion") for child in earlier):
            return True
        if word == "with":
            return over.lemma == "border"
        if word == "from":
            person = over.pos == "NUM" or self.lexicon.is_word(over.lemma.lower(), "people")
            origin = over.lemma == "be" or over.pos in ("ADJ", "PROPN") or person
            return origin or row.feature or self._is_town(row)
        if word == "between":
            return self._is_town(row) and not any(
                sense.sort in ("country", "capital") for sense in row.senses
            )
        if word == "on":
            return row.feature
        return word == "to" and row.feature and over.pos in ("VERB", "AUX", "ADV")

    def _is_home(self, row: PlaceCandidate, over: Token) -> bool:
        """Return whether "of" gives someone's home: "John Smith of Allen, Texas"."""
        comma, region = self.tree.get(row.last), self.owner.get(row.last + 1)
        region_follows = (
            comma is not None and comma.text == "," and region is not None and region.first == row.last + 1
        )
        return region_follows and self._is_town(row) and (over.pos in ("PROPN", "ADJ") or over.lemma == "old")

    def _is_town(self, row: PlaceCandidate) -> bool:
        return any(sense.sort in ("town", "capital", "division") for sense in row.senses)

    def _in_apposition(self, row: PlaceCandidate, above: Token) -> bool:
        if self.lexicon.is_word(above.lemma.lower(), "part", "place"):
            return True
        return self._by_word_before(row)

    def _is_subject_place(self, row: PlaceCandidate, verb: Token) -> bool:
        if self.lexicon.is_word(verb.lemma.lower(), "lying"):
            return True
        if self.lexicon.is_word(verb.lemma, "copula"):
            attributes = [*self._below(verb.index, "attr")]
            attributes += [
                deep for child in self._below(verb.index, "prep") for deep in self._below(child.index, "pobj")
            ]
            return any(self.lexicon.is_word(child.lemma.lower(), "part", "place") for child in attributes)
        return self._is_area(row)

    def _below(self, index: int, *deps: str) -> Iterator[Token]:
        return islice(self.tree.below(index, *deps), _CHILDREN)

    def _is_area(self, row: PlaceCandidate) -> bool:
        return row.feature and bool(row.senses) and row.senses[0].sort == "area"

    def _by_word_before(self, row: PlaceCandidate) -> bool:
        """Decide by the word before, when the parse is no help: "in (the) X"; "X, Y" after a place."""
        index = row.first - 1
        for _ in range(3):
            token = self.tree.get(index)
            if token is None or token.tag not in ("DT", "JJ", "PRP$"):
                break
            index -= 1
        token = self.tree.get(index)
        return (
            token is not None
            and token.sentence == self.tree[row.first].sentence
            and self.lexicon.is_word(token.text.lower(), "preposition")
        )
