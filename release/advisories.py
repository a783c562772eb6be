"""Check the pinned packages for known vulnerabilities: `python release/advisories.py`.

The advisory service is asked through pip-audit, where that is installed and the service answers. Where not,
the advisories in `advisories.json` (and in files given with --file, each a list of OSV objects or one of
them) are used instead, and the output says so with their day: newer advisories are then not known. Status 0:
nothing is known; 1: a pinned version is affected; 2: not even the stored advisories could be read.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from lock import BUILD, DEVELOPMENT, RUNTIME, Pinned, normalised, read_lock

STORED = Path(__file__).with_name("advisories.json")
SECONDS = 300  # for the service's answer about all packages
LOCKS = (RUNTIME, BUILD, DEVELOPMENT)


@dataclass(frozen=True, slots=True)
class Advisory:
    """A vulnerability: its ids, package and ranges (from, to) of versions; `to` is the first mended one."""

    ids: tuple[str, ...]
    package: str
    ranges: tuple[tuple[str, str | None], ...]
    versions: tuple[str, ...]
    summary: str

    def affects(self, version: str) -> bool:
        """Whether a version lies in a range or is listed. One that cannot be read counts as affected."""
        if version in self.versions:
            return True
        try:
            at = Version(version)
            return any(
                Version(first) <= at and (last is None or at < Version(last)) for first, last in self.ranges
            )
        except InvalidVersion:
            return True


def read_advisories(path: Path) -> tuple[list[Advisory], str]:
    """Return the advisories of a file of OSV objects (ossf.github.io/osv-schema), and the day it is of."""
    raw = json.loads(path.read_text("utf-8"))
    day = str(raw.get("as_of", "an unknown day")) if isinstance(raw, dict) else "an unknown day"
    rows = raw.get("advisories", [raw]) if isinstance(raw, dict) else raw
    return [advisory for row in rows for advisory in _of_osv(row)], day


def _of_osv(row: dict[str, object]) -> Iterator[Advisory]:
    ids = (str(row["id"]), *map(str, _list(row.get("aliases"))))
    if row.get("withdrawn"):
        return
    for affected in _list(row.get("affected")):
        assert isinstance(affected, dict)  # noqa: S101 - the format
        package = affected["package"]
        if package.get("ecosystem") != "PyPI":
            continue
        ranges: list[tuple[str, str | None]] = []
        for one in affected.get("ranges", []):
            if one.get("type") == "ECOSYSTEM":
                ranges += _ranges(one["events"])
        name, versions = normalised(package["name"]), tuple(affected.get("versions", ()))
        yield Advisory(ids, name, tuple(ranges), versions, str(row.get("summary", "")))


def _ranges(events: Iterable[dict[str, str]]) -> Iterator[tuple[str, str | None]]:
    first: str | None = None
    for event in events:
        if "introduced" in event:
            first = event["introduced"]
        elif "fixed" in event and first is not None:
            yield first, event["fixed"]
            first = None
        elif "last_affected" in event and first is not None:
            yield first, f"{event['last_affected']}.post999"  # the version itself is affected
            first = None
    if first is not None:
        yield first, None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def find_affected(pinned: Iterable[Pinned], advisories: Iterable[Advisory]) -> list[str]:
    """Return a line for each pinned version that an advisory is about."""
    by_name: dict[str, list[Advisory]] = {}
    for advisory in advisories:
        by_name.setdefault(advisory.package, []).append(advisory)
    return [
        f"{one.name} {one.version}: {', '.join(advisory.ids)}: {advisory.summary}"
        for one in sorted(set(pinned), key=lambda one: (one.name, one.version))
        for advisory in by_name.get(one.name, ())
        if advisory.affects(one.version)
    ]


def ask_service() -> tuple[int | None, str]:
    """Return pip-audit's status (0 nothing, 1 something) and output; None and why where it cannot run."""
    command = shutil.which("pip-audit")
    if command is None:
        return None, "pip-audit is not installed"
    locks = [part for lock in LOCKS for part in ("-r", str(lock))]
    arguments = [command, *locks, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None, f"the advisory service did not answer in {SECONDS} seconds"
    if done.returncode == 0 or "Found" in done.stderr + done.stdout:
        return done.returncode, done.stdout + done.stderr
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    return None, f"the advisory service could not be asked: {last[:200]}"


def main() -> int:
    """Ask the service, or else check against the stored advisories; print what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stored", action="store_true", help="do not ask the service")
    parser.add_argument(
        "--file", action="append", type=Path, default=[], help="more advisories, in OSV format"
    )
    given = parser.parse_args()
    status, said = (None, "not asked (--stored)") if given.stored else ask_service()
    if status is not None:
        print(said)
        return status
    print(f"The advisory service was not used: {said}.")
    pinned = [one for lock in LOCKS for one in read_lock(lock)]
    advisories: list[Advisory] = []
    try:
        for path in (STORED, *given.file):
            found, day = read_advisories(path)
            advisories += found
            print(f"{path.name}: {len(found)} advisories, as of {day}. Newer ones are not known.")
    except (OSError, ValueError, KeyError, AssertionError) as error:
        print(f"The stored advisories cannot be read: {error}")
        return 2
    affected = find_affected(pinned, advisories)
    for line in affected:
        print(line)
    print(f"{len(pinned)} pinned packages, {len(affected)} affected by a stored advisory.")
    return int(bool(affected))


if __name__ == "__main__":
    sys.exit(main())
