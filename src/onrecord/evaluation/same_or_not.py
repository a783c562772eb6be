"""Same or not, scored on marked pairs: rows of real articles that mean one actor, utterance, event or commitment, or do not."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.model.errors import GoldError
from onrecord.model.judgement import JudgementKind
from onrecord.model.record import Record
from onrecord.model.span import Span
from onrecord.resolve.linker import cluster_records


@dataclass(frozen=True, slots=True)
class Place:
    """A row by where it is: the article's file below the data folder, the digest of its text, and a span in it."""

    file: str
    sha256: str
    span: Span


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places, and whether they mean the same."""

    kind: JudgementKind
    part: str
    left: Place
    right: Place
    same: bool

    @property
    def group(self) -> str:
        """What the pair is scored with: its kind and part."""
        return f"{self.kind}, {self.part}"


@dataclass(frozen=True, slots=True)
class SameScore:
    """Of the marked pairs: how many were held the same, and how many of these are; how many are the same, and were found so.

    `unread` pairs have a side at whose place no row was found: they count as not held the same.
    """

    pairs: int
    held: int
    right: int
    same: int
    unread: int

    @property
    def precision(self) -> float:
        """Share of the pairs held the same that are."""
        return self.right / self.held if self.held else 0.0

    @property
    def recall(self) -> float:
        """Share of the pairs that are the same that were held so."""
        return self.right / self.same if self.same else 0.0


def load_pairs(gold: Path) -> list[Pair]:
    """Return the marked pairs. Raises GoldError where the file is no such thing."""
    try:
        rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
        return [
            Pair(row["kind"], row["part"], _place(row["left"]), _place(row["right"]), row["same"])
            for row in rows
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise GoldError(f"{gold}: no file of marked pairs: {error}") from error


def _place(raw: Mapping[str, object]) -> Place:
    span = raw["span"]
    if not isinstance(span, list):
        raise TypeError(f"{span!r} is no span")
    return Place(str(raw["file"]), str(raw["sha256"]), Span(int(span[0]), int(span[1])))


def list_wanted(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """Return of each file (below the data folder) the digests of the articles that are needed."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for place in (pair.left, pair.right):
            wanted[place.file].add(place.sha256)
    return dict(sorted(wanted.items()))


def score_same(pairs: Sequence[Pair], records: Sequence[Record]) -> dict[str, SameScore]:
    """Return the scores of each kind and part.

    The records of all articles with pairs of a kind are linked as one dossier, as `onrecord add` does.
    """
    by_digest = {record.article.sha256: record for record in records}
    families: dict[JudgementKind, Mapping[str, str]] = {}
    for kind in sorted({pair.kind for pair in pairs}):
        wanted = {place.sha256 for pair in pairs if pair.kind == kind for place in (pair.left, pair.right)}
        families |= cluster_records(
            [record for digest, record in by_digest.items() if digest in wanted], [kind]
        )
    groups = sorted({pair.group for pair in pairs})
    return {
        group: _score([pair for pair in pairs if pair.group == group], by_digest, families)
        for group in groups
    }


def _score(
    pairs: Sequence[Pair], records: Mapping[str, Record], families: Mapping[JudgementKind, Mapping[str, str]]
) -> SameScore:
    counts: Counter[str] = Counter()
    for pair in pairs:
        left, right = (_find(records, pair.kind, place) for place in (pair.left, pair.right))
        known = families[pair.kind]
        held = (
            left is not None
            and right is not None
            and (left == right or (left in known and known[left] == known.get(right)))
        )
        counts.update(
            held=held, right=held and pair.same, same=pair.same, unread=left is None or right is None
        )
    return SameScore(len(pairs), counts["held"], counts["right"], counts["same"], counts["unread"])


def _find(records: Mapping[str, Record], kind: JudgementKind, place: Place) -> str | None:
    """Return the reference of the row at a place: the actor one of whose mentions is there, or the row whose evidence is."""
    record = records.get(place.sha256)
    if record is None:
        return None
    rows = {
        "actor": [(actor.id, [mention.span for mention in actor.mentions]) for actor in record.actors],
        "statement": [
            (statement.id, list(statement.evidence.content.spans)) for statement in record.statements
        ],
        "event": [(event.id, list(event.evidence.all.spans)) for event in record.events],
        "commitment": [(commitment.id, list(commitment.evidence.spans)) for commitment in record.commitments],
    }[kind]
    best = max(
        rows, key=lambda row: max((_overlap(span, place.span) for span in row[1]), default=0), default=None
    )
    if best is None or max((_overlap(span, place.span) for span in best[1]), default=0) == 0:
        return None
    return f"{record.article.id}/{best[0]}"


def _overlap(span: Span, other: Span) -> int:
    common = span.clipped(other)
    return common.end - common.start if common else 0


def render_same(scores: Mapping[str, SameScore]) -> str:
    """Return the scores as lines for people."""
    return "\n".join(
        f"{part:20s} precision {score.precision:.3f} ({score.right} of {score.held} held the same)  "
        f"recall {score.recall:.3f} (of {score.same})  {score.pairs} pairs, {score.unread} of rows no longer found"
        for part, score in scores.items()
    )


def same_figures(scores: Mapping[str, SameScore]) -> dict[str, float]:
    """Return the figures that have floors."""
    return {
        f"{part}.{name}": value
        for part, score in scores.items()
        for name, value in (("precision", score.precision), ("recall", score.recall))
    }
