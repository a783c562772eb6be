"""Lemmas by the endings of words, with rules learned from spaCy's lemmas (training/attribution/lemmas.py)."""

from collections.abc import Mapping
from functools import cache

from onrecord.annotate.lexicon_files import fields, weight_rows

# Characters of the longest ending in a rule; longer words that differ have a rule for the whole form ("^").
_LONGEST_ENDING = 6
# For these tags the lemma depends on more than the part of speech, so the tag itself is the kind.
_INFLECTED = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "NNS", "JJR", "JJS", "RBR", "RBS", "PRP"})

Edit = tuple[int, str]


def kind_of(tag: str, pos: str) -> str:
    """Return the kind of word by which lemma rules are sorted. "VBN" counts as "VBD" and "VBP" as "VB"."""
    if pos == "AUX":
        return "AUX"
    if tag in _INFLECTED:
        return "VBD" if tag == "VBN" else "VB" if tag == "VBP" else tag
    return pos


@cache
def load_lemma_rules() -> Mapping[str, Mapping[str, Edit]]:
    """Load the rules: kind -> ending (or "^" and a whole form) -> (letters to cut off, letters to add)."""
    rules: dict[str, dict[str, Edit]] = {}
    for row in weight_rows("lemmas"):
        kind, ending, cut, put = fields(row, 4)
        rules.setdefault(kind, {})[ending] = (int(cut), put)
    return rules


def find_lemma(word: str, tag: str, pos: str) -> str:
    """Return the lemma of a word. Names keep their form; all other lemmas are lower-cased."""
    if pos == "PROPN":
        return word
    kind = kind_of(tag, pos)
    form = word.lower().replace("’", "'") if kind == "AUX" else word.lower()
    rules = load_lemma_rules().get(kind)
    if rules is None:
        return form
    whole = rules.get("^" + form)
    if whole is None:
        if not form.isalpha():
            return form
        for length in range(min(_LONGEST_ENDING, len(form) - 1), -1, -1):
            whole = rules.get(form[len(form) - length :])
            if whole is not None:
                break
    if whole is None:
        return form
    cut, put = whole
    return form[: len(form) - cut] + put
