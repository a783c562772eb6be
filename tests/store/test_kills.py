"""Kills in every command that writes, on both databases, with restarts of the server: a short version.

`benchmarks/kills.py` does the same two hundred times.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from sqlalchemy import text

from kills import OLD, Round, make_other, measure, record_of, run_kills
from older_dossiers import VERSIONS, make_engine, make_older
from postgresql_server import restart_server

pytest_plugins = ["dossiers"]  # the fixtures of both databases

KILLS = 8


def prepare(tmp_path: Path) -> Path:
    other = tmp_path / "other.dossier"
    make_other(other)
    return other


def make_old(place: str, number: int, tmp_path: Path) -> None:
    known = VERSIONS[number % len(VERSIONS)]
    make_older(place, known, [record_of(at) for at in OLD], [], tmp_path / f"newer-{number}.dossier")


def test_killed_in_any_command_a_file_loses_nothing_and_has_nothing_twice(tmp_path: Path) -> None:
    other = prepare(tmp_path)

    def rounds() -> Iterator[Round]:
        for number in range(1, 1000):
            place = str(tmp_path / f"{number}.dossier")
            make_old(place, number, tmp_path)
            yield Round(place, other)

    whole = str(tmp_path / "whole.dossier")
    make_old(whole, 0, tmp_path)
    hits = run_kills(rounds(), KILLS, Random(4), measure(whole, other))  # noqa: S311 - nothing is secret
    assert hits.total() == KILLS


def test_killed_or_with_the_server_restarted_a_database_loses_nothing_and_has_nothing_twice(
    server: str, tmp_path: Path
) -> None:
    other = prepare(tmp_path)
    admin = make_engine(server).execution_options(isolation_level="AUTOCOMMIT")

    def make(number: int) -> str:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE kills_{number}"))
        admin.dispose()
        place = make_engine(server).url.set(drivername="postgresql", database=f"kills_{number}")
        address = place.render_as_string(hide_password=False)
        make_old(address, number, tmp_path)
        return address

    def rounds() -> Iterator[Round]:
        for number in range(1, 1000):
            yield Round(make(number), other, restart_server)

    expected = measure(make(0), other)
    hits = run_kills(rounds(), KILLS, Random(2), expected)  # noqa: S311 - nothing is secret
    assert {kind for _, kind in hits} == {"kill", "restart"}
