"""Writes the folder of a batch from records, without Spark: its tables, and what linking finds."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from onrecord.batch.schema import arrow_schema
from onrecord.batch.selection.run_folder import RunFolder
from onrecord.batch.tables import TABLES, day_of, rows_of_record
from onrecord.model.judgement import PAIR_KINDS, Judgement, JudgementKind
from onrecord.model.record import Outcome, Record
from onrecord.model.serial import outcome_to_json
from onrecord.resolve.linker import RULE, link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import JudgementFilter

RUN = "run=0123456789ab"


@dataclass(frozen=True)
class Batch:
    """A batch: its folder, its run, its records, and what linking found among them."""

    folder: Path
    run: RunFolder
    records: tuple[Record, ...]
    found: tuple[Judgement, ...]
    linked: Path


def write_batch(folder: Path, outcomes: Sequence[Outcome], *names: str) -> Path:
    """Write a run with the tables of these outcomes, dealt out to shards; return the folder of the run.

    `names` are those of the shards, by default of two.
    """
    place, names = folder / RUN, names or ("s0", "s1")
    rows: defaultdict[tuple[str, str, str], list[dict[str, object]]] = defaultdict(list)
    counts: defaultdict[str, int] = defaultdict(int)
    for number, outcome in enumerate(outcomes):
        shard, line = names[number % len(names)], outcome_to_json(outcome)
        day = day_of(outcome.article.published.value) if isinstance(outcome, Record) else "unknown"
        told = {"input": "in.jsonl", "position": number, "outcome": outcome.outcome, "copy_of": None}
        if isinstance(outcome, Record):
            tables = rows_of_record(json.loads(line))
            tables["articles"][0]["record"] = line
            counts[shard] += 1
            told |= {"source": outcome.article.source, "article": outcome.article.id}
        else:
            fields = ("source", "article", "stage", "reason", "detail")
            tables, told = {}, told | {name: getattr(outcome, name) for name in fields}
        for name, found in {**tables, "outcomes": [told]}.items():
            rows[name, day, shard] += found
    for table in TABLES:
        for (name, day, shard), found in rows.items():
            if name == table.name and found:
                file = place / "tables" / name / f"day={day}" / f"{shard}.parquet"
                file.parent.mkdir(parents=True, exist_ok=True)
                parquet.write_table(pa.Table.from_pylist(found, schema=arrow_schema(table)), file)
    (place / "shards").mkdir(parents=True, exist_ok=True)
    for shard, number in counts.items():
        (place / "shards" / f"{shard}.json").write_text(json.dumps({"rows": {"articles": number}}))
    (place / "run.json").write_text(json.dumps({"run": {"onrecord": "0.0"}}))
    return place


def link_batch(place: Path, records: Sequence[Record], path: Path, *, by: str = RULE) -> list[Judgement]:
    """Write what `onrecord link` finds among records as the judgements of a run; return them.

    Without steps of the ledger, which are not looked for on Spark. The dossier in which they are linked is
    made at `path`.
    """
    with open_dossier(path, create=True) as dossier:
        for record in records:
            dossier.write(record)
        for _ in link_articles(dossier):
            pass
        judged = dossier.list_judgements(JudgementFilter(withdrawn=True))
        found = [judgement for judgement in judged if judgement.kind != "step"]
        families = {kind: dossier.list_clusters(kind) for kind in sorted(PAIR_KINDS)}
    write_linking(place, found, families, len(records), by)
    return found


def write_linking(
    place: Path,
    found: Sequence[Judgement],
    families: Mapping[JudgementKind, Mapping[str, str]],
    articles: int,
    by: str = RULE,
) -> None:
    """Write judgements, and the family of each row by kind, as linking on Spark does."""
    names = [name for name in Judgement.__slots__ if name != "by"]
    strings = dict.fromkeys([*names, "by"], pa.string()) | {"same": pa.bool_(), "score": pa.float64()}
    texts = dict.fromkeys(("kind", "member", "family"), pa.string())
    for kind in sorted(PAIR_KINDS):
        rows = [
            {name: getattr(row, name) for name in names} | {"by": by} for row in found if row.kind == kind
        ]
        members = [
            {"kind": kind, "member": one, "family": family} for one, family in families.get(kind, {}).items()
        ]
        for name, columns, made in (("judgements", strings, rows), ("families", texts, members)):
            file = place / name / f"{kind}.parquet" / "part-0.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            parquet.write_table(pa.Table.from_pylist(made, schema=pa.schema(list(columns.items()))), file)
    (place / "judgements" / "linking.json").write_text(json.dumps({"articles": articles, "by": by}))
