"""Pairing of the rows of two records of one article: actors by their mentions, other rows by their words.

The words of a row are those that its evidence touches (`attribution.relations.WordedText`). The share of
two sets of words is intersection over union; two empty sets have a share of 1.

Actors. Each mention of the output is matched to the mention of the gold, of any actor, with which it has
the largest share of words or of head words, if that is half or more. (The head ends at the first
preposition or comma: "ministry" of "the ministry of trade".) Every actor of the output then stands for the
actor of the gold with which it shares most mentions: first those that are names on both sides, then the
others; ties go to the actor with fewer mentions, then to the one earlier in the text. Several may stand for
one; an actor without a shared mention stands for nobody. This is the *identity* by which actors in the
cells of other rows are compared. In the layer of actors itself the pairing is one to one, for the largest
number of shared mentions (names first), so an actor that is split or merged costs there.

Rows. Each row is paired at most once, so that the sum of the worths is the largest (Kuhn 1955); among equal
pairings, rows in the same order are paired.

- statements: contents share a word, and cues touch (punctuation alone is no cue). Worth: the shares of
  content, cue and source, and 3 if the pair is `found` (sources touch and contents have a share of half or
  more).
- events: triggers are in a common line, and triggers or the whole evidence share a word. Worth: 1, 4 for
  the same type, 2 for triggers that share a word, 1 for a common actor, and half the share of the evidence.
- commitments: the evidence shares a word. Worth: 1, the share, 2 for the same parties, 1 for a common
  party.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.evaluation.attribution.relations import ENOUGH_SHARED, WordedText
from onrecord.evaluation.noun_phrases import head_phrase
from onrecord.evaluation.word_sets import Words, best_assignment, pairs_with_common_word, share, touch
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.record import Actor, Commitment, Event, MentionRow, Record, Statement
from onrecord.model.span import Span

NAME_WORTH = 1000.0  # in the pairing of actors a shared name outweighs any number of other mentions
HEAD_WEIGHT = 0.99  # less than 1, so that a phrase with the same words wins over one with the same head
ORDER_PENALTY = 1e-7  # small, so that it decides only between pairings of the same worth
Worths = dict[tuple[int, int], float]
Shared = Mapping[tuple[int, int], tuple[int, int]]  # shared mentions of a pair of actors: names, others


class Page:
    """A text in words and lines, which gives the words and lines of evidence."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._worded = WordedText(text)
        self._breaks = [at for at, character in enumerate(text) if character == "\n"]
        self._words: dict[tuple[Span, ...], Words] = {}  # a row is compared with many others

    def words(self, evidence: Evidence) -> Words:
        """Return the words the evidence touches."""
        if evidence.spans not in self._words:
            self._words[evidence.spans] = self._worded.words(evidence.spans)
        return self._words[evidence.spans]

    def lines(self, evidence: Evidence) -> frozenset[int]:
        """Return the numbers of the lines that the evidence touches."""
        lines: set[int] = set()
        for span in evidence.spans:
            first, last = (bisect_right(self._breaks, at) for at in (span.start, span.end - 1))
            lines.update(range(first, last + 1))
        return frozenset(lines)

    def mentions(self, actor: Actor) -> list["_Phrase"]:
        """Return the mentions of an actor in words."""
        return [self._phrase(mention) for mention in actor.mentions]

    def _phrase(self, mention: MentionRow) -> "_Phrase":
        head = head_phrase(mention.span, self._text)
        words, heads = (self._worded.words([span]) for span in (mention.span, head))
        return _Phrase(mention.form == "name", words, heads)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A mention in words: whether it is a name, all its words, and those of its head."""

    is_name: bool
    words: Words
    head: Words

    def similarity(self, other: "_Phrase") -> float:
        """Return the share of the words, or that of the head words (times HEAD_WEIGHT) if it is larger."""
        return max(share(self.words, other.words), HEAD_WEIGHT * share(self.head, other.head))


@dataclass(frozen=True, slots=True)
class Identity:
    """The actor of the gold that each actor of the output stands for.

    An actor that stands for nobody is absent.
    """

    stands_for: Mapping[str, str]

    def same(self, gold: str | None, output: str | None) -> bool:
        """Return whether two ids mean the same actor, or both are None."""
        return gold == (None if output is None else self.stands_for.get(output, ""))

    def same_sets(self, gold: Iterable[str], output: Iterable[str]) -> bool:
        """Return whether the actors of the output stand for exactly those of the gold."""
        return frozenset(gold) == frozenset(self.stands_for.get(one, "") for one in output)

    def common(self, gold: Iterable[str], output: Iterable[str]) -> bool:
        """Return whether an actor of the output stands for one of the gold."""
        return bool(set(gold) & {self.stands_for[one] for one in output if one in self.stands_for})


@dataclass(frozen=True, slots=True)
class Pairing:
    """The identity of actors, and for each layer the output's row ids by the gold's row ids."""

    identity: Identity
    actors: Mapping[str, str]
    statements: Mapping[str, str]
    events: Mapping[str, str]
    commitments: Mapping[str, str]


def pair_records(page: Page, gold: Record, output: Record) -> Pairing:
    """Pair the rows of two records of one article."""
    shared = _count_shared_mentions(page, gold.actors, output.actors)
    identity = Identity(_find_identity(gold.actors, output.actors, shared))
    worths = {pair: NAME_WORTH * names + others for pair, (names, others) in shared.items()}
    return Pairing(
        identity,
        _by_id(gold.actors, output.actors, worths),
        _by_id(gold.statements, output.statements, _statement_worths(page, gold, output)),
        _by_id(gold.events, output.events, _event_worths(page, gold, output, identity)),
        _by_id(gold.commitments, output.commitments, _commitment_worths(page, gold, output, identity)),
    )


def cue_of(statement: Statement) -> Evidence:
    """Return the cue of a statement, empty for punctuation alone (the colon after a speaker's label)."""
    cue = statement.evidence.cue
    return cue if any(character.isalnum() for words in cue.words for character in words) else NO_EVIDENCE


def is_found(page: Page, gold: Statement, output: Statement) -> bool:
    """Return whether two statements agree in source, cue and content."""
    left, right = gold.evidence, output.evidence
    return (
        touch(page.words(left.source), page.words(right.source))
        and touch(page.words(cue_of(gold)), page.words(cue_of(output)))
        and share(page.words(left.content), page.words(right.content)) >= ENOUGH_SHARED
    )


def assign(worths: Worths) -> list[tuple[int, int]]:
    """Return the one-to-one pairs (row, column) with the largest sum of worths; all have a worth."""
    if not worths:
        return []
    rows = sorted({row for row, _ in worths})
    columns = sorted({column for _, column in worths})
    places = {row: at for at, row in enumerate(rows)}, {column: at for at, column in enumerate(columns)}
    matrix = np.zeros((len(rows), len(columns)))
    for (row, column), worth in worths.items():
        matrix[places[0][row], places[1][column]] = worth - ORDER_PENALTY * abs(row - column)
    pairs = ((rows[row], columns[column]) for row, column in best_assignment(matrix))
    return [pair for pair in pairs if pair in worths]


def _by_id(
    gold: Sequence[Actor] | Sequence[Statement] | Sequence[Event] | Sequence[Commitment],
    output: Sequence[Actor] | Sequence[Statement] | Sequence[Event] | Sequence[Commitment],
    worths: Worths,
) -> dict[str, str]:
    return {gold[row].id: output[column].id for row, column in assign(worths)}


def _count_shared_mentions(page: Page, gold: Sequence[Actor], output: Sequence[Actor]) -> Shared:
    """Return for each pair of actors the number of shared mentions: names, others."""
    lefts = [(at, phrase) for at, actor in enumerate(gold) for phrase in page.mentions(actor)]
    rights = [(at, phrase) for at, actor in enumerate(output) for phrase in page.mentions(actor)]
    similarity: defaultdict[int, dict[int, float]] = defaultdict(dict)
    pairs = pairs_with_common_word(
        [phrase.words for _, phrase in lefts], [phrase.words for _, phrase in rights]
    )
    for row, column in sorted(pairs):
        similarity[column][row] = lefts[row][1].similarity(rights[column][1])
    counts: defaultdict[tuple[int, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for column, found in similarity.items():
        best = max(found.values())
        for row in (row for row, value in found.items() if value == best >= ENOUGH_SHARED):
            (left, one), (right, other) = lefts[row], rights[column]
            names, others = counts[left, right]
            named = one.is_name and other.is_name
            counts[left, right] = (names + named, others + (not named))
    return dict(counts)


def _find_identity(gold: Sequence[Actor], output: Sequence[Actor], shared: Shared) -> dict[str, str]:
    best: dict[int, tuple[tuple[int, int, int, int], int]] = {}
    for (row, column), (names, others) in sorted(shared.items()):
        mentions = gold[row].mentions
        rank = (names, others, -len(mentions), -min(mention.span.start for mention in mentions))
        if column not in best or rank > best[column][0]:
            best[column] = rank, row
    return {output[column].id: gold[row].id for column, (_, row) in best.items()}


def _statement_worths(page: Page, gold: Record, output: Record) -> Worths:
    lefts = [page.words(row.evidence.content) for row in gold.statements]
    rights = [page.words(row.evidence.content) for row in output.statements]
    worths: Worths = {}
    for row, column in pairs_with_common_word(lefts, rights):
        left, right = gold.statements[row], output.statements[column]
        cues = page.words(cue_of(left)), page.words(cue_of(right))
        if not touch(*cues):
            continue
        sources = page.words(left.evidence.source), page.words(right.evidence.source)
        shares = share(lefts[row], rights[column]) + share(*cues) + share(*sources)
        worths[row, column] = shares + 3 * is_found(page, left, right)
    return worths


def _event_worths(page: Page, gold: Record, output: Record, identity: Identity) -> Worths:
    lefts, rights = ([_event_words(page, row) for row in record.events] for record in (gold, output))
    worths: Worths = {}
    for row, column in pairs_with_common_word(lefts, rights):
        left, right = gold.events[row], output.events[column]
        if not _trigger_lines(page, left) & _trigger_lines(page, right):
            continue
        triggers = bool(page.words(left.evidence.trigger) & page.words(right.evidence.trigger))
        whole = page.words(left.evidence.all), page.words(right.evidence.all)
        if triggers or whole[0] & whole[1]:
            same = 4 * (left.type == right.type) + 2 * triggers + identity.common(left.actors, right.actors)
            worths[row, column] = 1 + same + share(*whole) / 2
    return worths


def _event_words(page: Page, event: Event) -> Words:
    return page.words(event.evidence.all) | page.words(event.evidence.trigger)


def _trigger_lines(page: Page, event: Event) -> frozenset[int]:
    return page.lines(event.evidence.trigger or event.evidence.all)


def _commitment_worths(page: Page, gold: Record, output: Record, identity: Identity) -> Worths:
    lefts, rights = ([page.words(row.evidence) for row in record.commitments] for record in (gold, output))
    worths: Worths = {}
    for row, column in pairs_with_common_word(lefts, rights):
        left, right = gold.commitments[row].parties, output.commitments[column].parties
        parties = 2 * identity.same_sets(left, right) + identity.common(left, right)
        worths[row, column] = 1 + share(lefts[row], rights[column]) + parties
    return worths
