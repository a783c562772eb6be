"""Attribution scores as a table (percentages with two digits) and as JSON (shares)."""

from collections.abc import Iterator

from onrecord.evaluation.attribution.scores import KINDS, AttributionScores, SourceRecall
from onrecord.evaluation.jsonl import Json
from onrecord.evaluation.precision_recall import PartialCounts


def render_scores(scores: AttributionScores) -> str:
    """Return the table `onrecord evaluate attribution` prints."""
    return "\n".join(_lines(scores))


def scores_to_json(scores: AttributionScores) -> dict[str, Json]:
    """Return every figure by the names used in comparisons on PolNeAR, each with `p`, `r` and `f1`."""
    out: dict[str, Json] = {
        "n_gold": scores.gold,
        "n_pred": scores.predicted,
        "n_gold_implicit": scores.gold_implicit,
        "n_pred_implicit": scores.predicted_implicit,
        "n_matched": scores.paired,
    }
    out |= {name: _score_json(score) for name, score in scores.scores.items()}
    out["full_f1"] = scores.scores["full"].f1
    out["recall_gold_explicit"] = _recall_json(scores.explicit)
    out["recall_gold_implicit"] = _recall_json(scores.implicit)
    out["source_accuracy_given_match"] = dict(scores.source_of_paired)
    out["by_type"] = {
        kind: {
            "n_gold": of.gold,
            "n_pred": of.predicted,
            **{name: _score_json(score) for name, score in of.scores.items()},
        }
        for kind, of in scores.kinds.items()
    }
    if scores.intervals:
        out["ci95"] = {name: [low, high] for name, (low, high) in scores.intervals.items()}
    return out


def _lines(scores: AttributionScores) -> Iterator[str]:
    yield (
        f"gold {scores.gold} (implicit {scores.gold_implicit})  "
        f"pred {scores.predicted} (implicit {scores.predicted_implicit})  matched {scores.paired}"
    )
    yield f"{'metric':24s} {'P':>7s} {'R':>7s} {'F1':>7s}"
    for name, score in scores.scores.items():
        yield _row(name, score)
    for group, recall in (("explicit", scores.explicit), ("implicit", scores.implicit)):
        shares = "  ".join(f"{name} {100 * value:.2f}" for name, value in recall.recall.items())
        yield f"recall, gold {group:9s} n={recall.gold:<5d} {shares}"
    exact, overlap = scores.source_of_paired["source_exact"], scores.source_of_paired["source_overlap"]
    yield f"source given match: exact {100 * exact:.2f}  overlap {100 * overlap:.2f}"
    for kind in KINDS:
        of = scores.kinds[kind]
        yield f"-- {kind}: gold {of.gold} pred {of.predicted}"
        for name, score in of.scores.items():
            yield _row("   " + name, score)
    for name, (low, high) in scores.intervals.items():
        yield f"95% interval of F1, drawing articles: {name} {100 * low:.1f} to {100 * high:.1f}"


def _row(name: str, score: PartialCounts) -> str:
    return f"{name:24s} {100 * score.precision:7.2f} {100 * score.recall:7.2f} {100 * score.f1:7.2f}"


def _score_json(score: PartialCounts) -> dict[str, Json]:
    return {"p": score.precision, "r": score.recall, "f1": score.f1}


def _recall_json(recall: SourceRecall) -> dict[str, Json]:
    return {"n": recall.gold, **recall.recall}
