"""First and second person: the speakers and addressees that "I", "we" and "you" refer to."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onrecord.annotate.attribution.circumstances.addressees import addressee_heads
from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.mentions.actor_index import MentionIndex, find_speaker
from onrecord.annotate.mentions.coreference.phrases import load_pronouns
from onrecord.annotate.mentions.lexicon import mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Attribution, Mention, Quotation, Token
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "dative", "pobj", "attr", "conj", "ROOT", "dep"})
_OPENING_SENTENCES = 12  # sentences in which a text introduces its author
_TITLE_SENTENCES = 2  # sentences at the beginning of a text among which its title is
_MAX_DEPTH = 4  # quotations in quotations
_MAX_ATTRIBUTIONS_BACK = 60  # bounds the work in a text made of attributions


@dataclass(frozen=True, slots=True)
class _Utterances:
    """The attributions with their contents in text order, and the quotations by start."""

    rows: Mapping[int, Attribution]  # by id
    parts: tuple[tuple[Span, int], ...]
    quotations: tuple[Quotation, ...]

    @classmethod
    def of(cls, view: Annotations) -> "_Utterances":
        rows = view.of(Attribution)
        parts = sorted(((span, row.id) for row in rows for span in row.content), key=lambda row: row[0])
        return cls(
            {row.id: row for row in rows},
            tuple(parts),
            tuple(sorted(view.of(Quotation), key=lambda row: row.inner)),
        )

    def around(self, token: Token) -> list[int]:
        """Return the ids of the attributions whose content contains a token, the innermost first."""
        last = bisect_right(self.parts, token.span.start, key=lambda row: row[0].start)
        inside = [
            row
            for row in self.parts[max(0, last - _MAX_ATTRIBUTIONS_BACK) : last]
            if row[0].holds(token.span)
        ]
        turn = next((row for row in self._turns_before(last) if row[0].holds(token.span)), None)
        found = dict.fromkeys(index for _, index in sorted(inside, key=lambda row: row[0].length))
        if turn is not None:
            found[turn[1]] = None
        return list(found)

    def _turns_before(self, last: int) -> Iterator[tuple[Span, int]]:
        """Yield the turn of a transcript before a position, however many statements it contains."""
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
            for row in self.quotations[max(0, last - _MAX_DEPTH * 2) : last]
            if row.inner.holds(token.span)
        ]
        return sorted(found, key=lambda span: span.length)

    def attribution_of(self, token: Token) -> int | None:
        """Return the id of the attribution whose source utters a token, None when nobody does.

        It is the innermost attribution with its source outside the quotation around the token; else the
        turn of a transcript.
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
    """Yield the pronouns of the first and second person that refer to a mentioned actor, in text order.

    Each one found is added to `mentions` at once, because an attribution can contain others. `author` gives
    the mentions that "i" and "we" refer to outside all quotations and turns, where the text introduces its
    author.
    """
    utterances, tree, speech = _Utterances.of(view), mentions.tree, load_speech_lexicon()
    sources = {index for row in utterances.rows.values() for span in row.source for index in tree.range(span)}
    first_person = mention_words("first person")
    for token in tree.tokens:
        lower = token.text.lower()
        has_role = token.dep in _ROLES or token.index in sources
        if lower not in first_person | mention_words("second person") or not has_role or token.pos != "PRON":
            continue
        index = utterances.attribution_of(token)
        if index is None:
            found = None if utterances.quotations_at(token) else author.get(load_pronouns()[lower].base)
        elif lower in first_person:
            found = find_speaker(utterances.rows[index].source, mentions)
        else:
            heads = addressee_heads(utterances.rows[index], tree, speech)
            addressees = {one.actor: one for head in heads if (one := mentions.at(head))}
            found = next(iter(addressees.values())) if len(addressees) == 1 else None
        if found is not None:
            mention = Mention(token.span, "pronoun", found.actor, found.kind)
            mentions.by_token[token.index] = mention
            yield mention


def find_titled_author(tree: SyntaxTree, persons: Iterable[NamePhrase]) -> NamePhrase | None:
    """Return the person whose speech or letter a text is by its title, None where it says nothing.

    ("Opening remarks by the minister, Ann Lind, at the dialogue")
    """
    for person in persons:
        sentence = tree.sentence_at(person.first)
        if sentence.index >= _TITLE_SENTENCES:
            return None
        before = [token.text.lower() for token in tree.tokens[sentence.first : person.first]]
        by = next((at for at, word in enumerate(before) if word in mention_words("words before authors")), 0)
        if by and any(word in mention_words("nouns of speeches") for word in before[:by]):
            return person
    return None


def find_introduced_authors(tree: SyntaxTree) -> Iterator[tuple[str, Token]]:
    """Yield "i" or "we" with the head of the noun or name that introduces the author.

    ("We, the ministers of …,")
    """
    for sentence in tree.sentences[:_OPENING_SENTENCES]:
        for token in tree.tokens[sentence.first : sentence.last]:
            comma, first = tree.get(token.index + 1), tree.get(token.index + 2)
            if (
                token.text.lower() not in mention_words("author pronouns")
                or comma is None
                or first is None
                or comma.text != ","
            ):
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


def find_speakers_of_tokens(view: Annotations, mentions: MentionIndex) -> dict[int, int]:
    """Return for each token of quoted words the named actor who utters them.

    Inner quotations go before outer ones. "He" inside these words is somebody else.
    """
    quoted = sorted(quotation.inner for quotation in view.of(Quotation) if quotation.depth == 0)
    uttered: list[tuple[Span, int]] = []
    for row in view.of(Attribution):
        speaker = find_speaker(row.source, mentions)
        if speaker is not None:
            uttered += [(span, speaker.actor) for span in _quoted_spans(row, quoted)]
    found: dict[int, int] = {}
    for span, actor in sorted(uttered, key=lambda pair: (-pair[0].length, pair[0])):
        found.update(dict.fromkeys(mentions.tree.range(span), actor))
    return found


def _quoted_spans(row: Attribution, quoted: list[Span]) -> Iterator[Span]:
    """Yield the parts of the content that are the speaker's own words."""
    for span in row.content:
        if row.verbatim:
            yield span
            continue
        first = bisect_left(quoted, span.start, key=lambda quotation: quotation.end)
        for quotation in quoted[first:]:
            if quotation.start >= span.end:
                break
            common = span.clipped(quotation)
            if common is not None:
                yield common
