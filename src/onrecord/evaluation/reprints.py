"""Reprints scored on families made by script: real articles, copies altered as newsrooms do, and other real articles."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.model.annotation import NEWS, Passage
from onrecord.model.article import Article
from onrecord.model.clusters import find_clusters
from onrecord.model.judgement import Judgement, make_judgement
from onrecord.model.layers import Annotations
from onrecord.resolve.near_duplicates import ComparableText, article_fingerprints, compare, find_own_words

SEED = 19
APPEAL = "Independent reporting costs money. Support our newsroom with a gift of any size today.\nSign up for our newsletter"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b[A-Z][\w’'-]{2,}")
NAMES, NAMES_SHARE = (
    12,
    0.4,
)  # names two different articles share, and of the fewer, from which they are of one matter


@dataclass(frozen=True, slots=True)
class ReprintScores:
    """Pairs of articles right and wrong, the adjusted Rand index of the families (Hubert and Arabie, 1985), and the kinds missed.

    `compared` are the pairs that prints brought together; `kinds` tells of each kind of copy how many of how many were found,
    `near` how many of how many pairs of different articles of one matter (they share most of their names) were joined.
    """

    articles: int
    compared: int
    precision: float
    recall: float
    rand: float
    kinds: dict[str, tuple[int, int]]
    near: tuple[int, int] = (0, 0)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score_reprints(originals: Sequence[str], strangers: Sequence[str]) -> ReprintScores:
    """Return how well copies of `originals` are told from articles that are none.

    Of every second original five copies are made: cut, reordered and renamed, reworded by a fifth and by a third, and taken in
    part into another text (every fourth of `strangers` serves for those and is not compared itself). Everything is compared as
    a dossier does it: prints first, then alignment, then families.
    """
    chance = random.Random(SEED)  # noqa: S311 - a fixed choice, nothing secret
    tellings: list[ComparableText] = []
    family: dict[str, int] = {}
    kind: dict[str, str] = {}
    vocabulary = [word for text in (*originals[1::2], *strangers)[:100] for word in text.split()]
    for number, text in enumerate(originals):
        copies = _copies(text, chance, vocabulary, strangers[::4]) if number % 2 == 0 else iter(())
        for name, words in (("original", text), *copies):
            tellings.append(_telling(f"{number}-{name}", words))
            family[tellings[-1].article], kind[tellings[-1].article] = number, name
    for number, text in enumerate(text for place, text in enumerate(strangers) if place % 4):
        tellings.append(_telling(f"stranger-{number}", text))
        family[tellings[-1].article] = -1 - number
    judgements = list(_judgements(tellings))
    found = find_clusters(row for row in judgements if row.same)
    scores = _scores([text.article for text in tellings], family, kind, found, len(judgements))
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
    text: str, chance: random.Random, vocabulary: list[str], others: Sequence[str]
) -> Iterator[tuple[str, str]]:
    paragraphs = [line for line in text.split("\n") if line.strip()]
    yield "cut", "\n".join([*paragraphs[: max(2, len(paragraphs) * 2 // 5)], APPEAL])
    shuffled = paragraphs[1:]
    chance.shuffle(shuffled)
    yield "reordered", "\n".join(["What we know so far", *paragraphs[:1], *shuffled])
    yield "reworded by a fifth", _reworded(text, 0.2, chance, vocabulary)
    yield "reworded by a third", _reworded(text, 1 / 3, chance, vocabulary)
    sentences = _SENTENCE.split(text)
    other = _SENTENCE.split(chance.choice(others))
    half = sentences[: max(2, len(sentences) // 2)]
    yield "taken in part", " ".join([*half, *other[: len(half)]])


def _reworded(text: str, rate: float, chance: random.Random, vocabulary: list[str]) -> str:
    return _WORD.sub(
        lambda match: chance.choice(vocabulary) if chance.random() < rate else match.group(), text
    )


def _judgements(tellings: Sequence[ComparableText]) -> Iterator[Judgement]:
    """Yield a judgement on each pair that shares a print."""
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
    names: Sequence[str], family: dict[str, int], kind: dict[str, str], found: dict[str, str], compared: int
) -> ReprintScores:
    cells: Counter[tuple[int, str]] = Counter((family[name], found.get(name, name)) for name in names)
    together = _pairs(cells.values())
    gold = _pairs(Counter(family.values()).values())
    predicted = _pairs(Counter(found.get(name, name) for name in names).values())
    expected = gold * predicted / (len(names) * (len(names) - 1) / 2)
    most = (gold + predicted) / 2
    kinds: dict[str, tuple[int, int]] = {}
    original = {family[name]: name for name, what in kind.items() if what == "original"}
    for name, what in kind.items():
        if what != "original":
            right, whole = kinds.get(what, (0, 0))
            same = found.get(name, name) == found.get(original[family[name]], original[family[name]])
            kinds[what] = right + same, whole + 1
    rand = (together - expected) / (most - expected) if most != expected else 1.0
    return ReprintScores(
        len(names), compared, together / max(predicted, 1), together / max(gold, 1), rand, kinds
    )


def _find_same_matter(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of different articles that tell of one event or matter: they share most of the names in them."""
    names = {article: frozenset(_NAME.findall(text)) for article, text in texts.items()}
    ordered = sorted(names)
    for place, left in enumerate(ordered):
        for right in ordered[:place]:
            shared = len(names[left] & names[right])
            if shared >= NAMES and shared >= NAMES_SHARE * min(len(names[left]), len(names[right])):
                yield right, left


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def render_reprints(scores: ReprintScores) -> str:
    """Return the scores as lines of text."""
    lines = [
        f"articles {scores.articles}, pairs compared {scores.compared}",
        f"pairwise precision {scores.precision:.3f}  recall {scores.recall:.3f}  F1 {scores.f1:.3f}",
        f"adjusted Rand index {scores.rand:.3f}",
        f"different articles of one matter: {scores.near[0]} of {scores.near[1]} pairs joined",
    ]
    lines += [
        f"{kind:20s} {found} of {made} joined with their original"
        for kind, (found, made) in scores.kinds.items()
    ]
    return "\n".join(lines)
