"""`onrecord evaluate`: a gold file that is none is told in a line."""

from pathlib import Path

import pytest

from cli.running import Run


@pytest.mark.parametrize("kind", ["dates", "attribution"])
@pytest.mark.parametrize("content", [b"\xd4\x00\xff", b"{broken\n"])
def test_a_file_that_is_no_gold_is_named_and_nothing_scored(
    run: Run, tmp_path: Path, kind: str, content: bytes
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    ran = run("evaluate", kind, path)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("Error: ") and str(path) in ran.err
