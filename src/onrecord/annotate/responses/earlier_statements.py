"""The statements of an article in text order, as candidates for what a response answers."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotate.attribution.cues import cue_verbs
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.responses.lexicon import words_of
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Act, Attribution, Circumstance, SourceLink, Title, Token, UtteranceAct
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.redundant_attributions import find_redundant_attributions
from onrecord.model.span import Span

_BREAK = re.compile(r"\n")
_CONTENT_POS = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_FARTHEST = 2  # sentences between a statement and the sentence that says what it answers
_STEM = 6  # letters by which related words are the same: "retaliation", "retaliatory"
_LONGEST_CONTENT = 120  # tokens of a content whose lemmas are compared
_MOST = 60  # statements on one side of a response that are read: bounds the work in a long article


@dataclass(frozen=True, slots=True)
class EarlierStatement:
    """An attribution that can be answered: speaker, act, place in the text, and the lemmas of its content.

    `sentence` is -1 where the cue has no token. `past`: reported in the pluperfect. `published`: an outlet
    says it or passed it on.
    """

    number: int  # the id of the attribution
    row: Attribution
    speaker: int | None
    act: Act
    sentence: int
    paragraph: int
    lemmas: frozenset[str]
    said: str | None
    past: bool
    published: bool

    @property
    def start(self) -> int:
        """The offset at which it begins."""
        return self.row.span.start


@dataclass(frozen=True, slots=True)
class EarlierStatements:
    """The statements of an article in text order, with look-ups by id, speaker and position."""

    tree: SyntaxTree
    rows: tuple[EarlierStatement, ...]
    by_id: Mapping[int, EarlierStatement]
    inner: Mapping[int, tuple[int, ...]]  # ids of the attributions directly inside one
    mentions: Mapping[int, tuple[int, ...]]  # offsets of the mentions of an actor
    represented: frozenset[tuple[int, int]]  # (actor, body) of the titles

    @classmethod
    def of(cls, text: str, actors: ActorIndex, view: Annotations) -> "EarlierStatements":
        """Return the statements of an article.

        Attributions that only report a link or a response are found by id, but are no candidates.
        """
        links = view.of(SourceLink)
        evidence = ((row.attribution, None, row.evidence) for row in links)
        redundant = find_redundant_attributions(view.of(Attribution), evidence)
        builder = _Builder.of(text, actors.mentions.tree, view)
        rows = [builder.statement(row) for row in view.of(Attribution)]
        candidates = [row for row in rows if row.number not in redundant]
        inner: dict[int, list[int]] = {}
        for row in rows:
            if row.row.within is not None:
                inner.setdefault(row.row.within, []).append(row.number)
        mentions: dict[int, list[int]] = {}
        for mention in sorted(all_mentions(view), key=lambda row: row.span):
            mentions.setdefault(mention.actor, []).append(mention.span.start)
        return cls(
            tree=actors.mentions.tree,
            rows=tuple(sorted(candidates, key=_position)),
            by_id={row.number: row for row in rows},
            inner={number: tuple(found) for number, found in inner.items()},
            mentions={actor: tuple(found) for actor, found in mentions.items()},
            represented=frozenset((row.actor, row.of) for row in view.of(Title) if row.of is not None),
        )

    def before(self, row: EarlierStatement) -> Iterator[EarlierStatement]:
        """Yield the statements that begin before another, from the nearest, but none around it or in it."""
        at = bisect_left(self.rows, _position(row), key=_position)
        around = set(self.around(row.number))
        for other in reversed(self.rows[max(0, at - _MOST) : at]):
            if other.number not in around and row.number not in self.around(other.number):
                yield other

    def after(self, row: EarlierStatement) -> Sequence[EarlierStatement]:
        """Return the next statements."""
        at = bisect_left(self.rows, _position(row), key=_position)
        return self.rows[at + 1 : at + 1 + _MOST]

    def around(self, number: int) -> tuple[int, ...]:
        """Return the ids of the attributions around one, from the nearest."""
        found = []
        at = self.by_id[number].row.within
        while at is not None:
            found.append(at)
            at = self.by_id[at].row.within
        return tuple(found)

    def is_progressive(self, token: Token) -> bool:
        """Return whether a verb is that of "was responding to"."""
        if token.lemma not in words_of("verbs of responding") or token.tag != "VBG":
            return False
        return any(below.lemma == "be" for below in self.tree.below(token.index, "aux"))

    def is_responding(self, row: EarlierStatement) -> bool:
        """Return whether an attribution says only that somebody "was responding" to something."""
        return any(self.is_progressive(verb) for verb in cue_verbs(row.row, self.tree))

    def last_by(self, speaker: int, token: Token) -> EarlierStatement | None:
        """Return the last statement of a speaker before a token, at most two sentences back."""
        at = bisect_left(self.rows, token.span.start, key=lambda row: row.start)
        for row in reversed(self.rows[max(0, at - _MOST) : at]):
            if token.sentence - row.sentence > _FARTHEST:
                return None
            if row.speaker == speaker and not self.is_responding(row):
                return row
        return None

    def cue_at(self, token: Token) -> Span | None:
        """Return the piece of a cue that contains a token."""
        at = bisect_right(self.rows, token.span.start, key=lambda row: row.start)
        for row in reversed(self.rows[max(0, at - _MOST) : at]):
            for span in row.row.cue:
                if span.holds(token.span):
                    return span
        return None

    def mentions_actor(self, row: EarlierStatement, actor: int | None) -> bool:
        """Return whether the content of a statement mentions an actor."""
        starts = self.mentions.get(actor, ()) if actor is not None else ()
        for span in row.row.content:
            at = bisect_left(starts, span.start)
            if at < len(starts) and starts[at] < span.end:
                return True
        return False


def _position(row: EarlierStatement) -> tuple[int, int]:
    return row.start, row.number


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes statements of attributions; mappings are by the id of the attribution."""

    tree: SyntaxTree
    acts: Mapping[int, Act]
    circumstances: Mapping[int, Circumstance]
    speakers: Mapping[int, int]  # those that a source chain names
    passed_on: frozenset[int]  # attributions that an outlet passed on
    outlets: frozenset[int]  # actors
    breaks: Sequence[int]  # offsets of line breaks

    @classmethod
    def of(cls, text: str, tree: SyntaxTree, view: Annotations) -> "_Builder":
        links = view.of(SourceLink)
        return cls(
            tree=tree,
            acts={row.attribution: row.act for row in view.of(UtteranceAct)},
            circumstances={row.attribution: row for row in view.of(Circumstance)},
            speakers={
                row.attribution: row.actor for row in links if row.place == 0 and row.actor is not None
            },
            passed_on=frozenset(row.attribution for row in links if row.place > 0 and row.outlet is not None),
            outlets=frozenset(row.actor for row in all_mentions(view) if row.kind == "outlet"),
            breaks=[match.start() for match in _BREAK.finditer(text)],
        )

    def statement(self, row: Attribution) -> EarlierStatement:
        circumstance = self.circumstances.get(row.id)
        speaker = self.speakers.get(row.id, circumstance.speaker if circumstance else None)
        return EarlierStatement(
            number=row.id,
            row=row,
            speaker=speaker,
            act=self.acts.get(row.id, "assert"),
            sentence=self._sentence(row),
            paragraph=bisect_right(self.breaks, row.span.start),
            lemmas=self._content_lemmas(row.content),
            said=circumstance.said.value if circumstance and circumstance.said else None,
            past=self._is_pluperfect(row),
            published=row.id in self.passed_on or speaker in self.outlets,
        )

    def _sentence(self, row: Attribution) -> int:
        verbs = cue_verbs(row, self.tree)
        if verbs:
            return verbs[0].sentence
        tokens = self.tree.range((row.cue or row.content)[0])
        return self.tree[tokens[0]].sentence if tokens else -1

    def _is_pluperfect(self, row: Attribution) -> bool:
        return any(
            helper.text.lower() in ("had", "’d", "'d")
            for verb in cue_verbs(row, self.tree)
            for helper in self.tree.below(verb.index, "aux")
        )

    def _content_lemmas(self, spans: Sequence[Span]) -> frozenset[str]:
        """Return the stems of the content words, of a long content those of its beginning."""
        tokens = [self.tree[i] for span in spans for i in self.tree.range(span)][:_LONGEST_CONTENT]
        lemmas = (token.lemma.lower() for token in tokens if token.pos in _CONTENT_POS)
        return frozenset(lemma[:_STEM] for lemma in lemmas if lemma not in words_of("empty words"))
