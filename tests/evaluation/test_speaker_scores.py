"""Scores of speakers: when a statement counts as credited and as right, and the marked statements that come with the package."""

import hashlib
import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from onrecord.evaluation.corpora import load_rows
from onrecord.evaluation.gate import GOLD_FOLDER
from onrecord.evaluation.speakers import (
    SpeakerRow,
    credit_speakers,
    load_speakers,
    render_speakers,
    score_credits,
    speaker_figures,
)
from onrecord.model.errors import GoldError
from onrecord.pipeline import make_pipeline

TEXT = "Erik Holm came to Bern on Monday. “The bridge is safe,” he said. “It is not,” a neighbour said."


def write_gold(folder: Path, **changes: object) -> Path:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    row: dict[str, object] = {"file": "own/own.jsonl", "url": "https://news.example/1", "sha256": digest, "part": "tune"}
    he, said = TEXT.index("he said"), TEXT.index("said")
    row |= {"source": [[he, he + 2]], "cue": [[said, said + 4]], "content": [[34, 55]], "form": "pronoun"}
    row |= {"told": "named", "actor": [[0, 9]], **changes}
    (folder / "own").mkdir()
    (folder / "own/own.jsonl").write_text(json.dumps({"url": row["url"], "text": TEXT}) + "\n", "utf-8")
    path = folder / "gold.jsonl"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    return path


def score(folder: Path, **changes: object) -> tuple[int, int, int]:
    (case,) = load_speakers(write_gold(folder, **changes), folder)
    found = [credit for given, credit in credit_speakers(case, make_pipeline().readers) if given == "marked"]
    of = score_credits(found)
    return of.credited, of.credited_right, of.right


def test_a_pronoun_credited_to_the_marked_name_is_right(tmp_path: Path) -> None:
    assert score(tmp_path) == (1, 1, 1)


def test_a_pronoun_credited_to_another_is_credited_and_wrong(tmp_path: Path) -> None:
    assert score(tmp_path, actor=[[18, 22]]) == (1, 0, 0)


def test_whoever_cannot_be_told_must_be_credited_to_nobody(tmp_path: Path) -> None:
    assert score(tmp_path, told="unknown", actor=[]) == (1, 0, 0)


def test_a_noun_that_is_nowhere_named_is_right_when_nobody_named_is_credited(tmp_path: Path) -> None:
    source, cue = TEXT.index("a neighbour"), TEXT.rindex("said")
    spans = {"source": [[source, source + 11]], "cue": [[cue, cue + 4]], "content": [[65, 77]]}
    assert score(tmp_path, form="nominal", told="unknown", actor=[], **spans) == (0, 0, 1)


def test_an_article_other_than_the_marked_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="another text"):
        load_speakers(write_gold(tmp_path, sha256="0" * 64), tmp_path)


def test_figures_are_named_by_group(tmp_path: Path) -> None:
    (case,) = load_speakers(write_gold(tmp_path), tmp_path)
    of = score_credits(credit for _, credit in credit_speakers(case, make_pipeline().readers))
    assert speaker_figures({"tune": of}) == {"tune.precision": 1.0, "tune.recall": 1.0, "tune.right": 1.0}
    assert "tune" in render_speakers({"tune": of})
    assert score_credits([]).precision == score_credits([]).recall == score_credits([]).coverage == 0


def test_the_marked_statements_name_whoever_can_be_told_and_no_article_is_in_both_parts() -> None:
    rows = [row for _, row in load_rows(GOLD_FOLDER / "speakers.jsonl", TypeAdapter(SpeakerRow))]
    assert len(rows) >= 120
    assert all(bool(row.actor) == (row.told != "unknown") for row in rows)
    parts: dict[str, set[str]] = {}
    for row in rows:
        parts.setdefault(row.key, set()).add(row.part)
    assert all(len(found) == 1 for found in parts.values())
