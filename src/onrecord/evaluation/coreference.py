"""Coreference scores: MUC, B³, CEAF-e and their mean, on chains of mentions in CoNLL-U files with `Entity=`.

The measures are those of Pradhan et al., "Scoring Coreference Partitions of Predicted Mentions" (ACL 2014): a mention
counts as found only when both edges are exactly those of the gold. Chains of one mention are left out on both sides.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from onrecord.model.errors import GoldError
from onrecord.model.span import Span

M = TypeVar("M", bound=Hashable)
Chains = Sequence[frozenset[M]]
_MARK = re.compile(r"\((\d+)(\)?)|(\d+)\)")
_NAME = re.compile(r"[^_]+_([^_]+)_")


class Counts(NamedTuple):
    """What precision and recall are made of; those of several documents are added up before dividing."""

    recall_part: float = 0.0
    recall_whole: float = 0.0
    precision_part: float = 0.0
    precision_whole: float = 0.0

    def plus(self, other: "Counts") -> "Counts":
        """Return the sums."""
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def recall(self) -> float:
        """Share of the gold that is found."""
        return self.recall_part / self.recall_whole if self.recall_whole else 0.0

    @property
    def precision(self) -> float:
        """Share of what is predicted that is right."""
        return self.precision_part / self.precision_whole if self.precision_whole else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


class CoreferenceScore(NamedTuple):
    """The three measures, and how many mentions of chains are found."""

    muc: Counts = Counts()
    b_cubed: Counts = Counts()
    ceaf_e: Counts = Counts()
    mentions: Counts = Counts()

    def plus(self, other: "CoreferenceScore") -> "CoreferenceScore":
        """Return the sums over two sets of documents."""
        return CoreferenceScore(*(a.plus(b) for a, b in zip(self, other, strict=True)))

    @property
    def conll(self) -> float:
        """Mean F1 of the three measures, the figure of the CoNLL shared tasks of 2011 and 2012."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf_e.f1) / 3


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document of a CoNLL-U file as raw text, and its chains as spans in that text."""

    id: str
    genre: str
    text: str
    chains: tuple[frozenset[Span], ...]


@dataclass(slots=True)
class _Building:
    """A document while its lines are read."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    space: bool = False
    open: dict[str, list[int]] = field(default_factory=dict)
    found: dict[str, set[Span]] = field(default_factory=dict)
    printed_until: int = 0  # of words printed together ("I'm"), the number of the last

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def break_line(self) -> None:
        """Begin a paragraph: its text stands on a line of its own."""
        if self.parts:
            self.add("\n\n")
        self.space = False


def load_documents(paths: Iterable[Path]) -> Iterator[GoldDocument]:
    """Yield the document in each CoNLL-U file. Raises GoldError when a file is in another format."""
    for path in paths:
        yield _load_document(path)


def _load_document(path: Path) -> GoldDocument:
    document = _Building()
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


def _add_word(document: _Building, columns: list[str]) -> None:
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


def _mark(document: _Building, number: str, form: str, misc: str) -> None:
    """Open and close the entities of a word. The words of "I'm" share its characters: each takes its own in order."""
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
    """Score the chains of one document; chains of one mention are left out."""
    key = [chain for chain in gold if len(chain) > 1]
    response = [chain for chain in predicted if len(chain) > 1]
    same = _phi4(key, response)
    found = {mention for chain in key for mention in chain} & {
        mention for chain in response for mention in chain
    }
    sizes = sum(map(len, key)), sum(map(len, response))
    return CoreferenceScore(
        Counts(*_muc(key, response), *_muc(response, key)),
        Counts(*_b_cubed(key, response), *_b_cubed(response, key)),
        Counts(same, len(key), same, len(response)),
        Counts(len(found), sizes[0], len(found), sizes[1]),
    )


def _owners(chains: Chains[M]) -> dict[M, int]:
    return {mention: number for number, chain in enumerate(chains) for mention in chain}


def _muc(key: Chains[M], response: Chains[M]) -> tuple[float, float]:
    """Return the links of the key that the response keeps, and all of them (Vilain et al. 1995)."""
    owner = _owners(response)
    kept = 0
    for chain in key:
        parts = {owner[mention] for mention in chain if mention in owner}
        kept += len(chain) - len(parts) - sum(mention not in owner for mention in chain)
    return kept, sum(len(chain) - 1 for chain in key)


def _b_cubed(key: Chains[M], response: Chains[M]) -> tuple[float, float]:
    """Return the sum over mentions of the share of their chain that is found with them, and their number (1998)."""
    total = 0.0
    owner = _owners(response)
    for chain in key:
        common: dict[int, int] = {}
        for mention in chain:
            if mention in owner:
                common[owner[mention]] = common.get(owner[mention], 0) + 1
        total += sum(number * number for number in common.values()) / len(chain)
    return total, sum(map(len, key))


def _phi4(key: Chains[M], response: Chains[M]) -> float:
    """Return the summed likeness of chains aligned one to one as well as can be (Luo 2005, the entity-based measure)."""
    if not key or not response:
        return 0.0
    likeness = np.array([[2 * len(a & b) / (len(a) + len(b)) for b in response] for a in key])
    rows, columns = linear_sum_assignment(-likeness)
    return float(likeness[rows, columns].sum())


def evaluate_coreference(
    paths: Iterable[Path], predict: Callable[[str], Sequence[frozenset[Span]]]
) -> dict[str, CoreferenceScore]:
    """Score what `predict` makes of the raw text of each document, by genre and over all."""
    scores: dict[str, CoreferenceScore] = {"all": CoreferenceScore()}
    for document in load_documents(paths):
        score = score_chains(document.chains, predict(document.text))
        for group in ("all", document.genre):
            scores[group] = scores.get(group, CoreferenceScore()).plus(score)
    return dict(sorted(scores.items()))


def coreference_figures(scores: Mapping[str, CoreferenceScore]) -> dict[str, float]:
    """Return the figures that can have floors by name ("all.conll", "news.conll")."""
    return {f"{name}.conll": of.conll for name, of in scores.items()}


def render_coreference(scores: Mapping[str, CoreferenceScore]) -> str:
    """Return a table: a line a genre."""
    heads = ("MUC", "B3", "CEAF-e", "CoNLL", "mentions found", "of these right")
    lines = [f"{'F1 by genre':14s}" + "".join(f" {head:>7s}" for head in heads)]
    for name, of in scores.items():
        figures = (
            of.muc.f1,
            of.b_cubed.f1,
            of.ceaf_e.f1,
            of.conll,
            of.mentions.recall,
            of.mentions.precision,
        )
        widths = (max(7, len(head)) for head in heads)
        lines.append(
            f"{name:14s}"
            + "".join(f" {100 * figure:{width}.1f}" for figure, width in zip(figures, widths, strict=True))
        )
    return "\n".join(lines)
