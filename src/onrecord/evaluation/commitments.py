"""Scores for commitments: found or not, and of the found whether parties, status, terms, date and place are right."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from operator import add
from pathlib import Path
from typing import Literal
from unicodedata import combining, normalize

from pydantic import TypeAdapter

from onrecord.evaluation.corpora import load_rows
from onrecord.model.annotation import CommitmentMention, CommitmentStatus, Mention, Qualifier
from onrecord.model.article import Article, Published
from onrecord.model.errors import GoldError
from onrecord.model.reading import Reading
from onrecord.model.span import Span

ReadLayers = Callable[[Article], Reading]
SHARE = 0.5  # of the shorter of two stretches that must be common for them to tell the same commitment


@dataclass(frozen=True, slots=True)
class GoldTerm:
    """A marked term; `unit` is the counted noun, a currency's code or "%"."""

    value: float
    unit: str
    qualifier: Qualifier
    to: float | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class GoldCommitment:
    """A marked commitment. `evidence` runs from the binding word to the end of the act; `parties` are the article's names."""

    evidence: tuple[Span, ...]
    parties: tuple[str, ...]
    status: CommitmentStatus
    to: str | None = None
    status_evidence: tuple[Span, ...] = ()
    terms: tuple[GoldTerm, ...] = ()
    deadline: str | None = None
    date: str | None = None
    place: str | None = None
    conditions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """All commitments of an article: one of ours (`name`, `text`, `published`), or the line of `file` with this `url`."""

    part: Literal["tune", "held-out"]
    commitments: tuple[GoldCommitment, ...]
    name: str = ""
    text: str = ""
    published: str | None = None
    file: str = ""
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentScore:
    """Counts: marked, predicted, found; of the found with the right status, parties, terms, date, place, conditions, deadline.

    A deadline is right, too, where none is marked: "within a month" is marked as a term.
    """

    marked: int = 0
    predicted: int = 0
    found: int = 0
    statuses: int = 0
    parties: int = 0
    terms: int = 0
    dates: int = 0
    places: int = 0
    conditions: int = 0
    deadlines: int = 0

    def joined(self, other: "CommitmentScore") -> "CommitmentScore":
        """Return the counts of both together."""
        return CommitmentScore(*map(add, astuple(self), astuple(other)))

    @property
    def precision(self) -> float:
        """Share of the predicted that are marked."""
        return self.found / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the marked that are predicted."""
        return self.found / self.marked if self.marked else 0.0

    def accuracy(self, part: str) -> float:
        """Share of the found with the right status, parties, terms, dates, places or conditions."""
        right: int = getattr(self, part)
        return right / self.found if self.found else 0.0


PARTS = ("statuses", "parties", "terms", "deadlines", "dates", "places", "conditions")
_ROWS: TypeAdapter[CommitmentRow] = TypeAdapter(CommitmentRow)


@dataclass(frozen=True, slots=True)
class _Texts:
    url: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None


_TEXTS: TypeAdapter[_Texts] = TypeAdapter(_Texts)


def evaluate_commitments(gold: Path, data: Path | None, read: ReadLayers) -> dict[str, CommitmentScore]:
    """Return the scores by part, and by part and kind of text ("held-out, own"). Without `data` only our own texts are read.

    Raises GoldError when the gold is not in the promised format or a text is not the one that was marked.
    """
    loaded: dict[str, dict[str, Article]] = {}
    scores: dict[str, CommitmentScore] = {}
    for _, row in load_rows(gold, _ROWS):
        if row.file and data is None:
            continue
        if row.file and row.file not in loaded and data is not None:
            loaded[row.file] = load_articles(data / row.file)
        article = _checked(loaded[row.file].get(row.url), row, gold) if row.file else _own(row)
        score = score_article(article, row.commitments, read(article))
        for name in (row.part, f"{row.part}, {'real' if row.file else 'own'}"):
            scores[name] = scores.get(name, CommitmentScore()).joined(score)
    return dict(sorted(scores.items()))


def score_article(article: Article, marked: Sequence[GoldCommitment], reading: Reading) -> CommitmentScore:
    """Return the counts of one article; each marked commitment is found by at most one predicted one."""
    predicted = reading.of(CommitmentMention)
    names = _names(article.text, reading.of(Mention))
    pairs = match_stretches([row.evidence for row in marked], [row.evidence for row in predicted])
    score = CommitmentScore(len(marked), len(predicted), len(pairs))
    for mine, theirs in pairs:
        score = score.joined(_compared(marked[mine], predicted[theirs], names))
    return score


def match_stretches(marked: Sequence[Sequence[Span]], predicted: Sequence[Sequence[Span]]) -> list[tuple[int, int]]:
    """Return pairs of indices of those that share most, each used once, best first."""
    pairs = sorted(
        (-_common(mine, theirs), place, other) for place, mine in enumerate(marked) for other, theirs in enumerate(predicted)
    )
    out: list[tuple[int, int]] = []
    left, right = set(range(len(marked))), set(range(len(predicted)))
    for share, mine, theirs in pairs:
        if -share >= SHARE and mine in left and theirs in right:
            out.append((mine, theirs))
            left.discard(mine)
            right.discard(theirs)
    return out


def commitment_figures(scores: Mapping[str, CommitmentScore]) -> dict[str, float]:
    """Return the figures that can have a floor: "held-out.precision", "held-out.statuses", …."""
    out = {}
    for name, score in scores.items():
        out[f"{name}.precision"], out[f"{name}.recall"] = score.precision, score.recall
        out.update({f"{name}.{part}": score.accuracy(part) for part in PARTS})
    return out


def render_commitments(scores: Mapping[str, CommitmentScore]) -> str:
    """Return the table that `onrecord evaluate commitments` prints."""
    lines = [f"{'':16s} marked predicted found precision recall  status parties terms deadline date  place  conditions"]
    for name, of in scores.items():
        parts = "  ".join(f"{of.accuracy(part):.3f}" for part in PARTS)
        lines.append(f"{name:16s} {of.marked:6d} {of.predicted:9d} {of.found:5d} {of.precision:9.3f} {of.recall:6.3f}   {parts}")
    return "\n".join(lines)


def load_articles(path: Path) -> dict[str, Article]:
    """Return the articles of a JSONL file by their address, with the day of publication."""
    rows = (row for _, row in load_rows(path, _TEXTS))
    return {
        row.url: Article(row.text, row.title, row.outlet, row.url, language="en", published=_published(row.published))
        for row in rows
    }


def _published(day: str | None) -> Published:
    return Published(day, "given") if day else Published()


def _own(row: CommitmentRow) -> Article:
    return Article(row.text, published=_published(row.published), language="en")


def _checked(article: Article | None, row: CommitmentRow, path: Path) -> Article:
    if article is None:
        raise GoldError(f"{path}: {row.file} has no article {row.url!r}")
    if hashlib.sha256(article.text.encode()).hexdigest() != row.sha256:
        raise GoldError(f"{path}: the text of {row.url!r} in {row.file} is not the one that was marked")
    return article


def _common(mine: Sequence[Span], theirs: Sequence[Span]) -> float:
    """Return the largest share of the shorter of two stretches that both hold."""
    shares = [
        (clipped.length / min(one.length, other.length)) for one in mine for other in theirs if (clipped := one.clipped(other))
    ]
    return max(shares, default=0.0)


def _compared(gold: GoldCommitment, row: CommitmentMention, names: Mapping[int, frozenset[str]]) -> CommitmentScore:
    day = row.agreed_on.value if row.agreed_on is not None else None
    place = row.agreed_at.name if row.agreed_at is not None else None
    return CommitmentScore(
        statuses=int(gold.status == row.status),
        parties=int(_same_parties(gold.parties, row.parties, names)),
        terms=int(_same_terms(gold, row)),
        dates=int(gold.date == day),
        places=int(_folded(gold.place) == _folded(place)),
        deadlines=int(gold.deadline is None or gold.deadline == row.deadline),
        conditions=int(_same_conditions(gold.conditions, row.conditions)),
    )


def _folded(name: str | None) -> str | None:
    """Return a name without accents: "Bogota" is Bogotá."""
    return None if name is None else "".join(c for c in normalize("NFKD", name) if not combining(c)).lower()


def _same_parties(gold: Sequence[str], actors: Sequence[int], names: Mapping[int, frozenset[str]]) -> bool:
    """Tell whether every marked party is one of the actors, and there are no others."""
    if len(gold) != len(actors):
        return False
    return all(any(_is_called(name, names.get(actor, frozenset())) for actor in actors) for name in gold)


def _is_called(name: str, called: Iterable[str]) -> bool:
    wanted = _plain(name)
    return any(wanted == words or f" {wanted} " in f" {words} " or f" {words} " in f" {wanted} " for words in called)


def _plain(name: str) -> str:
    words = name.lower().replace("’", "'").replace(".", "").split()
    return " ".join(word.removesuffix("'s").rstrip("'") for word in words if word not in ("the", "a", "an", "of", "us"))


def _names(text: str, mentions: Sequence[Mention]) -> dict[int, frozenset[str]]:
    called: dict[int, set[str]] = {}
    for row in mentions:
        if row.form != "pronoun":
            called.setdefault(row.actor, set()).update(
                _plain(word) for word in (row.span.words(text), row.known_as or "") if word
            )
    return {actor: frozenset(words) for actor, words in called.items()}


def _same_terms(gold: GoldCommitment, row: CommitmentMention) -> bool:
    """Tell whether all terms are there with value, range, exactness and "each", and a unit with the same last word."""
    mine = sorted((term.value, term.to or 0, term.qualifier, term.each, _unit(term.unit)) for term in gold.terms)
    return mine == sorted((term.value, term.to or 0, term.qualifier, term.each, _unit(term.unit)) for term in row.terms)


def _unit(unit: str) -> str:
    return unit.lower().split()[-1] if unit else ""


def _same_conditions(gold: Sequence[Span], found: Sequence[Span]) -> bool:
    return bool(gold) == bool(found) and all(any(one.overlaps(other) for other in found) for one in gold)
