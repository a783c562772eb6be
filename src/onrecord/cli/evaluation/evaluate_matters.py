"""`onrecord evaluate matters`: scores what is linked across articles, in the events, articles and answers of
marked matters.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import get_args

import click

from onrecord.cli.output.terminal import printable
from onrecord.cli.sources import read_sources
from onrecord.config import load_settings
from onrecord.evaluation.corpus import Split
from onrecord.evaluation.matters.gold import Matter, Words
from onrecord.evaluation.matters.mark_file import check_split, load_matters
from onrecord.evaluation.matters.scores import (
    FoundAnswer,
    FoundEvent,
    FoundStep,
    MatterScores,
    Output,
    marks_as_output,
    score_matters,
)
from onrecord.evaluation.matters.table import render_faults, render_matters, scores_to_json
from onrecord.model.errors import GoldError
from onrecord.model.record import Record, Statement
from onrecord.model.span import Span, sorted_spans
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.rows.origins import build_origins

FOLDER = Path("corpus/matters")
OPEN_STATUSES = {"proposed", "agreed"}  # a commitment that nothing has moved yet
NOTICES = {"corrected": "corrects", "retracted": "retracts"}


@click.command()
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=FOLDER,
    show_default=True,
    help="Folder with the matters: texts.jsonl and marks.",
)
@click.option("--split", type=click.Choice(get_args(Split)), default="dev", show_default=True)
@click.option(
    "--markers", is_flag=True, help="Score the second marking of the test matters against the first."
)
@click.option("--failing", is_flag=True, help="List what is wrong, by kind, with ids (not of test).")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def matters(folder: Path, split: str, markers: bool, failing: bool, form: str) -> None:
    """Score what is linked across articles on marked matters (see docs/evaluation.md).

    The articles of the split are read and linked in a temporary dossier, all matters together. Scored are
    events that are one, copies, answers, and steps of commitments.
    """
    if failing and (markers or split == "test" or form == "json"):
        raise click.UsageError("--failing lists rows as text, and only of dev: of test only totals are shown")
    if markers:
        scores, title = _score_markers(folder / "marks" / "agreement"), "second marking against the first"
    else:
        marked = load_matters(folder, check_split(split))
        scores, title = score_matters(marked, link_matters(marked)), f"matters of {split}"
    if form == "json":
        click.echo(json.dumps(scores_to_json(scores), ensure_ascii=False))
        return
    click.echo(printable(render_matters(scores, title, kappas=markers)))
    if failing:
        click.echo(printable("\n" + render_faults(scores)))


def _score_markers(folder: Path) -> MatterScores:
    """Score the second marking of the test matters against the first, before they were adjudicated."""
    first, second = (load_matters(folder.parents[1], "test", folder / name) for name in ("first", "second"))
    if not first or {matter.id for matter in first} != {matter.id for matter in second}:
        raise GoldError(f"{folder}: first and second must have marks of the same matters")
    return score_matters(first, marks_as_output(second))


def link_matters(marked: Iterable[Matter]) -> Output:
    """Read the articles of matters with the user's models, link them in one dossier, return what is found."""
    texts = {text.article.id: text for matter in marked for text in matter.texts}
    settings = replace(load_settings(os.environ, {}), min_confidence=0.0, actors=())
    outcomes = read_sources([text.article for text in texts.values()], settings)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_dossier(Path(folder) / "matters.dossier", create=True) as dossier,
    ):
        for outcome in outcomes:
            dossier.write(outcome)
        for _ in link_articles(dossier):
            pass
        return _Reading(dossier, {article: text.id for article, text in texts.items()}).output()


