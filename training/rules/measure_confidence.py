"""Measures how often each rule of the attribution reader is right, and writes lexicons/en/rule_confidence.txt.

python training/rules/measure_confidence.py ../shared/data/polnear/train.jsonl (about four minutes on one core)
"""

import sys
from collections import Counter
from pathlib import Path

from onrecord.annotate.attribution.rules.rule_reader import find_outer
from onrecord.annotate.text.passages.annotator import PassageReader
from onrecord.annotate.text.quotations import QuotationReader
from onrecord.annotate.text.syntax.annotator import SyntaxReader
from onrecord.evaluation.attribution.gold import load_gold
from onrecord.evaluation.attribution.relations import judge_predictions
from onrecord.model.layers import Reading

TABLE = Path(__file__).parents[2] / "src/onrecord/annotate/lexicons/en/rule_confidence.txt"
HEAD = """\
# Share of right attributions (content, source and cue, as the referee counts) by rule, measured on PolNeAR train.
# rule | with or without a source | share | cue, where its own share differs from the rule's by 0.08 or more
# Shares of a cue are drawn towards the rule's with the weight of six cases. Turns of transcripts are set by hand:
# PolNeAR marks what is said within them instead. Measured again by training/rules/measure_confidence.py.
"""
BY_HAND = {"turn": 0.6}
FEWEST = 6  # cases of a cue that are worth a line
APART = 0.08  # a cue's share has a line of its own when it differs from its rule's by this much
DRAWN = 6  # cases of the rule's share that a cue's share is mixed with

Kind = tuple[str, str, str]  # rule, with or without a source, cue ("" for all)


def count(gold: Path) -> tuple[Counter[Kind], Counter[Kind]]:
    """Return how often each rule and cue was right, and how often it was used."""
    right: Counter[Kind] = Counter()
    used: Counter[Kind] = Counter()
    for row in load_gold(gold):
        article, reading = row.article(), Reading()
        for reader in (PassageReader(), SyntaxReader(), QuotationReader()):
            reading = reading.joined(reader.gives, reader.read(article, reading))
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
        share = (right[kind] + DRAWN * rule) / (times + DRAWN)
        if kind[2] and times >= FEWEST and abs(share - rule) >= APART and kind[0] not in BY_HAND:
            lines[kind] = share
    lines |= {(rule, "with", ""): share for rule, share in BY_HAND.items()}
    return [
        f"{rule} | {source} | {lines[rule, source, cue]:.2f} | {cue}".rstrip(" |")
        for rule, source, cue in sorted(lines)
    ]


def _share(right: int, used: int) -> float:
    """The share of right ones, drawn towards one half where a rule was hardly used."""
    return right / used if used >= 20 else (right + 5) / (used + 10)


if __name__ == "__main__":
    TABLE.write_text(HEAD + "\n".join(rows(*count(Path(sys.argv[1])))) + "\n", encoding="utf-8")
