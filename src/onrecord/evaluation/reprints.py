"""Scores of reprint detection on generated near-duplicates: real articles and copies altered as newsrooms do.

Other real articles serve as distractors.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.evaluation.precision_recall import Counts
from onrecord.model.annotation import NEWS, Passage
from onrecord.model.article import Article
from onrecord.model.clusters import find_clusters
from onrecord.model.judgement import Judgement, make_judgement
from onrecord.model.layers import Annotations
from onrecord.resolve.near_duplicates import ComparableText, article_fingerprints, compare, find_own_words

SEED = 19
APPEAL = (
    "Independent reporting costs money. Support our newsroom with a gift of any size today."
    "\nSign up for our newsletter"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b[A-Z][\w’'-]{2,}")
# Two articles are about one matter when they share this many names, and this share of the names of the one
# with fewer.
NAMES, NAMES_SHARE = 12, 0.4


@dataclass(frozen=True, slots=True)
class ReprintScores:
    """Pairs of articles in one cluster, and adjusted Rand index of the clusters (Hubert and Arabie, 1985).

    `compared` is the number of pairs that share a fingerprint. `kinds` has, for each kind of copy, how many
    are in the cluster of their original, and how many there are. `near` has the same for pairs of different
    articles about one matter (they share most of their names).
    """

    articles: int
    compared: int
    pairs: Counts
    rand: float
    kinds: dict[str, tuple[int, int]]
    near: tuple[int, int] = (0, 0)


def score_reprints(originals: Sequence[str], strangers: Sequence[str]) -> ReprintScores:
    """Return how well copies of `originals` are separated from other articles.

    Every second original gets five copies: cut, reordered and renamed, reworded by a fifth and by a third,
    and used in part in another text. Every fourth of `strangers` serves as that other text and is not
    compared itself. The articles go through the steps of a dossier: fingerprints, alignment, clusters.
    """
    rng = random.Random(SEED)  # noqa: S311 - a fixed choice, nothing secret
    tellings: list[ComparableText] = []
    cluster_of: dict[str, int] = {}
    kind_of: dict[str, str] = {}
    vocabulary = [word for text in (*originals[1::2], *strangers)[:100] for word in text.split()]
    for number, text in enumerate(originals):
        copies = _copies(text, rng, vocabulary, strangers[::4]) if number % 2 == 0 else iter(())
        for name, words in (("original", text), *copies):
            tellings.append(_telling(f"{number}-{name}", words))
            cluster_of[tellings[-1].article], kind_of[tellings[-1].article] = number, name
    for number, text in enumerate(text for place, text in enumerate(strangers) if place % 4):
        tellings.append(_telling(f"stranger-{number}", text))
        cluster_of[tellings[-1].article] = -1 - number
    judgements = list(_judgements(tellings))
    found = find_clusters(row for row in judgements if row.same)
    scores = _scores([telling.article for telling in tellings], cluster_of, kind_of, found, len(judgements))
    near = list(_find_same_matter({f"{number}-original": text for number, text in enumerate(originals)}))
    joined = sum(found.get(left, left) == found.get(right, right) for left, right in near)
    return replace(scores, near=(joined, len(near)))


def _telling(name: str, text: str) -> ComparableText:
    article = Article(text, title=None)
    passages = (
        Annotations().joined((Passage,), PassageAnnotator().annotate(article, Annotations())).of(Passage)
    )
    return find_own_words(name, article.text, [row.span for row in passages if row.kind in NEWS])


def _copies(
    text: str, rng: random.Random, vocabulary: list[str], others: Sequence[str]
) -> Iterator[tuple[str, str]]:
    paragraphs = [line for line in text.split("\n") if line.strip()]
    yield "cut", "\n".join([*paragraphs[: max(2, len(paragraphs) * 2 // 5)], APPEAL])
    shuffled = paragraphs[1:]
    rng.shuffle(shuffled)
    yield "reordered", "\n".join(["What we know so far", *paragraphs[:1], *shuffled])
    yield "reworded by a fifth", _reworded(text, 0.2, rng, vocabulary)
    yield "reworded by a third", _reworded(text, 1 / 3, rng, vocabulary)
    sentences = _SENTENCE.split(text)
    other = _SENTENCE.split(rng.choice(others))
    half = sentences[: max(2, len(sentences) // 2)]
    yield "taken in part", " ".join([*half, *other[: len(half)]])


def _reworded(text: str, rate: float, rng: random.Random, vocabulary: list[str]) -> str:
    return _WORD.sub(lambda match: rng.choice(vocabulary) if rng.random() < rate else match.group(), text)


def _judgements(tellings: Sequence[ComparableText]) -> Iterator[Judgement]:
    """Yield a judgement on each pair that shares a fingerprint."""
    holders: dict[int, list[ComparableText]] = {}
    compared: set[tuple[str, str]] = set()
    for text in tellings:
        for value in sorted(set(article_fingerprints(text))):
            for other in holders.setdefault(value, []):
                pair = (other.article, text.article)
                if pair not in compared:
                    compared.add(pair)
                    found = compare(other, text)
                    yield make_judgement("reprint", pair, "rule:", found.score, found.reason, "")
            holders[value].append(text)


def _scores(
    names: Sequence[str],
    cluster_of: dict[str, int],
    kind_of: dict[str, str],
    found: dict[str, str],
    compared: int,
) -> ReprintScores:
    cells: Counter[tuple[int, str]] = Counter((cluster_of[name], found.get(name, name)) for name in names)
    together = _count_pairs(cells.values())
    gold = _count_pairs(Counter(cluster_of.values()).values())
    predicted = _count_pairs(Counter(found.get(name, name) for name in names).values())
    expected = gold * predicted / (len(names) * (len(names) - 1) / 2)
    most = (gold + predicted) / 2
    kinds: dict[str, tuple[int, int]] = {}
    original = {cluster_of[name]: name for name, what in kind_of.items() if what == "original"}
    for name, what in kind_of.items():
        if what != "original":
            right, whole = kinds.get(what, (0, 0))
            same = found.get(name, name) == found.get(original[cluster_of[name]], original[cluster_of[name]])
            kinds[what] = right + same, whole + 1
    rand = (together - expected) / (most - expected) if most != expected else 1.0
    return ReprintScores(len(names), compared, Counts(gold, predicted, together), rand, kinds)


def _find_same_matter(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of different articles about one matter: they share most of their names."""
    names = {article: frozenset(_NAME.findall(text)) for article, text in texts.items()}
    ordered = sorted(names)
    for place, left in enumerate(ordered):
        for right in ordered[:place]:
            shared = len(names[left] & names[right])
            if shared >= NAMES and shared >= NAMES_SHARE * min(len(names[left]), len(names[right])):
                yield right, left


def _count_pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def render_reprints(scores: ReprintScores) -> str:
    """Return the scores, one line a figure."""
    pairs = scores.pairs
    lines = [
        f"articles {scores.articles}, pairs compared {scores.compared}",
        f"pairwise precision {pairs.precision:.3f}  recall {pairs.recall:.3f}  F1 {pairs.f1:.3f}",
        f"adjusted Rand index {scores.rand:.3f}",
        f"different articles of one matter: {scores.near[0]} of {scores.near[1]} pairs joined",
    ]
    lines += [
        f"{kind:20s} {found} of {made} joined with their original"
        for kind, (found, made) in scores.kinds.items()
    ]
    return "\n".join(lines)
