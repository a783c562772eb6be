"""A fixture that runs the command line in this process and returns its status, stdout and stderr."""

import sys

import pytest

from cli.command_result import CommandResult, Run
from onrecord.cli import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> CommandResult:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        with pytest.raises(SystemExit) as exited:
            main()
        out, err = capsys.readouterr()
        code = exited.value.code
        return CommandResult(code if isinstance(code, int) else 0 if code is None else 1, out, err)

    return call
