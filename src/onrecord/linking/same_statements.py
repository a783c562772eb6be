"""Same statements: whether two articles report one utterance. Pure functions; precision first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.linking.alignment import align, find_words
from onrecord.linking.prints import statement_prints
from onrecord.model.edtf import edtf_bounds
from onrecord.model.record import Actor, Record, Statement

SEED = 3  # words in a row that count
LEAST = 6  # words of the shorter content that have to be the same: fewer are a formula
LINE = 0.7  # share of the shorter content's words that are the same; `onrecord evaluate reprints` tells how it does
APART = timedelta(days=4)  # days of utterance, or of publication where the text tells none, may lie so far apart
PERSON, OUTLET = "person", "outlet"


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as compared: its reference, the folded words of its content, the names of its mouth, the days it can mean.

    `held_by` are those who had the words before this article, by their folded names: the outlet or platform to which they were
    said, and whoever passed them on.
    """

    reference: str
    words: tuple[str, ...]
    names: frozenset[str]
    held_by: frozenset[str]
    days: tuple[date | None, date | None] | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two statements share: equal words, and their share of the shorter content."""

    equal: int
    share: float
    shorter: int

    @property
    def score(self) -> float:
        """The chance that they are one utterance, 0.5 at the line."""
        if self.equal < LEAST:
            return 0.0
        return 0.5 * self.share / LINE if self.share < LINE else 0.5 + 0.5 * (self.share - LINE) / (1 - LINE)

    @property
    def reason(self) -> str:
        """The finding in a sentence."""
        return f"the same mouth, and {self.equal} of the shorter one's {self.shorter} words are the same ({self.share:.0%})"


def list_said(record: Record) -> Iterator[Said]:
    """Yield the statements of a record that can be compared: those with a named mouth and enough words."""
    actors = {actor.id: actor for actor in record.actors}
    names = {actor.id: frozenset(_names(actor, record.article.text)) for actor in record.actors}
    published = edtf_bounds(record.article.published.value) if record.article.published.value else None
    for row in record.statements:
        words = _words(record.article.text, row)
        if row.actor in actors and names[row.actor] and len(words) >= LEAST:
            days = edtf_bounds(row.said.value) if row.said else published
            yield Said(f"{record.article.id}/{row.id}", words, names[row.actor], _held_by(row, actors), days)


def said_prints(rows: Iterable[Said]) -> Iterator[int]:
    """Yield the prints by which the statements are found again."""
    for row in rows:
        yield from statement_prints(row.words)


def compare_said(left: Said, right: Said) -> Likeness | None:
    """Return what two statements share; None where mouth or days keep them apart."""
    if not left.names & right.names or not _meet(left.days, right.days):
        return None
    shorter, longer = sorted((left, right), key=lambda row: (len(row.words), row.reference))
    equal = sum(run.length for run in align(shorter.words, longer.words, SEED))
    return Likeness(equal, equal / len(shorter.words), len(shorter.words))


def by_name(rows: Iterable[Said]) -> Mapping[str, list[Said]]:
    """Return the statements by each name of their mouth."""
    found: dict[str, list[Said]] = {}
    for row in rows:
        for name in row.names:
            found.setdefault(name, []).append(row)
    return found


def _names(actor: Actor, text: str) -> Iterator[str]:
    """Yield the names by which an actor is compared: of a person the last word of each (the surname), of others the whole."""
    printed = [actor.name, *(mention.span.words(text) for mention in actor.mentions if mention.form == "name")]
    if actor.kind == PERSON and not any(mention.form == "name" for mention in actor.mentions):
        return
    for name in printed:
        words = [word for word in name.casefold().replace("’s", "").replace("'s", "").split() if word != "the"]
        if words:
            yield words[-1] if actor.kind == PERSON else " ".join(words)


def _held_by(row: Statement, actors: Mapping[str, Actor]) -> frozenset[str]:
    held = [*(link.outlet for link in row.source_chain[:-1]), *(link.actor for link in row.source_chain[1:-1])]
    return frozenset(actors[actor].name.casefold() for actor in held if actor is not None and actors[actor].kind == OUTLET)


def _words(text: str, row: Statement) -> tuple[str, ...]:
    return find_words(text, row.evidence.content.spans).folded


def _meet(left: tuple[date | None, date | None] | None, right: tuple[date | None, date | None] | None) -> bool:
    """Tell whether two stretches of days come as near as APART; a day that is not known keeps nothing apart."""
    if left is None or right is None:
        return True
    (a, b), (c, d) = left, right
    return (d is None or a is None or a - d <= APART) and (b is None or c is None or c - b <= APART)
