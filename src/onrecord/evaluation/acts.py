"""Scores for acts (what an utterance does) on gold attributions, and how far two markers of the gold agree."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from onrecord.evaluation.corpora import Marked, Triple, load_rows
from onrecord.model.annotation import ACTS, Act
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

Part = Literal["tune", "held-out"]
Sample = Literal["random", "chosen"]
PredictActs = Callable[[Article, Sequence[Triple]], Sequence[Act]]


@dataclass(frozen=True, slots=True)
class ActRow:
    """One line of acts.jsonl: where the attribution stands, its act, and what a second marker said (None: not asked).

    The article is the line of `file` (below the shared data folder) with this `id` or this `url`.
    """

    file: str
    content: tuple[Span, ...]
    act: Act
    part: Part
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    id: str | None = None
    url: str | None = None
    sample: Sample | None = None
    second: Act | None = None

    @property
    def key(self) -> str:
        """What the article is known by in its file."""
        return self.id or self.url or ""

    @property
    def marked(self) -> Marked:
        """The attribution."""
        return Marked(self.source, self.cue, self.content)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class ActCase:
    """An article and the gold rows in it."""

    article: Article
    rows: tuple[ActRow, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A gold row and what was predicted for it."""

    row: ActRow
    predicted: Act


@dataclass(frozen=True, slots=True)
class ActScore:
    """Precision, recall and F1 of one act; `gold` is how often it is the right one."""

    gold: int
    predicted: int
    right: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where neither exists."""
        return 2 * self.right / (self.gold + self.predicted) if self.gold + self.predicted else 0.0


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one act was taken for another, and the first article in which it was."""

    gold: Act
    predicted: Act
    times: int
    example: str


