import io

import pytest

from onrecord.cli.output import terminal
from onrecord.cli.output.terminal import show_progress


def test_a_file_gets_a_line_of_progress_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = iter([0.0, 1.0, 2.0, 6.0, 7.0, 12.0])
    monkeypatch.setattr(terminal, "monotonic", lambda: next(moments))
    with show_progress("comparing articles", lambda: "2 contain\x1b[31m copies") as advance:
        for _ in range(5):
            advance()

    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "comparing articles: 2 contain\ufffd[31m copies; 3 done, 0.5 a second",
        "comparing articles: 2 contain\ufffd[31m copies; 5 done, 0.4 a second",
    ]


def test_what_is_done_at_once_has_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("reading") as advance:
        advance()

    assert capsys.readouterr().err == ""


def test_a_terminal_shows_no_such_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(terminal, "SECONDS_A_LINE", 0.0)
    with show_progress("reading", lambda: "3 added") as advance:
        advance()
        advance.tell("failed: a.txt: empty")

    assert "reading: 3 added" in screen.getvalue()
    assert "failed: a.txt: empty" in screen.getvalue()
    assert "a second" not in screen.getvalue()
