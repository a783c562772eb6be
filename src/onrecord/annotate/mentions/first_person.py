"""First and second person: "I" and "we" are whoever utters the words around them, "you" the one they are said to."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onrecord.annotate.attribution.circumstances.addressees import addressee_heads
from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.mentions.actor_index import MentionIndex, find_speaker
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Attribution, Mention, Quotation, Token
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

_FIRST = frozenset({"i", "we", "me", "us"})
_SUBJECTS = {"me": "i", "us": "we"}
_SECOND = frozenset({"you"})
_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "dative", "pobj", "attr", "conj", "ROOT", "dep"})
_OPENING = 12  # sentences in which a text introduces its author
_DEEPEST = 4  # quotations in quotations
_BACK = 60  # attributions before a word that are looked at: bounds the work in a text made of them


@dataclass(frozen=True, slots=True)
class _Voices:
    """The attributions with their contents in text order, and the quotations by where they begin."""

    rows: Mapping[int, Attribution]  # by id
    parts: tuple[tuple[Span, int], ...]
    quotations: tuple[Quotation, ...]

    @classmethod
    def of(cls, view: Annotations) -> "_Voices":
        rows = view.of(Attribution)
        parts = sorted(((span, row.id) for row in rows for span in row.content), key=lambda row: row[0])
        return cls(
            {row.id: row for row in rows},
            tuple(parts),
            tuple(sorted(view.of(Quotation), key=lambda row: row.inner)),
        )

    def around(self, token: Token) -> list[int]:
        """Return the attributions in whose words a token stands, the innermost first."""
        last = bisect_right(self.parts, token.span.start, key=lambda row: row[0].start)
        inside = [row for row in self.parts[max(0, last - _BACK) : last] if row[0].holds(token.span)]
        turn = next((row for row in self._turns_before(last) if row[0].holds(token.span)), None)
        found = dict.fromkeys(index for _, index in sorted(inside, key=lambda row: row[0].length))
        if turn is not None:
            found[turn[1]] = None
        return list(found)

    def _turns_before(self, last: int) -> Iterator[tuple[Span, int]]:
        """Yield the turn of a transcript before a place, however much is told within it."""
        for span, index in reversed(self.parts[:last]):
            if self.rows[index].verbatim:
                yield span, index
                return
            if self.rows[index].within is None:
                return

    def quotations_at(self, token: Token) -> list[Span]:
        """Return the quotations around a token, the innermost first."""
        last = bisect_right(self.quotations, token.span.start, key=lambda row: row.inner.start)
        found = [
            row.inner
            for row in self.quotations[max(0, last - _DEEPEST * 2) : last]
            if row.inner.holds(token.span)
        ]
        return sorted(found, key=lambda span: span.length)

    def voice(self, token: Token) -> int | None:
        """Return the attribution by whose source a token's words are uttered, None when they are nobody's own words.

        It is the innermost one that stands outside the quotation around the token; else the turn of a transcript.
        """
        around = self.around(token)
        for quotation in self.quotations_at(token):
            for index in around:
                row = self.rows[index]
                if row.source and not row.verbatim and not any(quotation.holds(span) for span in row.source):
                    return index
        return next((index for index in around if self.rows[index].verbatim), None)


def find_first_persons(
    view: Annotations, mentions: MentionIndex, author: Mapping[str, Mention]
) -> Iterator[Mention]:
    """Yield the pronouns of the first and second person that mean a mentioned actor, in text order.

    Each one found is put in `mentions` at once: words can be told within words. `author` tells whom "i" and "we" mean outside
    all quotations and turns, where the text introduces its author.
    """
    voices, tree, speech = _Voices.of(view), mentions.tree, load_speech_lexicon()
    sources = {index for row in voices.rows.values() for span in row.source for index in tree.range(span)}
    for token in tree.tokens:
        lower = token.text.lower()
        asked = token.dep in _ROLES or token.index in sources
        if lower not in _FIRST | _SECOND or not asked or token.pos != "PRON":
            continue
        index = voices.voice(token)
        if index is None:
            found = None if voices.quotations_at(token) else author.get(_SUBJECTS.get(lower, lower))
        elif lower in _FIRST:
            found = find_speaker(voices.rows[index].source, mentions)
        else:
            heads = addressee_heads(voices.rows[index], tree, speech)
            heard = {one.actor: one for head in heads if (one := mentions.at(head))}
            found = next(iter(heard.values())) if len(heard) == 1 else None
        if found is not None:
            mention = Mention(token.span, "pronoun", found.actor, found.kind)
            mentions.by_token[token.index] = mention
            yield mention


def introduced(tree: SyntaxTree) -> Iterator[tuple[str, Token]]:
    """Yield "i" or "we" with the head of the noun or name by which a text introduces its author ("We, the ministers of …,")."""
    for sentence in tree.sentences[:_OPENING]:
        for token in tree.tokens[sentence.first : sentence.last]:
            comma, first = tree.get(token.index + 1), tree.get(token.index + 2)
            if token.text.lower() not in ("i", "we") or comma is None or first is None or comma.text != ",":
                continue
            if first.pos not in ("DET", "PROPN") or first.index >= sentence.last:
                continue
            last = next(
                (row for row in tree.tokens[first.index : sentence.last] if row.pos in ("NOUN", "PROPN")),
                None,
            )
            heads = [last, *(tree.above(last.index, 3))] if last else []
            inside = [
                row for row in heads if row and row.index >= first.index and row.pos in ("NOUN", "PROPN")
            ]
            if inside:
                yield token.text.lower(), inside[-1]
