"""`onrecord watch`: from a site to a dossier, with kills in between."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import onrecord.cli.watch as command
import onrecord.pipeline
from cli.command_result import Run
from forked import run_child
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter, JudgementFilter
from onrecord.watch.state_file import StateFile
from plain_annotator import plain_pipeline
from watch.local_site import FakeClock, Site, entry, open_site, page, rss

SAID = "“The mole is open,” harbour master Ada Arnal said on Tuesday in the port of Lund."
NEWER = "The port authority later said that two barges had waited for nine days at the northern mole."
ALL = Filter(versions=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    made = FakeClock()
    monkeypatch.setattr(command, "CLOCK", made)
    return made


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read articles without models."""
    monkeypatch.setattr(onrecord.pipeline, "make_pipeline", lambda *_: plain_pipeline())


def fill(site: Site, number: int = 4) -> str:
    """Put a feed with so many entries on the site; return its address."""
    entries = [entry(f"Mole {n} opens", f"{site.root}/{n}", f"Mole {n} …") for n in range(number)]
    site.put("/rss", rss(*entries))
    for n in range(number):
        site.put(f"/{n}", page(f"Mole {n} opens", SAID, f"It was barge {n} of the day that came in first."))
    return f"{site.root}/rss"


def texts(dossier: Path) -> list[str]:
    with open_dossier(dossier, create=False) as opened:
        assert not list(opened.check())
        rows = [opened.get_text(article) for article in opened.list_ids("articles", ALL)]
        return sorted(row.text for row in rows if row)


@pytest.mark.usefixtures("plain", "clock")
def test_new_articles_are_stored_and_told_once(run: Run, tmp_path: Path) -> None:
    with open_site() as site:
        feed = fill(site)
        first = run("watch", tmp_path / "a.dossier", feed, "--once")
        assert (first.status, first.out) == (0, "")
        assert "4 entries, 4 new" in first.err
        assert f"added: {site.root}/0: Mole 0 opens" in first.err
        assert "1 feed asked: 4 added" in first.err
        second = run("watch", tmp_path / "a.dossier", feed, "--once")
        assert "1 feed asked: 0 added" in second.err
    assert len(texts(tmp_path / "a.dossier")) == 4


@pytest.mark.usefixtures("plain", "clock")
def test_the_limit_ends_the_watch_and_the_rest_comes_next_time(run: Run, tmp_path: Path) -> None:
    with open_site() as site:
        feed = fill(site, 5)
        assert "2 added" in run("watch", tmp_path / "a.dossier", feed, "--limit", 2).err
        assert len(texts(tmp_path / "a.dossier")) == 2
        run("watch", tmp_path / "a.dossier", feed, "--once")
    assert len(texts(tmp_path / "a.dossier")) == 5


@pytest.mark.usefixtures("clock")
def test_a_changed_page_is_a_newer_version(run: Run, tmp_path: Path, clock: FakeClock) -> None:
    with open_site() as site:
        feed = fill(site, 1)
        run("watch", tmp_path / "a.dossier", feed, "--once")
        clock.pass_hours(25)
        lines = (SAID, "It was barge 0 of the day that came in first.", NEWER)
        site.put("/0", page("Mole 0 opens", *lines))
        assert "1 added" in run("watch", tmp_path / "a.dossier", feed, "--once").err
    with open_dossier(tmp_path / "a.dossier", create=False) as dossier:
        assert len(dossier.list_ids("articles", ALL)) == 2
        kinds = {row.kind for row in dossier.list_judgements(JudgementFilter())}
        assert "version" in kinds
        (current,) = dossier.list_ids("articles", Filter())
        text = dossier.get_text(current)
        assert text is not None and NEWER in text.text
        assert any("Arnal" in str(row) for row in dossier.list_statements(Filter()))


@pytest.mark.usefixtures("plain", "clock")
def test_faults_are_told_and_make_the_status_one(run: Run, tmp_path: Path) -> None:
    with open_site() as site:
        feed = fill(site, 1)
        ran = run("watch", tmp_path / "a.dossier", f"{site.root}/none", feed, "--once")
        assert ran.status == 1
        assert f"failed: {site.root}/none: the server responded with 404" in ran.err
        assert "1 added, 1 failed" in ran.err
        again = run("watch", tmp_path / "a.dossier", f"{site.root}/none", "--once")
        assert f"later: {site.root}/none" in again.err


@pytest.mark.usefixtures("plain", "clock")
def test_an_entry_without_a_text_is_noted_in_the_dossier(run: Run, tmp_path: Path) -> None:
    with open_site() as site:
        site.put("/rss", rss(entry("Bare", f"{site.root}/gone")))
        assert run("watch", tmp_path / "a.dossier", f"{site.root}/rss", "--once").status == 1
    with open_dossier(tmp_path / "a.dossier", create=False) as dossier:
        assert [row.source for row in dossier.list_outcomes()] == [f"{site.root}/gone"]


