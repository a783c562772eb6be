"""Coreference scores: MUC, B³, CEAF-e and their mean, on chains of mentions in CoNLL-U files with `Entity=`.

The measures are those of Pradhan et al., "Scoring Coreference Partitions of Predicted Mentions" (ACL 2014):
a mention is found only when both its edges are exactly those of the gold. Chains of one mention are left
out on both sides.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from onrecord.evaluation.precision_recall import PartialCounts
from onrecord.evaluation.word_sets import best_assignment
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

M = TypeVar("M", bound=Hashable)
Chains = Sequence[frozenset[M]]
_MARK = re.compile(r"\((\d+)(\)?)|(\d+)\)")
_NAME = re.compile(r"[^_]+_([^_]+)_")


class CoreferenceScore(NamedTuple):
    """The three measures, and the mentions of chains that are found."""

    muc: PartialCounts = PartialCounts()
    b_cubed: PartialCounts = PartialCounts()
    ceaf_e: PartialCounts = PartialCounts()
    mentions: PartialCounts = PartialCounts()

    def plus(self, other: "CoreferenceScore") -> "CoreferenceScore":
        """Return the sums over two sets of documents."""
        return CoreferenceScore(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def conll(self) -> float:
        """Mean F1 of the three measures, the figure of the CoNLL shared tasks of 2011 and 2012."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf_e.f1) / 3


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """The raw text of a CoNLL-U file and its coreference chains as spans in that text."""

    id: str
    genre: str
    text: str
    chains: tuple[frozenset[Span], ...]


