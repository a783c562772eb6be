"""Measure how often each attribution rule is right, and write lexicons/en/rule_confidence.txt.

python training/rule_confidence/measure.py ../shared/data/polnear/train.jsonl (about four minutes on one core)

"""

import sys
from collections import Counter
from pathlib import Path

from onrecord.annotate.attribution.rules.rule_reader import find_outer
from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.annotate.text.quotations import QuotationAnnotator
from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.evaluation.attribution.gold import load_gold
from onrecord.evaluation.attribution.relations import judge_predictions
from onrecord.model.layers import Annotations, apply_annotator

TABLE = Path(__file__).parents[2] / "src/onrecord/annotate/encoder/models/en/attribution_rules.txt"
HEAD = """\
# Share of right attributions (content, source and cue, `full`) by rule, measured on PolNeAR train.
# rule | with or without a source | share | cue, where its own share differs from the rule's by 0.08 or more
# Shares of a cue are smoothed towards the rule's share with the weight of six cases. Turns of transcripts are
# set by hand, because PolNeAR marks statements within them instead. Measured by
# training/rule_confidence/measure.py.
"""
BY_HAND = {"turn": 0.6}
FEWEST = 6  # cases that a cue needs for a line of its own
APART = 0.08  # difference from the share of its rule that a cue needs for a line of its own
PRIOR_CASES = 6  # weight, in cases, of the rule's share in a cue's share

Kind = tuple[str, str, str]  # rule, with or without a source, cue ("" for all)


def count(gold: Path) -> tuple[Counter[Kind], Counter[Kind]]:
    """Return how often each rule and cue was right, and how often it was used."""
    right: Counter[Kind] = Counter()
    used: Counter[Kind] = Counter()
    for row in load_gold(gold):
        article, reading = row.article(), Annotations()
        for reader in (PassageAnnotator(), SyntaxAnnotator(), QuotationAnnotator()):
            reading = apply_annotator(reader, article, reading)
        found = find_outer(article.text, reading, least=0.0)
        judged = judge_predictions(article.text, row.attributions, [attribution for _, attribution in found])
        for (parts, _), is_right in zip(found, judged, strict=True):
            source = "with" if parts.source else "without"
            for kind in ((parts.rule, source, ""), (parts.rule, source, parts.words)):
                used[kind] += 1
                right[kind] += is_right
    return right, used


def rows(right: Counter[Kind], used: Counter[Kind]) -> list[str]:
    """Return the lines of the table."""
    shares = {kind: _share(right[kind], used[kind]) for kind in used if not kind[2]}
    lines = {kind: share for kind, share in shares.items() if kind[0] not in BY_HAND}
    for kind, times in used.items():
        rule = shares[kind[0], kind[1], ""]
        share = (right[kind] + PRIOR_CASES * rule) / (times + PRIOR_CASES)
        if kind[2] and times >= FEWEST and abs(share - rule) >= APART and kind[0] not in BY_HAND:
            lines[kind] = share
    lines |= {(rule, "with", ""): share for rule, share in BY_HAND.items()}
    return [
        f"{rule} | {source} | {lines[rule, source, cue]:.2f} | {cue}".rstrip(" |")
        for rule, source, cue in sorted(lines)
    ]


def _share(right: int, used: int) -> float:
    """Return the share of right ones, smoothed towards one half for a rarely used rule."""
    return right / used if used >= 20 else (right + 5) / (used + 10)


if __name__ == "__main__":
    TABLE.write_text(HEAD + "\n".join(rows(*count(Path(sys.argv[1])))) + "\n", encoding="utf-8")
