"""Learn the lexicon `lemma_rules` from the teacher's lemmas: endings, and words that follow none.

python training/attribution/lemmas.py --teacher DIR/teacher.jsonl --out LEXICONS/en/lemma_rules.txt
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from onrecord.annotate.attribution.lexicon import load_cues
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.text.syntax.lemmas import kind_of

LONGEST_ENDING = 6
LEAST_GAIN = 3  # an ending becomes a rule when it corrects this many forms more than it breaks
Pairs = dict[str, dict[str, str]]  # kind -> form -> lemma
HEAD = """\
# Lemmas: endings and their replacements by kind of word. "^" marks a whole form. The longest ending wins.
# Learned from the lemmas of the spaCy pipeline en_core_web_sm (its tables come from WordNet), corrected by
# lemmas.txt. Made by training/attribution/lemmas.py, not by hand.
# kind | ending | letters cut off | letters put on
"""


def read_pairs(path: Path) -> Pairs:
    """Return the most frequent lemma of every form and kind seen twice; names are left out."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            for start, end, label, lemma in zip(
                row["starts"], row["ends"], row["tags"], row["lemmas"], strict=True
            ):
                tag, pos = label.split("|")
                if pos != "PROPN" and end - start < 40:
                    counts[kind_of(tag, pos), row["text"][start:end].lower()][lemma] += 1
    pairs: Pairs = defaultdict(dict)
    for (kind, form), found in counts.items():
        if sum(found.values()) > 1 or kind.startswith("V"):
            pairs[kind][form] = found.most_common(1)[0][0]
    return pairs


def add_verbs(pairs: Pairs) -> None:
    """Add regular forms of every verb, where the teacher has no other lemma, and our corrections."""
    corrections = {row[0]: row[1] for row in lexicon_rows("lemmas")}
    verbs = {pairs["VB"][form] for form in pairs["VB"]} | set(load_cues().verbs)
    for verb in sorted(verb for verb in verbs if verb.isalpha() and len(verb) > 2):
        stem = verb[:-1] if verb.endswith("e") else verb
        third = (
            verb[:-1] + "ies"
            if verb[-1] == "y" and verb[-2] not in "aeiou"
            else verb + ("es" if verb[-1] in "sxzh" else "s")
        )
        past = verb[:-1] + "ied" if verb[-1] == "y" and verb[-2] not in "aeiou" else stem + "ed"
        for kind, form in (
            ("VBZ", third),
            ("VBD", past),
            ("VBG", (verb if verb.endswith("ee") else stem) + "ing"),
        ):
            pairs[kind].setdefault(form, verb)
    for form, lemma in corrections.items():
        pairs["VBG" if form.endswith("ing") else "VBD" if form.endswith("ed") else "VBZ"][form] = lemma


def edit(form: str, lemma: str) -> tuple[int, str]:
    """Return how many letters to cut off the end and what to put on."""
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]


def learn(pairs: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """Return rules (ending, cut, put) that give every pair, short endings first; "" is the default."""
    edits = {form: edit(form, lemma) for form, lemma in pairs.items()}
    given = dict.fromkeys(edits, (0, ""))
    rules: list[tuple[str, int, str]] = []
    for length in range(LONGEST_ENDING + 1):
        groups: dict[str, list[str]] = defaultdict(list)
        for form in edits:
            if len(form) > length:
                groups[form[len(form) - length :]].append(form)
        for ending, forms in sorted(groups.items()):
            best = Counter(edits[form] for form in forms).most_common(1)[0][0]
            gain = sum(edits[form] == best for form in forms) - sum(
                edits[form] == given[form] for form in forms
            )
            if gain >= LEAST_GAIN:
                rules.append((ending, *best))
                given |= dict.fromkeys(forms, best)
    rules += [(f"^{form}", *edits[form]) for form in sorted(edits) if given[form] != edits[form]]
    return rules


def write_rules(found: Iterable[tuple[str, list[tuple[str, int, str]]]], path: Path) -> int:
    lines = [
        f"{kind} | {ending} | {cut} | {put}".rstrip() for kind, rules in found for ending, cut, put in rules
    ]
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    paths = parser.parse_args()
    pairs = read_pairs(paths.teacher)
    add_verbs(pairs)
    count = write_rules([(kind, learn(pairs[kind])) for kind in sorted(pairs)], paths.out)
    print(f"{paths.out}: {count} rules")


if __name__ == "__main__":
    main()