@dataclass(slots=True)
class _DocumentBuilder:
    """The text of a document so far, with the entities that are open and those that are complete."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    space: bool = False
    open: dict[str, list[int]] = field(default_factory=dict)
    found: dict[str, set[Span]] = field(default_factory=dict)
    printed_until: int = 0  # number of the last word of a multi-word token ("I'm")

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def break_line(self) -> None:
        """Begin a paragraph; an empty line separates it from the text before."""
        if self.parts:
            self.add("\n\n")
        self.space = False


def load_documents(paths: Iterable[Path]) -> Iterator[GoldDocument]:
    """Yield the document of each CoNLL-U file. Raises GoldError for a file in another format."""
    for path in paths:
        yield _load_document(path)


def _load_document(path: Path) -> GoldDocument:
    document = _DocumentBuilder()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in lines:
            if line.startswith("# newpar") and not line.startswith("# newpar_block"):
                document.break_line()
            elif not line:
                document.printed_until = 0
            elif not line.startswith("#"):
                _add_word(document, line.split("\t"))
    except (OSError, UnicodeDecodeError, IndexError, KeyError, ValueError) as error:
        raise GoldError(f"{path}: is not a CoNLL-U file with entities: {error!r}") from error
    genre = _NAME.match(path.stem)
    chains = tuple(frozenset(spans) for spans in document.found.values() if len(spans) > 1)
    return GoldDocument(path.stem, genre[1] if genre else "all", "".join(document.parts), chains)


def _add_word(document: _DocumentBuilder, columns: list[str]) -> None:
    number, form, misc = columns[0], columns[1], columns[9]
    if "." in number:
        return
    first, _, last = number.partition("-")
    if last or int(first) > document.printed_until:
        if document.space:
            document.add(" ")
        start = document.length
        document.add(form)
        document.space = "SpaceAfter=No" not in misc
        if last:
            document.printed_until = int(last)
            document.open.setdefault("", []).append(start)
            return
    _mark(document, number, form, misc)


def _mark(document: _DocumentBuilder, number: str, form: str, misc: str) -> None:
    """Open and close the entities of a word.

    The words of a multi-word token ("I'm") share its characters in order.
    """
    inside = document.open.get("", [])
    if inside and int(number) <= document.printed_until:
        start = inside[-1]
        end = min(start + len(form), document.length)
        inside[-1] = end
    else:
        document.open[""] = []
        start, end = document.length - len(form), document.length
    entity = next((part[7:] for part in misc.split("|") if part.startswith("Entity=")), "")
    for opened, closed, ended in _MARK.findall(entity):
        if opened:
            document.open.setdefault(opened, []).append(start)
        key = opened if closed else ended
        if key:
            document.found.setdefault(key, set()).add(Span(document.open[key].pop(), end))


def score_chains(gold: Chains[M], predicted: Chains[M]) -> CoreferenceScore:
    """Score the chains of one document. Chains of one mention are left out."""
    key = [chain for chain in gold if len(chain) > 1]
    response = [chain for chain in predicted if len(chain) > 1]
    same = _phi4(key, response)
    found = {mention for chain in key for mention in chain} & {
        mention for chain in response for mention in chain
    }
    sizes = sum(map(len, key)), sum(map(len, response))
    return CoreferenceScore(
        PartialCounts(*_muc(key, response), *_muc(response, key)),
        PartialCounts(*_b_cubed(key, response), *_b_cubed(response, key)),
        PartialCounts(len(key), same, len(response), same),
        PartialCounts(sizes[0], len(found), sizes[1], len(found)),
    )


def _owners(chains: Chains[M]) -> dict[M, int]:
    return {mention: number for number, chain in enumerate(chains) for mention in chain}


def _muc(key: Chains[M], response: Chains[M]) -> tuple[float, float]:
    """Return the number of links in the key, and how many of them the response has (Vilain et al. 1995)."""
    owner = _owners(response)
    found = 0
    for chain in key:
        parts = {owner[mention] for mention in chain if mention in owner}
        found += len(chain) - len(parts) - sum(mention not in owner for mention in chain)
    return sum(len(chain) - 1 for chain in key), found


def _b_cubed(key: Chains[M], response: Chains[M]) -> tuple[float, float]:
    """Return the number of mentions, and their summed shares of a chain (Bagga and Baldwin 1998)."""
    total = 0.0
    owner = _owners(response)
    for chain in key:
        common: dict[int, int] = {}
        for mention in chain:
            if mention in owner:
                common[owner[mention]] = common.get(owner[mention], 0) + 1
        total += sum(number * number for number in common.values()) / len(chain)
    return sum(map(len, key)), total


def _phi4(key: Chains[M], response: Chains[M]) -> float:
    """Return the similarity of chains, summed over the best one-to-one alignment (Luo 2005, phi4)."""
    if not key or not response:
        return 0.0
    similarity = np.array([[2 * len(a & b) / (len(a) + len(b)) for b in response] for a in key])
    return float(sum(similarity[pair] for pair in best_assignment(similarity)))


def evaluate_coreference(
    paths: Iterable[Path], predict: Callable[[str], Sequence[frozenset[Span]]]
) -> dict[str, CoreferenceScore]:
    """Score the chains that `predict` returns for the raw text of each document, by genre and for all."""
    scores: dict[str, CoreferenceScore] = {"all": CoreferenceScore()}
    for document in load_documents(paths):
        score = score_chains(document.chains, predict(document.text))
        for group in ("all", document.genre):
            scores[group] = scores.get(group, CoreferenceScore()).plus(score)
    return dict(sorted(scores.items()))


def coreference_figures(scores: Mapping[str, CoreferenceScore]) -> dict[str, float]:
    """Return the figures for floors by name ("all.conll", "news.conll")."""
    return {f"{name}.conll": of.conll for name, of in scores.items()}


def render_coreference(scores: Mapping[str, CoreferenceScore]) -> str:
    """Return a table with one line a genre."""
    heads = ("MUC", "B3", "CEAF-e", "CoNLL", "mentions found", "of these right")
    lines = [f"{'F1 by genre':14s}" + "".join(f" {head:>7s}" for head in heads)]
    for name, of in scores.items():
        found = of.mentions
        figures = (of.muc.f1, of.b_cubed.f1, of.ceaf_e.f1, of.conll, found.recall, found.precision)
        widths = (max(7, len(head)) for head in heads)
        cells = (f" {100 * figure:{width}.1f}" for figure, width in zip(figures, widths, strict=True))
        lines.append(f"{name:14s}" + "".join(cells))
    return "\n".join(lines)