@dataclass(frozen=True)
class _Reading:
    """A dossier, and the ids of its articles in the corpus by those in the dossier."""

    dossier: Dossier
    names: Mapping[str, str]

    @cached_property
    def records(self) -> dict[str, Record]:
        found = ((article, self.dossier.get_record(article)) for article in self.names)
        return {article: record for article, record in found if record is not None}

    @cached_property
    def places(self) -> dict[str, Words]:
        """The words of every statement, link and commitment, by its reference (`ARTICLE/ROW`)."""
        found: dict[str, Words] = {}
        for article, record in self.records.items():
            name = self.names[article]
            for row in record.statements:
                found[f"{article}/{row.id}"] = Words(name, _statement_spans(row))
                found |= {
                    f"{article}/{link.id}": Words(name, link.evidence.spans) for link in row.source_chain
                }
            for promise in record.commitments:
                found[f"{article}/{promise.id}"] = Words(name, promise.evidence.spans)
            found[article] = Words(name, ())
        return found

    def output(self) -> Output:
        """Return everything that is scored."""
        origins, heads = self._origins()
        return Output(
            tuple(self._events()),
            origins,
            heads,
            frozenset(self._notices()),
            tuple(self._answers()),
            tuple(
                self.places[f"{article}/{promise.id}"]
                for article, record in self.records.items()
                for promise in record.commitments
            ),
            (*self._statuses(), *self._steps()),
        )

    def _events(self) -> Iterable[FoundEvent]:
        clusters = self.dossier.list_clusters("event")
        for article, record in self.records.items():
            for row in record.events:
                reference = f"{article}/{row.id}"
                spans = row.evidence.trigger.spans or row.evidence.all.spans
                words = Words(self.names[article], spans)
                day = row.date.value if row.date else None
                yield FoundEvent(words, clusters.get(reference, reference), row.type, day)

    def _origins(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the origin of each article and the head of each: copies, and versions of one page."""
        head_of: dict[str, str] = {}
        for row in build_origins(self.dossier, Filter(versions=True)).rows:
            head_of |= dict.fromkeys(row.articles, row.articles[0])
        versions = self.dossier.list_clusters("version")
        first: dict[str, str] = {}
        for article, head in sorted(head_of.items(), key=lambda one: self.names[one[0]]):
            first.setdefault(versions.get(article, head), head)
        joined = {head_of[article]: first[page] for article, page in versions.items() if article in head_of}
        origins = {self.names[article]: joined.get(head, head) for article, head in head_of.items()}
        heads = {head: self.names[head] for head in origins.values()}
        return origins, heads

    def _answers(self) -> Iterable[FoundAnswer]:
        edges = self.dossier.list_answers(Filter(versions=True))
        clusters = self.dossier.list_clusters("statement")
        members = self.dossier.list_cluster_members("statement", sorted({*clusters.values()}))
        seen: set[tuple[str, str]] = set()
        for edge in edges:
            left, right = clusters.get(edge.left, edge.left), clusters.get(edge.right, edge.right)
            if (left, right) in seen or left == right:
                continue
            seen.add((left, right))
            yield FoundAnswer(
                tuple(self.places[row] for row in members.get(left, [edge.left]) if row in self.places),
                tuple(self.places[row] for row in members.get(right, [edge.right]) if row in self.places),
                edge.relation,
            )

    def _statuses(self) -> Iterable[FoundStep]:
        """Yield a step for each commitment whose own article says that its status has moved."""
        clusters = self.dossier.list_clusters("commitment")
        members = self.dossier.list_cluster_members("commitment", sorted({*clusters.values()}))
        for article, record in self.records.items():
            for row in record.commitments:
                if row.status in OPEN_STATUSES:
                    continue
                reference = f"{article}/{row.id}"
                reports = members.get(clusters.get(reference, ""), [reference])
                spans = row.status_evidence.spans or row.evidence.spans
                made = tuple(self.places[report] for report in reports)
                yield FoundStep(made, Words(self.names[article], spans), row.status)

    def _steps(self) -> Iterable[FoundStep]:
        """Yield the steps that were judged: what a later article tells of an earlier commitment.

        Those about claims are not marked.
        """
        promises = {
            f"{article}/{promise.id}"
            for article, record in self.records.items()
            for promise in record.commitments
        }
        for row, (kind, spans) in self._step_judgements():
            right = row[1].partition("/")[0]
            if row[0] in promises and kind not in NOTICES:
                yield FoundStep((self.places[row[0]],), Words(self.names[right], spans), kind)

    def _notices(self) -> Iterable[tuple[str, str, str]]:
        for (left, right), (kind, _) in self._step_judgements():
            if kind in NOTICES and left in self.names:
                yield NOTICES[kind], self.names[right.partition("/")[0]], self.names[left]

    def _step_judgements(self) -> Iterable[tuple[tuple[str, str], tuple[str, tuple[Span, ...]]]]:
        """Yield ((commitment or article, teller's article or row), (step, words)) of judged steps."""
        for row in self.dossier.list_judgements(JudgementFilter()):
            if str(row.kind) != "step" or not row.same or row.right.partition("/")[0] not in self.names:
                continue
            told = json.loads(row.value or "{}")
            spans = sorted_spans(Span(int(first), int(last)) for first, last in told.get("spans", ()))
            yield (row.left, row.right), (str(told.get("step")), spans)


def _statement_spans(row: Statement) -> tuple[Span, ...]:
    evidence = row.evidence
    return sorted_spans([*evidence.content.spans, *evidence.cue.spans])
