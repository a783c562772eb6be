"""Source chains against the marked ones of gold/chains.jsonl: links between mouth and page, mouths, whole chains."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from onrecord.evaluation.corpora import Marked, load_rows
from onrecord.evaluation.marked_statements import (
    Given,
    Part,
    find_statement,
    group_by_article,
    is_meant,
    mentions_of,
    record_of,
)
from onrecord.model.reading import Reader
from onrecord.model.record import Link, Record
from onrecord.model.span import Span


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A line of chains.jsonl: a statement, the words for its mouth (none: nobody is named) and for each relay, in order."""

    file: str
    sha256: str
    part: Part
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    mouth: tuple[Span, ...]
    relays: tuple[tuple[Span, ...], ...]
    id: str | None = None
    url: str | None = None


_ROWS: TypeAdapter[ChainRow] = TypeAdapter(ChainRow)


class ChainScore(NamedTuple):
    """Counts: statements, those found, right mouths, whole chains right; links between mouth and page right, told and marked."""

    statements: int = 0
    found: int = 0
    mouths: int = 0
    whole: int = 0
    right: int = 0
    told: int = 0
    marked: int = 0

    def plus(self, other: "ChainScore") -> "ChainScore":
        """Return the sums."""
        return ChainScore(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def precision(self) -> float:
        """Of the links told, the share that is right."""
        return self.right / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        """Of the links marked, the share that is found."""
        return self.right / self.marked if self.marked else 0.0

    @property
    def accuracy(self) -> float:
        """Of all statements, the share whose chain is right from the mouth to the page."""
        return self.whole / self.statements if self.statements else 0.0


def evaluate_chains(path: Path, data: Path, readers: Sequence[Reader]) -> dict[str, ChainScore]:
    """Score the chains by part, given the marked statements and given predicted ones; `, relayed` are those with a relay."""
    scores: dict[str, ChainScore] = {}
    for article, rows in group_by_article((row for _, row in load_rows(path, _ROWS)), data):
        marks = [Marked(row.source, row.cue, row.content) for row in rows]
        ways: tuple[Given, ...] = ("marked", "predicted")
        for given in ways:
            record = record_of(article, marks, readers, given)
            for row in rows:
                for name in (f"{row.part}, {given}", *([f"{row.part}, {given}, relayed"] if row.relays else [])):
                    scores[name] = scores.get(name, ChainScore()).plus(_score(row, record))
    return dict(sorted(scores.items()))


def _score(row: ChainRow, record: Record | None) -> ChainScore:
    found = find_statement(record, Marked(row.source, row.cue, row.content)) if record else None
    if record is None or found is None:
        return ChainScore(statements=1, marked=len(row.relays))
    mentions = mentions_of(record)
    mouth, *links = found.source_chain[:-1]
    if row.mouth:
        is_mouth = is_meant(mouth.actor, mouth.evidence, row.mouth, mentions)
    else:
        is_mouth = mouth.actor is None
    right = _in_order(links, row.relays, mentions)
    whole = is_mouth and right == len(links) == len(row.relays)
    return ChainScore(1, 1, int(is_mouth), int(whole), right, len(links), len(row.relays))


def _in_order(links: Sequence[Link], relays: Iterable[Sequence[Span]], mentions: Mapping[str, Sequence[Span]]) -> int:
    """Return how many of the relays are met by links in this order, each link by one."""
    at = right = 0
    for marked in relays:
        place = next((i for i in range(at, len(links)) if is_meant(links[i].actor, links[i].evidence, marked, mentions)), None)
        if place is not None:
            at, right = place + 1, right + 1
    return right


def chain_figures(scores: Mapping[str, ChainScore]) -> dict[str, float]:
    """Return the figures the gate holds."""
    out = {}
    for name, of in scores.items():
        out[f"{name}.precision"], out[f"{name}.recall"], out[f"{name}.whole"] = of.precision, of.recall, of.accuracy
    return out


def render_chains(scores: Mapping[str, ChainScore]) -> str:
    """Return a table: a line a group."""
    lines = [f"{'chains':30s} {'n':>4s} {'found':>6s} {'mouths':>7s} {'links P':>8s} {'links R':>8s} {'whole':>6s}"]
    for name, of in scores.items():
        counts = f"({of.right} of {of.told} links told, {of.marked} marked; {of.whole} whole)"
        shares = f"{of.precision:8.3f} {of.recall:8.3f} {of.accuracy:6.3f}"
        lines.append(f"{name:30s} {of.statements:4d} {of.found:6d} {of.mouths:7d} {shares}  {counts}")
    return "\n".join(lines)
