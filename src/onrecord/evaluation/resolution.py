"""Scores of resolution across articles: pairs of rows, each marked as the same or not.

A pair has two actors, statements, events or commitments.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from onrecord.evaluation.jsonl import load_rows
from onrecord.evaluation.precision_recall import Counts
from onrecord.model.judgement import JudgementKind
from onrecord.model.record import Record
from onrecord.model.span import Span
from onrecord.resolve.linker import cluster_records


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a row: the article's file below the data folder, its text's digest, and a span."""

    file: str
    sha256: str
    span: Span


@dataclass(frozen=True, slots=True)
class Pair:
    """The places of two rows, and whether the rows mean the same."""

    kind: JudgementKind
    part: str
    left: Place
    right: Place
    same: bool

    @property
    def group(self) -> str:
        """The pairs with which it is scored: those of its kind and part."""
        return f"{self.kind}, {self.part}"


@dataclass(frozen=True, slots=True)
class PairScore:
    """Counts of gold pairs: the same (gold), resolved as the same (output), and both (right).

    `unread` pairs have a side without a row at its place; they count as not the same in the output.

    """

    pairs: int
    counts: Counts
    unread: int


_PAIR: TypeAdapter[Pair] = TypeAdapter(Pair)


def load_pairs(path: Path) -> list[Pair]:
    """Load the gold pairs. Raises GoldError with file and line for a line in another format."""
    return [pair for _, pair in load_rows(path, _PAIR)]


def list_needed_articles(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """Return for each file (below the data folder) the digests of the articles that the pairs need."""
    needed: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for place in (pair.left, pair.right):
            needed[place.file].add(place.sha256)
    return dict(sorted(needed.items()))


def score_pairs(pairs: Sequence[Pair], records: Sequence[Record]) -> dict[str, PairScore]:
    """Return the scores of each kind and part.

    The records of all articles with pairs of a kind are resolved as one dossier, as `onrecord add` does.
    """
    by_digest = {record.article.sha256: record for record in records}
    clusters: dict[JudgementKind, Mapping[str, str]] = {}
    for kind in sorted({pair.kind for pair in pairs}):
        needed = {place.sha256 for pair in pairs if pair.kind == kind for place in (pair.left, pair.right)}
        clusters |= cluster_records([record for digest, record in by_digest.items() if digest in needed], [kind])
    groups = sorted({pair.group for pair in pairs})
    return {
        group: _score([pair for pair in pairs if pair.group == group], by_digest, clusters)
        for group in groups
    }


def _score(
    pairs: Sequence[Pair], records: Mapping[str, Record], clusters: Mapping[JudgementKind, Mapping[str, str]]
) -> PairScore:
    counts: Counter[str] = Counter()
    for pair in pairs:
        left, right = (_find(records, pair.kind, place) for place in (pair.left, pair.right))
        unread = left is None or right is None
        same = not unread and (left == right or _in_one_cluster(left, right, clusters[pair.kind]))
        counts.update(gold=pair.same, output=same, right=same and pair.same, unread=unread)
    return PairScore(len(pairs), Counts(counts["gold"], counts["output"], counts["right"]), counts["unread"])


def _in_one_cluster(left: str | None, right: str | None, clusters: Mapping[str, str]) -> bool:
    cluster = clusters.get(left or "")
    return cluster is not None and cluster == clusters.get(right or "")


def _find(records: Mapping[str, Record], kind: JudgementKind, place: Place) -> str | None:
    """Return the reference of the row with most characters at a place: of its mentions or its evidence."""
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
    overlaps = [(max((_overlap(span, place.span) for span in spans), default=0), id_) for id_, spans in rows]
    most, best = max(overlaps, key=lambda row: row[0], default=(0, ""))
    return f"{record.article.id}/{best}" if most else None


def _overlap(span: Span, other: Span) -> int:
    common = span.clipped(other)
    return common.end - common.start if common else 0


def render_pair_scores(scores: Mapping[str, PairScore]) -> str:
    """Return the scores, one line a kind and part."""
    return "\n".join(_line(group, score) for group, score in scores.items())


def _line(group: str, score: PairScore) -> str:
    counts = score.counts
    return (
        f"{group:20s} precision {counts.precision:.3f} ({counts.right} of {counts.output} judged the same)  "
        f"recall {counts.recall:.3f} (of {counts.gold})  {score.pairs} pairs, "
        f"{score.unread} with a row that was not found"
    )


def resolution_figures(scores: Mapping[str, PairScore]) -> dict[str, float]:
    """Return the figures for floors: `KIND, PART.precision` and `KIND, PART.recall`."""
    return {
        f"{group}.{name}": value
        for group, score in scores.items()
        for name, value in (("precision", score.counts.precision), ("recall", score.counts.recall))
    }
