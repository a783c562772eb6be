"""The page of queries to a batch is true: each query runs, and prints what the page says."""

import re
import runpy
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
pytest.importorskip("duckdb")
pytest.importorskip("polars")
PAGE = runpy.run_path(str(Path(__file__).resolve().parents[1] / "docs" / "run_queries.py"))


def test_every_query_prints_what_the_page_says(tmp_path: Path) -> None:
    text = PAGE["PAGE"].read_text("utf-8")
    PAGE["make_batch"](tmp_path)
    assert PAGE["follow"](text, tmp_path) == text, "run `make pages` and read what changed"
    blocks = re.findall(r"^```(?:sql|python)$", text, re.MULTILINE)
    assert len(blocks) >= 7
    assert len(re.findall(r"^```text$", text, re.MULTILINE)) == len(blocks) - 1  # all but the views


def test_an_output_is_replaced_by_what_is_printed(tmp_path: Path) -> None:
    own = "```sh\ncat > a.csv <<'END'\nn\n1\n2\nEND\n```\n"
    page = f"{own}\n```sql\nSELECT sum(n)::INT AS n FROM 'a.csv'\n```\n\n```text\n9\n```\nend\n"
    followed = PAGE["follow"](page, tmp_path)
    assert "│     3 │" in followed
    assert "\n9\n" not in followed
    assert PAGE["follow"](followed, tmp_path) == followed
