"""Check the licences of all that is installed with OnRecord, and of what is needed to build and test it.

`python release/licences.py`; status 1 where a licence is not allowed or not known. What is allowed, and by
whose reading of which package, stands in `licences.toml`.
"""

import re
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from lock import DEVELOPMENT, RUNTIME, Pinned, read_lock

RULES = Path(__file__).with_name("licences.toml")
# Names in classifiers and free fields that stand for one licence -> its SPDX name.
NAMES = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD-3-Clause",  # two or three clauses; both are allowed
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
_TOKEN = re.compile(r"[()]|[^\s()]+")


def licence_of(found: Distribution) -> str:
    """Return the licence that a package names, as an SPDX expression where it can be read as one; "" if none.

    It is the field License-Expression, else its classifiers, all of which apply, else the field License.
    """
    data = found.metadata
    for expression in data.get_all("License-Expression") or []:
        return str(expression)
    classes = [
        line.split(" :: ")[-1] for line in data.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    named = [NAMES.get(one, one) for one in classes if one != "OSI Approved"]
    if named:
        return " AND ".join(named)
    first = "\n".join(data.get_all("License") or []).strip().splitlines()
    return NAMES.get(first[0], first[0][:60]) if first else ""


def is_allowed(expression: str, allowed: set[str]) -> bool:
    """Whether a licence expression can be met with allowed licences: all parts of AND, one part of OR.

    An exception (`WITH …`) only widens a licence and does not count (SPDX 2.3, annex D).
    """
    plain = re.sub(r"\s+WITH\s+[\w.-]+", "", expression).strip()
    tokens = _TOKEN.findall(plain)
    if not {"AND", "OR"} & set(tokens):  # one licence, perhaps of several words
        return plain.strip("()") in allowed
    value, rest = _either(tokens, allowed)
    return value and not rest


def _either(tokens: list[str], allowed: set[str]) -> tuple[bool, list[str]]:
    value, rest = _both(tokens, allowed)
    while rest[:1] == ["OR"]:
        other, rest = _both(rest[1:], allowed)
        value = value or other
    return value, rest


def _both(tokens: list[str], allowed: set[str]) -> tuple[bool, list[str]]:
    value, rest = _one(tokens, allowed)
    while rest[:1] == ["AND"]:
        other, rest = _one(rest[1:], allowed)
        value = value and other
    return value, rest


def _one(tokens: list[str], allowed: set[str]) -> tuple[bool, list[str]]:
    if tokens[:1] == ["("]:
        value, rest = _either(tokens[1:], allowed)
        return value and rest[:1] == [")"], rest[1:]
    return bool(tokens) and tokens[0] in allowed, tokens[1:]


def check_licences(pinned: list[Pinned], allowed: set[str], read: dict[str, str]) -> tuple[list[str], int]:
    """Return a sentence for each package whose licence is not allowed, and how many are not installed here.

    `read` gives the licence of packages whose metadata name none, as a person read it in their files.
    """
    problems, absent = [], 0
    for one in pinned:
        try:
            found = distribution(one.name)
        except PackageNotFoundError:
            absent += 1  # for another system or Python
            continue
        licence = read.get(one.name) or licence_of(found)
        if not licence:
            problems.append(
                f"{one.name} {one.version}: names no licence; read its files and note it in {RULES.name}"
            )
        elif not is_allowed(licence, allowed):
            problems.append(f"{one.name} {one.version}: {licence} is not allowed by {RULES.name}")
    return problems, absent


def main() -> int:
    """Check the packages of both lock files and print what is wrong."""
    rules = tomllib.loads(RULES.read_text("utf-8"))
    status = 0
    for lock, extra in ((RUNTIME, ()), (DEVELOPMENT, rules["allowed-for-development"])):
        pinned = read_lock(lock)
        problems, absent = check_licences(pinned, {*rules["allowed"], *extra}, rules["read"])
        for problem in problems:
            print(problem)
        print(f"{lock.name}: {len(pinned) - absent} licences checked, {len(problems)} wrong", end="")
        print(f"; {absent} packages are for other systems and not installed here" if absent else "")
        status |= bool(problems)
    return status


if __name__ == "__main__":
    sys.exit(main())
