"""Scores for places: which of the marked ones are found, which found ones are right, and whether they are resolved right."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from operator import add
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from onrecord.evaluation.marked_articles import load_rows
from onrecord.model.annotation import PlaceMention
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

ReadPlaces = Callable[[Article], Sequence[PlaceMention]]


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A marked place. `geonames` is None where the gazetteer's source has none, `country` where it lies in no one country."""

    span: Span
    geonames: int | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One line of places.jsonl: all places of an article, the line of `file` (below the shared data folder) with this `url`."""

    file: str
    url: str
    sha256: str
    part: Literal["tune", "held-out"]
    places: tuple[GoldPlace, ...]


@dataclass(frozen=True, slots=True)
class PlaceScore:
    """Counts of places, and of the found ones: with id and country right, with the country right, with an id, with that id."""

    marked: int = 0
    predicted: int = 0
    found: int = 0
    resolved: int = 0
    countries: int = 0
    marked_ids: int = 0
    right_ids: int = 0

    def joined(self, other: "PlaceScore") -> "PlaceScore":
        """Return the counts of both together."""
        return PlaceScore(*map(add, astuple(self), astuple(other)))

    @property
    def precision(self) -> float:
        """Share of the predicted that are marked."""
        return self.found / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the marked that are predicted."""
        return self.found / self.marked if self.marked else 0.0

    @property
    def accuracy(self) -> float:
        """Share of the found with the right GeoNames id and country (none where none is marked)."""
        return self.resolved / self.found if self.found else 0.0

    @property
    def country_accuracy(self) -> float:
        """Share of the found with the right country."""
        return self.countries / self.found if self.found else 0.0

    @property
    def id_accuracy(self) -> float:
        """Of the found that have a GeoNames id in the gold, the share with that id."""
        return self.right_ids / self.marked_ids if self.marked_ids else 0.0


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    url: str
    title: str | None = None
    outlet: str | None = None


_ROWS: TypeAdapter[PlaceRow] = TypeAdapter(PlaceRow)
_TEXTS: TypeAdapter[_Text] = TypeAdapter(_Text)


def evaluate_places(path: Path, data: Path, read: ReadPlaces) -> dict[str, PlaceScore]:
    """Score `read` on all rows, by part, and on news (`wikinews`) and transcripts (`talks`) in the held-out part."""
    scores: dict[str, PlaceScore] = {}
    for row, article in load_place_rows(path, data):
        score = score_places(row.places, read(article))
        for group in ("all", row.part, f"{row.part} {row.file.split('/')[0]}"):
            scores[group] = scores.get(group, PlaceScore()).joined(score)
    return dict(sorted(scores.items()))


def load_place_rows(path: Path, data: Path) -> list[tuple[PlaceRow, Article]]:
    """Load places.jsonl with its articles, from files below `data`. Raises GoldError when one is not there or has changed."""
    rows = [row for _, row in load_rows(path, _ROWS)]
    articles = {file: _load_articles(data / file) for file in sorted({row.file for row in rows})}
    return [(row, _checked(articles[row.file].get(row.url), row, path)) for row in rows]


def score_places(marked: Sequence[GoldPlace], predicted: Iterable[PlaceMention]) -> PlaceScore:
    """Compare the places of an article. A marked place is found when a predicted one shares a character with it, each once."""
    left = sorted(predicted, key=lambda row: row.span)
    total = PlaceScore(marked=len(marked), predicted=len(left))
    for gold in sorted(marked, key=lambda row: row.span):
        place = next((row for row in left if row.span.overlaps(gold.span)), None)
        if place is None:
            continue
        left.remove(place)
        country, number = place.country == gold.country, place.geonames == gold.geonames
        with_id = gold.geonames is not None
        total = total.joined(
            PlaceScore(
                found=1,
                resolved=int(country and number),
                countries=int(country),
                marked_ids=int(with_id),
                right_ids=int(with_id and number),
            )
        )
    return total


def place_figures(scores: Mapping[str, PlaceScore]) -> dict[str, float]:
    """Return `GROUP.accuracy`, `GROUP.precision` and `GROUP.recall`: what floors are set for."""
    out: dict[str, float] = {}
    for group, score in scores.items():
        out |= {
            f"{group}.accuracy": score.accuracy,
            f"{group}.precision": score.precision,
            f"{group}.recall": score.recall,
        }
    return out


def render_places(scores: Mapping[str, PlaceScore]) -> str:
    """Return a table: a line for each group of articles."""
    names = ("precision", "recall", "accuracy", "country", "GeoNames id")
    lines = [
        f"{'places':20s} {'marked':>7s} {'predicted':>10s} {'found':>6s} "
        + " ".join(f"{name:>11s}" for name in names)
    ]
    for group, of in scores.items():
        shares = (of.precision, of.recall, of.accuracy, of.country_accuracy, of.id_accuracy)
        told = " ".join(f"{100 * share:11.1f}" for share in shares)
        lines.append(f"{group:20s} {of.marked:7d} {of.predicted:10d} {of.found:6d} {told}")
    return "\n".join(lines)


def _load_articles(path: Path) -> dict[str, Article]:
    rows = (row for _, row in load_rows(path, _TEXTS))
    return {row.url: Article(row.text, row.title, row.outlet, row.url) for row in rows}


def _checked(article: Article | None, row: PlaceRow, path: Path) -> Article:
    if article is None:
        raise GoldError(f"{path}: {row.file} has no article {row.url!r}")
    if hashlib.sha256(article.text.encode()).hexdigest() != row.sha256:
        raise GoldError(f"{path}: the text of {row.url!r} in {row.file} is not the one that was marked")
    for place in row.places:
        if not place.span.is_sound(article.text):
            raise GoldError(
                f"{path}: span {list(place.span)} in {row.file} {row.url!r} is outside the text or cuts a word"
            )
    return article
