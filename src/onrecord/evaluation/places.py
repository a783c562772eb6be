"""Scores of place mentions: precision, recall, and how many are resolved to the right place."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from operator import add
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from onrecord.evaluation.jsonl import load_rows
from onrecord.evaluation.precision_recall import ratio
from onrecord.model.annotation import PlaceMention
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

ReadPlaces = Callable[[Article], Sequence[PlaceMention]]


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A gold mention.

    `geonames` is None for a place without an id, `country` for one that is in no single country.
    """

    span: Span
    geonames: int | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A line of places.jsonl: the places of the article with this `url` in `file`, below the data folder."""

    file: str
    url: str
    sha256: str
    part: Literal["tune", "held-out"]
    places: tuple[GoldPlace, ...]


@dataclass(frozen=True, slots=True)
class PlaceScore:
    """Counts of mentions.

    Of the found ones: `resolved` have the right id and country, `countries` the right country, `gold_ids`
    an id in the gold, `right_ids` that id.
    """

    gold: int = 0
    predicted: int = 0
    found: int = 0
    resolved: int = 0
    countries: int = 0
    gold_ids: int = 0
    right_ids: int = 0

    def joined(self, other: "PlaceScore") -> "PlaceScore":
        """Return the sums."""
        return PlaceScore(*map(add, astuple(self), astuple(other)))

    @property
    def precision(self) -> float:
        """Share of the predicted mentions that are in the gold."""
        return ratio(self.found, self.predicted)

    @property
    def recall(self) -> float:
        """Share of the gold mentions that are found."""
        return ratio(self.found, self.gold)

    @property
    def accuracy(self) -> float:
        """Share of the found mentions with the GeoNames id and country of the gold."""
        return ratio(self.resolved, self.found)

    @property
    def country_accuracy(self) -> float:
        """Share of the found mentions with the right country."""
        return ratio(self.countries, self.found)

    @property
    def id_accuracy(self) -> float:
        """Share of the found mentions with a GeoNames id in the gold that have this id."""
        return ratio(self.right_ids, self.gold_ids)


@dataclass(frozen=True, slots=True)
class _ArticleRow:
    text: str
    url: str
    title: str | None = None
    outlet: str | None = None


_ROWS: TypeAdapter[PlaceRow] = TypeAdapter(PlaceRow)
_ARTICLES: TypeAdapter[_ArticleRow] = TypeAdapter(_ArticleRow)


def evaluate_places(path: Path, data: Path, read: ReadPlaces) -> dict[str, PlaceScore]:
    """Score the places that `read` returns: all, by part, and by part and corpus (`wikinews`, `talks`)."""
    scores: dict[str, PlaceScore] = {}
    for row, article in load_place_rows(path, data):
        score = score_places(row.places, read(article))
        for group in ("all", row.part, f"{row.part} {row.file.split('/')[0]}"):
            scores[group] = scores.get(group, PlaceScore()).joined(score)
    return dict(sorted(scores.items()))


def load_place_rows(path: Path, data: Path) -> list[tuple[PlaceRow, Article]]:
    """Load places.jsonl with its articles from files below `data`.

    Raises GoldError for a missing or changed article.
    """
    rows = [row for _, row in load_rows(path, _ROWS)]
    articles = {file: _load_articles(data / file) for file in sorted({row.file for row in rows})}
    return [(row, _check_article(articles[row.file].get(row.url), row, path)) for row in rows]


def score_places(gold: Sequence[GoldPlace], predicted: Iterable[PlaceMention]) -> PlaceScore:
    """Score the places of one article.

    A gold mention is found by the first unused prediction that overlaps it.
    """
    left = sorted(predicted, key=lambda row: row.span)
    total = PlaceScore(gold=len(gold), predicted=len(left))
    for wanted in sorted(gold, key=lambda row: row.span):
        place = next((row for row in left if row.span.overlaps(wanted.span)), None)
        if place is None:
            continue
        left.remove(place)
        same_country, same_id = place.country == wanted.country, place.geonames == wanted.geonames
        with_id = wanted.geonames is not None
        total = total.joined(
            PlaceScore(
                found=1,
                resolved=int(same_country and same_id),
                countries=int(same_country),
                gold_ids=int(with_id),
                right_ids=int(with_id and same_id),
            )
        )
    return total


def place_figures(scores: Mapping[str, PlaceScore]) -> dict[str, float]:
    """Return the figures for floors: `GROUP.accuracy`, `GROUP.precision` and `GROUP.recall`."""
    out: dict[str, float] = {}
    for group, score in scores.items():
        out |= {
            f"{group}.accuracy": score.accuracy,
            f"{group}.precision": score.precision,
            f"{group}.recall": score.recall,
        }
    return out


def render_places(scores: Mapping[str, PlaceScore]) -> str:
    """Return a table with one line for each group of articles."""
    names = ("precision", "recall", "accuracy", "country", "GeoNames id")
    lines = [
        f"{'places':20s} {'marked':>7s} {'predicted':>10s} {'found':>6s} "
        + " ".join(f"{name:>11s}" for name in names)
    ]
    for group, of in scores.items():
        shares = (of.precision, of.recall, of.accuracy, of.country_accuracy, of.id_accuracy)
        percentages = " ".join(f"{100 * share:11.1f}" for share in shares)
        lines.append(f"{group:20s} {of.gold:7d} {of.predicted:10d} {of.found:6d} {percentages}")
    return "\n".join(lines)


def _load_articles(path: Path) -> dict[str, Article]:
    rows = (row for _, row in load_rows(path, _ARTICLES))
    return {row.url: Article(row.text, row.title, row.outlet, row.url) for row in rows}


def _check_article(article: Article | None, row: PlaceRow, path: Path) -> Article:
    if article is None:
        raise GoldError(f"{path}: {row.file} has no article {row.url!r}")
    if hashlib.sha256(article.text.encode()).hexdigest() != row.sha256:
        raise GoldError(f"{path}: the text of {row.url!r} in {row.file} is not the one that was annotated")
    for place in row.places:
        if not place.span.is_sound(article.text):
            where = f"{row.file} {row.url!r}"
            raise GoldError(f"{path}: span {list(place.span)} in {where} is outside the text or cuts a word")
    return article
