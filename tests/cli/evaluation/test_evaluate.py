"""`onrecord evaluate`: an invalid gold file gives an error in one line."""

from pathlib import Path

import pytest

from cli.command_result import Run


@pytest.mark.parametrize("kind", ["dates", "attribution"])
@pytest.mark.parametrize("content", [b"\xd4\x00\xff", b"{broken\n"])
def test_an_invalid_gold_file_is_named_and_nothing_is_scored(
    run: Run, tmp_path: Path, kind: str, content: bytes
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    ran = run("evaluate", kind, path)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("Error: ") and str(path) in ran.err
