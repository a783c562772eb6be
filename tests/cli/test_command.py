"""The command itself: help, unknown names, completion, `python -m onrecord`; what its start imports."""

import subprocess
import sys

import click
import pytest
from click.shell_completion import BashComplete

from cli.command_result import Run
from onrecord.cli import COMMANDS, onrecord

HEAVY = {"spacy", "onnxruntime", "sqlalchemy", "numpy", "lxml", "fastapi", "rich", "scipy", "matplotlib"}


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["raed"]], ids=" ".join)
def test_help_and_version_import_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sorted(name for name in sys.modules if '.' not in name)))\n"
        "from onrecord.cli import main\n"
        "main()"
    )
    loaded = set(run_python("-c", code, *arguments).stdout.splitlines()[-1].split())
    assert "onrecord" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_in_the_table_is_that_of_the_command(name: str) -> None:
    command = onrecord.get_command(click.Context(onrecord), name)
    assert command is not None
    assert command.get_short_help_str(1000) == COMMANDS[name][1]


def test_help_lists_all_commands(run: Run) -> None:
    shown = run("--help")
    assert shown.status == 0
    assert all(f"\n  {name} " in shown.out for name in COMMANDS)


@pytest.mark.parametrize(("wrong", "right"), [("raed", "read"), ("sohw", "show"), ("exprot", "export")])
def test_an_unknown_command_is_told_with_the_nearest_one(run: Run, wrong: str, right: str) -> None:
    refused = run(wrong)
    assert refused.status == 2
    assert f"No such command '{wrong}'. Did you mean '{right}'?" in refused.err


def test_a_command_that_resembles_none_gets_no_suggestion(run: Run) -> None:
    refused = run("qqqq")
    assert (refused.status, "Did you mean" in refused.err) == (2, False)


def test_completion_knows_commands_and_options() -> None:
    complete = BashComplete(onrecord, {}, "onrecord", "_ONRECORD_COMPLETE")
    assert [item.value for item in complete.get_completions([], "re")] == ["read", "reread", "rescue"]
    assert "--version" in [item.value for item in complete.get_completions([], "--")]
    assert "--as-of" in [item.value for item in complete.get_completions(["show", "a.dossier"], "--as")]


def test_the_package_runs_as_a_module() -> None:
    shown = run_python("-m", "onrecord", "--help")
    assert shown.returncode == 0
    assert shown.stdout.startswith("Usage: onrecord [OPTIONS] COMMAND")
