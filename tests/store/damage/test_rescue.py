"""Whatever happens to a file, commands end with a sentence, and what is whole can be saved."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from builders import make_record, make_undone
from cli.command_result import Run
from onrecord.model.errors import StoreError
from onrecord.model.record import Record
from onrecord.resolve.judgements import Decider, correct, reject
from onrecord.resolve.linker import link_articles
from onrecord.store.compressed_text import decompress
from onrecord.store.damage.page_scan import scan_rows
from onrecord.store.damage.rescue import rescue_dossier
from onrecord.store.damage.salvage import salvage_file
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter, JudgementFilter

pytest_plugins = ["dossiers", "cli.conftest"]  # the fixtures `place` and `run`

ADA = Decider("Ada", "it says so")
RECORDS = [make_record(number, 4, varied=number % 2 > 0) for number in range(6)]
IDS = [record.article.id for record in RECORDS]
PAGE = 4096
ALL = Filter(versions=True)


def fill(dossier: Dossier) -> None:
    for record in RECORDS:
        dossier.write(record)
    list(link_articles(dossier))
    reject(dossier, f"{IDS[0]}/s1", ADA)
    correct(dossier, f"{IDS[1]}/s2", "act", '"warn"', ADA)
    dossier.replace_record(RECORDS[1])
    dossier.withdraw_article(IDS[2], "Ada", "the outlet asked")
    dossier.write(make_undone("missing.txt"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("filled") / "filled.dossier"
    with open_dossier(path, create=True) as dossier:
        fill(dossier)
    return path


def content(place: str | Path) -> list[object]:
    """Return what a dossier says, in an order that does not depend on when it was written."""
    with open_dossier(place, create=False) as dossier:
        judgements = dossier.list_judgements(JudgementFilter(withdrawn=True))
        return [
            list(dossier.list_articles(ALL)),
            list(dossier.list_statements(ALL)),
            list(dossier.list_actors(ALL)),
            sorted(judgements, key=lambda row: row.id),
            list(dossier.list_outcomes()),
            list(dossier.list_withdrawn()),
            [dossier.get_record(name) for name in IDS],
            [dossier.list_earlier_records(name) for name in IDS],
        ]


def test_all_of_a_sound_dossier_is_saved(place: str, tmp_path: Path) -> None:
    with open_dossier(place, create=True) as dossier:
        fill(dossier)
        target = tmp_path / "saved.dossier"
        found = rescue_dossier(place, target)  # while it is open: what is in the write-ahead log counts
    assert (found.articles, found.withdrawn, found.lost, found.left_out) == (5, 1, (), 0)
    assert content(target) == content(place)
    with open_dossier(target, create=True) as saved:
        assert list(saved.check()) == []
        assert saved.write(RECORDS[2]) == "withdrawn"


def test_a_file_without_header_and_indexes_is_saved(filled: Path, tmp_path: Path) -> None:
    damaged, target = tmp_path / "damaged.dossier", tmp_path / "saved.dossier"
    damaged.write_bytes(bytes(PAGE) + filled.read_bytes()[PAGE:])
    before = damaged.read_bytes()
    assert rescue_dossier(damaged, target).lost == ()
    assert damaged.read_bytes() == before
    assert content(target) == content(filled)


def test_an_altered_text_is_lost_by_name_and_the_rest_is_saved(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    damaged, target = tmp_path / "damaged.dossier", tmp_path / "saved.dossier"
    shutil.copyfile(filled, damaged)
    with sqlite3.connect(damaged) as connection:
        connection.create_function("plain", 1, decompress)
        altered = "UPDATE records SET json = replace(plain(json), 'harbour', 'airport') WHERE article_id = ?"
        connection.execute(altered, (IDS[0],))
    connection.close()
    for command in (
        ("export", damaged, "--as", "jsonl", "--out", tmp_path / "records.jsonl"),
        ("backup", damaged, tmp_path / "backup.dossier"),
        ("merge", tmp_path / "other.dossier", damaged),
    ):
        ran = run(*command)
        assert ran.status == 1
        assert f"{IDS[0]}: the record is not the one that was stored" in ran.err
        assert "`onrecord rescue" in ran.err
    assert sorted(tmp_path.iterdir()) == [damaged]
    assert run("check", damaged).status == 1
    ran = run("rescue", damaged, target)
    assert ran.status == 1
    assert f"lost: {IDS[0]} Harbour talks, bulletin 0: the record is not the one" in ran.out
    assert "4 articles" in ran.err
    with open_dossier(target, create=False) as saved:
        assert list(saved.check()) == []
        assert sorted(saved.list_ids("articles", ALL)) == sorted(set(IDS) - {IDS[0], IDS[2]})
        kept = list(saved.list_judgements(JudgementFilter(about=IDS[0], withdrawn=True)))
        assert any(row.by == "Ada" and row.withdrawn_by == "rule:rescue" for row in kept)
    ran = run("backup", "--no-check", damaged, tmp_path / "anyway.dossier")
    assert ran.status == 0


def reread_dossier(path: Path, readings: Sequence[Record]) -> None:
    """Write an article, read it again, and leave each version of its record on a page out of use."""
    with open_dossier(path, create=True) as dossier:
        dossier.write(readings[0])
    stale = [stored(path)]
    for reading in readings[1:]:
        with open_dossier(path, create=False) as dossier:
            dossier.replace_record(reading)
        stale.append(stored(path))
    with closing(sqlite3.connect(path)) as connection, connection:
        for number, row in enumerate(stale):
            connection.execute(f"CREATE TABLE stale{number} (number INTEGER PRIMARY KEY, a, b, c, d, e)")
            connection.execute(f"INSERT INTO stale{number} VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608


def stored(path: Path) -> tuple[object, ...]:
    with closing(sqlite3.connect(path)) as connection:
        row: tuple[object, ...] = connection.execute("SELECT * FROM records").fetchone()
        return row


@pytest.mark.parametrize("order", [(0, 1), (0, 1, 2), (0, 1, 0), (2, 0)])
@pytest.mark.parametrize("has_earlier", [True, False])
def test_of_several_whole_copies_the_one_in_force_is_saved(
    tmp_path: Path, order: tuple[int, ...], has_earlier: bool
) -> None:
    path = tmp_path / "reread.dossier"
    runs = [replace(RECORDS[0].run, readers={"plain": str(number)}) for number in range(3)]
    readings = [replace(RECORDS[0], run=runs[number]) for number in order]
    reread_dossier(path, readings)
    with closing(sqlite3.connect(path)) as connection, connection:
        # The last page has the version before, as if it were the place from which it was moved.
        connection.execute("CREATE TABLE moved (number INTEGER PRIMARY KEY, a, b, c, d, e)")
        connection.execute(f"INSERT INTO moved SELECT * FROM stale{len(order) - 2}")  # noqa: S608 - a number
        if not has_earlier:
            connection.execute("DELETE FROM readings")
    assert salvage_file(path).records[IDS[0]] == readings[-1]


def test_of_two_copies_of_one_run_the_one_that_was_not_replaced_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "reread.dossier"
    newer = replace(RECORDS[0], statements=RECORDS[0].statements[:1], commitments=(), events=())
    reread_dossier(path, [RECORDS[0], newer])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE moved (number INTEGER PRIMARY KEY, a, b, c, d, e)")
        connection.execute("INSERT INTO moved SELECT * FROM stale0")
    found = salvage_file(path)
    assert found.records[IDS[0]] == newer
    assert len(found.earlier) == 1


def test_a_row_of_impossible_size_or_with_a_circle_of_pages_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE rows (a)")
        connection.execute("INSERT INTO rows VALUES (?)", ("x" * 40_000,))
    content = bytearray(path.read_bytes())
    leaf = PAGE
    cell = leaf + int.from_bytes(content[leaf + 8 : leaf + 10], "big")
    assert [len(str(cells[0])) for _, cells in scan_rows(path) if len(cells) == 1] == [40_000]
    first = next(
        at for at in range(2 * PAGE, len(content), PAGE) if int.from_bytes(content[at : at + 4], "big")
    )
    circle = content.copy()
    circle[first : first + 4] = (first // PAGE + 1).to_bytes(4, "big")
    huge = circle.copy()
    huge[cell : cell + 3] = b"\xff\xff\x7f"  # two million bytes, more than the file has
    for damaged in (circle, huge):
        path.write_bytes(damaged)
        assert [cells for _, cells in scan_rows(path) if len(cells) == 1] == []


def damage(content: bytes, chance: Random) -> bytes:
    """Return the bytes of a file with one of six kinds of damage."""
    damaged, kind = bytearray(content), chance.choice(("flip", "page", "zero", "cut", "head", "swap"))
    first, second = (chance.randrange(len(content) // PAGE) * PAGE for _ in range(2))
    if kind == "cut":
        return content[: chance.randrange(len(content))]
    if kind == "flip":
        for _ in range(chance.choice((1, 5, 50, 500))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    elif kind == "head":
        for _ in range(3):
            damaged[chance.randrange(100)] = chance.randrange(256)
    elif kind == "swap":
        damaged[first : first + PAGE] = content[second : second + PAGE]
        damaged[second : second + PAGE] = content[first : first + PAGE]
    else:
        damaged[first : first + PAGE] = chance.randbytes(PAGE) if kind == "page" else bytes(PAGE)
    return bytes(damaged)


@pytest.mark.parametrize("seed", range(6))
def test_a_file_damaged_at_random_gives_no_traceback_and_what_is_saved_is_sound(
    run: Run, filled: Path, tmp_path: Path, seed: int
) -> None:
    damaged, target = tmp_path / "damaged.dossier", tmp_path / "saved.dossier"
    content = damage(filled.read_bytes(), Random(seed))  # noqa: S311 - nothing is secret
    for command in (
        ("show", damaged, "statements"),
        ("export", damaged, "--as", "csv", "--out", "-", "--no-check"),
        ("export", damaged, "--as", "jsonl", "--out", tmp_path / "records.jsonl"),
        ("backup", damaged, tmp_path / "backup.dossier"),
        ("check", damaged),
        ("rescue", damaged, target),
    ):
        for part in tmp_path.glob("damaged.*"):
            part.unlink()
        damaged.write_bytes(content)
        ran = run(*command)  # raises anything that is not a message and a status
        assert ran.status in (0, 1)
        assert ran.status == 0 or ran.err
    if target.exists():
        with open_dossier(target, create=False) as saved:
            assert list(saved.check()) == []
            assert set(saved.list_ids("articles", ALL)) <= set(IDS)


def test_nothing_of_another_file_is_saved(tmp_path: Path) -> None:
    other, target = tmp_path / "other", tmp_path / "saved.dossier"
    other.write_bytes(b"")
    with pytest.raises(StoreError, match="empty"):
        rescue_dossier(other, target)
    other.write_text("notes\n" * 5000)
    with pytest.raises(StoreError, match="nothing of a dossier"):
        rescue_dossier(other, target)
    assert not target.exists()


def test_rows_are_read_from_pages_of_any_size_with_long_and_short_cells(tmp_path: Path) -> None:
    for size in (512, 1024, 4096, 65536):
        path = tmp_path / f"{size}.db"
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA page_size = {size}")
        connection.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, a, b, c)")
        rows = [
            (number, "ä" * (number * 997 % 20_000), -(7**number) % 2**60, None if number % 2 else 0.5)
            for number in range(1, 40)
        ]
        connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", rows)
        connection.commit()
        connection.close()
        found = {(number, *cells[1:]) for number, cells in scan_rows(path) if len(cells) == 4}
        assert found == set(rows)
