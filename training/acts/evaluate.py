"""Count the acts right on corpus dev, by the word lists and by the packaged network, by what the cue shows.

    python training/acts/evaluate.py

Sources, cues and contents are those that were marked.
"""

from __future__ import annotations

from collections import Counter

from rows import CORPUS

from onrecord.annotate.attribution.act_network import ActNetwork, Utterance
from onrecord.annotate.attribution.speech_acts import find_named_act, find_shown_act
from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.evaluation.corpus import load_marked
from onrecord.model.annotation import Act, Sentence, Token
from onrecord.pipeline import Pipeline


def main() -> None:
    pipeline, network = Pipeline.of((PassageAnnotator(), SyntaxAnnotator())), ActNetwork()
    count: Counter[tuple[str, str]] = Counter()
    for marked in load_marked(CORPUS / "dev.jsonl"):
        article, view = marked.article, pipeline.annotate(marked.article)
        asked: list[Utterance] = []
        acts: list[Act] = []
        for row in marked.record.statements:
            parts = row.evidence.source.spans, row.evidence.cue.spans, row.evidence.content.spans
            words = (article.text, parts[1], parts[2], view.of(Token), parts[0])
            named = find_named_act(*words)
            if named is None:
                asked.append(Utterance(*parts, find_shown_act(*words)))
                acts.append(row.act)
            else:
                count["names the act", "all"] += 1
                count["names the act", "lists"] += named == row.act
        found = network.find_acts(article.text, [one.span for one in view.of(Sentence)], asked)
        for one, act, read in zip(asked, acts, found, strict=True):
            group = "neutral" if one.cue else "none"
            count[group, "all"] += 1
            count[group, "lists"] += one.listed == act
            count[group, "network"] += read == act
    for group in ("neutral", "none", "names the act"):
        total = count[group, "all"]
        shares = ", ".join(f"{who} {count[group, who] / total:.3f}" for who in ("lists", "network"))
        print(f"{group}: {total} statements, right by {shares}")


if __name__ == "__main__":
    main()