@pytest.mark.usefixtures("plain", "clock")
def test_an_opml_file_and_a_list_of_addresses(run: Run, tmp_path: Path) -> None:
    with open_site() as site:
        feed = fill(site, 1)
        (tmp_path / "feeds.opml").write_text(f'<opml><body><outline xmlUrl="{feed}"/></body></opml>')
        (tmp_path / "feeds.txt").write_text(f"# mine\n{feed}\n")
        ran = run("watch", tmp_path / "a.dossier", tmp_path / "feeds.opml", tmp_path / "feeds.txt", "--once")
    assert "1 feed asked: 1 added" in ran.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<rss><channel/></rss>", "a feed in a file"),
        ("The mole is open.", "names no feeds"),
        ("<opml><body/></opml>", "names no feeds"),
        (None, "no such file"),
    ],
)
def test_what_names_no_feeds_is_refused(run: Run, tmp_path: Path, content: str | None, says: str) -> None:
    path = tmp_path / "list"
    if content is not None:
        path.write_text(content)
    ran = run("watch", tmp_path / "a.dossier", path, "--once")
    assert (ran.status, says in ran.err) == (1, True)
    assert not (tmp_path / "a.dossier").exists()


def test_a_database_needs_a_file_for_the_state(run: Run) -> None:
    ran = run("watch", "postgresql://nobody@127.0.0.1/none", "http://127.0.0.1:1/rss", "--once")
    assert (ran.status, "--state" in ran.err) == (2, True)


@pytest.mark.usefixtures("plain", "clock")
def test_a_new_dossier_beside_an_old_state_gets_everything(run: Run, tmp_path: Path) -> None:
    with open_site() as site:
        feed = fill(site, 2)
        run("watch", tmp_path / "a.dossier", feed, "--once")
        (tmp_path / "a.dossier").unlink()
        ran = run("watch", tmp_path / "a.dossier", feed, "--once")
    assert "begins anew" in ran.err
    assert len(texts(tmp_path / "a.dossier")) == 2


@pytest.mark.usefixtures("clock")
def test_ctrl_c_stops_it_and_the_next_run_goes_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = []

    class Interrupted:
        def read(self, article: object) -> None:
            readings.append(article)
            raise KeyboardInterrupt

    monkeypatch.setattr(onrecord.pipeline, "make_pipeline", lambda *_: Interrupted())
    with open_site() as site:
        feed = fill(site, 3)
        ran = run("watch", tmp_path / "a.dossier", feed)
        assert (ran.status, "run the same command again" in ran.err, len(readings)) == (130, True, 1)
        monkeypatch.setattr(onrecord.pipeline, "make_pipeline", lambda *_: plain_pipeline())
        assert "3 added" in run("watch", tmp_path / "a.dossier", feed, "--once").err


def watch_once(dossier: Path, feed: str) -> None:
    """Run the command in a child process, with a clock that does not wait and without models."""
    command.CLOCK = FakeClock()
    onrecord.pipeline.make_pipeline = lambda *_: plain_pipeline()
    sys.argv = ["onrecord", "watch", str(dossier), feed, "--once"]
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    command.watch.main(sys.argv[2:], standalone_mode=False)


def killed_at(write: int, body: Callable[[], None]) -> None:
    """Run a body that is killed just before it writes to the state for the nth time."""
    seen = iter(range(write + 1))
    honest = StateFile.run

    def counting(self: StateFile, statement: str, *values: object) -> int:
        if next(seen, None) == write:
            os.kill(os.getpid(), signal.SIGKILL)
        return honest(self, statement, *values)

    StateFile.run = counting  # type: ignore[method-assign]
    body()


@pytest.mark.parametrize("step", [7, 11])
def test_killed_at_any_write_nothing_is_lost_and_nothing_is_there_twice(tmp_path: Path, step: int) -> None:
    dossier = tmp_path / "a.dossier"
    with open_site() as site:
        feed = fill(site)
        for write in range(2, 400, step):  # each run goes a little further, until one ends by itself
            status = run_child(partial(killed_at, write, partial(watch_once, dossier, feed)))
            assert status in (0, -signal.SIGKILL)
            if status == 0:
                break
        assert status == 0
        assert run_child(partial(watch_once, dossier, feed)) == 0
    assert len(texts(dossier)) == 4


@pytest.mark.usefixtures("clock")
def test_without_anything_to_read_no_model_is_loaded(tmp_path: Path) -> None:
    with open_site() as site:
        site.put("/rss", rss())
        target = str(tmp_path / "a.dossier")
        script = (
            "import sys\nfrom onrecord.cli import onrecord\n"
            f"words = ['watch', {target!r}, '{site.root}/rss', '--once', '--delay', '0']\n"
            "onrecord.main(words, standalone_mode=False)\n"
            "sys.exit(any(name in sys.modules for name in ('spacy', 'onnxruntime', 'onrecord.pipeline')))"
        )
        assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