@dataclass(frozen=True, slots=True)
class ActScores:
    """Scores over a set of rows. `macro_f1` is the mean over the acts that occur, marked or predicted."""

    rows: int
    accuracy: float
    macro_f1: float
    acts: Mapping[Act, ActScore]
    confusions: tuple[Confusion, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two markers agree: raw share, and Cohen's kappa (1960), which takes away what chance would give."""

    rows: int
    raw: float
    kappa: float


_ROWS: TypeAdapter[ActRow] = TypeAdapter(ActRow)
_TEXTS: TypeAdapter[_Text] = TypeAdapter(_Text)


def load_act_rows(path: Path) -> tuple[ActRow, ...]:
    """Load acts.jsonl without its articles. Raises GoldError with file and line."""
    return tuple(row for _, row in load_rows(path, _ROWS))


def load_act_cases(path: Path, data: Path) -> tuple[ActCase, ...]:
    """Load acts.jsonl with the articles it marks, from files below `data`. Raises GoldError when one is not there."""
    by_article: dict[tuple[str, str], list[ActRow]] = {}
    for row in load_act_rows(path):
        by_article.setdefault((row.file, row.key), []).append(row)
    articles = {file: _load_articles(data / file) for file in sorted({file for file, _ in by_article})}
    return tuple(_make_case(articles[file].get(key), rows, path) for (file, key), rows in by_article.items())


def predict_acts(cases: Iterable[ActCase], predict: PredictActs) -> Iterator[Judged]:
    """Yield each gold row with what `predict` says about its attribution; asked once an article."""
    for case in cases:
        acts = predict(case.article, [row.marked for row in case.rows])
        yield from (Judged(row, act) for row, act in zip(case.rows, acts, strict=True))


def evaluate_acts(path: Path, data: Path, predict: PredictActs) -> dict[str, ActScores]:
    """Score `predict` on all rows and by part and sample (`all`, `tune`, `held-out`, `held-out random` ...)."""
    judged = list(predict_acts(load_act_cases(path, data), predict))
    groups = {"all": judged}
    for one in judged:
        groups.setdefault(one.row.part, []).append(one)
        if one.row.sample:
            groups.setdefault(f"{one.row.part} {one.row.sample}", []).append(one)
    return {name: score_acts(rows) for name, rows in sorted(groups.items())}


def score_acts(judged: Sequence[Judged]) -> ActScores:
    """Return accuracy, F1 by act and their mean, and what was taken for what, most frequent first."""
    gold = Counter(one.row.act for one in judged)
    predicted = Counter(one.predicted for one in judged)
    right = Counter(one.predicted for one in judged if one.predicted == one.row.act)
    acts = {act: ActScore(gold[act], predicted[act], right[act]) for act in ACTS if gold[act] or predicted[act]}
    return ActScores(
        rows=len(judged),
        accuracy=right.total() / len(judged) if judged else 0.0,
        macro_f1=sum(score.f1 for score in acts.values()) / len(acts) if acts else 0.0,
        acts=acts,
        confusions=_find_confusions(judged),
    )


def score_agreement(rows: Iterable[ActRow]) -> Agreement:
    """Return how far the second marker agrees with the first, over the rows that have both."""
    pairs = [(row.act, row.second) for row in rows if row.second]
    if not pairs:
        return Agreement(0, 0.0, 0.0)
    raw = sum(first == second for first, second in pairs) / len(pairs)
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    by_chance = sum(firsts[act] * seconds[act] for act in ACTS) / len(pairs) ** 2
    return Agreement(len(pairs), raw, (raw - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0)


def act_figures(scores: Mapping[str, ActScores]) -> dict[str, float]:
    """Return `GROUP.macro_f1` and `GROUP.accuracy`: what floors are set for."""
    macro = {f"{group}.macro_f1": of.macro_f1 for group, of in scores.items()}
    return macro | {f"{group}.accuracy": of.accuracy for group, of in scores.items()}


def render_acts(scores: Mapping[str, ActScores], agreement: Agreement | None = None, confusions: int = 12) -> str:
    """Return a table: the groups, then each act and the commonest confusions over all rows."""
    lines = [f"{'rows':24s} {'n':>5s} {'accuracy':>9s} {'macro-F1':>9s}"]
    lines += [f"{group:24s} {of.rows:5d} {100 * of.accuracy:9.1f} {100 * of.macro_f1:9.1f}" for group, of in scores.items()]
    if agreement and agreement.rows:
        lines.append(f"two markers agree on {100 * agreement.raw:.1f} % of {agreement.rows} rows, kappa {agreement.kappa:.2f}")
    if "all" in scores:
        lines.append(f"-- {'act':21s} {'gold':>5s} {'predicted':>9s} {'F1':>9s}")
        lines += [f"   {act:21s} {s.gold:5d} {s.predicted:9d} {100 * s.f1:9.1f}" for act, s in scores["all"].acts.items()]
        taken = scores["all"].confusions[:confusions]
        lines += [f"   {c.times} x {c.gold} taken for {c.predicted}, first in {c.example}" for c in taken]
    return "\n".join(lines)


def _find_confusions(judged: Iterable[Judged]) -> tuple[Confusion, ...]:
    wrong: dict[tuple[Act, Act], list[str]] = {}
    for one in judged:
        if one.predicted != one.row.act:
            wrong.setdefault((one.row.act, one.predicted), []).append(one.row.key)
    found = [Confusion(gold, predicted, len(keys), keys[0]) for (gold, predicted), keys in wrong.items()]
    return tuple(sorted(found, key=lambda confusion: (-confusion.times, confusion.gold, confusion.predicted)))


def _load_articles(path: Path) -> dict[str, Article]:
    rows = (row for _, row in load_rows(path, _TEXTS))
    return {key: Article(row.text, row.title, row.outlet or row.publisher, row.url) for row in rows if (key := row.id or row.url)}


def _make_case(article: Article | None, rows: Sequence[ActRow], path: Path) -> ActCase:
    first = rows[0]
    if article is None:
        raise GoldError(f"{path}: {first.file} has no article {first.key!r}")
    for row in rows:
        for span in (*row.source, *row.cue, *row.content):
            if not span.is_sound(article.text):
                raise GoldError(f"{path}: span {list(span)} in {row.file} {row.key!r} is outside the text or cuts a word")
    return ActCase(article, tuple(rows))
